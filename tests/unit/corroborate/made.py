"""Claims, reports, findings and contexts made up for the tests of this room."""

from __future__ import annotations

from datetime import UTC, date, datetime

import shapely
from affine import Affine
from pyproj import CRS

from temoin.corroborate import Context
from temoin.geo import Footprint, Grid
from temoin.model import (
    AlignState,
    Attribution,
    Building,
    Change,
    Claim,
    ClaimKind,
    Days,
    Event,
    Findings,
    Grade,
    GradeClass,
    Lineage,
    LineageEdge,
    LineageKind,
    Measurement,
    Reason,
    Registration,
    Report,
    Scene,
    Site,
    SitePart,
    Source,
    SourceClass,
    Thing,
    TimeBasis,
    TimeRange,
)
from temoin.quantity import Level, Quantity
from temoin.raster import BandRole
from temoin.text import OffsetMap

UTM = CRS.from_epsg(32639)
ROOF_M2 = 3200.0
DAY = date(2025, 3, 18)


def square(x: float, y: float, width: float = 80.0, height: float = 40.0) -> Footprint:
    """A rectangle in UTM metres."""
    return Footprint(shape=shapely.box(x, y, x + width, y + height), crs=UTM)


def report(report_id: str = "r1", *, on: str | None = "2025-03-19", text: str = "x", lang: str = "en", publisher: str | None = None) -> Report:
    """A report of a day."""
    published = TimeRange.on(date.fromisoformat(on), UTC) if on else None
    return Report(
        id=report_id,
        publisher=publisher or f"Paper {report_id}",
        published=published,
        lang=lang,
        text=text,
        sha256="0" * 64,
        offsets=OffsetMap.identity(len(text)),
    )


def claim(claim_id: str = "c1", *, report: str = "r1", kind: str = "killed", **spec) -> Claim:
    """A claim from a short form: value, low, high, unit, level; noun, part, number, name; who or anon; day; and the claim's own fields."""
    quantity = None
    if "unit" in spec:
        parts = {name: spec.pop(name) for name in ("value", "low", "high") if name in spec}
        quantity = Quantity(unit=spec.pop("unit"), level=Level(spec.pop("level", "exact")), **parts)
    thing = None
    if "noun" in spec:
        named = {name: spec.pop(name, None) for name in ("part", "number", "name")}
        noun = spec.pop("noun")
        thing = Thing(noun=noun, words=noun, **named)
    chain = ()
    if "who" in spec:
        chain = (Source(name=spec.pop("who"), kind=SourceClass(spec.pop("who_kind", "official")), is_named=True),)
    if "anon" in spec:
        kind_of_people = SourceClass(spec.pop("anon"))
        chain = (Source(name=f"a {kind_of_people} source", kind=kind_of_people),)
    days = Days.from_iso(spec.pop("day")) if "day" in spec else None
    spec.pop("on", None)
    return Claim(
        id=claim_id,
        report_id=report,
        kind=ClaimKind(kind),
        quantity=quantity,
        thing=thing,
        days=days,
        attribution=Attribution(chain=chain),
        **_enums(spec),
    )


def _enums(spec: dict) -> dict:
    from temoin.model import Certainty, Effect, Extent, Polarity, Role

    kinds = {"certainty": Certainty, "polarity": Polarity, "role": Role, "effect": Effect, "extent": Extent}
    return {name: kinds[name](value) if name in kinds else value for name, value in spec.items()}


BUILDINGS = tuple(Building(id=f"b{i}", footprint=square(500_000 + 120 * i, 6_300_000)) for i in (1, 2, 3))
SITE = Site(
    name="Pryladmash",
    footprint=square(500_000, 6_299_900, 600, 300),
    parts=(
        SitePart(name="workshop 106", building_id="b1"),
        SitePart(name="atelier nº110", building_id="b2"),
        SitePart(name="warehouse 6", building_id="b3"),
    ),
)
GRID = Grid(crs=UTM, transform=Affine(0.5, 0, 500_000, 0, -0.5, 6_300_200), height=600, width=1200)


def scene(scene_id: str, taken: TimeRange | None) -> Scene:
    """A picture of the made-up site."""
    return Scene(id=scene_id, name=f"{scene_id}.tif", acquired=taken, grid=GRID, roles=(BandRole.RED,))


def at(text: str) -> TimeRange:
    """A moment in UTC."""
    return TimeRange.at(datetime.fromisoformat(text).replace(tzinfo=UTC))


def on(text: str) -> TimeRange:
    """A day in UTC."""
    return TimeRange.on(date.fromisoformat(text), UTC)


def registration(state: AlignState = AlignState.VERIFIED) -> Registration:
    """A registration in a state."""
    return Registration(state=state, shift_px=(0.0, 0.0), transform=Affine.identity(), windows=9, windows_tried=9, agreement=1.0)


def grade(building_id: str, grade: str = "no visible damage", area=(0, 0, 8), **spec) -> Grade:
    """The grade of a building, with m² changed (low, value, high)."""
    kind = GradeClass(grade)
    hidden = kind is GradeClass.NOT_ASSESSABLE
    low, value, high = area
    seen = spec.get("seen", 1.0)
    return Grade(
        id=f"grade-{building_id}",
        before_id="before",
        after_id="after",
        building_id=building_id,
        grade=kind,
        grade_set=tuple(GradeClass(one) for one in spec.get("set", [kind])),
        score=0.0 if hidden else min(1.0, value / ROOF_M2),
        changed_area=None if hidden else Quantity(value=value, low=low, high=high, unit="m2", confidence=0.95),
        changed_share=None if hidden else Quantity(value=value / ROOF_M2, low=low / ROOF_M2, high=high / ROOF_M2, unit="share", confidence=0.95),
        seen_share=seen,
        reasons=tuple(Reason(one) for one in spec.get("reasons", [])),
    )


def findings(grades=(), *, state: AlignState = AlignState.VERIFIED, reasons=(), buildings=BUILDINGS, smallest: float = 25.0) -> Findings:
    """Findings of a pair: the grades given, no visible damage elsewhere, changes and measurements that fit them."""
    by_id = {one.building_id: one for one in grades}
    all_grades = tuple(by_id.get(one.id, grade(one.id)) for one in buildings)
    links = {"before_id": "before", "after_id": "after"}
    changed = [one for one in all_grades if one.grade in {GradeClass.DAMAGED, GradeClass.DESTROYED}]
    changes = tuple(
        Change(id=f"change-{one.building_id}", footprint=SITE.footprint, area=one.changed_area, score=0.9, building_ids=(one.building_id,), **links)
        for one in sorted(changed, key=lambda one: -one.changed_area.value)
    )
    total = sum(one.changed_area.value for one in changed)
    measures = {
        "changed_area": Quantity(value=total, low=total * 0.95, high=total * 1.05, unit="m2"),
        "roof_changed_area": Quantity(value=total, low=total * 0.95, high=total * 1.05, unit="m2"),
        "smallest_area": Quantity(value=smallest, unit="m2"),
    }
    measurements = tuple(Measurement(id=f"measure-{name}", name=name, quantity=quantity, **links) for name, quantity in measures.items())
    return Findings(items=(*changes, *all_grades, *measurements), registration=registration(state), reasons=tuple(reasons))


EVENT = Event(id="event-1", when=on("2025-03-18"), basis=TimeBasis.WRITTEN)
EARLIER, LATER = at("2025-03-10T09:00"), at("2025-03-19T09:00")


def pictures(view: str = "good", grades=()) -> tuple[Findings | None, Context]:
    """Findings and context for a named state of the pictures."""
    scenes = {
        "none": (),
        "after_only": (scene("after", LATER),),
        "before_only": (scene("before", EARLIER),),
        "before_event": (scene("before", at("2025-03-05T09:00")), scene("after", at("2025-03-15T09:00"))),
        "after_event": (scene("before", at("2025-03-20T09:00")), scene("after", at("2025-03-25T09:00"))),
        "same_day": (scene("before", EARLIER), scene("after", on("2025-03-18"))),
        "one_day": (scene("before", on("2025-03-18")), scene("after", on("2025-03-18"))),
        "hour_before": (scene("before", EARLIER), scene("after", at("2025-03-18T05:00"))),
        "tight": (scene("before", at("2025-03-17T09:00")), scene("after", at("2025-03-18T15:00"))),
    }.get(view, (scene("before", EARLIER), scene("after", LATER)))
    event = {
        "no_event": Event(id="event-1"),
        "hour_before": Event(id="event-1", when=TimeRange.at(datetime.fromisoformat("2025-03-18T09:00+03:00")), basis=TimeBasis.GIVEN),
        "during": Event(id="event-1", when=TimeRange(start=on("2025-03-18").start, end=on("2025-03-22").end), basis=TimeBasis.GIVEN),
    }.get(view, EVENT)
    buildings = () if view == "no_buildings" else BUILDINGS
    context = Context(site=SITE, buildings=buildings, scenes=scenes, event=event)
    if len(scenes) < 2:
        return None, context
    state = {"weak": AlignState.WEAK, "unverified": AlignState.UNVERIFIED}.get(view, AlignState.VERIFIED)
    reasons = {"cloudy": (Reason.CLOUD,), "wide": (Reason.SCENE_WIDE_CHANGE,)}.get(view, ())
    return findings(grades, state=state, reasons=reasons, buildings=buildings), context


def lineage(report_ids, copies=()) -> Lineage:
    """A lineage with copies given as (child, parent)."""
    edges = tuple(LineageEdge(child=child, parent=parent, kind=LineageKind.COPY, weight=1.0, evidence="made up") for child, parent in copies)
    return Lineage(edges=edges, families=tuple((one,) for one in sorted(report_ids)))

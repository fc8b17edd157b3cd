"""Made-up content for dossiers: a small plant, four texts, and a claim for every verdict."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone

import attrs
import numpy as np
import shapely
from affine import Affine

from temoin.geo import Footprint, Grid, parse_crs
from temoin.model import (
    AlignedPair,
    AlignState,
    Assessment,
    Attribution,
    BandFit,
    Building,
    Case,
    Certainty,
    Change,
    Check,
    Claim,
    ClaimKind,
    Confidence,
    CustodyEntry,
    Days,
    Event,
    Evidence,
    EvidenceKind,
    Exhibit,
    ExhibitRole,
    Findings,
    Grade,
    GradeClass,
    Ledger,
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
    Verdict,
)
from temoin.publish import DossierContent, TruthRow
from temoin.quantity import Level, Quantity
from temoin.raster import BandRole, Image
from temoin.text import OffsetMap, Span

CRS = parse_crs("EPSG:32628")
RGB = (BandRole.RED, BandRole.GREEN, BandRole.BLUE)
FRENCH = (
    "Incendie à l'usine de Port-Alune\n\n"
    "Le toit de l'atelier 7 s'est effondré sur environ 1 300 m², selon l'agence Vigie-Ciel, dont l'image du 2 juillet montre une partie du toit.\n\n"
    "Trois personnes ont été tuées et 45 blessées, dont 35 hospitalisées, a indiqué le préfet. "
    "Une fenêtre de l'atelier 6 a été touchée, d'après des riverains. Le toit est totalement détruit, affirme une autre source."
)
ENGLISH = (
    "Two workshops were hit at the Port-Alune plant. At least 2 people were killed, officials said on Tuesday. "
    "No building collapsed, the company said. Some 40 people were hurt."
)
ARABIC = "قُتل ثلاثة أشخاص في المصنع، بحسب مصدر طبي."


def make_report(report_id: str, text: str, lang: str | None, **facts: object) -> Report:
    """A report whose file is its own text."""
    data = text.encode()
    return Report(id=report_id, text=text, lang=lang, sha256=hashlib.sha256(data).hexdigest(), offsets=OffsetMap.identity(len(text)), **facts)  # type: ignore[arg-type]


def span_in(text: str, words: str) -> Span:
    """The span of some words."""
    start = text.index(words)
    return Span.of(text, start, start + len(words))


def make_grid(rows: int = 120, cols: int = 160, gsd_m: float = 0.5) -> Grid:
    """A grid in the open Atlantic."""
    return Grid(crs=CRS, transform=Affine(gsd_m, 0, 680_000.0, 0, -gsd_m, 5_900_000.0), height=rows, width=cols)


def make_images(grid: Grid, *, dtype: str = "uint8", scale: float = 1.0) -> tuple[Image, Image]:
    """Noise with two bright roofs; on one of them a dark hole in the later picture."""
    rng = np.random.default_rng(7)
    ground = np.array([70.0, 90.0, 60.0])[:, None, None] + rng.normal(0, 8, (3, *grid.shape))
    rows, cols = grid.shape
    ground[:, rows // 5 : rows // 2, cols // 8 : cols // 2] = 170 + rng.normal(0, 3, ground[:, rows // 5 : rows // 2, cols // 8 : cols // 2].shape)
    ground[:, rows // 2 + 10 : rows - 20, cols // 2 : cols - 20] = 140
    later = ground.copy()
    later[:, rows // 4 : rows // 3, cols // 5 : cols // 3] = 35
    low, high = (0, 255) if dtype == "uint8" else (-1e9, 1e9)
    return tuple(Image(array=np.clip(array * scale, low, high).astype(dtype), grid=grid, roles=RGB) for array in (ground, later))  # type: ignore[return-value]


def pixel_box(grid: Grid, x0: float, y0: float, x1: float, y1: float) -> Footprint:
    """A rectangle given in shares of the picture."""
    return grid.from_pixels(shapely.box(x0 * grid.width, y0 * grid.height, x1 * grid.width, y1 * grid.height))


def make_scene(scene_id: str, grid: Grid, acquired: TimeRange | None, **facts: object) -> Scene:
    """A scene with a credit."""
    known: dict[str, object] = {
        "sensor": "Made-up eye",
        "credit": "Picture © Made-up Imaging 2025",
        "licence": "CC0-1.0",
        "sha256": "ab" * 32,
    } | facts
    return Scene(id=scene_id, name=f"{scene_id}.tif", acquired=acquired, grid=grid, roles=RGB, **known)  # type: ignore[arg-type]


def make_aligned(grid: Grid | None = None, images: tuple[Image, Image] | None = None, fits: tuple[BandFit, ...] | None = None) -> AlignedPair:
    """The pair on one grid, verified."""
    grid = grid or make_grid()
    before, after = images or make_images(grid)
    same = tuple(BandFit(role=role, gain=1.0, offset=0.0, r2=0.95, pixels=5000) for role in RGB)
    return AlignedPair(
        before=make_scene("before", grid, TimeRange.on(date(2025, 6, 11), UTC), off_nadir_deg=4.2, sun_elevation_deg=52.0, sun_azimuth_deg=171.0),
        after=make_scene("after", grid, TimeRange.at(datetime(2025, 7, 2, 11, 8, 5, tzinfo=timezone(timedelta(hours=3)))), off_nadir_deg=11.8),
        grid=grid,
        before_pixels=before,
        after_pixels=after,
        registration=Registration(
            state=AlignState.VERIFIED,
            shift_px=(3.4, -2.6),
            transform=Affine.translation(-2.6, 3.4),
            rmse_px=0.2,
            ce90_px=0.33,
            windows=41,
            windows_tried=49,
            agreement=0.93,
        ),
        radiometry=same if fits is None else fits,
        reasons=(Reason.DIFFERENT_VIEWS,),
    )


def make_buildings(grid: Grid) -> tuple[Building, ...]:
    """Two halls and a shed."""
    return (
        Building(id="h1", name="workshop 6", footprint=pixel_box(grid, 0.5, 0.58, 0.88, 0.83), attributes=(("levels", 2), ("roof", "flat"))),
        Building(
            id="h2", name="workshop 7", footprint=pixel_box(grid, 0.125, 0.2, 0.5, 0.5), attributes=(("grade", "theirs"), ("height", float("nan")))
        ),
        Building(id="s1", footprint=pixel_box(grid, 0.93, 0.05, 1.2, 0.2), notes=(Reason.FOOTPRINT_REPAIRED,)),
    )


def make_findings(grid: Grid) -> Findings:
    """One hole in one roof."""
    area = Quantity(value=1262.3, unit="m2", low=1190.2, high=1334.9, confidence=0.95)
    common = {"before_id": "before", "after_id": "after"}
    hole = pixel_box(grid, 0.2, 0.25, 0.333, 0.333)
    return Findings(
        items=(
            Change(id="chg-1", footprint=hole, area=area, score=0.91, p_value=0.004, building_ids=("h2",), **common),
            Grade(
                id="grd-1",
                building_id="h2",
                grade=GradeClass.DAMAGED,
                grade_set=(GradeClass.DAMAGED, GradeClass.DESTROYED),
                score=0.83,
                p_value=0.01,
                changed_area=area,
                changed_share=Quantity(value=0.42, unit="share", low=0.39, high=0.45),
                seen_share=1.0,
                reasons=(Reason.CHANGE_SEEN,),
                **common,
            ),
            Grade(
                id="grd-2",
                building_id="h1",
                grade=GradeClass.NO_VISIBLE_DAMAGE,
                grade_set=(GradeClass.NO_VISIBLE_DAMAGE,),
                score=0.08,
                changed_area=Quantity(value=0, unit="m2", low=0, high=12),
                seen_share=0.996,
                reasons=(Reason.NO_CHANGE_SEEN,),
                **common,
            ),
            Grade(
                id="grd-3",
                building_id="s1",
                grade=GradeClass.NOT_ASSESSABLE,
                grade_set=(),
                score=0.0,
                seen_share=0.0,
                reasons=(Reason.NODATA,),
                **common,
            ),
            Measurement(id="mea-1", name="changed_area", quantity=area, **common),
            Measurement(id="mea-2", name="smallest_area", quantity=Quantity(value=18, unit="m2"), **common),
            Measurement(id="mea-3", name="buildings_damaged", quantity=Quantity(value=1, unit="building"), **common),
        ),
        reasons=(Reason.FEW_CONTROLS,),
    )


def make_claims() -> tuple[Claim, ...]:
    """Claims with overlapping spans, a chain of two sources, and one without its text."""
    prefect = Attribution(chain=(Source(name="le préfet", kind=SourceClass.OFFICIAL, span=span_in(FRENCH, "le préfet")),))
    vigie = Source(name="l'agence Vigie-Ciel", kind=SourceClass.IMAGERY, span=span_in(FRENCH, "l'agence Vigie-Ciel"), is_named=True)
    roof = Thing(noun="workshop", part="roof", number="7", words="le toit de l'atelier 7")
    in_french = {"report_id": "fr", "lang": "fr"}
    in_english = {"report_id": "en", "lang": "en"}
    officials = Attribution(
        chain=(
            Source(name="officials", kind=SourceClass.OFFICIAL, span=span_in(ENGLISH, "officials")),
            Source(name="The Harbour Post", kind=SourceClass.MEDIA, is_named=True),
        )
    )
    return (
        Claim(
            id="k1",
            kind=ClaimKind.DAMAGE_EXTENT,
            span=span_in(FRENCH, "environ 1 300 m²"),
            quantity=Quantity(value=1300, unit="m2", level=Level.ABOUT),
            thing=roof,
            attribution=Attribution(chain=(vigie,)),
            checks=(Check(name="value-recomputed", passed=True, detail="1 300 m² read again as 1300"),),
            **in_french,
        ),
        Claim(
            id="k2",
            kind=ClaimKind.DAMAGED_OBJECT,
            span=span_in(FRENCH, "Le toit de l'atelier 7 s'est effondré sur environ 1 300 m²"),
            thing=roof,
            attribution=Attribution(chain=(vigie,), is_inherited=True),
            **in_french,
        ),
        Claim(
            id="k3",
            kind=ClaimKind.KILLED,
            span=span_in(FRENCH, "Trois"),
            quantity=Quantity(value=3, unit="person"),
            attribution=prefect,
            as_of=Days.one(date(2025, 7, 2)),
            **in_french,
        ),
        Claim(
            id="k4",
            kind=ClaimKind.INJURED,
            span=span_in(FRENCH, "45 blessées"),
            quantity=Quantity(value=45, unit="person"),
            attribution=prefect,
            **in_french,
        ),
        Claim(
            id="k5",
            kind=ClaimKind.HOSPITALISED,
            span=span_in(FRENCH, "35 hospitalisées"),
            quantity=Quantity(value=35, unit="person"),
            subset_of="k4",
            attribution=prefect,
            **in_french,
        ),
        Claim(
            id="k6",
            kind=ClaimKind.DAMAGED_OBJECT,
            span=span_in(FRENCH, "Une fenêtre de l'atelier 6"),
            thing=Thing(noun="workshop", part="window", number="6", words="une fenêtre"),
            certainty=Certainty.REPORTED,
            attribution=Attribution(chain=(Source(name="des riverains", kind=SourceClass.WITNESS),)),
            **in_french,
        ),
        Claim(id="k7", kind=ClaimKind.DAMAGED_OBJECT, span=span_in(FRENCH, "Le toit est totalement détruit"), thing=roof, **in_french),
        Claim(
            id="k8",
            kind=ClaimKind.KILLED,
            span=span_in(ENGLISH, "At least 2 people"),
            quantity=Quantity(value=2, unit="person", level=Level.AT_LEAST),
            attribution=officials,
            said_on=Days.one(date(2025, 7, 1)),
            **in_english,
        ),
        Claim(id="k9", kind=ClaimKind.DAMAGED_COUNT, span=span_in(ENGLISH, "No building"), quantity=Quantity(value=0, unit="building"), **in_english),
        Claim(
            id="k10",
            kind=ClaimKind.INJURED,
            span=span_in(ENGLISH, "Some 40 people"),
            quantity=Quantity(value=40, unit="person", level=Level.ABOUT),
            **in_english,
        ),
        Claim(
            id="k11",
            kind=ClaimKind.EVENT_DATE,
            report_id="fr",
            days=Days.one(date(2025, 7, 1)),
            inferred=True,
            basis="the statement of 1 July speaks of it in the past",
        ),
        Claim(id="k12", kind=ClaimKind.KILLED, report_id="ar", lang="ar", span=span_in(ARABIC, "ثلاثة"), quantity=Quantity(value=3, unit="person")),
    )


def make_assessments(claims: tuple[Claim, ...]) -> tuple[Assessment, ...]:
    """Every verdict at least once."""
    area = Quantity(value=1262.3, unit="m2", low=1190.2, high=1334.9, confidence=0.95)
    open_, closed = Verdict.NOT_YET_CHECKED, Verdict.NOT_CHECKABLE
    table: dict[str, tuple[Verdict, Verdict, Verdict, tuple[Reason, ...]]] = {
        "k1": (Verdict.SUPPORTED, Verdict.SUPPORTED, closed, (Reason.AREA_AGREES, Reason.ONE_ORIGIN)),
        "k2": (Verdict.PARTLY_SUPPORTED, Verdict.PARTLY_SUPPORTED, closed, (Reason.CHANGE_SEEN, Reason.CAUSE_NOT_VISIBLE)),
        "k3": (Verdict.CONTESTED, closed, Verdict.CONTESTED, (Reason.REPORTS_CLASH, Reason.PERSONS_NOT_VISIBLE)),
        "k4": (closed, closed, closed, (Reason.PERSONS_NOT_VISIBLE, Reason.ONE_ORIGIN)),
        "k5": (closed, closed, closed, (Reason.PERSONS_NOT_VISIBLE,)),
        "k6": (closed, closed, closed, (Reason.NOT_VISIBLE_FROM_ABOVE,)),
        "k7": (Verdict.CONTESTED, Verdict.PARTLY_SUPPORTED, Verdict.CONTESTED, (Reason.TEXT_CLASHES_WITH_ITSELF,)),
        "k8": (Verdict.SUPERSEDED, closed, Verdict.SUPERSEDED, (Reason.CORRECTED_LATER,)),
        "k9": (Verdict.CONTRADICTED, Verdict.CONTRADICTED, closed, (Reason.CHANGE_SEEN,)),
        "k10": (open_, closed, open_, (Reason.ONE_ORIGIN,)),
        "k11": (open_, open_, open_, (Reason.INFERRED_DATE, Reason.NO_EVENT_DATE)),
    }
    made = []
    for claim in claims:
        if claim.id not in table:
            continue
        verdict, pictures, reports, reasons = table[claim.id]
        evidence: tuple[Evidence, ...] = ()
        if claim.id in {"k1", "k2", "k9"}:
            kind = EvidenceKind.CONTRADICTS if claim.id == "k9" else EvidenceKind.SUPPORTS
            evidence = (
                Evidence(kind=kind, finding_id="chg-1", reason=reasons[0], measured=area),
                Evidence(kind=EvidenceKind.SILENT, finding_id="grd-1", reason=Reason.CHANGE_SEEN),
            )
        elif claim.id == "k3":
            evidence = (Evidence(kind=EvidenceKind.CONTRADICTS, claim_id="k8", report_id="en", reason=Reason.REPORTS_CLASH),)
        made.append(
            Assessment(
                claim=claim,
                verdict=verdict,
                pictures=pictures,
                reports=reports,
                reasons=reasons,
                evidence=evidence,
                measured=area if claim.id in {"k1", "k2"} else None,
                supported_part="a part of the roof is gone" if claim.id == "k2" else "",
                confidence=Confidence.MODERATE if claim.id == "k1" else None,
            )
        )
    return tuple(made)


def make_case() -> Case:
    """A case with two ledger lines."""
    moment = datetime(2025, 7, 4, 9, 0, tzinfo=UTC)
    first = CustodyEntry(
        number=1, time=moment, action="open", role="analyst", version="0.1.0", options="{}", inputs=(), outputs=(), previous="0" * 64, hash="1f" * 32
    )
    second = attrs.evolve(first, number=2, time=moment + timedelta(seconds=9), action="add", role="machine", previous=first.hash, hash="2e" * 32)
    exhibit = Exhibit(
        sha256="cd" * 32, size=123_456, name="gazette.html", role=ExhibitRole.REPORT, media_type="text/html", path="exhibits/cd", added=moment
    )
    return Case(
        id="case-made-up",
        created=moment,
        title="Port-Alune",
        exhibits=(exhibit,),
        ledger=Ledger(entries=(first, second)),
        options='{"align":{"tile_px":128}}',
    )


def make_reports() -> tuple[Report, ...]:
    """One French, one English, one Arabic."""
    return (
        make_report(
            "fr",
            FRENCH,
            "fr",
            publisher="La Gazette de l'Estuaire",
            url="https://gazette.example/port-alune",
            published=TimeRange.at(datetime(2025, 7, 3, 8, 0, tzinfo=timezone(timedelta(hours=2)))),
            title="Incendie à l'usine de Port-Alune",
            paragraphs=((0, 32), (34, FRENCH.index("Trois")), (FRENCH.index("Trois"), len(FRENCH))),
        ),
        make_report("en", ENGLISH, "en", publisher="Northern Wire", published=TimeRange.on(date(2025, 7, 1), UTC, zone_assumed=True)),
        make_report("ar", ARABIC, "ar", notes=("the publisher is not written in the file",)),
    )


def make_content(grid: Grid | None = None) -> DossierContent:
    """A whole dossier's content."""
    grid = grid or make_grid()
    claims = make_claims()
    return DossierContent(
        title="Roof of workshop 7, Port-Alune",
        created=datetime(2025, 7, 4, 9, 30, tzinfo=UTC),
        version="0.1.0",
        case=make_case(),
        event=Event(
            id="e1",
            when=TimeRange.on(date(2025, 7, 1), UTC),
            basis=TimeBasis.INFERRED,
            is_latest=True,
            place="Port-Alune",
            facility="Alune Works",
            claim_ids=("k11",),
        ),
        reports=make_reports(),
        claims=claims,
        assessments=make_assessments(claims),
        lineage=Lineage(
            edges=(
                LineageEdge(
                    child="en", parent="fr", kind=LineageKind.TRANSLATION, weight=0.87, evidence="nine figures and four names in the same order"
                ),
            ),
            families=(("fr", "en"), ("ar",)),
        ),
        findings=make_findings(grid),
        aligned=make_aligned(grid),
        buildings=make_buildings(grid),
        site=Site(name="Alune Works", footprint=grid.footprint, parts=(SitePart(name="atelier 7", building_id="h2"),)),
        truth=(
            TruthRow(
                label="Roof area that fell in",
                measured=Quantity(value=1262.3, unit="m2", low=1190.2, high=1334.9),
                true=Quantity(value=1300, unit="m2"),
            ),
        ),
        notes=("made-up content",),
    )

"""All that was given, read: before a case folder is touched, so that bad input leaves nothing half-written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs

from temoin.errors import NoCoverageError, OptionError
from temoin.geo import parse_crs
from temoin.model import Building, Reason, Report, Scene, ScenePair, Site, TimeRange
from temoin.progress import Progress
from temoin.raster import Pixels
from temoin.read import SceneFacts, parse_when, read_buildings, read_earlier, read_pair, read_reports, read_scene, read_site
from temoin.workflows.inputs import VerifyInputs, VerifyOptions

__all__ = ["Material", "read_material", "require_heights_used", "require_past", "time_of"]

_FIRST_FROM_ABOVE = datetime(1858, 1, 1, tzinfo=UTC)
"""Nadar photographed Petit-Bicêtre from a balloon in 1858: no picture from above is older."""
_ZONES = timedelta(days=1)
"""A date without an hour is a day somewhere on Earth; it may end up to a day after this clock's moment."""


@attrs.frozen(kw_only=True, eq=False)
class Material:
    """What the files of a run hold.

    Args:
        reports: the texts.
        pair: both pictures, where both were given.
        lone: the only picture, where one was given.
        lone_is_after: whether it is the later one.
        earlier: further pictures from before the event.
        buildings: the footprints.
        site: the place under study.
        event_time: when the event was, as the analyst gave it.
    """

    reports: tuple[Report, ...] = ()
    pair: ScenePair | None = None
    lone: tuple[Scene, Pixels] | None = None
    lone_is_after: bool = True
    earlier: tuple[tuple[Scene, Pixels], ...] = ()
    buildings: tuple[Building, ...] = ()
    site: Site | None = None
    event_time: TimeRange | None = None

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """The pictures' metadata, the earlier one first."""
        if self.pair is not None:
            return (self.pair.before, self.pair.after)
        return (self.lone[0],) if self.lone is not None else ()


def read_material(inputs: VerifyInputs, options: VerifyOptions, progress: Progress) -> Material:
    """Read every file of a run.

    Raises:
        InputError: a file cannot be used.
        OptionError: an option cannot be used, or does not fit the files.
        CrsError: a picture or footprint file has no reference system.
        NoCoverageError: the pictures share no ground, or the footprints lie elsewhere.
    """
    progress.start("reading", total=len(inputs.reports) + 2)
    if options.crs is not None:
        parse_crs(options.crs)
    event_time = time_of(options.event_date, "--event-date")
    reports = _read_all_reports(inputs, progress)
    site = read_site(inputs.site) if inputs.site else None
    buildings = read_buildings(inputs.buildings, layer=options.layer, buffer_m=options.buffer_m) if inputs.buildings else ()
    progress.advance()
    material = _with_earlier(_read_pictures(inputs, options, site), inputs, options, site)
    require_heights_used((*material.scenes, *(scene for scene, _ in material.earlier)), dem=inputs.dem, height_m=options.height_m)
    material = attrs.evolve(material, reports=reports, buildings=buildings, site=site, event_time=event_time)
    progress.advance()
    _require_order(material, inputs)
    _require_overlap(material, inputs)
    _require_parts(material, inputs)
    progress.finish(_counted(material))
    return material


def require_past(material: Material, now: datetime) -> None:
    """Refuse pictures, reports and an event that are dated in the future, and pictures older than any picture from above.

    Args:
        material: what was read.
        now: this machine's clock.

    Raises:
        OptionError: a date cannot be right; the message names it.
    """
    scenes = material.scenes
    of_pair = ("the picture given with --before", "the picture given with --after")
    names = of_pair if len(scenes) == 2 else (of_pair[material.lone_is_after],)
    dated = [(name, scene.acquired, "taken") for name, scene in zip(names, scenes, strict=False)]
    dated += [(f"the picture {scene.name}, given with --earlier,", scene.acquired, "taken") for scene, _ in material.earlier]
    dated += [(f"the report {report.id}", report.published, "published") for report in material.reports]
    dated.append(("the event", material.event_time, "dated"))
    for name, when, verb in dated:
        if when is not None and when.start > now + _ZONES:
            hint = f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC. Correct the date, or the clock."
            raise OptionError(f"{name} is {verb} {when}, which lies in the future", hint=hint)
        if verb == "taken" and when is not None and when.end < _FIRST_FROM_ABOVE:
            raise OptionError(f"{name} is {verb} {when}: there was no picture from above then", hint="Correct its date.")


def time_of(text: str | None, option: str) -> TimeRange | None:
    """The time that an option states, or `None` where it was not given.

    Raises:
        OptionError: it is no time, or has no zone; the message names the option.
    """
    if text is None:
        return None
    try:
        return parse_when(text)
    except OptionError as error:
        raise OptionError(f"{option}: {error.message}", hint=error.hint) from error


def _read_all_reports(inputs: VerifyInputs, progress: Progress) -> tuple[Report, ...]:
    reports: list[Report] = []
    for group in inputs.groups:
        time_of(group.published, "--published")
        reports += read_reports(group.reports, sidecar=group.sidecar, published=group.published)
        progress.advance(len(group.reports))
    taken: dict[str, int] = {}
    unique = []
    for report in reports:
        taken[report.id] = taken.get(report.id, 0) + 1
        unique.append(report if taken[report.id] == 1 else attrs.evolve(report, id=f"{report.id}-{taken[report.id]}"))
    return tuple(unique)


def _facts(options: VerifyOptions, inputs: VerifyInputs, *, is_after: bool) -> SceneFacts:
    date, credit, gcps = (
        (options.after_date, options.after_credit, inputs.after_gcps)
        if is_after
        else (options.before_date, options.before_credit, inputs.before_gcps)
    )
    acquired = time_of(date, "--after-date" if is_after else "--before-date")
    return attrs.evolve(_shared_facts(options, inputs), acquired=acquired, gcps=gcps, credit=credit)


def _shared_facts(options: VerifyOptions, inputs: VerifyInputs) -> SceneFacts:
    return SceneFacts(crs_where_none=options.crs, dem=inputs.dem, height_m=options.height_m)


def _read_pictures(inputs: VerifyInputs, options: VerifyOptions, site: Site | None) -> Material:
    before_facts, after_facts = _facts(options, inputs, is_after=False), _facts(options, inputs, is_after=True)
    before, after = inputs.pieces(is_after=False), inputs.pieces(is_after=True)
    if before and after:
        return Material(pair=read_pair(before, after, before_facts=before_facts, after_facts=after_facts, site=site))
    if after:
        return Material(lone=read_scene(after, facts=after_facts, site=site))
    if before:
        return Material(lone=read_scene(before, facts=before_facts, site=site), lone_is_after=False)
    return Material()


def _with_earlier(material: Material, inputs: VerifyInputs, options: VerifyOptions, site: Site | None) -> Material:
    """With the further pictures from before the event, where there are any."""
    if not inputs.earlier:
        return material
    before = (material.pair.before, material.pair.before_pixels) if material.pair is not None else material.lone
    if before is None:
        return material
    earlier = read_earlier(inputs.earlier, before, taken=material.scenes, facts=_shared_facts(options, inputs), site=site)
    return attrs.evolve(material, earlier=earlier)


def require_heights_used(scenes: Sequence[Scene], *, dem: Path | None, height_m: float | None) -> None:
    """Refuse ground heights where no picture is placed by a camera model.

    Raises:
        OptionError: with the option that was given in vain.
    """
    option = "--dem" if dem is not None else "--height" if height_m is not None else None
    if option is not None and scenes and not any(Reason.PLACED_BY_CAMERA in scene.notes for scene in scenes):
        raise OptionError(
            f"{option} was given, but every picture has a place of its own and needs no heights",
            hint=f"Leave out {option}; it is for pictures in sensor geometry, which a camera model (RPC) places.",
        )


def _require_order(material: Material, inputs: VerifyInputs) -> None:
    """Refuse a "before" that was taken after the event."""
    if material.event_time is None or material.pair is None:
        return
    acquired = material.pair.before.acquired
    if acquired is not None and material.event_time.is_before(acquired):
        raise OptionError(
            f"{_name(inputs.before)} was taken on {acquired}, after the event of {material.event_time}",
            hint="Give a picture from before the event with --before, or correct --event-date or --before-date.",
        )


def _require_overlap(material: Material, inputs: VerifyInputs) -> None:
    """Refuse footprints that lie wholly outside the pictures: a wrong file, never a measurement of nothing."""
    if not material.buildings or not material.scenes:
        return
    ground = material.scenes[0].grid.footprint
    if not any(building.footprint.to_crs(ground.crs).intersects(ground) for building in material.buildings):
        lon, lat = material.buildings[0].footprint.centre
        at_lon, at_lat = ground.centre
        raise NoCoverageError(
            f"none of the {len(material.buildings)} footprints in {_name(inputs.buildings)} lies in the pictures: "
            f"the first is at {lat:.4f}, {lon:.4f}, the picture at {at_lat:.4f}, {at_lon:.4f} (latitude, longitude)",
            hint="Check that the footprints are of this place, and that their reference system is the one the file names.",
        )


def _require_parts(material: Material, inputs: VerifyInputs) -> None:
    """Refuse a site none of whose parts is among the footprints: names would silently be tied to nothing."""
    if material.site is None or not material.site.parts or not material.buildings:
        return
    known = {building.id for building in material.buildings}
    parts = material.site.parts
    if not any(part.building_id in known for part in parts):
        raise OptionError(
            f"{_name(inputs.site)} ties {parts[0].name!r} to the building {parts[0].building_id!r}, but none of its {len(parts)} "
            f"building ids is in {_name(inputs.buildings)}, which begins with {material.buildings[0].id!r}",
            hint="Write the ids of the footprint file into the site file's building_id.",
        )


def _name(path: Path | None) -> str:
    return path.name if path is not None else ""


def _counted(material: Material) -> str:
    parts = []
    if material.reports:
        parts.append(f"{len(material.reports)} report{'s' if len(material.reports) != 1 else ''}")
    pictures = len(material.scenes) + len(material.earlier)
    if pictures:
        parts.append(f"{pictures} picture{'s' if pictures != 1 else ''}")
    if material.buildings:
        parts.append(f"{len(material.buildings)} footprint{'s' if len(material.buildings) != 1 else ''}")
    return ", ".join(parts)

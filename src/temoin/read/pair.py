"""`read_pair`: a picture from before and one from after, checked against each other."""

from __future__ import annotations

import attrs
import shapely

from temoin.errors import CrsError, NoCoverageError, OptionError
from temoin.geo import Footprint
from temoin.model import Scene, ScenePair, Site
from temoin.raster import Pixels
from temoin.read.facts import SceneFacts
from temoin.read.position import distance_km, words_of_position
from temoin.read.same import has_same_pixels
from temoin.read.scene import Paths, read_scene

__all__ = ["read_pair", "share_ground"]


def read_pair(
    before: Paths,
    after: Paths,
    *,
    before_facts: SceneFacts | None = None,
    after_facts: SceneFacts | None = None,
    site: Site | None = None,
) -> ScenePair:
    """Read two pictures of one place.

    Args:
        before: the earlier picture; see `read_scene` for what may be given.
        after: the later one.
        before_facts: what the caller knows of the earlier one.
        after_facts: what the caller knows of the later one.
        site: both are cropped to it.

    Raises:
        OptionError: the same picture twice (byte for byte or pixel for pixel), or the earlier one was taken after the later one.
        NoCoverageError: they share no ground.
        TemoinError: all that `read_scene` raises.
    """
    first, first_pixels = read_scene(before, facts=before_facts, site=site)
    second, second_pixels = read_scene(after, facts=after_facts, site=site)
    _require_two(first, second)
    _require_order(first, second)
    _require_overlap(first, second)
    _require_two_acquisitions(first, second, first_pixels, second_pixels)
    if first.id == second.id:
        first, second = attrs.evolve(first, id=f"before-{first.id}"), attrs.evolve(second, id=f"after-{second.id}")
    return ScenePair(before=first, after=second, before_pixels=first_pixels, after_pixels=second_pixels)


def _require_two(before: Scene, after: Scene) -> None:
    if set(before.hashes) & set(after.hashes):
        names = before.name if before.name == after.name else f"{before.name} and {after.name}"
        raise OptionError(f"before and after are the same picture, byte for byte: {names}", hint="Give another file for one of the two.")


def _require_order(before: Scene, after: Scene) -> None:
    if before.acquired is None or after.acquired is None:
        return
    if after.acquired.is_before(before.acquired):
        taken = f"{before.name}, given as before, was taken {before.acquired}, and {after.name}, given as after, {after.acquired}"
        raise OptionError(
            f"the pictures are swapped: {taken}", hint="Swap --before and --after; if a date is wrong, state it with --before-date or --after-date."
        )
    if before.acquired == after.acquired and not before.acquired.is_day:
        message = f"{before.name} and {after.name} were taken at the same moment, {before.acquired}"
        raise OptionError(message, hint="Give a picture of another time, or state the right time with --before-date or --after-date.")


def _require_overlap(before: Scene, after: Scene) -> None:
    one, other = before.grid.footprint, after.grid.footprint
    if not share_ground(one, other):
        where = f"{before.name} lies {words_of_position(one)}, {after.name} {words_of_position(other)}, {distance_km(one, other):,.1f} km away"
        raise NoCoverageError(
            f"before and after share no ground: {where}", hint="Give two pictures of one place; check the reference system of both."
        )


def _require_two_acquisitions(before: Scene, after: Scene, before_pixels: Pixels, after_pixels: Pixels) -> None:
    if has_same_pixels(before_pixels, after_pixels):
        message = f"{before.name} and {after.name} hold the same pixels: they are one picture in two files"
        raise OptionError(message, hint="Give a picture of another time for one of the two.")


def share_ground(one: Footprint, other: Footprint) -> bool:
    """Whether two outlines in any reference systems overlap."""
    # Straight edges bend in another reference system: points along them keep the outline true.
    dense = attrs.evolve(other, shape=shapely.segmentize(other.shape, other.shape.length / 64))
    try:
        shared = one.intersection(dense.to_crs(one.crs))
    except CrsError:
        # A projection of one side of the earth has no place for the other side.
        return False
    return bool(shared.shape.area > 0)

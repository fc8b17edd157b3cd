"""Further pictures from before the event, each checked against the one that the measurement takes, and the pairs that they make."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from datetime import timedelta

import attrs

from temoin.errors import NoCoverageError, OptionError
from temoin.model import Scene, ScenePair, Site
from temoin.raster import Pixels
from temoin.read.facts import SceneFacts
from temoin.read.pair import share_ground
from temoin.read.position import words_of_position
from temoin.read.same import has_same_pixels
from temoin.read.scene import read_scene

__all__ = ["MOST_PAIRS", "quiet_pairs", "read_earlier"]

MOST_PAIRS = 10
"""Each pair costs an alignment and a measurement; five pictures from before make ten."""

Read = tuple[Scene, Pixels]


def read_earlier(
    paths: Sequence[str | os.PathLike[str]],
    before: Read,
    *,
    taken: Sequence[Scene] = (),
    facts: SceneFacts | None = None,
    site: Site | None = None,
) -> tuple[Read, ...]:
    """Read further pictures from before the event: what they show against each other and against the one before is what chance does.

    Args:
        paths: one acquisition each; a folder of pieces is one.
        before: the picture closest before the event.
        taken: other scenes whose ids are taken and whose files may not come again.
        facts: what the caller knows of all of them.
        site: each is cropped to it.

    Returns:
        Each with an id that no other scene bears, in the order given.

    Raises:
        OptionError: one was taken after the picture before the event, or is one of the others again.
        NoCoverageError: one shares no ground with the picture before the event.
        TemoinError: all that `read_scene` raises.
    """
    found: list[Read] = []
    for path in paths:
        scene, pixels = read_scene(path, facts=facts, site=site)
        _require_another(scene, pixels, [before, *found], taken)
        _require_earlier(scene, before[0])
        if not share_ground(before[0].grid.footprint, scene.grid.footprint):
            where = [f"{one.name} lies {words_of_position(one.grid.footprint)}" for one in (scene, before[0])]
            raise NoCoverageError(f"{scene.name}, given with --earlier, shares no ground with the others: {'; '.join(where)}")
        ids = {one.id for one in (before[0], *taken, *(other for other, _ in found))}
        number = len(found) + 1
        found.append((scene if scene.id not in ids else attrs.evolve(scene, id=f"earlier-{number}-{scene.id}"), pixels))
    return tuple(found)


def quiet_pairs(before: Read, earlier: Sequence[Read]) -> tuple[ScenePair, ...]:
    """Every pair of pictures from before the event, the older one first.

    Those with the picture that the measurement takes stand at the head, then the rest, in both those nearest in time first; `MOST_PAIRS` are kept.

    Args:
        before: the picture closest before the event.
        earlier: the others.
    """
    with_before = [(one, before) for one in earlier]
    among = [_in_order(one, other) for one, other in itertools.combinations(earlier, 2)]
    pairs = [*sorted(with_before, key=_apart), *sorted(among, key=_apart)]
    return tuple(ScenePair(before=one[0], after=other[0], before_pixels=one[1], after_pixels=other[1]) for one, other in pairs[:MOST_PAIRS])


def _require_another(scene: Scene, pixels: Pixels, others: Sequence[Read], taken: Sequence[Scene]) -> None:
    """Refuse a picture that is there already: nothing can have changed between a picture and itself."""
    hint = "Give each picture from before the event once, and the one closest to the event with --before."
    for other in (*(one for one, _ in others), *taken):
        if set(scene.hashes) & set(other.hashes):
            raise OptionError(f"{scene.name}, given with --earlier, is {other.name} again, byte for byte", hint=hint)
    for other, other_pixels in others:
        if has_same_pixels(pixels, other_pixels):
            raise OptionError(f"{scene.name}, given with --earlier, holds the same pixels as {other.name}", hint=hint)


def _require_earlier(scene: Scene, before: Scene) -> None:
    if scene.acquired is not None and before.acquired is not None and before.acquired.is_before(scene.acquired):
        raise OptionError(
            f"{scene.name}, given with --earlier, was taken {scene.acquired}, after {before.name} ({before.acquired})",
            hint="Give the picture closest before the event with --before, and the older ones with --earlier.",
        )


def _in_order(one: Read, other: Read) -> tuple[Read, Read]:
    first, second = one[0].acquired, other[0].acquired
    return (other, one) if first is not None and second is not None and second.is_before(first) else (one, other)


def _apart(pair: tuple[Read, Read]) -> timedelta:
    """Time between two pictures; the longest there is where one is not dated."""
    first, second = pair[0][0].acquired, pair[1][0].acquired
    return timedelta.max if first is None or second is None else abs(second.start - first.start)

"""Pictures from before the event held against each other: what the measurement finds between them is what chance does."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import overload

import attrs

from temoin.align import align_pair
from temoin.errors import NoCoverageError
from temoin.model import AlignedPair, Findings, Scene, ScenePair
from temoin.raster import Pixels

__all__ = ["QuietPairs", "left_out"]

_log = logging.getLogger(__name__)

Read = tuple[Scene, Pixels]


@attrs.frozen(eq=False)
class QuietPairs(Sequence[AlignedPair]):
    """Pairs of pictures from before the event, each brought onto one grid when it is asked for: ten of them at once would fill the memory.

    Args:
        pairs: as they were read.
    """

    pairs: tuple[ScenePair, ...]

    @overload
    def __getitem__(self, index: int) -> AlignedPair: ...
    @overload
    def __getitem__(self, index: slice) -> QuietPairs: ...
    def __getitem__(self, index: int | slice) -> AlignedPair | QuietPairs:
        """One pair, aligned; or several, not aligned yet.

        Raises:
            NoCoverageError: the two pictures show no common ground.
        """
        return QuietPairs(self.pairs[index]) if isinstance(index, slice) else align_pair(self.pairs[index])

    def __len__(self) -> int:
        """How many pairs were read."""
        return len(self.pairs)

    def __iter__(self) -> Iterator[AlignedPair]:
        """The pairs that show common ground, one after the other. Whether the two lie on each other is looked at by the measurement."""
        for number, pair in enumerate(self.pairs):
            try:
                yield self[number]
            except NoCoverageError as error:
                _log.info("%s against %s: %s", pair.before.name, pair.after.name, error)


def left_out(earlier: Sequence[Read], findings: Findings) -> tuple[str, ...]:
    """A sentence for each further picture from before the event that chance was told without."""
    if findings.placebo is None:
        return tuple(f"{scene.id}: no footprint was measured, so no picture from before the event is compared with another" for scene, _ in earlier)
    used = findings.placebo.earlier_ids
    return tuple(
        f"{scene.id}: it could not be brought onto the ground of the other pictures from before the event, so chance is told without it"
        for scene, _ in earlier
        if scene.id not in used
    )

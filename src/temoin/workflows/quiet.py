"""Pairs of pictures that are all from before the event: what the measurement finds between them is what chance does."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from temoin.align import align_pair
from temoin.errors import NoCoverageError
from temoin.model import AlignedPair, AlignState, Findings, Scene, ScenePair
from temoin.progress import SILENT, Progress
from temoin.raster import Pixels

__all__ = ["align_quiet", "left_out"]

_log = logging.getLogger(__name__)

Read = tuple[Scene, Pixels]


def align_quiet(pairs: Sequence[ScenePair], *, progress: Progress = SILENT) -> tuple[AlignedPair, ...]:
    """The pairs that show common ground, each on one grid. Whether the two lie on each other is looked at by the measurement.

    Args:
        pairs: of pictures from before the event.
        progress: told of each pair.
    """
    if not pairs:
        return ()
    progress.start("earlier pictures", total=len(pairs))
    aligned = []
    for pair in pairs:
        try:
            aligned.append(align_pair(pair))
        except NoCoverageError as error:
            _log.info("%s against %s: %s", pair.before.name, pair.after.name, error)
        progress.advance()
    sound = sum(pair.registration.state is not AlignState.UNVERIFIED for pair in aligned)
    progress.finish(f"{sound} of {len(pairs)} pairs lie on each other")
    return tuple(aligned)


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

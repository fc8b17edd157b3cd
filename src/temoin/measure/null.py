"""How often chance alone gives as much: other ground of the same picture as the yardstick."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from temoin.measure.ground import Floats, Mask

__all__ = ["adjusted", "p_value", "tile_scores"]


def p_value(observed: float, null: Sequence[float] | npt.NDArray[np.floating], *, fewest: int) -> float | None:
    """(1 + how many of the null reach the observed) / (1 + N), or `None` where N is under `fewest`.

    The one that is added keeps p above zero: with N controls nothing under 1 / (1 + N) can be known (Davison & Hinkley 1997, eq. 4.11).

    >>> p_value(3.0, [1.0, 2.0, 3.0], fewest=3)
    0.5
    >>> p_value(3.0, [1.0, 2.0], fewest=3) is None
    True
    """
    values = np.asarray(null, dtype=np.float64)
    values = values[np.isfinite(values)]
    if len(values) < fewest:
        return None
    return float((1 + np.count_nonzero(values >= observed)) / (1 + len(values)))


def adjusted(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """The p-values adjusted for their number (Benjamini & Hochberg 1995, step-up); `None` stays `None` and does not count.

    >>> adjusted([0.01, None, 0.04, 0.03])
    (0.03, None, 0.04, 0.04)
    """
    known = [(value, index) for index, value in enumerate(p_values) if value is not None]
    out: list[float | None] = [None] * len(p_values)
    least = 1.0
    for rank, (value, index) in sorted(enumerate(sorted(known), start=1), reverse=True):
        least = min(least, value * len(known) / rank)
        out[index] = least
    return tuple(out)


def tile_scores(score: Floats, free: Mask, width: int) -> npt.NDArray[np.float64]:
    """Mean score of square tiles of free ground that do not overlap.

    Args:
        score: shape (rows, columns), NaN where not seen.
        free: shape (rows, columns), ground that may serve.
        width: of a tile, pixels.
    """
    rows, cols = (size // width * width for size in score.shape)
    if not rows or not cols:
        return np.zeros(0)

    def tiles(layer: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        blocks: npt.NDArray[np.float64] = layer[:rows, :cols].reshape(rows // width, width, cols // width, width).sum(axis=(1, 3))
        return blocks.ravel()

    usable = free & np.isfinite(score)
    count = tiles(usable.astype(np.float64))
    total = tiles(np.where(usable, score, 0).astype(np.float64))
    whole = count >= 0.9 * width * width
    return total[whole] / count[whole]

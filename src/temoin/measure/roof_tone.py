"""Each roof's own change of tone: sun and season change the tone of an unchanged roof as a whole."""

from __future__ import annotations

import attrs
import numpy as np

from temoin.measure.ground import Floats
from temoin.measure.material import Expectation
from temoin.raster import Coverage

__all__ = ["settle_roofs"]

_KEPT_STRUCTURE = 0.4
"""Below this share of edges without counterpart a pixel of a roof is taken as unchanged in structure."""
_LEAST_KEPT = 0.15
"""A roof with a smaller unchanged part than this tells nothing of its own tone."""
_LEAST_PIXELS = 6
_CALM = 0.4
_CALM_SPREAD = 2.0
"""Share of the kept pixels that set the tone, and what their spread is multiplied by, since the least moved spread less than all do."""
_LEAST_SPREAD = 0.08
"""Spread within a roof that is never gone below, in units of the before-picture's spread: dirt, relief and the half-shadows of fittings."""


def settle_roofs(expected: Expectation, after: Floats, structure: Floats, coverage: Coverage) -> Expectation:
    """Expect each roof to change its tone as its part with unchanged structure did.

    Args:
        expected: what each kind of ground did.
        after: shape (bands, rows, columns), the after-picture with the roofs laid over one another.
        structure: shape (rows, columns), share of the edges without counterpart.
        coverage: of the footprints.
    """
    tone = expected.after.reshape(len(after), -1).copy()
    spread = expected.spread.ravel().copy()
    flat_after, flat_structure = after.reshape(len(after), -1), structure.ravel()
    for index in range(len(coverage.starts) - 1):
        pixels, shares = coverage.of(index)
        pixels = pixels[shares > 0]
        kept = pixels[flat_structure[pixels] < _KEPT_STRUCTURE]
        if len(kept) < max(_LEAST_PIXELS, _LEAST_KEPT * len(pixels)):
            continue
        rest = flat_after[:, kept] - tone[:, kept]
        # Smooth debris has no edges to lose: of what is kept, the part that moved least against its kind of ground is the roof.
        moved = (rest**2).sum(axis=0)
        rest = rest[:, moved <= np.quantile(moved, _CALM)]
        middle = np.median(rest, axis=1)
        tone[:, pixels] += middle[:, None]
        away = 1.4826 * np.sqrt((np.median(np.abs(rest - middle[:, None]), axis=1) ** 2).mean())
        spread[pixels] = max(_CALM_SPREAD * float(away), _LEAST_SPREAD)
    return attrs.evolve(expected, after=tone.reshape(after.shape), spread=spread.reshape(structure.shape))

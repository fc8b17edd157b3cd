"""Whether light or paint alone may have changed a roof: its outline stayed, and what changed of it speaks for no ruin."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from temoin.measure.change import edges_are_blunt
from temoin.measure.features import Features
from temoin.measure.ground import Floats, Mask
from temoin.measure.study import Study

__all__ = ["may_be_light"]

_OUTLINE_KEPT = 0.3
"""Loss of straightness up to which an outline stayed. Of the ruins of the open pairs that are graded damaged or worse 19 in 20 lose more than a
third, the median two thirds; of whole roofs half lose under a tenth."""
_NOTHING = 0.03
"""Share of a roof that changed under which nothing on it stands out from what roofs of this pair do."""
_EVEN = 0.9
"""Roughness of what changed, over that of whole roofs in the same later picture: shadow and paint on made sites for tuning have 0.4 to 1.1,
rubble 1.5 and more."""
_SAME_TEXTURE = 0.5
"""Correlation of the fine texture of what changed, before and after: shadows on patterned roofs have 0.5 to 0.8, rubble on made sites under 0.4,
ruins of the open pairs under 0.4."""
_FEWEST_PX = 30
_FEWEST_ROOFS, _MOST_ROOFS = 3, 60
_TEXTURE_PX = 1.0
"""Standard deviation of the blur that texture is told from: what is wider is form and light."""
_DARKEST = 0.05


def may_be_light(study: Study, features: Sequence[Features], line_losses: npt.NDArray[np.float64], wanted: Sequence[bool]) -> tuple[bool, ...]:
    """Of each outline that is wanted: whether new paint, a shadow or another sun would look the same as what is seen.

    That is so where the straight sides stayed, and one of these holds: nothing on the roof stands out from what roofs of this pair do (its edges
    alone are not found again, as of a roof without any, or a gable lit from the other side); what changed is as smooth as whole roofs of the same
    picture are; or it bears the texture it bore before.

    Args:
        study: the pair.
        features: of all outlines.
        line_losses: likewise, share of the straightness of each outline that was lost.
        wanted: of which ones to tell; the others are told not to be.
    """
    if not any(wanted):
        return (False,) * len(features)
    usual = _usual_roughness(study)
    return tuple(
        bool(asked and line_losses[index] <= _OUTLINE_KEPT and _is_unlike_a_ruin(study, features[index], index, usual))
        for index, asked in enumerate(wanted)
    )


def _is_unlike_a_ruin(study: Study, features: Features, index: int, usual: float) -> bool:
    if edges_are_blunt(study.ground, study.options):
        return features.split is not None and features.split.is_even
    if features.changed_share < _NOTHING:
        return True
    window, inside = _inside(study, index)
    changed = (study.changed[window] > 0.5) & inside  # half of it
    if np.count_nonzero(changed) < _FEWEST_PX:
        return False
    before, after = (_texture(light[window], inside) for light in (study.ground.light_before, study.ground.light_after))
    return _roughness(after[changed]) <= _EVEN * usual or _likeness(before, after, changed) >= _SAME_TEXTURE


def _usual_roughness(study: Study) -> float:
    """Of whole roofs in the later picture: the median over those that are found again; 0 where they are too few to tell."""
    known = np.flatnonzero(study.footprints.found_again())
    rough = []
    for index in known[:: max(1, len(known) // _MOST_ROOFS)]:
        window, inside = _inside(study, int(index))
        if np.count_nonzero(inside) >= _FEWEST_PX:
            rough.append(_roughness(_texture(study.ground.light_after[window], inside)[inside]))
    return float(np.median(rough)) if len(rough) >= _FEWEST_ROOFS else 0.0


def _inside(study: Study, index: int) -> tuple[tuple[slice, slice], Mask]:
    """The window around an outline, and the pixels of it that lie wholly inside and a pixel away from its border."""
    cols = study.ground.grid.width
    pixels, shares = study.footprints.coverage.of(index)
    if not len(pixels):
        return (slice(0, 0), slice(0, 0)), np.zeros((0, 0), bool)
    row, col = np.divmod(pixels, cols)
    window = (slice(int(row.min()), int(row.max()) + 1), slice(int(col.min()), int(col.max()) + 1))
    cover = np.zeros((window[0].stop - window[0].start, window[1].stop - window[1].start), np.uint8)
    cover[row - window[0].start, col - window[1].start] = shares > 0.9  # nearly all of the pixel
    cover &= study.ground.clear[window]
    return window, cv2.erode(cover, np.ones((3, 3), np.uint8), borderValue=0) > 0


def _texture(light: Floats, inside: Mask) -> Floats:
    """Logarithm of light less its local mean over a mask: the share by which each pixel is lighter or darker than those around it."""
    level = np.log(np.maximum(light, _DARKEST))
    weight = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), _TEXTURE_PX)
    return np.asarray(level - cv2.GaussianBlur(level * inside, (0, 0), _TEXTURE_PX) / np.maximum(weight, 1e-3), np.float32)


def _roughness(texture: Floats) -> float:
    """Robust standard deviation: sharp borders, as of a shadow, count little."""
    return float(1.4826 * np.median(np.abs(texture)))


def _likeness(before: Floats, after: Floats, where: Mask) -> float:
    """The greatest correlation of two textures over a mask, moved by up to a pixel against each other."""
    own = before[where]
    shifts = ((row, col) for row in (-1, 0, 1) for col in (-1, 0, 1))
    return max(float(np.corrcoef(own, np.roll(after, shift, (0, 1))[where])[0, 1]) for shift in shifts) if own.std() > 0 else 0.0

"""The outline of one piece of change: which share of each pixel changed."""

from __future__ import annotations

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.measure.change import ChangeLayers
from temoin.measure.ground import Floats, Ground, Mask
from temoin.measure.segment import Segment

__all__ = ["Delineation", "delineate", "local_mean"]

_ROUNDS = 3
"""The two classes are told apart anew from the last outline; three rounds settle on made scenes."""


_WILD = 1.0
"""How far a single share may lie outside 0 to 1 before it is taken for a freak (a shadow, a sheet of metal) rather than for noise."""
_FEWEST_INNER = 9
_INNER_SHARE = 0.35
"""The rim is narrowed until this much of the piece lies inside of it."""
_KINDS = 3
"""Changed ground is a mixture of so many bell curves, ordered by brightness to begin with, so that nothing is random."""
_FEWEST_A_KIND = 12
_BITE_M, _BITE_PX = 3.5, 3
"""Gaps in changed ground up to this wide are closed, the larger of the two: rubble of the roof's own tone, fittings, and a corner in the shade take
bites out of a hole's rim (made sites for tuning: the outline's median error falls from 7 to 4 %)."""
_SURE = 3.0
"""A single pixel's logarithm of chances counts up to this: a dazzling one would else speak for its neighbours too."""


@attrs.frozen(kw_only=True, eq=False)
class Delineation:
    """One piece of change with the share of each pixel that changed.

    Args:
        row: first row of the window in the grid.
        col: first column.
        mask: shape (rows, columns): changed for the larger part.
        share: shape (rows, columns): share of the pixel that changed, 0 to 1.
        tight: area in pixels when only what is clearly changed counts.
        wide: area in pixels when all that may have changed counts.
        score: mean score of the piece.
    """

    row: int
    col: int
    mask: Mask
    share: Floats
    tight: float
    wide: float
    score: float

    @property
    def window(self) -> tuple[slice, slice]:
        """Its rows and columns."""
        rows, cols = self.mask.shape
        return slice(self.row, self.row + rows), slice(self.col, self.col + cols)

    @property
    def pixels(self) -> float:
        """Area in pixels."""
        return float(self.share.sum(dtype=np.float64))

    @property
    def perimeter(self) -> float:
        """Length of the outline in pixels, holes and all, without the steps of the lattice."""
        contours, _ = cv2.findContours(self.mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        return float(sum(cv2.arcLength(cv2.approxPolyDP(contour, 0.75, True), True) for contour in contours))


def delineate(ground: Ground, evidence: ChangeLayers, segment: Segment, others: Mask, *, margin_px: int) -> Delineation:
    """Cut a piece out by what sets the changed ground apart from the unchanged ground beside it.

    Args:
        ground: both pictures.
        evidence: change by pixel.
        segment: the piece, with free ground around it in its window.
        others: shape (rows, columns) of the grid: other pieces, which are neither changed ground nor surroundings here.
        margin_px: how far the true outline may lie from the core, pixels.
    """
    window = segment.window
    features = evidence.residual[:, window[0], window[1]]
    usable = ground.clear[window] & ~(others[window] & ~segment.core)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * margin_px + 1, 2 * margin_px + 1))
    zone = (cv2.dilate(segment.core.astype(np.uint8), disc) > 0) & usable
    bite = max(_BITE_PX, round(_BITE_M / ground.gsd_m)) // 2 * 2 + 1
    inside = _inner(segment.core)
    outside = usable & ~zone
    chance = np.where(segment.core, np.float32(1), np.float32(0))
    for _ in range(_ROUNDS):
        if inside.sum() < 4 * len(features) or outside.sum() < 4 * len(features):
            break
        chance = _chance(features, inside, outside)
        chance[~zone] = 0
        mask = _solid(chance >= 0.5, segment.core, bite)
        if not mask.any():
            mask = segment.core
            break
        inside, outside = _inner(mask), usable & ~(cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
    mask = _solid(chance >= 0.5, segment.core, bite)
    mask = mask if mask.any() else segment.core
    tight, wide = (float(_solid(chance >= level, segment.core, bite).sum()) for level in (0.8, 0.2))
    share = _edge_share(features, mask, usable)
    return Delineation(row=segment.row, col=segment.col, mask=mask, share=share, tight=tight, wide=wide, score=segment.score)


def _inner(mask: Mask) -> Mask:
    """The mask without its rim, or the mask where nothing would be left."""
    inner = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1) > 0
    return inner if inner.sum() >= 9 else mask


def _chance(features: Floats, inside: Mask, outside: Mask) -> Floats:
    """Chance that each pixel changed: changed ground as a mixture of bell curves, unchanged ground as one, neighbours together."""
    log_ratio = _mixed_density(features, inside) - _log_density(features, outside)
    # Neighbours speak for each other; single odd pixels do not.
    smooth = cv2.boxFilter(np.clip(log_ratio, -_SURE, _SURE), cv2.CV_32F, (3, 3), borderType=cv2.BORDER_REFLECT)
    return np.asarray(1 / (1 + np.exp(-smooth)), np.float32)


def _mixed_density(features: Floats, inside: Mask) -> Floats:
    """Log density of changed ground: rubble in the light, rubble in the shade and what is left of a floor have little in common."""
    sample = np.ascontiguousarray(features[:, inside].T, np.float32)
    if len(sample) < _KINDS * _FEWEST_A_KIND:
        return _log_density(features, inside)
    order = np.argsort(sample.mean(axis=1))
    starts = np.repeat(np.arange(_KINDS), -(-len(sample) // _KINDS))[: len(sample)]
    begin = np.empty((len(sample), 1), np.int32)
    begin[order, 0] = starts
    criteria = (cv2.TERM_CRITERIA_MAX_ITER, 12, 0.0)
    labels = np.asarray(cv2.kmeans(sample, _KINDS, begin, criteria, 1, cv2.KMEANS_USE_INITIAL_LABELS)[1]).ravel()
    densities = []
    for kind in range(_KINDS):
        where = np.zeros(inside.shape, bool)
        where[inside] = labels == kind
        if where.sum() >= _FEWEST_A_KIND:
            densities.append(_log_density(features, where) + np.float32(np.log(where.sum() / len(sample))))
    return np.logaddexp.reduce(densities) if densities else _log_density(features, inside)


def _log_density(features: Floats, where: Mask) -> Floats:
    sample = features[:, where].astype(np.float64)
    mean = sample.mean(axis=1)
    covariance = np.cov(sample) + 1e-3 * np.eye(len(features))
    centred = features.reshape(len(features), -1) - mean[:, None]
    inverse = np.linalg.inv(covariance)
    distance = np.einsum("ip,ij,jp->p", centred, inverse, centred)
    sign_log = np.linalg.slogdet(covariance)
    density: npt.NDArray[np.float64] = -0.5 * (distance + sign_log[1])
    return density.reshape(features.shape[1:]).astype(np.float32)


def _solid(mask: Mask, core: Mask, bite: int) -> Mask:
    """The parts that touch the core, with gaps up to some width closed and everything enclosed filled."""
    disc = np.ones((3, 3), np.uint8) if bite <= _BITE_PX else cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (bite, bite))
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, disc) > 0
    _, labels = cv2.connectedComponents(closed.astype(np.uint8), connectivity=4)
    touched = np.unique(labels[core & closed])
    kept = np.isin(labels, touched[touched > 0])
    rows, cols = kept.shape
    canvas = np.zeros((rows + 2, cols + 2), np.uint8)
    canvas[1:-1, 1:-1] = kept
    cv2.floodFill(canvas, None, (0, 0), 2)
    solid: Mask = canvas[1:-1, 1:-1] != 2
    return solid


def _edge_share(features: Floats, mask: Mask, usable: Mask) -> Floats:
    """The share of each pixel along the outline that changed: its strength against that of the ground inside and outside.

    Linear mixing: a pixel of which a share f changed differs by f times what changed ground differs by. Debris differs now one way, now
    another, so lengths are compared rather than vectors, each with the mean of the nearest ground inside and outside the rim. Single shares
    are clipped to 0 … 1, and then brought to the sum that they had before: clipping alone would favour one side.
    """
    inner, outer = _rim(mask, usable)
    if not inner.any():
        return mask.astype(np.float32)
    strength = np.sqrt((features**2).mean(axis=0))
    inside, outside = local_mean(strength, inner), local_mean(strength, usable & ~outer)
    rim = outer & ~inner & np.isfinite(inside) & np.isfinite(outside) & (inside > 1.5 * np.nan_to_num(outside))
    share = mask.astype(np.float32)
    raw = np.clip((strength[rim] - outside[rim]) / (inside[rim] - outside[rim]), -_WILD, 1 + _WILD)
    clipped = np.clip(raw, 0, 1)
    wanted, got = float(np.clip(raw.sum(), 0, len(raw))), float(clipped.sum())
    share[rim] = np.clip(clipped * (wanted / got), 0, 1) if got > 0 else clipped
    return share


def _rim(mask: Mask, usable: Mask) -> tuple[Mask, Mask]:
    """What lies surely inside, and all that may lie inside: three pixels in and one out, as the classes lean outwards; narrower if small."""
    outer = (cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0) & usable
    inner = mask
    for width in (7, 5, 3):
        inner = cv2.erode(mask.astype(np.uint8), np.ones((width, width), np.uint8), borderValue=1) > 0
        if inner.sum() >= max(_FEWEST_INNER, _INNER_SHARE * mask.sum()):
            break
    return inner, outer


def local_mean(layer: Floats, where: Mask, width: int = 9) -> Floats:
    """Mean over the ground of a mask in a square around each pixel, NaN where there is none."""
    weight = cv2.boxFilter(where.astype(np.float32), cv2.CV_32F, (width, width), normalize=False)
    sums = cv2.boxFilter(layer * where, cv2.CV_32F, (width, width), normalize=False)
    return np.where(weight > 0, sums / np.maximum(weight, 1e-6), np.nan).astype(np.float32)

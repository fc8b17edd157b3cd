"""The outline of one piece of change: which share of each pixel changed."""

from __future__ import annotations

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.measure.ground import Floats, Ground, Mask
from temoin.measure.segment import Segment

__all__ = ["Delineation", "delineate"]

_ROUNDS = 3
"""The two classes are told apart anew from the last outline; three rounds settle on made scenes."""


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


def delineate(ground: Ground, segment: Segment, others: Mask, *, margin_px: int) -> Delineation:
    """Cut a piece out by what sets the changed ground apart from the unchanged ground beside it.

    Args:
        ground: both pictures.
        segment: the piece, with free ground around it in its window.
        others: shape (rows, columns) of the grid: other pieces, which are neither changed ground nor surroundings here.
        margin_px: how far the true outline may lie from the core, pixels.
    """
    window = segment.window
    features = _features(ground, window)
    usable = ground.clear[window] & ~(others[window] & ~segment.core)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * margin_px + 1, 2 * margin_px + 1))
    zone = (cv2.dilate(segment.core.astype(np.uint8), disc) > 0) & usable
    inside = _inner(segment.core)
    outside = usable & ~zone
    chance = np.where(segment.core, np.float32(1), np.float32(0))
    for _ in range(_ROUNDS):
        if inside.sum() < 4 * len(features) or outside.sum() < 4 * len(features):
            break
        chance = _chance(features, inside, outside)
        chance[~zone] = 0
        mask = _solid(chance >= 0.5, segment.core)
        if not mask.any():
            mask = segment.core
            break
        inside, outside = _inner(mask), usable & ~(cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
    mask = _solid(chance >= 0.5, segment.core)
    mask = mask if mask.any() else segment.core
    tight, wide = (float(_solid(chance >= level, segment.core).sum()) for level in (0.8, 0.2))
    share = _edge_share(features, mask, usable)
    return Delineation(row=segment.row, col=segment.col, mask=mask, share=share, tight=tight, wide=wide, score=segment.score)


def _features(ground: Ground, window: tuple[slice, slice]) -> Floats:
    """What tells change: the difference of each band, and of the strength of the edges; shape (features, rows, columns)."""
    rows, cols = window
    difference = ground.after[:, rows, cols] - ground.before[:, rows, cols]
    first, second = ground.gradients
    apart = np.hypot(*(second[:, rows, cols] - first[:, rows, cols]))
    return np.concatenate([difference, apart[None]]).astype(np.float32)


def _inner(mask: Mask) -> Mask:
    """The mask without its rim, or the mask where nothing would be left."""
    inner = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1) > 0
    return inner if inner.sum() >= 9 else mask


def _chance(features: Floats, inside: Mask, outside: Mask) -> Floats:
    """Chance that each pixel changed: two bell curves with their own spreads (quadratic discriminant), neighbours together."""
    log_ratio = _log_density(features, inside) - _log_density(features, outside)
    # Neighbours speak for each other; single odd pixels do not.
    smooth = cv2.boxFilter(np.clip(log_ratio, -20, 20), cv2.CV_32F, (3, 3), borderType=cv2.BORDER_REFLECT)
    return np.asarray(1 / (1 + np.exp(-smooth)), np.float32)


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


def _solid(mask: Mask, core: Mask) -> Mask:
    """The parts that touch the core, with holes of the size of speckle closed and everything enclosed filled."""
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)) > 0
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
    """The share of each rim pixel that changed: where its difference lies between that of the ground inside and outside of it.

    Linear unmixing of two parts, whose pure values are the means of the nearest pixels a step away from the rim on either side.
    """
    ones = np.ones((3, 3), np.uint8)
    inner = cv2.erode(mask.astype(np.uint8), ones, borderValue=1) > 0
    outer = (cv2.dilate(mask.astype(np.uint8), ones) > 0) & usable
    rim = outer & ~inner
    pure_in = _local_mean(features, inner)
    pure_out = _local_mean(features, usable & ~outer)
    span = pure_in - pure_out
    length = (span**2).sum(axis=0)
    share = ((features - pure_out) * span).sum(axis=0) / np.maximum(length, 1e-6)
    result = mask.astype(np.float32)
    usable_rim = rim & np.isfinite(share) & (length > 0.25)
    result[usable_rim] = np.clip(share[usable_rim], 0, 1)
    return result


def _local_mean(features: Floats, where: Mask, width: int = 7) -> Floats:
    weight = cv2.boxFilter(where.astype(np.float32), cv2.CV_32F, (width, width), normalize=False)
    sums = np.stack([cv2.boxFilter(layer * where, cv2.CV_32F, (width, width), normalize=False) for layer in features])
    return np.where(weight > 0, sums / np.maximum(weight, 1e-6), np.nan).astype(np.float32)

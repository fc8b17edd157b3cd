"""What a picture tells of the camera that took it: how sharp its straight edges are, and how its noise grows with the signal."""

from __future__ import annotations

import attrs
import cv2
import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from temoin.errors import NoCoverageError

__all__ = ["Edges", "Noise", "estimate_noise", "measure_edges", "noise_shared"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

_BLOCK = 8
"""Side of a block that noise is judged in, pixels."""
_FLAT = 0.05
"""The flattest share of the blocks of a brightness is taken to hold noise alone."""
_FLAT_OF_MEAN = 0.555
"""The 5th percentile of a block's noise variance against its mean, for white noise in blocks of 8 × 8 (worked out by drawing 10⁶ blocks)."""
_CORRELATION_OF_WHITE = 0.073
"""What white noise seems to correlate by, since the flattest blocks are the smoother ones."""
_CORRELATION_GAIN = 1.52
"""What the plane that is taken off each block takes of the correlation is given back (both worked out on noise blurred by 0 and by 0.6 pixels)."""
_LOWER = 0.35
"""Share of the classes that the line of noise by signal leaves below itself."""
_LEVELS = 8
"""Classes of brightness, of equal share."""
_LAPLACIAN = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32) / 6
"""Immerkær's mask (1996, "Fast noise variance estimation"): blind to planes and to straight steps along the axes; white noise keeps its variance."""

_REACH = 6.0
"""Half length of an edge's profile, pixels."""
_STEP = 0.25
_ALONG = np.arange(-3.0, 3.1, 1.0)
"""Places along the edge whose profiles are averaged, pixels."""
_MOST_EDGES = 6_000
_SIGMAS = np.geomspace(0.25, 3.0, 64)
_SHIFTS = np.arange(-1.0, 1.01, 0.125)
_LEAST_FIT = 0.985
"""Share of a profile's variance that the step must explain."""
_RISE = 1.6832
"""20–80 % rise of a Gaussian step in standard deviations: 2 · Φ⁻¹(0.8)."""


@attrs.frozen(kw_only=True)
class Noise:
    """Noise by signal, in the picture's own numbers: variance = `floor` + `slope` · signal.

    The variance is that of Immerkær's residual, the finest detail: equal to the noise's own where it is white, below it where it is correlated.

    Args:
        floor: variance at no signal.
        slope: growth of the variance with the signal.
        correlation: of the noise of neighbouring pixels, 0 where it is white, about 0.3 to 0.6 after resampling.
        blocks: how many flat blocks it rests on.
    """

    floor: float
    slope: float
    correlation: float
    blocks: int

    def variance(self, signal: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
        """The variance at each signal, never below 0."""
        return np.asarray(np.maximum(self.floor + self.slope * np.maximum(signal, 0), 0))


@attrs.frozen(kw_only=True, eq=False)
class Edges:
    """Straight edges found in a picture, and how wide each is.

    Args:
        sigmas: standard deviation of the Gaussian that blurs each edge, pixels, sorted; pixel and optics together.
    """

    sigmas: Floats

    @property
    def sigma_px(self) -> float:
        """The point spread: the lower quartile, since an edge of the scene can be softer than the camera but never sharper.

        Raises:
            NoCoverageError: fewer than 12 straight edges were found.
        """
        if len(self.sigmas) < 12:
            message = f"only {len(self.sigmas)} straight edges were found: too few to tell how sharp the picture is"
            raise NoCoverageError(message, hint="Give the point spread yourself, or a larger part of the picture.")
        return float(np.percentile(self.sigmas, 25))

    @property
    def rise_px(self) -> float:
        """20–80 % rise of such an edge, pixels.

        Raises:
            NoCoverageError: fewer than 12 straight edges were found.
        """
        return _RISE * self.sigma_px


def estimate_noise(band: npt.NDArray[np.generic], mask: Bools | None = None) -> Noise:
    """Noise against signal from the flattest blocks of each brightness.

    Each block of 8 × 8 pixels gives a mean and, through Immerkær's mask, a noise variance. Of the blocks of each of eight classes of brightness
    the 5th percentile of the variance stands for noise alone; a line with no negative part is laid below most of the eight. Where a picture has no
    flat ground, texture is taken for noise: the result is an upper bound.

    Args:
        band: shape (rows, columns), any real type.
        mask: True where usable.

    Raises:
        NoCoverageError: fewer than 64 whole usable blocks.
    """
    signal, residual, usable = _blocks(band, mask)
    if usable.sum() < 64:
        message = f"only {int(usable.sum())} whole blocks of {_BLOCK} × {_BLOCK} usable pixels: too few to tell noise from ground"
        raise NoCoverageError(message, hint="Give a larger part of the picture, at least 64 × 64 usable pixels.")
    means, variances = signal.mean(axis=1)[usable], (residual**2).mean(axis=1)[usable]
    edges = np.quantile(means, np.linspace(0, 1, _LEVELS + 1))
    level = np.clip(np.searchsorted(edges, means, side="right") - 1, 0, _LEVELS - 1)
    chosen = [np.flatnonzero(level == number) for number in range(_LEVELS)]
    flats = [
        (means[own].mean(), np.quantile(variances[own], _FLAT), own[variances[own] <= np.quantile(variances[own], _FLAT)])
        for own in chosen
        if len(own)
    ]
    floor, slope = _lower_line(np.array([max(mean, 0.0) for mean, _, _ in flats]), np.array([variance / _FLAT_OF_MEAN for _, variance, _ in flats]))
    flat = np.concatenate([own for _, _, own in flats])
    return Noise(floor=floor, slope=slope, correlation=_correlation(signal[usable][flat]), blocks=len(flat))


def _lower_line(means: Floats, variances: Floats) -> tuple[float, float]:
    """The line of no negative part below most of the points: that of the least quantile loss among all lines through one or two of them.

    A class of brightness without flat ground lies far above the others and must not lift the line (Koenker and Bassett 1978).
    """
    first, second = np.triu_indices(len(means), 1)
    run = means[second] - means[first]
    slopes = np.divide(variances[second] - variances[first], run, out=np.full(len(run), -1.0), where=run > 0)
    floors = variances[first] - slopes * means[first]
    level, rising = np.zeros(len(means)), np.divide(variances, means, out=np.zeros(len(means)), where=means > 0)
    lines = np.concatenate([np.column_stack([floors, slopes]), np.column_stack([variances, level]), np.column_stack([level, rising])])
    lines = lines[(lines >= 0).all(axis=1)]
    # Errors of a variance are relative, so they are compared as such.
    miss = (variances - lines[:, :1] - lines[:, 1:] * means) / np.maximum(variances, 1e-30)
    loss = np.maximum(_LOWER * miss, (_LOWER - 1) * miss).sum(axis=1)
    floor, slope = lines[int(np.argmin(loss))]
    return float(floor), float(slope)


def _blocks(band: npt.NDArray[np.generic], mask: Bools | None) -> tuple[Floats, Floats, Bools]:
    """Signal and residual of every block, shape (blocks, 64) each, and which blocks are usable throughout, their surroundings too."""
    grey = np.where(np.isfinite(band), band, 0).astype(np.float32)
    seen = np.isfinite(band) if mask is None else mask & np.isfinite(band)
    residual = cv2.filter2D(grey, cv2.CV_32F, _LAPLACIAN, borderType=cv2.BORDER_REFLECT)
    clear = cv2.erode(seen.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    if np.issubdtype(band.dtype, np.integer):
        # Numbers at either end are cut off, and with them their noise.
        limits = np.iinfo(band.dtype)  # type: ignore[type-var]  # an integer type by the test above
        clear &= (grey > limits.min) & (grey < limits.max)
    rows, cols = grey.shape[0] // _BLOCK, grey.shape[1] // _BLOCK
    cut = [
        part[: rows * _BLOCK, : cols * _BLOCK].reshape(rows, _BLOCK, cols, _BLOCK).swapaxes(1, 2).reshape(-1, _BLOCK**2)
        for part in (grey, residual, clear)
    ]
    return cut[0].astype(np.float64), cut[1].astype(np.float64), np.asarray(cut[2].all(axis=1), dtype=np.bool_)


def _correlation(flat: Floats) -> float:
    """Correlation of neighbouring pixels in flat blocks, after a plane has been taken off each."""
    place = np.indices((_BLOCK, _BLOCK)).reshape(2, -1).T - (_BLOCK - 1) / 2
    plane = np.column_stack([np.ones(_BLOCK**2), place])
    rest = (flat - flat @ np.linalg.pinv(plane).T @ plane.T).reshape(-1, _BLOCK, _BLOCK)
    power = float((rest**2).mean())
    if power == 0:
        return 0.0
    lagged = (float((rest[:, :, 1:] * rest[:, :, :-1]).mean()) + float((rest[:, 1:] * rest[:, :-1]).mean())) / 2
    return float(np.clip(_CORRELATION_GAIN * (lagged / power - _CORRELATION_OF_WHITE), 0.0, 0.95))


def measure_edges(band: npt.NDArray[np.generic], mask: Bools | None = None, *, contrast: float | None = None) -> Edges:
    """The widths of the straight edges of a picture.

    Where the gradient is highest across and alike along, a profile is taken over six pixels to either side, averaged along seven pixels of the edge,
    and a Gaussian step of free place, height and width is fitted; profiles that such a step explains to 98.5 % are kept.

    Args:
        band: shape (rows, columns).
        mask: True where usable.
        contrast: least height of an edge in the picture's numbers; `None`: half the spread between the 16th and 84th percentile.
    """
    grey = np.where(np.isfinite(band), band, 0).astype(np.float32)
    seen = np.isfinite(band) if mask is None else mask & np.isfinite(band)
    if not seen.any():
        return Edges(sigmas=np.zeros(0))
    low, high = np.percentile(grey[seen], [16, 84])
    least = float(high - low) / 2 if contrast is None else contrast
    rows, cols, normal_y, normal_x = _candidates(grey, seen, least)
    if not len(rows):
        return Edges(sigmas=np.zeros(0))
    profiles = _profiles(grey, rows, cols, normal_y, normal_x)
    return Edges(sigmas=np.sort(_fit_steps(profiles, least)))


def _candidates(grey: Singles, seen: Bools, least: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Rows, columns and normals of pixels on straight edges, evenly thinned."""
    smooth = cv2.GaussianBlur(grey, (0, 0), 0.8)
    gx, gy = cv2.Scharr(smooth, cv2.CV_32F, 1, 0) / 32, cv2.Scharr(smooth, cv2.CV_32F, 0, 1) / 32
    size = np.hypot(gx, gy)
    xx, yy, xy = (cv2.GaussianBlur(product, (0, 0), 2.5) for product in (gx * gx, gy * gy, gx * gy))
    spread = np.hypot(xx - yy, 2 * xy)
    coherent = spread > 0.93 * (xx + yy)
    angle = 0.5 * np.arctan2(2 * xy, xx - yy)
    nx, ny = np.cos(angle), np.sin(angle)
    y, x = np.indices(grey.shape, dtype=np.float32)
    ahead, behind = (cv2.remap(size, x + side * nx, y + side * ny, cv2.INTER_LINEAR) for side in (1, -1))
    inside = cv2.erode(seen.astype(np.uint8), np.ones((2 * 9 + 1, 2 * 9 + 1), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    # A step of height h blurred to σ has its steepest slope h / (σ √2π); 0.1 h admits edges up to σ ≈ 3.
    rows, cols = np.nonzero(coherent & inside & (size >= ahead) & (size > behind) & (size > 0.1 * least))
    chosen = slice(None, None, max(1, len(rows) // _MOST_EDGES))
    rows, cols = rows[chosen], cols[chosen]
    return rows.astype(np.float64), cols.astype(np.float64), ny[rows, cols].astype(np.float64), nx[rows, cols].astype(np.float64)


def _profiles(grey: Singles, rows: Floats, cols: Floats, ny: Floats, nx: Floats) -> Floats:
    """Profiles across each edge, shape (edges, steps), averaged along it."""
    across = np.arange(-_REACH, _REACH + _STEP / 2, _STEP)
    total = np.zeros((len(rows), len(across)), dtype=np.float64)
    for along in _ALONG:
        y = rows[:, None] + across * ny[:, None] + along * nx[:, None]
        x = cols[:, None] + across * nx[:, None] - along * ny[:, None]
        total += cv2.remap(grey, x.astype(np.float32), y.astype(np.float32), cv2.INTER_CUBIC)
    return np.asarray(total / len(_ALONG))


def _fit_steps(profiles: Floats, least: float) -> Floats:
    """The width of each profile that is a step: σ by search over widths and places, height and level by least squares."""
    across = np.arange(-_REACH, _REACH + _STEP / 2, _STEP)
    steps = ndtr((across - _SHIFTS[:, None, None]) / _SIGMAS[:, None])
    steps = steps.reshape(-1, len(across))
    centred = steps - steps.mean(axis=1, keepdims=True)
    norm = np.sqrt((centred**2).sum(axis=1))
    values = profiles - profiles.mean(axis=1, keepdims=True)
    power = (values**2).sum(axis=1)
    match = values @ (centred / norm[:, None]).T
    best = np.argmax(np.abs(match), axis=1)
    found = match[np.arange(len(values)), best]
    height = np.abs(found) / norm[best]
    sigma = np.tile(_SIGMAS, len(_SHIFTS))[best]
    good = (found**2 > _LEAST_FIT * power) & (height > least) & (sigma > _SIGMAS[0]) & (sigma < _SIGMAS[-1])
    return np.asarray(sigma[good])


def noise_shared(bands: npt.NDArray[np.generic], mask: Bools | None = None) -> float:
    """Share of the noise that the bands have in common, 0 to 1: the mean correlation of their residuals in flat blocks; 0 for one band.

    Args:
        bands: shape (bands, rows, columns).
        mask: True where usable.
    """
    if len(bands) < 2:
        return 0.0
    parts = [_blocks(band, mask) for band in bands]
    usable = np.logical_and.reduce([part[2] for part in parts])
    if usable.sum() < 64:
        return 0.0
    residuals = np.array([part[1][usable] for part in parts])
    # One half of each block says how flat it is, the other half is measured: else the blocks chosen would be those with little in common.
    chosen, measured = np.split(residuals.reshape(len(bands), -1, _BLOCK, _BLOCK), 2, axis=3)
    power = (chosen**2).mean(axis=(2, 3))
    spread = np.median(power, axis=1)
    if (spread == 0).any():
        return 0.0
    total = (power / spread[:, None]).mean(axis=0)
    flat = measured[:, total <= np.quantile(total, 0.1)].reshape(len(bands), -1)
    deviation = flat.std(axis=1)
    if (deviation == 0).any():
        return 0.0
    matrix = np.corrcoef(flat)
    return float(np.clip(matrix[np.triu_indices(len(bands), 1)].mean(), 0, 1))

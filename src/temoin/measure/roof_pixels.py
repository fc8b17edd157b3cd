"""What one roof shows: its pixels before and after, what is expected of them, and a first guess of its own change of tone."""

from __future__ import annotations

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.measure.change import ChangeLayers
from temoin.measure.ground import Ground, Mask
from temoin.raster import Coverage, sampled_quantiles

__all__ = ["FEWEST", "Array", "Roof", "Tones", "cut_roof", "tones_of"]

Array = npt.NDArray[np.float64]

FEWEST = 4
"""Fewer pixels of a roof, or of a part of it, tell nothing."""
_TONE = (0.12, 0.15)
"""Standard deviation of an unchanged roof's own change of tone: share of its light, and units of the before-picture's spread, added."""
_NOISE_FLOOR = 0.05
"""Spread that is never gone below, in units of the before-picture's spread."""
_OF_CALM = 2.5
_LEAN_PX = 0.3
"""Standard deviation of what is left of registration and lean, pixels: it makes noise along edges."""
_PRIOR_SHARE = 0.15
_MODE_SAMPLE = 250
_FACETS_APART = 3.5
"""Sides of a gable are told apart where their mean light differs by this many standard deviations."""


@attrs.frozen(kw_only=True, eq=False)
class Tones:
    """What roofs and changed ground of one pair look like, in units of the before-picture's spread.

    Args:
        expected: shape (bands, rows, columns), the after-picture without change.
        after: likewise, as it is.
        clear: shape (rows, columns), where both can be compared.
        zero: shape (bands,), the darkest values: light is counted from there.
        mean: shape (bands,), of the after-picture: what changed ground may look like before more is known.
        covariance: shape (bands, bands), likewise.
        noise: shape (bands, bands), of unchanged roofs about their own tone.
        gsd_m: size of a pixel, metres.
    """

    expected: npt.NDArray[np.float32]
    after: npt.NDArray[np.float32]
    clear: Mask
    zero: Array
    mean: Array
    covariance: Array
    noise: Array
    gsd_m: float


def tones_of(ground: Ground, evidence: ChangeLayers, coverage: Coverage) -> Tones:
    """Read off what unchanged roofs and the picture as a whole look like."""
    seen = ground.after[:, ground.seen]
    floor = _NOISE_FLOOR**2 * np.eye(len(seen))
    return Tones(
        expected=evidence.expected,
        after=ground.after,
        clear=ground.clear,
        zero=np.array([sampled_quantiles(band[ground.seen], (0.001,))[0] for band in evidence.expected]),
        mean=seen.mean(axis=1, dtype=np.float64),
        covariance=np.cov(seen).reshape(len(seen), len(seen)) + floor,
        noise=_roof_noise(ground.after - evidence.expected, coverage) + floor,
        gsd_m=ground.gsd_m,
    )


def _roof_noise(difference: npt.NDArray[np.float32], coverage: Coverage) -> Array:
    """Covariance within unchanged roofs: of each roof's calmer 60 % about its median, and of the calmest quarter of the roofs.

    The calmer 60 % of a bell curve hold two fifths of its variance in two dimensions, as many as roofs' light and colour vary in.
    """
    flat = difference.reshape(len(difference), -1)
    found = []
    for index in range(len(coverage.starts) - 1):
        pixels, shares = coverage.of(index)
        inside = flat[:, pixels[shares >= 0.6]].astype(np.float64)
        if inside.shape[1] < 6:
            continue
        inside -= np.median(inside, axis=1, keepdims=True)
        moved = (inside**2).sum(axis=0)
        calm = inside[:, moved <= np.quantile(moved, 0.6)]
        found.append(_OF_CALM * calm @ calm.T / calm.shape[1])
    if not found:
        return np.eye(len(difference))
    calmest = sorted(found, key=lambda each: float(np.trace(each)))
    noise: Array = calmest[(len(calmest) - 1) // 4]
    return noise


@attrs.define(kw_only=True, eq=False)
class Roof:
    """The pixels of one roof, and the two kinds they are parted into.

    Args:
        inside: shape (rows, columns) of its window.
        weight: shape (pixels,), share that the footprint covers.
        before: shape (pixels, bands), what is expected.
        after: likewise, what is there.
        edges: shape (pixels, bands, bands), covariance that a shift along edges would give.
        facet: shape (pixels,), number of the roof's side.
        usual: shape (facets, bands), standard deviation of a change of tone.
        tone: shape (facets, bands), its change of tone.
        noise: shape (bands, bands), spread of what stayed.
        mean: shape (bands,), of what changed.
        covariance: shape (bands, bands), likewise.
        chance: shape (pixels,), that each changed.
    """

    inside: Mask
    weight: Array
    before: Array
    after: Array
    edges: Array
    facet: npt.NDArray[np.intp]
    usual: Array
    tone: Array
    noise: Array
    mean: Array
    covariance: Array
    chance: Array

    @property
    def expected(self) -> Array:
        """What is expected, with the roof's own change of tone."""
        return self.before + self.tone[self.facet]

    def on_window(self, values: Array | float) -> Array:
        """Values of the pixels on the window, 0 elsewhere."""
        layer = np.zeros(self.inside.shape)
        layer[self.inside] = values
        return layer


def cut_roof(tones: Tones, pixels: npt.NDArray[np.intp], shares: npt.NDArray[np.floating]) -> Roof | None:
    """The roof's pixels with a first guess of its tone."""
    rows, cols = np.divmod(pixels, tones.clear.shape[1])
    if not len(pixels):
        return None
    window = (slice(int(rows.min()), int(rows.max()) + 1), slice(int(cols.min()), int(cols.max()) + 1))
    cover = np.zeros((window[0].stop - window[0].start, window[1].stop - window[1].start))
    cover[rows - window[0].start, cols - window[1].start] = shares
    cover *= tones.clear[window]
    inside: Mask = cover > 0.02
    if np.count_nonzero(inside) < FEWEST:
        return None
    expected = tones.expected[:, window[0], window[1]]
    slopes = [np.stack([cv2.Sobel(band, cv2.CV_32F, *axis, scale=1 / 8) for band in expected])[:, inside].T for axis in ((1, 0), (0, 1))]
    before, after = (np.asarray(layer[:, inside].T, np.float64) for layer in (expected, tones.after[:, window[0], window[1]]))
    edges = _LEAN_PX**2 * sum(slope[:, :, None] * slope[:, None, :] for slope in slopes)
    weight = cover[inside]
    facet = _facets(before.mean(axis=1), weight)
    sides = [facet == number for number in range(int(facet.max()) + 1)]
    usual = np.stack([_TONE[0] * np.maximum(before[side] - tones.zero, 0).mean(axis=0) + _TONE[1] for side in sides])
    tone = [
        _densest((after - before)[side], tones.noise + edges[side].mean(axis=0), own, weight[side]) for side, own in zip(sides, usual, strict=True)
    ]
    return Roof(
        inside=inside,
        weight=weight,
        before=before,
        after=after,
        edges=np.asarray(edges, np.float64),
        facet=facet,
        usual=usual,
        tone=np.stack(tone),
        noise=tones.noise,
        mean=tones.mean,
        covariance=tones.covariance,
        chance=np.full(len(weight), _PRIOR_SHARE),
    )


def _facets(light: Array, weight: Array) -> npt.NDArray[np.intp]:
    """The side of the roof that each pixel lies on: two where the light falls into two clear heaps (2-means), else one."""
    whole = light[weight > 0.9]
    one = np.zeros(len(light), np.intp)
    if len(whole) < 12:
        return one
    threshold = float(np.median(whole))
    for _ in range(20):
        bright = whole > threshold
        if bright.all() or not bright.any():
            return one
        threshold = float(whole[bright].mean() + whole[~bright].mean()) / 2
    bright = whole > threshold
    few = min(bright.sum(), (~bright).sum())
    if few < max(6, 0.1 * len(whole)):
        return one
    spread = np.sqrt((whole[bright].var() * bright.sum() + whole[~bright].var() * (~bright).sum()) / len(whole))
    return (light > threshold).astype(np.intp) if whole[bright].mean() - whole[~bright].mean() > _FACETS_APART * spread else one


def _densest(difference: Array, noise: Array, usual: Array, weight: Array) -> Array:
    """The densest difference of a side, with what is usual ahead of what is not: shape (bands,)."""
    sample = difference[weight > 0.6] if np.count_nonzero(weight > 0.6) >= 3 else difference
    sample = sample[:: len(sample) // _MODE_SAMPLE + 1]
    level = np.linalg.solve(np.linalg.cholesky(noise), sample.T).T
    near = np.exp(-((level[:, None] - level[None]) ** 2).sum(axis=2) / 8)
    place = int((near.sum(axis=1) * np.exp(-0.5 * ((sample / usual) ** 2).mean(axis=1))).argmax())
    densest: Array = near[place] @ sample / near[place].sum()
    return densest

"""One roof parted into what stayed and what changed, by tone alone: where pixels are too coarse for edges, and as a second opinion where not."""

from __future__ import annotations

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.measure.delineate import local_mean
from temoin.measure.roof_pixels import FEWEST, Array, Roof, Tones, cut_roof

__all__ = ["Split", "split_roof"]

_ROUNDS = 8
_HELD_ROUNDS = 3
"""The spread of unchanged roof is the picture's for so many rounds, so that it cannot swell and swallow a hole before the hole is found."""
_EFFECTIVE = 0.15
"""Neighbouring pixels share texture and point spread: a pixel counts as this much of an independent one."""
_COUPLING, _COUPLED_GSD_M = 0.8, 3.0
"""Log-odds that a neighbour of the same kind adds, in pixels of up to 3 m; less in coarser ones, which hold a hole in a few."""
_BORROWED_PX, _BORROWED_NOISE = 12.0, (60.0, 1.0)
"""Pixels that the picture as a whole adds to a changed part's mean and spread; and to an unchanged roof's spread (fixed, and a roof's size)."""
_MOST_LOG_RATIO = 8.0
_FIRST_SHARE = 0.15
_NEIGHBOURS = np.array([[0.7, 1.0, 0.7], [1.0, 0.0, 1.0], [0.7, 1.0, 0.7]])
_SHADE = (0.3, 0.8)
"""Light left in a shadow on a roof, from and to."""
_EVEN = 0.21
"""Greatest spread of the logarithm of light in what is all of one kind: ruins hold bright and dark things beside each other."""
_WHOLE = 0.9


@attrs.frozen(kw_only=True)
class Split:
    """One roof parted in two; areas in pixels.

    Args:
        likely: sum of each pixel's chance that it changed: rather too much, as a pixel of which a part changed differs, too.
        unmixed: sum of the shares that changed, by the strength of change along the rim: rather too little where the hole is dim.
        doubt: sum of chance × (1 − chance).
        rim: pixels that changed in part.
        tone: how far the roof as a whole changed its tone, in standard deviations of what roofs do.
        is_even: what changed is all of one kind, and darker or nearly the whole roof: a shadow or new paint rather than a ruin.
    """

    likely: float
    unmixed: float
    doubt: float
    rim: float
    tone: float
    is_even: bool

    @property
    def area(self) -> float:
        """Between the two: a third of the way from what is rather too little to what is rather too much, where made sites have the truth."""
        return self.unmixed + (self.likely - self.unmixed) / 3


def split_roof(tones: Tones, pixels: npt.NDArray[np.intp], shares: npt.NDArray[np.floating]) -> Split | None:
    """Part a roof into what stayed and what changed; `None` where too little of it is seen.

    What stayed has the tone that is expected, with one change of tone a side of the roof, and the spread of unchanged roofs; what changed may
    look like anything in the picture. Both are found in turns with the chance of each pixel (expectation maximisation, Dempster et al. 1977),
    in which neighbours speak for each other (a Potts field in mean-field form, Zhang 1992). The start is the densest tone of the roof: what
    stayed is much more alike than rubble, so it is the densest even where little is left.

    Args:
        tones: of the pair.
        pixels: numbers of the roof's pixels (row · width + column).
        shares: of each that the footprint covers.
    """
    roof = cut_roof(tones, pixels, shares)
    if roof is None:
        return None
    borrowed = _BORROWED_NOISE[0] + _BORROWED_NOISE[1] * roof.weight.sum()
    coupling = _COUPLING * min(1.0, _COUPLED_GSD_M / tones.gsd_m)
    share = _FIRST_SHARE
    for turn in range(_ROUNDS):
        odds = _log_density(roof.after - roof.mean, roof.covariance) - _log_density(roof.after - roof.expected, roof.noise + roof.edges)
        _settle(roof, np.clip(odds, -_MOST_LOG_RATIO, _MOST_LOG_RATIO) + np.log(share / (1 - share)), coupling)
        stayed, changed = (1 - roof.chance) * roof.weight, roof.chance * roof.weight
        _fit_tone(roof, stayed)
        rest = roof.after - roof.expected
        if turn >= _HELD_ROUNDS:
            roof.noise = (borrowed * tones.noise + (rest * stayed[:, None]).T @ rest) / (borrowed + stayed.sum())
        roof.mean = (_BORROWED_PX * tones.mean + changed @ roof.after) / (_BORROWED_PX + changed.sum())
        away = roof.after - roof.mean
        roof.covariance = (_BORROWED_PX * tones.covariance + (away * changed[:, None]).T @ away) / (_BORROWED_PX + changed.sum())
        share = float(np.clip((changed.sum() + 2) / (roof.weight.sum() + 6), 0.03, 0.9))
    return _told(roof, tones)


def _log_density(away: Array, covariance: Array) -> Array:
    """Of a bell curve at each pixel, shape (pixels,), less a constant; covariance of shape (bands, bands) or (pixels, bands, bands)."""
    root = np.linalg.cholesky(covariance)
    level = np.linalg.solve(root, away[..., None])[..., 0]
    density: Array = -0.5 * (level**2).sum(axis=1) - np.log(np.diagonal(root, axis1=-2, axis2=-1)).sum(axis=-1)
    return density


def _settle(roof: Roof, odds: Array, coupling: float) -> None:
    """The chance of each pixel from its own log-odds and those of its neighbours on the roof."""
    for _ in range(3):
        around = cv2.filter2D(roof.on_window(2 * roof.chance - 1), -1, _NEIGHBOURS, borderType=cv2.BORDER_CONSTANT)[roof.inside]
        roof.chance = 1 / (1 + np.exp(-np.clip(odds + coupling * around, -30, 30)))


def _fit_tone(roof: Roof, stayed: Array) -> None:
    """Each side's change of tone: the mean of what stayed, drawn towards none as far as few pixels tell."""
    spread = np.diag(roof.noise)
    for number, usual in enumerate(roof.usual):
        side = roof.facet == number
        weight = stayed[side]
        mean = weight @ (roof.after - roof.before)[side] / max(weight.sum(), 1e-9)
        trust = weight.sum() * _EFFECTIVE / spread
        roof.tone[number] = mean * trust / (trust + 1 / usual**2)


def _told(roof: Roof, tones: Tones) -> Split:
    unmixed, rim = _unmix(roof)
    core = (roof.chance > 0.7) & (roof.weight > 0.5)
    left = np.maximum(roof.after - tones.zero, 1e-3)[core] / np.maximum(roof.expected - tones.zero, 0.05)[core]
    light = np.log(left).mean(axis=1)
    share = float(roof.chance @ roof.weight / roof.weight.sum())
    alike = len(light) >= FEWEST and (share > _WHOLE or _SHADE[0] <= np.exp(np.median(light)) <= _SHADE[1])
    return Split(
        likely=float(roof.chance @ roof.weight),
        unmixed=unmixed,
        doubt=float((roof.chance * (1 - roof.chance)) @ roof.weight),
        rim=rim,
        tone=float(np.sqrt(((roof.tone / roof.usual) ** 2).mean())),
        is_even=bool(alike and light.std() <= _EVEN),
    )


def _unmix(roof: Roof) -> tuple[float, float]:
    """Area by the shares of pixels along the rim, and how many they are: strength there against the mean strength inside and outside.

    Linear mixing: a pixel of which a share f changed differs by f times what changed ground differs by.
    """
    changed = roof.on_window(roof.chance) >= 0.5
    if not changed.any():
        return 0.0, 0.0
    level = np.linalg.solve(np.linalg.cholesky(roof.noise), (roof.after - roof.expected).T)
    strength = roof.on_window(np.sqrt((level**2).mean(axis=0))).astype(np.float32)
    square = np.ones((3, 3), np.uint8)
    inner = cv2.erode(changed.astype(np.uint8), square) > 0
    inner = inner if inner.sum() > FEWEST else changed
    outer = cv2.dilate(changed.astype(np.uint8), square) > 0
    within, beyond = local_mean(strength, inner), np.nan_to_num(local_mean(strength, roof.inside & ~outer), nan=1.0)
    rim = outer & ~inner & roof.inside & (within > 1.5 * beyond)
    share = changed.astype(np.float64)
    share[rim] = np.clip((strength[rim] - beyond[rim]) / (within[rim] - beyond[rim]), 0, 1)
    cover = roof.on_window(roof.weight)
    return float((share * cover).sum()), float(cover[outer & ~(cv2.erode(changed.astype(np.uint8), square) > 0)].sum())

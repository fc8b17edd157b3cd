"""One display stretch for both pictures: unchanged ground looks the same on both sides."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt

from temoin.errors import NoCoverageError
from temoin.model import AlignedPair, BandFit
from temoin.publish.shrink import shrink_pixels
from temoin.raster import BandRole, Image, MaskKind

__all__ = ["MAX_TINT", "MIN_R2", "Stretch", "make_stretch", "render_image", "shrink_pair"]

MIN_R2 = 0.25
"""Least share of variance that a radiometric fit must explain to be used for display: below it, the fit would mostly flatten the picture."""
MAX_TINT = 1.5
"""Most by which the gains of the shown bands may differ: beyond it the fit follows another thing than light (grass that dried, leaves that
fell) and would tint roofs and roads that did not change. A stated convention: gains of one sensor at two dates differ by under a fifth."""
_PERCENTILES_8BIT = (0.2, 99.8)
_PERCENTILES_WIDE = (1.0, 99.0)
"""8-bit pictures were made for the eye and are touched as little as possible; 16-bit and float ones hold outliers."""
_SAMPLES = 400_000
_MID_GREY = 0.40
"""Where the median of a 16-bit or float picture is brought by the gamma, of 1; display values are about the square root of light."""
_MAX_GAMMA = 2.2
_RGB = (BandRole.RED, BandRole.GREEN, BandRole.BLUE)
_GREY_ORDER = (
    BandRole.PAN,
    BandRole.RED,
    BandRole.GREEN,
    BandRole.YELLOW,
    BandRole.BLUE,
    BandRole.COASTAL,
    BandRole.REDEDGE,
    BandRole.NIR,
    BandRole.SWIR1,
    BandRole.SWIR2,
    BandRole.VV,
    BandRole.VH,
    BandRole.UNKNOWN,
)
_RADAR = frozenset({BandRole.VV, BandRole.VH})
_Map = tuple[tuple[float, ...], tuple[float, ...]]
"""Gain and offset of each shown band."""


@attrs.frozen(kw_only=True)
class Stretch:
    """How one picture's numbers become light: `((gain · x + offset) − low) / (high − low)`, cut to 0–1, to the power `1 / gamma`.

    Args:
        bands: positions of the bands that are shown: three (red, green, blue) or one (grey).
        gain: one a shown band, brings the picture to the units of the first one.
        offset: one a shown band, likewise.
        low: one a shown band: black, in the units of the first picture (decibels where `is_decibel`).
        high: one a shown band: white.
        gamma: brightens dark pictures; 1 for 8-bit ones.
        is_decibel: the decadic logarithm times ten is shown (radar backscatter in linear units).
        label: which bands are shown, in plain English.
        is_matched: the picture's brightness was brought to the first picture's by a fit.
    """

    bands: tuple[int, ...]
    gain: tuple[float, ...]
    offset: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    gamma: float = 1.0
    is_decibel: bool = False
    label: str
    is_matched: bool = False


def make_stretch(images: Sequence[Image], fits: Sequence[BandFit] = (), *, is_8bit: bool = False) -> tuple[Stretch, ...]:
    """One stretch a picture, all with the same black and white once the later pictures are brought to the first one's units.

    Percentiles are taken over the usable pixels of all pictures together: 0.2 and 99.8 over all bands for 8 bits, 1 and 99 for each band of
    16-bit and float pictures. Where the fits are missing, explain less than `MIN_R2` or would tint the picture (`MAX_TINT`), each picture is
    stretched alone and `is_matched` is false.

    Args:
        images: one picture, or before and after.
        fits: `AlignedPair.radiometry`, one a band that both have, applied to every picture but the first.
        is_8bit: the files held 8 bits, though `images` may be floats by now (averaged for display).

    Returns:
        Near-infrared is never shown as red: pictures without red, green and blue are shown in grey. Bands without a role are taken to be
        red, green, blue where there are at least three, and grey else.

    Raises:
        NoCoverageError: not one pixel of one of the pictures is usable.
    """
    bands, label = _choose_bands([image.roles for image in images])
    plain: _Map = ((1.0,) * len(bands[0]), (0.0,) * len(bands[0]))
    maps = [plain, *(_to_first(image.roles, picked, fits) for image, picked in zip(images[1:], bands[1:], strict=True))]
    is_matched = len(images) > 1 and None not in maps
    is_8bit = is_8bit or all(image.dtype == np.uint8 for image in images)
    is_decibel = all(image.roles[picked[0]] in _RADAR and _is_linear_power(image, picked[0]) for image, picked in zip(images, bands, strict=True))
    known = [item if is_matched and item is not None else plain for item in maps]
    samples = [_sample(image, picked, item, is_decibel=is_decibel) for image, picked, item in zip(images, bands, known, strict=True)]
    together = [np.concatenate(samples, axis=1)] * len(images) if is_matched else samples
    ranges = [_range(one, is_8bit=is_8bit, is_decibel=is_decibel) for one in together]
    return tuple(
        Stretch(
            bands=picked,
            gain=item[0],
            offset=item[1],
            low=low,
            high=high,
            gamma=gamma,
            is_decibel=is_decibel,
            label=label,
            is_matched=is_matched and number > 0,
        )
        for number, (picked, item, (low, high, gamma)) in enumerate(zip(bands, known, ranges, strict=True))
    )


def shrink_pair(aligned: AlignedPair, *, max_side: int) -> tuple[tuple[Image, Image], tuple[Stretch, ...]]:
    """Both pictures of a pair averaged for display, and their stretches.

    Args:
        aligned: the pair.
        max_side: pixels, as for `shrink_pixels`.

    Raises:
        NoCoverageError: one of the pictures has not one usable pixel.
    """
    before, after = aligned.before_pixels, aligned.after_pixels
    images = shrink_pixels(before, max_side=max_side), shrink_pixels(after, max_side=max_side)
    return images, make_stretch(images, aligned.radiometry, is_8bit=before.dtype == np.uint8 and after.dtype == np.uint8)


def render_image(image: Image, stretch: Stretch) -> npt.NDArray[np.uint8]:
    """The picture as sRGB, shape (rows, columns, 3), or (rows, columns, 4) with alpha 0 where the picture holds no data."""
    shown = np.empty((*image.grid.shape, 3), dtype=np.uint8)
    empty = (image.flags & np.uint8(MaskKind.NODATA)) != 0
    for place, band in enumerate(stretch.bands):
        values = _to_display(image.array[band], stretch.gain[place], stretch.offset[place], is_decibel=stretch.is_decibel)
        values -= stretch.low[place]
        values /= stretch.high[place] - stretch.low[place]
        empty = empty | ~np.isfinite(values)
        np.nan_to_num(values, copy=False, nan=0.0, posinf=1.0, neginf=0.0)
        np.clip(values, 0.0, 1.0, out=values)
        if stretch.gamma != 1.0:
            np.power(values, 1.0 / stretch.gamma, out=values)
        shown[..., place] = np.rint(values * 255.0)
    if len(stretch.bands) == 1:
        shown[..., 1:] = shown[..., :1]
    if not empty.any():
        return shown
    return np.concatenate([shown, np.where(empty, np.uint8(0), np.uint8(255))[..., None]], axis=2)


LABELS = (
    "red, green and blue bands",
    "first three bands, taken to be red, green and blue",
    "one band, in grey",
    "different bands, in grey",
    *(f"one band ({role.value}), in grey" for role in _GREY_ORDER if role is not BandRole.UNKNOWN),
)
"""All that `_choose_bands` may say, for the catalogues."""


def _choose_bands(roles: Sequence[tuple[BandRole, ...]]) -> tuple[list[tuple[int, ...]], str]:
    if all(set(_RGB) <= set(one) for one in roles):
        return [tuple(one.index(role) for role in _RGB) for one in roles], "red, green and blue bands"
    if all(len(one) >= 3 and set(one) == {BandRole.UNKNOWN} for one in roles):
        return [(0, 1, 2)] * len(roles), "first three bands, taken to be red, green and blue"
    common = next((role for role in _GREY_ORDER if all(role in one for one in roles)), None)
    if common is not None:
        label = "one band, in grey" if common is BandRole.UNKNOWN else f"one band ({common.value}), in grey"
        return [(one.index(common),) for one in roles], label
    return [(min(range(len(one)), key=lambda place, one=one: _GREY_ORDER.index(one[place])),) for one in roles], "different bands, in grey"  # type: ignore[misc]  # one is bound


def _to_first(roles: tuple[BandRole, ...], picked: tuple[int, ...], fits: Sequence[BandFit]) -> _Map | None:
    """Gains and offsets that bring the picked bands to the first picture's units, or `None` where no sound fit is known."""
    known = []
    for band in picked:
        # Several bands may bear the same role (unknown): the n-th of them has the n-th fit of that role.
        same = [fit for fit in fits if fit.role is roles[band]]
        place = roles[:band].count(roles[band])
        if place >= len(same) or not _is_sound(same[place]):
            return None
        known.append(same[place])
    gains = tuple(fit.gain for fit in known)
    return None if max(gains) > MAX_TINT * min(gains) else (gains, tuple(fit.offset for fit in known))


def _is_sound(fit: BandFit) -> bool:
    return bool(np.isfinite([fit.gain, fit.offset]).all()) and fit.gain > 0 and fit.r2 >= MIN_R2


def _is_linear_power(image: Image, band: int) -> bool:
    """Whether a radar band is still in linear units: decibels of backscatter are negative nearly everywhere."""
    values = image.array[band][image.mask]
    return bool(values.size) and bool(np.nanmin(values) >= 0)


def _to_display(values: npt.NDArray[np.generic], gain: float, offset: float, *, is_decibel: bool) -> npt.NDArray[np.float32]:
    shown = np.asarray(values, dtype=np.float32) * np.float32(gain) + np.float32(offset)
    if is_decibel:
        with np.errstate(divide="ignore", invalid="ignore"):
            shown = np.where(shown > 0, 10.0 * np.log10(shown), np.nan)
    return shown.astype(np.float32, copy=False)


def _sample(image: Image, picked: tuple[int, ...], item: _Map, *, is_decibel: bool) -> npt.NDArray[np.float32]:
    """Usable pixels of the picked bands, shape (bands, at most `_SAMPLES`), evenly spread."""
    rows, cols = np.nonzero(image.mask)
    stride = max(1, len(rows) // _SAMPLES)
    rows, cols = rows[::stride], cols[::stride]
    values = np.stack(
        [_to_display(image.array[band][rows, cols], gain, offset, is_decibel=is_decibel) for band, gain, offset in zip(picked, *item, strict=True)]
    )
    values = values[:, np.isfinite(values).all(axis=0)]
    if values.shape[1] == 0:
        message = "not one usable pixel to show"
        raise NoCoverageError(message)
    return values


def _range(values: npt.NDArray[np.float32], *, is_8bit: bool, is_decibel: bool) -> tuple[tuple[float, ...], tuple[float, ...], float]:
    """Black and white of each band, and the gamma."""
    if is_8bit:
        low, high = (float(value) for value in np.percentile(values, _PERCENTILES_8BIT))
        high = max(high, low + 1.0)
        return (low,) * len(values), (high,) * len(values), 1.0
    lows, highs = np.percentile(values, _PERCENTILES_WIDE, axis=1)
    # A flat picture (all pixels alike) is shown in one grey rather than divided by nothing.
    highs = np.where(highs > lows, highs, lows + np.maximum(np.abs(lows), 1.0))
    if is_decibel:
        # A logarithm is already spread as the eye likes it.
        return tuple(map(float, lows)), tuple(map(float, highs)), 1.0
    grey = np.clip((values - lows[:, None]) / (highs - lows)[:, None], 0.0, 1.0).mean(axis=0)
    median = float(np.clip(np.median(grey), 0.01, 0.99))
    gamma = float(np.clip(np.log(median) / np.log(_MID_GREY), 1.0, _MAX_GAMMA))
    return tuple(map(float, lows)), tuple(map(float, highs)), gamma

"""What must be known of a real picture before anything can be planted in it: its optics, its light and its numbers around a roof."""

from __future__ import annotations

import math
from enum import StrEnum

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely

from temoin.errors import NoCoverageError
from temoin.geo import Footprint, Grid, Window
from temoin.geo.crs import WGS84, transformer
from temoin.model import Scene
from temoin.raster import Image, coverage_of, thinned
from temoin.scenes.optics import Noise, estimate_noise, measure_edges, noise_shared
from temoin.scenes.plant_shapes import roof_axis
from temoin.scenes.radiometry import Radiometry, read_radiometry
from temoin.scenes.relief import SunLight
from temoin.scenes.sun import sun_position

__all__ = ["KnownFrom", "PlantOptions", "Setting", "assumed_height_m", "lean_of", "read_setting"]

_ASSUMED_PSF_PX = 0.6
"""Edges of this width are 1.0 px from 20 to 80 %: the median of the open pictures (docs: realism)."""
_ASSUMED_HEIGHT_M = (3.5, 8.0)
"""Eaves of a house and of a hall; a roof that is deeper than 14 m is a hall's. Shadows of undamaged houses in the open pictures say 2.5 to 3.5 m."""
_HALL_DEPTH_M = 14.0
_ASSUMED_ELEVATION_DEG = 45.0
_AROUND_PX = 200
"""The point spread is read this far around a roof."""
_WIDE_PX = 1000
"""Noise is read this far around: water and roads far off tell it better than the trees next door."""
_STEP = 5
"""Directions that a shadow is looked for in, degrees apart."""
_MOST_NOISE = 0.012
"""Standard deviation of the noise as a share of the distance from the dark to the bright end, at most: what is more is texture (open pictures with
flat ground show 0.007 to 0.011)."""
Floats = npt.NDArray[np.float64]


class KnownFrom(StrEnum):
    """Where something about a picture was taken from."""

    GIVEN = "given"
    SCENE = "scene"
    TIME = "time and place"
    PICTURE = "picture"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class PlantOptions:
    """What may be said about a picture instead of having it estimated.

    Args:
        psf_px: standard deviation of the blur of a straight edge, pixels; `None`: from the picture's straight edges.
        height_m: of the eaves; `None`: 3.5 m for a house, 8 m for a hall, and the result says that it was assumed.
        sun_elevation_deg: `None`: from the scene, or from its time and place, or from shadows.
        sun_azimuth_deg: clockwise from north; `None` likewise.
        finer: fine points a pixel, each way; 0: such that a step is 0.13 m at most, 4 to 12.
    """

    psf_px: float | None = attrs.field(default=None, validator=attrs.validators.optional(attrs.validators.ge(0.3)))
    height_m: float | None = attrs.field(default=None, validator=attrs.validators.optional(attrs.validators.gt(0)))
    sun_elevation_deg: float | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.and_(attrs.validators.gt(0), attrs.validators.le(90)))
    )
    sun_azimuth_deg: float | None = None
    finer: int = attrs.field(default=0, validator=attrs.validators.ge(0))


@attrs.frozen(kw_only=True, eq=False)
class Setting:
    """What a picture told, or was told, about itself.

    Args:
        psf_px: standard deviation of the blur of a straight edge, pixels; optics and pixel together.
        psf_from: where that comes from.
        noise: of each band.
        noise_shared: share of the noise that all bands have in common, 0 to 1 (pan-sharpened pictures: most of it).
        sun: where it stands; `None` where nothing tells.
        sun_from: where that comes from.
        height_m: of the eaves.
        height_from: where that comes from.
        radiometry: reflectance against numbers.
        lean: where a point 1 m above the ground is seen beside its own place, metres (x along columns, y along rows); (0, 0) where nothing says
            from where the picture was taken.
    """

    psf_px: float
    psf_from: KnownFrom
    noise: tuple[Noise, ...]
    noise_shared: float
    sun: SunLight | None
    sun_from: KnownFrom
    height_m: float
    height_from: KnownFrom
    radiometry: Radiometry
    lean: tuple[float, float] = (0.0, 0.0)


def read_setting(image: Image, roof: Footprint, scene: Scene | None, options: PlantOptions) -> Setting:
    """Read a picture's setting around a roof.

    Raises:
        NoCoverageError: the roof lies outside the picture, or too little of the picture is usable.
        OptionError: a band holds no reflected sunlight.
    """
    grid = image.grid
    radiometry = read_radiometry(image)
    around = image.read(grid.window_of(roof, margin_px=_AROUND_PX))
    wide = image.read(grid.window_of(roof, margin_px=_WIDE_PX))
    psf, psf_from = _psf(image, around, options)
    sun, sun_from = _sun(image, roof, scene, options)
    return Setting(
        psf_px=psf,
        psf_from=psf_from,
        noise=tuple(_noise(wide, band, _MOST_NOISE * float(radiometry.bright[band] - radiometry.dark[band])) for band in range(image.shape[0])),
        noise_shared=noise_shared(wide.array, wide.mask),
        sun=sun,
        sun_from=sun_from,
        height_m=assumed_height_m(roof, options),
        height_from=KnownFrom.GIVEN if options.height_m is not None else KnownFrom.ASSUMED,
        radiometry=radiometry,
        lean=lean_of(scene, grid, roof) if scene is not None else (0.0, 0.0),
    )


def assumed_height_m(roof: Footprint, options: PlantOptions) -> float:
    """Of a roof's eaves: as given, else that of a hall or of a house."""
    return options.height_m if options.height_m is not None else _ASSUMED_HEIGHT_M[_depth_m(roof) > _HALL_DEPTH_M]


def lean_of(scene: Scene, grid: Grid, roof: Footprint) -> tuple[float, float]:
    """Where a picture shows what stands 1 m above the ground, beside its own place: away from the camera by tan(off-nadir).

    Args:
        scene: the picture's metadata.
        grid: the picture's.
        roof: where in it.

    Returns:
        Metres (x along columns, y along rows); (0, 0) where the angles are not known.
    """
    if scene.off_nadir_deg is None or scene.view_azimuth_deg is None:
        return (0.0, 0.0)
    x, y = _towards(grid, roof, scene.view_azimuth_deg)
    length = math.tan(math.radians(scene.off_nadir_deg))
    return (-length * x, -length * y)


def grey_of(image: Image) -> Floats:
    """Mean of the bands, each over its own spread, so that one wide band does not drown the others: shape (rows, columns)."""
    bands = np.where(np.isfinite(image.array), image.array, 0).astype(np.float64)
    return np.asarray(np.tensordot(_weights(image), bands, axes=1))


def _weights(image: Image) -> Floats:
    """Of each band in the grey, shape (bands,), sum 1."""
    seen = thinned(image.array[:, image.mask]).astype(np.float64)
    spread = np.nan_to_num(seen.std(axis=1)) if seen.shape[1] else np.ones(len(seen))
    weights = np.where(spread > 0, 1 / np.where(spread > 0, spread, 1), 0)
    return np.asarray(weights / weights.sum() if weights.any() else np.full(len(weights), 1 / len(weights)))


def _psf(image: Image, around: Image, options: PlantOptions) -> tuple[float, KnownFrom]:
    if options.psf_px is not None:
        return options.psf_px, KnownFrom.GIVEN
    for part in (around, image):
        try:
            return measure_edges(grey_of(part), part.mask).sigma_px, KnownFrom.PICTURE
        except NoCoverageError:
            continue
    return _ASSUMED_PSF_PX, KnownFrom.ASSUMED


def _depth_m(roof: Footprint) -> float:
    return roof_axis(roof.to_local_metres().shape)[2]


def _noise(image: Image, band: int, most: float) -> Noise:
    """Of one band, its standard deviation no more than `most`."""
    try:
        noise = estimate_noise(image.array[band], image.mask)
    except NoCoverageError:
        # A chip too small to tell: no noise is better than an invented one.
        return Noise(floor=0.0, slope=0.0, correlation=0.0, blocks=0)
    middle = float(noise.variance(np.array(np.median(image.array[band][image.mask]))))
    if middle <= most**2:
        return noise
    # What was measured is texture, and so is its correlation.
    return attrs.evolve(noise, floor=noise.floor * most**2 / middle, slope=noise.slope * most**2 / middle, correlation=0.0)


def _sun(image: Image, roof: Footprint, scene: Scene | None, options: PlantOptions) -> tuple[SunLight | None, KnownFrom]:
    elevation, azimuth, known = _sun_angles(roof, scene, options)
    if azimuth is not None:
        towards = _towards(image.grid, roof, azimuth)
        # Below 5° a roof's shadow is longer than a street: such pictures are taken of nothing but ice.
        return SunLight(elevation_deg=max(elevation if elevation is not None else _ASSUMED_ELEVATION_DEG, 5.0), towards=towards), known
    found = shadow_side(image, roof)
    if found is None:
        return None, KnownFrom.UNKNOWN
    return SunLight(elevation_deg=elevation if elevation is not None else _ASSUMED_ELEVATION_DEG, towards=(-found[0], -found[1])), KnownFrom.PICTURE


def _sun_angles(roof: Footprint, scene: Scene | None, options: PlantOptions) -> tuple[float | None, float | None, KnownFrom]:
    if options.sun_azimuth_deg is not None or options.sun_elevation_deg is not None:
        own = scene or None
        elevation = options.sun_elevation_deg if options.sun_elevation_deg is not None else (own.sun_elevation_deg if own else None)
        azimuth = options.sun_azimuth_deg if options.sun_azimuth_deg is not None else (own.sun_azimuth_deg if own else None)
        return elevation, azimuth, KnownFrom.GIVEN
    if scene is None:
        return None, None, KnownFrom.UNKNOWN
    if scene.sun_azimuth_deg is not None:
        return scene.sun_elevation_deg, scene.sun_azimuth_deg, KnownFrom.SCENE
    if scene.acquired is not None and not scene.acquired.is_day:
        elevation, azimuth = sun_position(scene.acquired.start, *roof.centre)
        if elevation > 0:
            return elevation, azimuth, KnownFrom.TIME
    return None, None, KnownFrom.UNKNOWN


def _towards(grid: Grid, roof: Footprint, azimuth_deg: float) -> tuple[float, float]:
    """The direction of an azimuth in the picture's plane of metres (x along columns, y along rows)."""
    longitude, latitude = roof.centre
    step = 1e-4
    to_grid = transformer(WGS84, grid.crs)
    ahead = (
        longitude + step * math.sin(math.radians(azimuth_deg)) / math.cos(math.radians(latitude)),
        latitude + step * math.cos(math.radians(azimuth_deg)),
    )
    first, second = (grid.rowcol(*to_grid.transform(*place)) for place in ((longitude, latitude), ahead))
    down, across = (second[0] - first[0]) * grid.gsd_m[0], (second[1] - first[1]) * grid.gsd_m[1]
    length = math.hypot(down, across)
    return (across / length, down / length)


def shadow_side(image: Image, roof: Footprint) -> tuple[float, float] | None:
    """The direction in which a roof's shadow falls, as a unit vector (x along columns, y along rows), or `None` where no side is clearly darker.

    The roof's outline is moved by two to four pixels in every direction; the strip that it gains is darkest where the shadow lies. It counts where
    that strip is darker than the middle between the median of all strips and the picture's dark end, and the strip of the other side is not.
    """
    window = image.grid.window_of(roof, margin_px=24)
    part = image.read(window)
    outline = part.grid.to_pixels(roof)
    if outline.is_empty or outline.area < 16:
        return None
    grey, mask = grey_of(part), part.mask
    # The dark end of the whole picture: around the roof there may be no shadow at all.
    dark = float(_weights(part) @ read_radiometry(image).dark)
    own = coverage_of(roof, part.grid) > 0
    angles = np.radians(np.arange(0, 360, _STEP))
    strips = np.full(len(angles), np.nan)
    shift = 2.5
    for number, angle in enumerate(angles):
        matrix = np.array([[1, 0, shift * math.cos(angle)], [0, 1, shift * math.sin(angle)]], dtype=np.float64)
        moved = cv2.warpAffine(own.astype(np.float32), matrix, own.shape[::-1])
        strip = (moved > 0.5) & ~(cv2.dilate(own.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0) & mask
        if strip.sum() >= 6:
            strips[number] = float(np.mean(grey[strip]))
    if np.isnan(strips).mean() > 0.25:
        return None
    filled = np.where(np.isnan(strips), np.nanmedian(strips), strips)
    smooth = np.real(np.fft.ifft(np.fft.fft(filled) * np.exp(-((np.fft.fftfreq(len(filled)) * len(filled) / 4) ** 2))))
    best = int(np.argmin(smooth))
    middle, other = float(np.median(smooth)), float(smooth[(best + len(smooth) // 2) % len(smooth)])
    if smooth[best] > (middle + dark) / 2 or other < (middle + smooth[best]) / 2:
        return None
    return (float(math.cos(angles[best])), float(math.sin(angles[best])))


def window_around(grid: Grid, shape: shapely.Geometry, margin_px: int) -> Window:
    """The window of a shape in pixel coordinates, with a margin, cut to the grid."""
    return grid.window_of(grid.from_pixels(shape), margin_px=margin_px)

"""`CameraModel`: which pixel of a picture in sensor geometry sees a place on the ground, and which place a pixel sees."""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt
import pyproj
from rasterio.rpc import RPC

from temoin.errors import UnreadableError
from temoin.geo.crs import WGS84, local_metric_crs, transformer

__all__ = ["CameraModel", "Slant"]

Floats = npt.NDArray[np.float64]

_STEPS = 20
"""Newton steps: from the model's middle four or five are enough."""
_CLOSE_PX = 1e-4
_MOST_RELATIVE = 1.5
"""How far outside its own range (±1) a model may be used; fits of high order run wild beyond."""
_EDGE = 9
"""Places along each edge."""
_POLE = 90.0
_RISE_M = 100.0
_LEAST_STEP_M, _MOST_STEP_M = 0.01, 1000.0
_HINT = "Check that the camera model belongs to this very picture and was not cut or resized without it; or give control points."


@attrs.frozen(kw_only=True)
class Slant:
    """How the camera looks at the ground in the middle of the picture.

    Args:
        zenith_deg: angle of the line of sight from straight up, at the ground.
        azimuth_deg: direction from the ground to the camera, degrees clockwise from north.
    """

    zenith_deg: float
    azimuth_deg: float

    @property
    def metres_per_metre(self) -> float:
        """How far a place is laid off for each metre by which its height is wrong."""
        return math.tan(math.radians(self.zenith_deg))


@attrs.frozen(kw_only=True, eq=False)
class CameraModel:
    """A rational polynomial model (RPC00B, STDI-0002): columns and rows are rational functions of longitude, latitude and height.

    Args:
        rpcs: the model; lines and samples are whole numbers at the centres of pixels.
        shape: rows and columns of the picture.
        name: of the file that the model stands in.
    """

    rpcs: RPC
    shape: tuple[int, int]
    name: str

    def pixels_of(self, lon: Floats, lat: Floats, height_m: Floats | float) -> tuple[Floats, Floats]:
        """(columns, rows) that see places on the ground, pixel corners at whole numbers; NaN far outside the model's range."""
        model = self.rpcs
        east, north = (lon - model.long_off + 180) % 360 - 180, lat - model.lat_off
        point = np.broadcast_arrays(east / model.long_scale, north / model.lat_scale, (height_m - model.height_off) / model.height_scale)
        outside = (np.abs(point[0]) > _MOST_RELATIVE) | (np.abs(point[1]) > _MOST_RELATIVE)
        terms = np.where(outside, np.nan, _terms(*(np.where(outside, 0.0, axis) for axis in point)))
        col = model.samp_off + model.samp_scale * _ratio(model.samp_num_coeff, model.samp_den_coeff, terms) + 0.5
        row = model.line_off + model.line_scale * _ratio(model.line_num_coeff, model.line_den_coeff, terms) + 0.5
        return col, row

    def ground_of(self, col: Floats, row: Floats, height_m: float) -> tuple[Floats, Floats]:
        """(longitudes, latitudes) that pixels see on one height, by Newton's method; pixel corners at whole numbers.

        Raises:
            UnreadableError: there is no such place: the model does not fit the picture.
        """
        model = self.rpcs
        lon, lat = np.full(col.shape, model.long_off), np.full(col.shape, model.lat_off)
        small_lon, small_lat = 1e-4 * model.long_scale, 1e-4 * model.lat_scale
        for _ in range(_STEPS):
            here = np.stack(self.pixels_of(lon, lat, height_m))
            off = np.stack([col, row]) - here
            if not np.isfinite(off).all() or np.abs(lat).max() > _POLE:
                break
            if np.abs(off).max() < _CLOSE_PX:
                return lon, lat
            by_lon = (np.stack(self.pixels_of(lon + small_lon, lat, height_m)) - here) / small_lon
            by_lat = (np.stack(self.pixels_of(lon, lat + small_lat, height_m)) - here) / small_lat
            span = by_lon[0] * by_lat[1] - by_lon[1] * by_lat[0]
            if not span.all():
                break
            lon = lon + (off[0] * by_lat[1] - off[1] * by_lat[0]) / span
            lat = lat + (off[1] * by_lon[0] - off[0] * by_lon[1]) / span
        raise UnreadableError(f"the camera model (RPC) in {self.name} does not fit its picture: some pixels would see no ground", hint=_HINT)

    def outline(self, height_m: float) -> tuple[Floats, Floats]:
        """(longitudes, latitudes) along the picture's edge, on one height."""
        rows, cols = self.shape
        along = np.linspace(0, 1, _EDGE)
        ends = (np.zeros(_EDGE), np.ones(_EDGE))
        col = np.concatenate([along, ends[1], along[::-1], ends[0]]) * cols
        row = np.concatenate([ends[0], along, ends[1], along[::-1]]) * rows
        return self.ground_of(col, row, height_m)

    def metric_crs(self) -> pyproj.CRS:
        """The UTM zone of the picture's middle."""
        lon, lat = self.ground_of(*self._middle(), self.rpcs.height_off)
        return local_metric_crs(float(lon[0]), float(lat[0]))

    def steps_m(self, height_m: float) -> tuple[float, float]:
        """Ground distance of a step down and of one to the right, metres, in the middle of the picture.

        Raises:
            UnreadableError: no camera above the earth has such pixels.
        """
        col, row = self._middle()
        lon, lat = self.ground_of(np.array([col[0], col[0], col[0] + 1]), np.array([row[0], row[0] + 1, row[0]]), height_m)
        x, y = transformer(WGS84, self.metric_crs()).transform(lon, lat)
        down, right = (float(math.hypot(x[number] - x[0], y[number] - y[0])) for number in (1, 2))
        if not (min(down, right) >= _LEAST_STEP_M and max(down, right) <= _MOST_STEP_M):
            raise UnreadableError(f"the camera model (RPC) in {self.name} gives pixels of {down:.3g} × {right:.3g} m", hint=_HINT)
        return down, right

    def slant(self, height_m: float) -> Slant:
        """From where a pixel of the middle meets the ground, to where it would meet it higher up, the line of sight leads to the camera."""
        middle = self._middle()
        low, high = self.ground_of(*middle, height_m), self.ground_of(*middle, height_m + _RISE_M)
        azimuth, _, distance = pyproj.Geod(ellps="WGS84").inv(low[0][0], low[1][0], high[0][0], high[1][0])
        return Slant(zenith_deg=math.degrees(math.atan2(float(distance), _RISE_M)), azimuth_deg=float(azimuth) % 360)

    def _middle(self) -> tuple[Floats, Floats]:
        rows, cols = self.shape
        return np.array([cols / 2]), np.array([rows / 2])


def _terms(lon: Floats, lat: Floats, height: Floats) -> Floats:
    """The twenty terms of a cubic in the order of RPC00B, shape (20, …)."""
    one = np.ones_like(lon)
    terms: Floats = np.stack(
        [
            *(one, lon, lat, height, lon * lat, lon * height, lat * height, lon**2, lat**2, height**2, lat * lon * height),
            *(lon**3, lon * lat**2, lon * height**2, lon**2 * lat, lat**3, lat * height**2, lon**2 * height, lat**2 * height, height**3),
        ]
    )
    return terms


def _ratio(numerator: list[float], denominator: list[float], terms: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio: Floats = np.tensordot(np.array(numerator), terms, 1) / np.tensordot(np.array(denominator), terms, 1)
    return ratio

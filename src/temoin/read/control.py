"""Ground control points: places in a picture tied to places on the ground, and the affine that fits them best."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import pyproj
from affine import Affine

from temoin.errors import CrsError, UnreadableError
from temoin.geo import transformer
from temoin.geo.crs import WGS84, local_metric_crs
from temoin.read.holder import HeldFile
from temoin.read.jsonfile import parse_json
from temoin.read.stated import crs_stated

__all__ = ["ControlFit", "ControlPoint", "fit_control", "read_control"]

MAX_RMSE_PX = 5.0
"""Residuals above this refuse the points.

A convention: points picked by eye lie within 1 to 3 pixels; more means a wrong point, or relief that no affine holds.
"""
MIN_SPREAD = 0.02
"""Least width of the points' cloud across its length, in the picture; below it they lie on a line and the fit swings freely around it."""
MAX_POINTS = 10_000


@attrs.frozen
class ControlPoint:
    """One tie: (column, row) in the picture, pixel corners at whole numbers; (x, y) on the ground."""

    col: float
    row: float
    x: float
    y: float


@attrs.frozen(kw_only=True)
class ControlFit:
    """The best affine through the points.

    Args:
        transform: (column, row) to (x, y).
        crs: of (x, y): the points' own where it is in metres, else the UTM zone of their centre.
        rmse_px: root mean square residual, pixels, over the free points (n − 3); `None` for three points, which fit exactly and prove nothing.
        points: how many.
    """

    transform: Affine
    crs: pyproj.CRS
    rmse_px: float | None
    points: int

    @property
    def words(self) -> str:
        """Points and residual in a few words."""
        return f"{self.points} points, " + ("no residual can be had from three" if self.rmse_px is None else f"residual {self.rmse_px:.2f} px")


def fit_control(points: Sequence[ControlPoint], crs: pyproj.CRS, *, name: str) -> ControlFit:
    """Least squares of an affine through control points, in metres on the ground.

    Args:
        points: at least three, not on one line.
        crs: of the points' (x, y).
        name: the file, for messages.

    Raises:
        CrsError: too few points, on a line, or residuals over `MAX_RMSE_PX`.
    """
    if len(points) < 3:
        raise CrsError(f"{name} holds {len(points)} control points; at least 3 are needed", hint="Add points that are spread over the picture.")
    ground = np.array([(point.x, point.y) for point in points])
    if not crs.is_projected:
        lon, lat = transformer(crs, WGS84).transform(ground[:, 0], ground[:, 1])
        metric = local_metric_crs(float(np.mean(lon)), float(np.mean(lat)))
        ground, crs = np.column_stack(transformer(crs, metric).transform(ground[:, 0], ground[:, 1])), metric
    picture = np.array([(point.col, point.row) for point in points])
    for cloud in (picture, ground):
        # Singular values of the centred cloud: its length and its width.
        long, short = np.linalg.svd(cloud - cloud.mean(axis=0), compute_uv=False)[:2]
        if not np.isfinite(long) or short < MIN_SPREAD * long or long == 0:
            raise CrsError(f"{name}: its control points lie on one line", hint="Add a point well away from that line.")
    # Centred, so that coordinates of millions of metres lose no digits.
    origin = ground.mean(axis=0)
    design = np.column_stack([picture, np.ones(len(points))])
    solution, *_ = np.linalg.lstsq(design, ground - origin, rcond=None)
    transform = Affine(*solution[:, 0], *solution[:, 1])
    inverse = ~transform
    back = np.column_stack(inverse @ (ground[:, 0] - origin[0], ground[:, 1] - origin[1]))
    residuals = np.hypot(*(back - picture).T)
    free = len(points) - 3
    rmse = float(np.sqrt((residuals**2).sum() / free)) if free else None
    if rmse is not None and rmse > MAX_RMSE_PX:
        worst = int(residuals.argmax())
        message = f"{name}: the control points do not fit together: residual {rmse:.1f} px, over the bound of {MAX_RMSE_PX:g} px"
        hint = f"Check point {worst + 1} first: it lies {residuals[worst]:.1f} px off. Columns and rows count from the upper left corner."
        raise CrsError(message, hint=hint)
    return ControlFit(transform=Affine.translation(*origin) @ transform, crs=crs, rmse_px=rmse, points=len(points))


def read_control(file: HeldFile, *, crs: pyproj.CRS | None) -> tuple[tuple[ControlPoint, ...], pyproj.CRS]:
    """Control points and the reference system of their ground side.

    - CSV: `col,row,lon,lat`, with or without that header; `x,y` instead of `lon,lat` with a stated `crs`. Without a header the last two are
      in `crs` where it is stated, else longitude and latitude.
    - QGIS `.points`: `mapX, mapY, sourceX, sourceY[, enable…]`. QGIS counts rows upwards, so its `sourceY` is negative; older files say
      `pixelX, pixelY`. The reference system stands in the first line (`#CRS: …`), else it is `crs`.
    - GeoJSON: points with properties `col` and `row`.

    Raises:
        UnreadableError: none of the three, or a line of it is not.
        CrsError: the ground coordinates are no degrees and no system is stated.
    """
    data = file.read()
    if file.suffix in {".geojson", ".json"}:
        points, own = _from_geojson(parse_json(data, name=file.label), file.label), WGS84
    else:
        points, own = _from_table(data.decode("utf-8-sig", "replace"), file.label, crs)
    if own == WGS84 and any(abs(point.x) > 360 or abs(point.y) > 90 for point in points):
        hint = "State the system of the points with --crs, or give longitude and latitude in that order."
        raise CrsError(f"{file.label}: its ground coordinates are not degrees", hint=hint)
    return points, own


def _from_geojson(value: object, name: str) -> tuple[ControlPoint, ...]:
    features = value.get("features") if isinstance(value, dict) else None
    points = []
    for place, feature in enumerate(features if isinstance(features, list) else [], start=1):
        try:
            lon, lat = feature["geometry"]["coordinates"][:2]
            points.append(ControlPoint(*(float(number) for number in (feature["properties"]["col"], feature["properties"]["row"], lon, lat))))
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableError(f"{name}: feature {place} is no point with the properties col and row", hint=_FORMS) from error
    return tuple(points[:MAX_POINTS])


def _from_table(text: str, name: str, crs: pyproj.CRS | None) -> tuple[tuple[ControlPoint, ...], pyproj.CRS]:
    lines = text.splitlines()
    stated = next((line.partition(":")[2].strip() for line in lines if line.upper().startswith("#CRS:")), "")
    body = [line for line in lines if line.strip() and not line.startswith("#")]
    delimiter = max(",;\t", key=(body[0] if body else "").count)
    rows = list(itertools.islice(csv.reader(io.StringIO("\n".join(body)), delimiter=delimiter), MAX_POINTS))
    header = [cell.strip().lower() for cell in rows[0]] if rows and not _is_number(rows[0][0]) else None
    rows = rows[1:] if header else rows
    names = header or ["col", "row", "x", "y"]
    if "mapx" in names:
        return _qgis(rows, names, name), crs_stated(stated, name=name) if stated else crs or WGS84
    degrees = "lon" in names or "longitude" in names
    columns = [_column(names, options, name) for options in (("col", "column"), ("row", "line"), ("lon", "longitude", "x"), ("lat", "latitude", "y"))]
    return tuple(ControlPoint(*_numbers(row, columns, name, place)) for place, row in enumerate(rows, 1)), WGS84 if degrees or crs is None else crs


def _qgis(rows: list[list[str]], names: list[str], name: str) -> tuple[ControlPoint, ...]:
    columns = [_column(names, options, name) for options in (("sourcex", "pixelx"), ("sourcey", "pixely"), ("mapx",), ("mapy",))]
    enabled = names.index("enable") if "enable" in names else None
    points = []
    for place, row in enumerate(rows, 1):
        if enabled is not None and enabled < len(row) and row[enabled].strip() == "0":
            continue
        col, up, x, y = _numbers(row, columns, name, place)
        points.append(ControlPoint(col, -up, x, y))
    return tuple(points)


def _column(names: list[str], options: tuple[str, ...], name: str) -> int:
    for option in options:
        if option in names:
            return names.index(option)
    raise UnreadableError(f"{name} has no column {' or '.join(options)}", hint=_FORMS)


def _numbers(row: list[str], columns: list[int], name: str, place: int) -> list[Any]:
    try:
        return [float(row[column]) for column in columns]
    except (IndexError, ValueError) as error:
        raise UnreadableError(f"{name}: point {place} is not four numbers", hint=_FORMS) from error


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


_FORMS = "Write one point a line as col,row,lon,lat; or give a .points file of QGIS, or GeoJSON points with col and row."

"""`SceneFacts`: what the caller knows about a picture and its file does not say."""

from __future__ import annotations

from pathlib import Path

import attrs

from temoin.model import TimeRange

__all__ = ["SceneFacts"]


@attrs.frozen(kw_only=True)
class SceneFacts:
    """What the caller states about a picture; it wins over what the file says, and a clash over the time is noted.

    Args:
        acquired: when it was taken.
        crs: the reference system, any text that `geo.parse_crs` reads; it wins over the file's own.
        crs_where_none: the reference system of a picture whose file and side-cars name none; where they do, theirs is kept.
        gcps: a file of control points (CSV `col,row,lon,lat`, QGIS `.points`, or GeoJSON points with `col` and `row`).
        dem: a GeoTIFF of ground heights in metres over the WGS 84 ellipsoid, for a picture that only a camera model (RPC) places.
        height_m: one ground height for such a picture; with `dem`, what is added to its heights (the height of the geoid, where it counts from
            the sea). Neither: the middle of the camera model's own heights, which is noted.
        credit: to be printed with the picture.
        licence: under which it may be used.
        sensor: instrument or satellite.
    """

    acquired: TimeRange | None = None
    crs: str | None = None
    crs_where_none: str | None = None
    gcps: Path | None = None
    dem: Path | None = None
    height_m: float | None = None
    credit: str | None = None
    licence: str | None = None
    sensor: str | None = None

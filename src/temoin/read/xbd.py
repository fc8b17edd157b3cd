"""Label files of the xBD layout: the picture's metadata, and building outlines in longitude and latitude."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from temoin.errors import UnreadableError
from temoin.geo.crs import WGS84
from temoin.read.acquired import moment_of
from temoin.read.capture import Capture, number_in
from temoin.read.table import FeatureTable

__all__ = ["capture_of_xbd", "is_xbd", "table_of_xbd"]


def is_xbd(value: dict[str, Any]) -> bool:
    """Whether a JSON object is an xBD label file: `features.lng_lat` and `metadata`."""
    features, metadata = value.get("features"), value.get("metadata")
    return isinstance(features, dict) and isinstance(features.get("lng_lat"), list) and isinstance(metadata, dict)


def capture_of_xbd(value: dict[str, Any], *, source: str) -> Capture:
    """What the label file says about its picture.

    Its `gsd` is not read: it says 1.4 to 3 m where the pixels are about 0.5 m. `target_azimuth` is taken as the direction from the point under
    the satellite to the target (in oblique pictures of the set the roofs lean that way, away from the satellite), so half a turn is added.
    """
    metadata = value["metadata"]
    azimuth = number_in(metadata.get("target_azimuth"), 0.0, 360.0)
    sensor = metadata.get("sensor")
    return Capture(
        source=source,
        acquired=moment_of(metadata.get("capture_date")),
        sensor=sensor if isinstance(sensor, str) else None,
        off_nadir_deg=number_in(metadata.get("off_nadir_angle"), 0.0, 90.0),
        view_azimuth_deg=None if azimuth is None else (azimuth + 180.0) % 360.0,
        sun_elevation_deg=number_in(metadata.get("sun_elevation"), -90.0, 90.0),
        sun_azimuth_deg=number_in(metadata.get("sun_azimuth"), 0.0, 360.0),
    )


def table_of_xbd(value: dict[str, Any], *, name: str) -> FeatureTable:
    """The outlines in longitude and latitude with their properties.

    Raises:
        UnreadableError: an outline is missing or no well-known text.
    """
    rows = value["features"]["lng_lat"]
    if not all(isinstance(row, dict) and isinstance(row.get("wkt"), str) and isinstance(row.get("properties", {}), dict) for row in rows):
        raise UnreadableError(f"{name}: an outline under features.lng_lat is not of the xBD form", hint="Each needs a wkt and its properties.")
    try:
        shapes = shapely.from_wkt([row["wkt"] for row in rows])
    except shapely.errors.GEOSException as error:
        raise UnreadableError(f"{name}: an outline is no well-known text: {error}"[:300], hint="Download the label file again.") from error
    return FeatureTable(name=name, crs=WGS84, shapes=np.asarray(shapes, dtype=object), rows=tuple(row.get("properties", {}) for row in rows))

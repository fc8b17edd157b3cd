"""A scene as a STAC Item: what other tools, and temoin itself, read beside a picture."""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from typing import Any

import shapely

from temoin.errors import OptionError
from temoin.geo.crs import WGS84
from temoin.model import Scene

__all__ = ["publish_stac_item"]

_MEDIA_TYPE = "image/tiff; application=geotiff; profile=cloud-optimized"
_EXTENSIONS = ("https://stac-extensions.github.io/view/v1.0.0/schema.json", "https://stac-extensions.github.io/eo/v1.1.0/schema.json")


def publish_stac_item(scene: Scene, *, asset: str) -> dict[str, Any]:
    """A scene as an Item of STAC 1.0.0, with its angles (view extension) and bands (eo extension).

    Args:
        scene: the acquisition.
        asset: the picture file's name, beside which the item will lie.

    Returns:
        A JSON-ready dictionary.

    Raises:
        OptionError: the scene has no time: an item without one is not valid.
    """
    if scene.acquired is None:
        raise OptionError(f"{scene.name} has no time, so it cannot be a STAC item", hint="Give the time with --before-date or --after-date.")
    footprint = scene.grid.footprint.to_crs(WGS84).shape
    properties: dict[str, Any] = _times(scene)
    angles = {
        "view:off_nadir": scene.off_nadir_deg,
        # The extension counts from the satellite's foot point to the scene, we from the ground to the satellite: half a turn apart.
        "view:azimuth": None if scene.view_azimuth_deg is None else (scene.view_azimuth_deg + 180.0) % 360.0,
        "view:sun_elevation": scene.sun_elevation_deg,
        "view:sun_azimuth": scene.sun_azimuth_deg,
        "eo:cloud_cover": None if scene.cloud_cover is None else 100.0 * scene.cloud_cover,
        "platform": scene.sensor,
        "license": scene.licence,
        "gsd": round(max(scene.grid.gsd_m), 3),
    }
    properties |= {name: value for name, value in angles.items() if value is not None}
    if scene.credit:
        properties["providers"] = [{"name": scene.credit, "roles": ["producer"]}]
    bands = [{"name": str(role), "common_name": str(role)} for role in scene.roles]
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "stac_extensions": list(_EXTENSIONS),
        "id": scene.id,
        "geometry": json.loads(shapely.to_geojson(footprint)),
        "bbox": [round(value, 7) for value in footprint.bounds],
        "properties": properties,
        "links": [],
        "assets": {"image": {"href": asset, "type": _MEDIA_TYPE, "roles": ["data"], "eo:bands": bands}},
    }


def _times(scene: Scene) -> dict[str, Any]:
    """`datetime`, or a range where only the day is known."""
    assert scene.acquired is not None  # noqa: S101  # refused by the caller
    start, end = (moment.astimezone(UTC).isoformat().replace("+00:00", "Z") for moment in (scene.acquired.start, scene.acquired.end))
    if scene.acquired.end - scene.acquired.start <= timedelta(minutes=1):
        return {"datetime": start}
    return {"datetime": None, "start_datetime": start, "end_datetime": end}

"""A scene as a STAC Item: what other tools, and temoin itself, read beside a picture."""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import shapely

from temoin.errors import OptionError
from temoin.geo import Grid
from temoin.geo.crs import WGS84
from temoin.model import Scene
from temoin.publish.files import write_text
from temoin.publish.geotiff import write_geotiff
from temoin.raster import BandRole, Image

__all__ = ["publish_stac_item", "write_scene"]

_MEDIA_TYPE = "image/tiff; application=geotiff; profile=cloud-optimized"
_EXTENSIONS = (
    "https://stac-extensions.github.io/view/v1.0.0/schema.json",
    "https://stac-extensions.github.io/eo/v1.1.0/schema.json",
    "https://stac-extensions.github.io/projection/v1.1.0/schema.json",
)
_COMMON_NAMES = {BandRole.SWIR1: "swir16", BandRole.SWIR2: "swir22", BandRole.UNKNOWN: None, BandRole.VV: None, BandRole.VH: None}
"""Where the eo extension's common name of a band is not our word for its role; `None`: it knows no such band."""


def publish_stac_item(scene: Scene, *, asset: str) -> dict[str, Any]:
    """A scene as an Item of STAC 1.0.0, with its angles (view extension), bands (eo extension) and grid (projection extension).

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
        **_projection(scene.grid),
    }
    properties |= {name: value for name, value in angles.items() if value is not None or name == "proj:epsg"}
    if scene.credit:
        properties["providers"] = [{"name": scene.credit, "roles": ["producer"]}]
    bands = [_band(number, role) for number, role in enumerate(scene.roles, start=1)]
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


def write_scene(folder: str | Path, image: Image, scene: Scene) -> tuple[Path, Path]:
    """Write a picture as COG and its acquisition as STAC Item beside it, as `read_scene` finds them.

    Args:
        folder: where; `scene.name` is the picture's file name.
        image: the picture.
        scene: the acquisition.

    Returns:
        The picture's path and the item's.

    Raises:
        OptionError: the scene has no time.
        UnsupportedError: the type of number has no place in a GeoTIFF.
        StorageError: the disk is full, read-only or gone.
    """
    item = publish_stac_item(scene, asset=scene.name)
    picture = write_geotiff(Path(folder) / scene.name, image, acquired=scene.acquired)
    return picture, write_text(picture.with_suffix(".json"), json.dumps(item, ensure_ascii=False, indent=1))


def _band(number: int, role: BandRole) -> dict[str, str]:
    """A band's name, unique in the picture, and its common name where the extension has one."""
    common = _COMMON_NAMES.get(role, str(role))
    name = f"{role}-{number}" if role is BandRole.UNKNOWN else str(role)
    return {"name": name} if common is None else {"name": name, "common_name": common}


def _projection(grid: Grid) -> dict[str, Any]:
    """Reference system, size and transform of the picture's own grid."""
    code = grid.crs.to_epsg()
    facts: dict[str, Any] = {"proj:epsg": code, "proj:shape": [grid.height, grid.width], "proj:transform": list(grid.transform)[:6]}
    return facts if code is not None else {**facts, "proj:wkt2": grid.crs.to_wkt()}


def _times(scene: Scene) -> dict[str, Any]:
    """`datetime`, or a range where only the day is known."""
    assert scene.acquired is not None  # noqa: S101  # refused by the caller
    start, end = (moment.astimezone(UTC).isoformat().replace("+00:00", "Z") for moment in (scene.acquired.start, scene.acquired.end))
    if scene.acquired.end - scene.acquired.start <= timedelta(minutes=1):
        return {"datetime": start}
    return {"datetime": None, "start_datetime": start, "end_datetime": end}

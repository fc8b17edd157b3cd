"""A scene as a STAC Item: what other tools, and temoin itself, read beside a picture."""

from __future__ import annotations

import json
import re
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import shapely

from temoin.errors import OptionError
from temoin.geo import Grid
from temoin.geo.crs import WGS84
from temoin.model import Scene, TimeRange
from temoin.publish.files import write_text
from temoin.publish.geotiff import write_geotiff
from temoin.raster import BandRole, Image

__all__ = ["COG_TYPE", "STAC_VERSION", "publish_stac_item", "stac_item", "stac_times", "write_scene"]

COG_TYPE = "image/tiff; application=geotiff; profile=cloud-optimized"
STAC_VERSION = "1.1.0"
_EXTENSIONS = {
    "view:": "https://stac-extensions.github.io/view/v1.1.0/schema.json",
    "eo:": "https://stac-extensions.github.io/eo/v2.0.0/schema.json",
    "proj:": "https://stac-extensions.github.io/projection/v2.0.0/schema.json",
}
"""An item names an extension only where it has a field of it: the extensions' schemas ask for one."""
_COMMON_NAMES = {BandRole.SWIR1: "swir16", BandRole.SWIR2: "swir22", BandRole.UNKNOWN: None, BandRole.VV: None, BandRole.VH: None}
"""Where the eo extension's common name of a band is not our word for its role; `None`: it knows no such band."""


def publish_stac_item(scene: Scene, *, asset: str) -> dict[str, Any]:
    """A scene as an Item of STAC 1.1.0, with its angles (view extension), bands (eo extension) and grid (projection extension).

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
    angles = {
        "view:off_nadir": scene.off_nadir_deg,
        # The extension counts from the satellite's foot point to the scene, we from the ground to the satellite: half a turn apart.
        "view:azimuth": None if scene.view_azimuth_deg is None else (scene.view_azimuth_deg + 180.0) % 360.0,
        "view:sun_elevation": scene.sun_elevation_deg,
        "view:sun_azimuth": scene.sun_azimuth_deg,
        "eo:cloud_cover": None if scene.cloud_cover is None else 100.0 * scene.cloud_cover,
        "platform": scene.sensor,
        "gsd": round(max(scene.grid.gsd_m), 3),
    }
    properties = {**stac_times(scene.acquired), **{name: value for name, value in angles.items() if value is not None}, **_projection(scene.grid)}
    if scene.licence:
        properties |= _licence(scene.licence)
    if scene.credit:
        properties["providers"] = [{"name": scene.credit, "roles": ["producer"]}]
    bands = [_band(number, role) for number, role in enumerate(scene.roles, start=1)]
    assets = {"image": {"href": asset, "type": COG_TYPE, "roles": ["data"], "bands": bands}}
    return stac_item(scene.id, scene.grid.footprint.to_crs(WGS84).shape, properties, assets)


def stac_item(item_id: str, shape: shapely.Geometry, properties: dict[str, Any], assets: dict[str, Any]) -> dict[str, Any]:
    """An Item around properties and assets that were made already.

    Args:
        item_id: of the item.
        shape: what it covers, in longitude and latitude.
        properties: with its time.
        assets: files, by name.
    """
    bands = (name for asset in assets.values() for band in asset.get("bands", ()) for name in band)
    used = {name.partition(":")[0] + ":" for name in (*properties, *bands)}
    return {
        "type": "Feature",
        "stac_version": STAC_VERSION,
        "stac_extensions": [address for prefix, address in _EXTENSIONS.items() if prefix in used],
        "id": item_id,
        "geometry": json.loads(shapely.to_geojson(shape)),
        "bbox": [round(value, 7) for value in shape.bounds],
        "properties": properties,
        "links": [],
        "assets": assets,
    }


def _licence(licence: str) -> dict[str, str]:
    """As STAC 1.1 writes it: an SPDX identifier, or `other` with the words themselves beside it."""
    return {"license": licence} if re.fullmatch(r"[\w\-.+]+", licence) else {"license": "other", "temoin:licence": licence}


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
    return {"name": name} if common is None else {"name": name, "eo:common_name": common}


def _projection(grid: Grid) -> dict[str, Any]:
    """Reference system, size and transform of the picture's own grid."""
    code = grid.crs.to_epsg()
    name = None if code is None else f"EPSG:{code}"
    facts: dict[str, Any] = {"proj:code": name, "proj:shape": [grid.height, grid.width], "proj:transform": list(grid.transform)[:6]}
    return facts if code is not None else {**facts, "proj:wkt2": grid.crs.to_wkt()}


def stac_times(acquired: TimeRange) -> dict[str, Any]:
    """`datetime`, or a range where only the day is known."""
    start, end = (moment.astimezone(UTC).isoformat().replace("+00:00", "Z") for moment in (acquired.start, acquired.end))
    if acquired.end - acquired.start <= timedelta(minutes=1):
        return {"datetime": start}
    return {"datetime": None, "start_datetime": start, "end_datetime": end}

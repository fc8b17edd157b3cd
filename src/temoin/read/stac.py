"""A STAC item beside a picture: its acquisition, its angles and its bands. Links and asset addresses are compared by name, never followed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from temoin.model import TimeRange
from temoin.raster import BandRole
from temoin.read.acquired import moment_of
from temoin.read.bands import roles_by_name
from temoin.read.capture import Capture, number_in

__all__ = ["capture_of_stac", "is_stac_item"]


def is_stac_item(value: dict[str, Any], *, picture: str, same_stem: bool) -> bool:
    """Whether a JSON object is a STAC item that describes a picture.

    Args:
        value: the object.
        picture: the picture's file name.
        same_stem: the item bears the picture's name; else one of its assets must.
    """
    if value.get("type") != "Feature" or not isinstance(value.get("stac_version"), str):
        return False
    return same_stem or _asset(value, picture) is not None


def capture_of_stac(item: dict[str, Any], *, picture: str, source: str) -> Capture:
    """What a STAC item says (STAC 1.0 and 1.1; extensions eo, view, and bands of 1.1).

    `view:azimuth` is, by the view extension, the direction from the point under the satellite to the scene; ours points from the ground to the
    satellite, so half a turn is added.
    """
    properties = item.get("properties") if isinstance(item.get("properties"), dict) else {}
    assert isinstance(properties, dict)  # noqa: S101  # narrowed by the line above
    azimuth = number_in(properties.get("view:azimuth"), 0.0, 360.0)
    asset = _asset(item, picture) or {}
    return Capture(
        source=source,
        acquired=_acquired(properties),
        sensor=_sensor(properties),
        off_nadir_deg=number_in(properties.get("view:off_nadir"), 0.0, 90.0),
        view_azimuth_deg=None if azimuth is None else (azimuth + 180.0) % 360.0,
        sun_elevation_deg=number_in(properties.get("view:sun_elevation"), -90.0, 90.0),
        sun_azimuth_deg=number_in(properties.get("view:sun_azimuth"), 0.0, 360.0),
        cloud_cover=number_in(properties.get("eo:cloud_cover"), 0.0, 1.0, scale=0.01),
        credit=_credit(properties.get("providers")),
        licence=_text(properties.get("temoin:licence")) or _text(properties.get("license")),
        roles=_roles(asset, properties),
    )


def _asset(item: dict[str, Any], picture: str) -> dict[str, Any] | None:
    assets = item.get("assets")
    for asset in assets.values() if isinstance(assets, dict) else ():
        if isinstance(asset, dict) and isinstance(asset.get("href"), str) and PurePosixPath(asset["href"].partition("?")[0]).name == picture:
            return asset
    return None


def _acquired(properties: dict[str, Any]) -> TimeRange | None:
    moment = moment_of(properties.get("datetime"))
    start, end = moment_of(properties.get("start_datetime")), moment_of(properties.get("end_datetime"))
    if moment is None and start is not None and end is not None and end.end > start.start:
        return TimeRange(start=start.start, end=end.end, zone_assumed=start.zone_assumed or end.zone_assumed)
    return moment


def _sensor(properties: dict[str, Any]) -> str | None:
    instruments = properties.get("instruments")
    words = [properties.get("platform"), *(instruments if isinstance(instruments, list) else [])]
    return " ".join(word for word in words if isinstance(word, str)) or None


def _credit(providers: object) -> str | None:
    """The names of those who produced or licensed the picture."""
    if not isinstance(providers, list):
        return None
    named = [
        provider["name"]
        for provider in providers
        if isinstance(provider, dict) and isinstance(provider.get("name"), str) and {"producer", "licensor"} & set(_strings(provider.get("roles")))
    ]
    return ", ".join(dict.fromkeys(named)) or None


def _roles(asset: dict[str, Any], properties: dict[str, Any]) -> tuple[BandRole, ...] | None:
    for bands in (asset.get("eo:bands"), asset.get("bands"), properties.get("eo:bands"), properties.get("bands")):
        if isinstance(bands, list) and bands and all(isinstance(band, dict) for band in bands):
            return roles_by_name([_common_name(band) for band in bands])
    return None


def _common_name(band: dict[str, Any]) -> str | None:
    for key in ("common_name", "eo:common_name", "name", "description"):
        if isinstance(band.get(key), str):
            name: str = band[key]
            return name
    return None


def _strings(values: object) -> Sequence[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None

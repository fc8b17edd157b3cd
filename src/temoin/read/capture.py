"""`Capture`: what one source says about an acquisition; several are laid over each other, the surest first."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from typing import Any

import attrs

from temoin.model import Reason, TimeRange
from temoin.raster import BandRole

__all__ = ["FIELDS", "Capture", "Said", "lay_over", "number_in"]

_log = logging.getLogger(__name__)

FIELDS = (
    "acquired",
    "sensor",
    "off_nadir_deg",
    "view_azimuth_deg",
    "sun_elevation_deg",
    "sun_azimuth_deg",
    "cloud_cover",
    "credit",
    "licence",
    "order_id",
)
"""The fields of `Scene` that metadata can fill."""


@attrs.frozen(kw_only=True)
class Capture:
    """What one source says; `None` where it says nothing.

    Args:
        source: the file or option, as `Scene.sources` will name it.
        acquired: when the picture was taken.
        sensor: instrument or satellite.
        off_nadir_deg: view angle from straight down, degrees.
        view_azimuth_deg: direction from the ground to the satellite, degrees clockwise from north.
        sun_elevation_deg: degrees.
        sun_azimuth_deg: degrees clockwise from north.
        cloud_cover: share, 0 to 1.
        credit: to be printed with the picture.
        licence: as written.
        order_id: of a commercial order.
        roles: what each band holds, one a band of the file.
        is_weak: the time may be that of the file rather than of the picture, so that another source's differing time is no clash.
    """

    source: str
    acquired: TimeRange | None = None
    sensor: str | None = None
    off_nadir_deg: float | None = None
    view_azimuth_deg: float | None = None
    sun_elevation_deg: float | None = None
    sun_azimuth_deg: float | None = None
    cloud_cover: float | None = None
    credit: str | None = None
    licence: str | None = None
    order_id: str | None = None
    roles: tuple[BandRole, ...] | None = None
    is_weak: bool = False


@attrs.frozen(kw_only=True)
class Said:
    """The fields that came out, which source gave each, and what must be noted."""

    fields: dict[str, Any]
    sources: tuple[tuple[str, str], ...]
    notes: tuple[Reason, ...]


def lay_over(captures: Sequence[Capture]) -> Said:
    """Take each field from the first source that has it.

    Two sources whose times share no moment are noted (`times-clash`), and the one that lost stands in `sources` too.
    """
    fields: dict[str, Any] = {}
    sources: list[tuple[str, str]] = []
    for field in FIELDS:
        for capture in captures:
            value = getattr(capture, field)
            if value is not None:
                fields[field] = value
                sources.append((field, capture.source))
                break
    acquired: TimeRange | None = fields.get("acquired")
    notes: list[Reason] = [] if acquired is not None else [Reason.NO_TIME]
    for capture in captures:
        if acquired is not None and capture.acquired is not None and not capture.acquired.overlaps(acquired) and not capture.is_weak:
            _log.warning("%s says the picture was taken %s, not %s", capture.source, capture.acquired, acquired)
            sources.append(("acquired", f"{capture.source} says {capture.acquired}, which was not used"))
            notes.append(Reason.TIMES_CLASH)
    return Said(fields=fields, sources=tuple(sources), notes=tuple(dict.fromkeys(notes)))


def number_in(value: object, low: float, high: float, *, scale: float = 1.0) -> float | None:
    """A metadata number times `scale`, or `None` where it is none or lies outside `[low, high]` (then it is no angle, or no share)."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value) * scale
    except ValueError:
        return None
    return number if math.isfinite(number) and low <= number <= high else None

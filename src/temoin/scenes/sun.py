"""Where the sun stands."""

from __future__ import annotations

import math
from datetime import UTC, datetime

__all__ = ["sun_position"]

_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)


def sun_position(moment: datetime, longitude: float, latitude: float) -> tuple[float, float]:
    """Elevation and azimuth (clockwise from north) of the sun in degrees, without refraction.

    The low-precision formulas of the Astronomical Almanac (section C, good to 0.01° until 2050).

    Args:
        moment: with a zone.
        longitude: degrees east.
        latitude: degrees north.

    >>> from datetime import datetime, UTC
    >>> elevation, azimuth = sun_position(datetime(2025, 6, 21, 12, 2, tzinfo=UTC), 0.0, 51.48)
    >>> round(elevation, 1), round(azimuth)
    (62.0, 180)
    """
    days = (moment - _J2000).total_seconds() / 86_400
    mean_longitude = 280.460 + 0.985_647_4 * days
    anomaly = math.radians(357.528 + 0.985_600_3 * days)
    ecliptic = math.radians(mean_longitude + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439 - 4e-7 * days)
    ascension = math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic))
    declination = math.asin(math.sin(tilt) * math.sin(ecliptic))
    sidereal = math.radians((18.697_374_558 + 24.065_709_824_419_08 * days) % 24 * 15 + longitude)
    hour, phi = sidereal - ascension, math.radians(latitude)
    elevation = math.asin(math.sin(phi) * math.sin(declination) + math.cos(phi) * math.cos(declination) * math.cos(hour))
    azimuth = math.atan2(-math.sin(hour), math.tan(declination) * math.cos(phi) - math.sin(phi) * math.cos(hour))
    return (math.degrees(elevation), math.degrees(azimuth) % 360)

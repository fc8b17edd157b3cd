"""One look at a site: when, from where, in which light and weather, through which camera."""

from __future__ import annotations

import math
from datetime import datetime

import attrs

from temoin.scenes.camera import Camera

__all__ = ["Acquisition", "Clouds", "leaves_on"]


@attrs.frozen(kw_only=True)
class Clouds:
    """Clouds between the ground and the camera.

    Args:
        share: of the picture that lies under cloud, 0 to 1.
        height_m: above the ground; with the sun's and the camera's place it says where the shadow falls.
        size_m: the length of the largest ones, metres.
        opacity: of their middles, 0 to 1.
    """

    share: float = 0.2
    height_m: float = 900.0
    size_m: float = 250.0
    opacity: float = 0.97


@attrs.frozen(kw_only=True)
class Acquisition:
    """One look at the site.

    Args:
        moment: when, with a zone.
        sun_elevation_deg: height of the sun; `None`: worked out from `moment` and the place.
        sun_azimuth_deg: direction of the sun, clockwise from north; `None` likewise.
        off_nadir_deg: view angle from straight down.
        view_azimuth_deg: direction from the ground to the camera, clockwise from north.
        gain: drift of the radiometry, a factor.
        haze: light scattered in, as reflectance in the blue band; less in the longer waves.
        gain_slope: further drift of the gain from the left edge to the right one, as a share.
        haze_slope: further haze from the top edge to the bottom one, reflectance in the blue band.
        dryness: how far the grass has dried, 0 to 1.
        leaves: how far the broad-leaved trees are in leaf, 0 to 1; `None`: by date and latitude.
        snow: share of the ground and of the roofs under snow, 0 to 1.
        clouds: what hides the ground, or `None`.
        camera: for this look alone, or `None`: the pair's.
        gsd_m: pixel size of this look alone, metres, or `None`: the pair's. The picture spans the same ground.
    """

    moment: datetime
    sun_elevation_deg: float | None = None
    sun_azimuth_deg: float | None = None
    off_nadir_deg: float = 0.0
    view_azimuth_deg: float = 0.0
    gain: float = 1.0
    haze: float = 0.01
    gain_slope: float = 0.0
    haze_slope: float = 0.0
    dryness: float = 0.0
    leaves: float | None = None
    snow: float = 0.0
    clouds: Clouds | None = None
    camera: Camera | None = None
    gsd_m: float | None = None


def leaves_on(moment: datetime, latitude: float) -> float:
    """How far broad-leaved trees are in leaf, 0 to 1: all year within 25° of the equator, else from spring to autumn.

    Buds break about day 95 + 1.5 days a degree beyond 40°, leaves fall about day 310 less the same (the size of Hopkins' law of four days a
    degree of latitude, flattened: season, not phenology, is wanted); the south runs half a year behind.

    >>> from datetime import UTC
    >>> leaves_on(datetime(2025, 7, 1, tzinfo=UTC), 53.0), leaves_on(datetime(2025, 1, 10, tzinfo=UTC), 53.0)
    (1.0, 0.0)
    """
    if abs(latitude) < 25:
        return 1.0
    day = moment.timetuple().tm_yday
    if latitude < 0:
        day = (day + 182) % 365
    late = 1.5 * (abs(latitude) - 40)
    spring, autumn = 95 + late, 310 - late
    ramp = min((day - spring) / 25, (autumn - day) / 25)
    return float(min(1.0, max(0.0, 0.5 + 0.5 * math.copysign(min(1.0, abs(ramp)), ramp))))

"""Where the sun and the camera stand, and what that does to heights and slopes."""

from __future__ import annotations

import math

import attrs

from temoin.raster import BandRole

__all__ = ["HAZE", "Light", "sky_share"]

_SKY = {
    BandRole.COASTAL: 0.40,
    BandRole.BLUE: 0.32,
    BandRole.GREEN: 0.24,
    BandRole.YELLOW: 0.21,
    BandRole.RED: 0.19,
    BandRole.REDEDGE: 0.15,
    BandRole.NIR: 0.12,
    BandRole.SWIR1: 0.06,
    BandRole.SWIR2: 0.05,
    BandRole.PAN: 0.22,
}
"""Share of the light on flat ground that comes from the sky and reaches shadows too, with the sun at 55°: more in the blue (Rayleigh)."""
HAZE = {
    BandRole.COASTAL: 1.2,
    BandRole.BLUE: 1.0,
    BandRole.GREEN: 0.7,
    BandRole.YELLOW: 0.6,
    BandRole.RED: 0.5,
    BandRole.REDEDGE: 0.35,
    BandRole.NIR: 0.25,
    BandRole.SWIR1: 0.06,
    BandRole.SWIR2: 0.03,
    BandRole.PAN: 0.6,
}
"""Light scattered in on the way up, as a share of that in the blue."""
_BRIGHTEST = 2.2
"""No slope gets more direct light than this against flat ground (a wall that faces a sun at 25°)."""


def sky_share(role: BandRole, sun_elevation: float) -> float:
    """Share of the light on flat ground that comes from the sky; at low sun the direct beam is dimmed along a longer way (Beer and Lambert)."""
    depth = -math.log(1 - _SKY[role]) * math.sin(math.radians(55))
    return 1 - math.exp(-depth / math.sin(math.radians(max(sun_elevation, 5.0))))


@attrs.frozen(kw_only=True)
class Light:
    """Where the sun and the camera stand, in degrees; azimuths clockwise from north."""

    sun_elevation: float
    sun_azimuth: float
    off_nadir: float
    view_azimuth: float

    def shadow(self, height: float) -> tuple[float, float]:
        """Where the shadow of a point at a height falls, metres (x east, y south): away from the sun by height / tan(elevation)."""
        length = height / math.tan(math.radians(self.sun_elevation))
        azimuth = math.radians(self.sun_azimuth)
        return (-length * math.sin(azimuth), length * math.cos(azimuth))

    def lean(self, height: float) -> tuple[float, float]:
        """Where a point at a height is seen on flat ground: away from the camera by height · tan(off-nadir)."""
        length = height * math.tan(math.radians(self.off_nadir))
        azimuth = math.radians(self.view_azimuth)
        return (-length * math.sin(azimuth), length * math.cos(azimuth))

    def direct(self, normal: tuple[float, float, float]) -> float:
        """Direct sunlight on a plane against flat ground, by the cosine of incidence; 0 where it faces away.

        Args:
            normal: of the plane, any length, x east, y south, z up.
        """
        elevation, azimuth = math.radians(self.sun_elevation), math.radians(self.sun_azimuth)
        sun = (math.cos(elevation) * math.sin(azimuth), -math.cos(elevation) * math.cos(azimuth), math.sin(elevation))
        cosine = sum(a * b for a, b in zip(normal, sun, strict=True)) / math.hypot(*normal)
        return min(_BRIGHTEST, max(0.0, cosine / math.sin(elevation)))

    def sees(self, normal: tuple[float, float, float]) -> bool:
        """Whether a plane faces the camera."""
        x, y = self.lean(1.0)
        return -normal[0] * x - normal[1] * y + normal[2] > 1e-9

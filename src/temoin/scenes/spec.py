"""What a made-up pair shall show: the place, the two acquisitions, the camera and the damage."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

import attrs
import pyproj
from affine import Affine

from temoin.geo import Grid, parse_crs
from temoin.raster import BandRole

__all__ = [
    "Acquisition",
    "Camera",
    "Damage",
    "DamageKind",
    "HallPlan",
    "LookAlike",
    "LookAlikeKind",
    "PairSpec",
    "RoofKind",
    "fine_camera",
    "planet_like",
]

SEA_CRS = "EPSG:32628"
"""UTM zone 28 north: made-up sites lie in the open Atlantic west of Ireland, so that nobody takes one for a real place."""
SEA_CENTRE = (680_000.0, 5_900_000.0)
"""180 km east of the zone's meridian, where the scale of UTM is 1 within 1e-5: areas on the grid are true areas."""


class DamageKind(StrEnum):
    """What befell a building."""

    ROOF_COLLAPSE = "roof-collapse"
    WHOLE_COLLAPSE = "whole-collapse"
    BURN = "burn"
    WINDOW_HIT = "window-hit"


class LookAlikeKind(StrEnum):
    """What changes a picture and is no damage."""

    ROOF_PAINT = "roof-paint"
    PARKED_LORRIES = "parked-lorries"


class RoofKind(StrEnum):
    """The form of a roof."""

    FLAT = "flat"
    GABLED = "gabled"
    SAW_TOOTH = "saw-tooth"


@attrs.frozen(kw_only=True)
class Damage:
    """One piece of damage.

    Args:
        building_id: the building; `h1` is the first hall, `b1` the first house.
        kind: what befell it. A window hit leaves no trace from above.
        area_m2: for a roof collapse or a burn: its exact area. A whole collapse has the footprint's.
        beside: for a burn: on the ground along the building rather than on its roof.
        place: for a roof collapse or a burn on a roof: where its middle lies, as shares of the building's half width and half depth, -1 to 1.
    """

    building_id: str
    kind: DamageKind
    area_m2: float | None = None
    beside: bool = False
    place: tuple[float, float] = (0.0, 0.0)


@attrs.frozen(kw_only=True)
class LookAlike:
    """A change that is no damage: new paint on a roof, or lorries parked along a building."""

    building_id: str
    kind: LookAlikeKind


@attrs.frozen(kw_only=True)
class HallPlan:
    """One hall that is wanted as it is, rather than by chance.

    Args:
        name: what reports call it ("workshop 110").
        width_m: along its long side.
        depth_m: across.
        height_m: of its eaves.
        roof: the form of its roof.
    """

    name: str
    width_m: float
    depth_m: float
    height_m: float = 10.0
    roof: RoofKind = RoofKind.FLAT


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
        dryness: how far the grass has dried, 0 to 1.
    """

    moment: datetime
    sun_elevation_deg: float | None = None
    sun_azimuth_deg: float | None = None
    off_nadir_deg: float = 0.0
    view_azimuth_deg: float = 0.0
    gain: float = 1.0
    haze: float = 0.01
    dryness: float = 0.0


@attrs.frozen(kw_only=True)
class Camera:
    """What looks down.

    Args:
        name: as it stands in the scene's metadata.
        roles: the bands.
        bits: 8 or 16 a number.
        scale: digital numbers for a reflectance of 1.
        psf_px: standard deviation of the Gaussian point spread, pixels (0.5 gives edges about 1.2 px wide).
        noise_floor: standard deviation of the dark noise, reflectance.
        noise_signal: standard deviation of the shot noise at reflectance 1; it grows with the root of the signal.
    """

    name: str
    roles: tuple[BandRole, ...]
    bits: int
    scale: float
    psf_px: float = 0.5
    noise_floor: float = 0.0015
    noise_signal: float = 0.006


def fine_camera() -> Camera:
    """Like a pan-sharpened product of half a metre: red, green, blue, 8 bit."""
    return Camera(name="made-up 0.5 m", roles=(BandRole.RED, BandRole.GREEN, BandRole.BLUE), bits=8, scale=560.0)


def planet_like() -> Camera:
    """Like a four-band product of three metres: blue, green, red, near-infrared, 16 bit, 10,000 a reflectance of 1."""
    return Camera(name="made-up 3 m", roles=(BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.NIR), bits=16, scale=10_000.0, psf_px=0.6)


def _before() -> Acquisition:
    return Acquisition(moment=datetime(2025, 6, 11, 12, 41, 20, tzinfo=UTC))


def _after() -> Acquisition:
    return Acquisition(moment=datetime(2025, 7, 2, 11, 8, 5, tzinfo=UTC), gain=0.94, haze=0.022, dryness=0.25)


@attrs.frozen(kw_only=True)
class PairSpec:
    """A site, two looks at it and what happened in between. All else (where the halls stand, trees, cars, texture) comes from the seed.

    Args:
        gsd_m: ground sample distance, metres.
        rows: of both pictures.
        cols: of both pictures.
        crs: a metric reference system.
        centre: (x, y) of the middle of the pictures in `crs`, metres.
        camera: what looks down.
        before: the earlier look.
        after: the later look.
        shift_px: (rows, columns) by which the after-picture's content lies off the before-picture's.
        halls: how many halls, those of `plans` among them.
        plans: halls that are wanted as they are; they get the ids `h1`, `h2` … in this order.
        houses: how many small houses beside the plant.
        plant_m: side of the plant; `None`: two thirds of the picture, 290 m at most.
        damages: what happened.
        look_alikes: what changed without damage.
        finer: how many steps a pixel is drawn in, each way, before it is averaged.
    """

    gsd_m: float = 0.5
    rows: int = 700
    cols: int = 700
    crs: str = SEA_CRS
    centre: tuple[float, float] = SEA_CENTRE
    camera: Camera = attrs.field(factory=fine_camera)
    before: Acquisition = attrs.field(factory=_before)
    after: Acquisition = attrs.field(factory=_after)
    shift_px: tuple[float, float] = (0.0, 0.0)
    halls: int = 8
    plans: tuple[HallPlan, ...] = ()
    houses: int = 10
    plant_m: float | None = None
    damages: tuple[Damage, ...] = ()
    look_alikes: tuple[LookAlike, ...] = ()
    finer: int = 4

    @property
    def grid(self) -> Grid:
        """Of both pictures."""
        crs: pyproj.CRS = parse_crs(self.crs)
        x, y = self.centre
        corner = (x - self.cols * self.gsd_m / 2, y + self.rows * self.gsd_m / 2)
        return Grid(crs=crs, transform=Affine(self.gsd_m, 0.0, corner[0], 0.0, -self.gsd_m, corner[1]), height=self.rows, width=self.cols)

    @property
    def plant_side_m(self) -> float:
        """Side of the plant, metres."""
        return self.plant_m if self.plant_m is not None else min(0.66 * self.gsd_m * min(self.rows, self.cols), 290.0)

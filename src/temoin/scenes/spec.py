"""What a made-up pair shall show: the place, the two acquisitions, the camera and the damage."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Self

import attrs
import pyproj
from affine import Affine

from temoin.errors import OptionError
from temoin.geo import Grid, parse_crs
from temoin.scenes.camera import Camera, fine_camera
from temoin.scenes.displacement import Displacement
from temoin.scenes.kinds import DamageKind, LookAlikeKind, RoofKind
from temoin.scenes.look import Acquisition
from temoin.scenes.solid import Layout

__all__ = ["Damage", "HallPlan", "LookAlike", "PairSpec"]

SEA_CRS = "EPSG:32628"
"""UTM zone 28 north: made-up sites lie in the open Atlantic west of Ireland, so that nobody takes one for a real place."""
SEA_CENTRE = (680_000.0, 5_900_000.0)
"""180 km east of the zone's meridian, where the scale of UTM is 1 within 1e-5: areas on the grid are true areas."""


@attrs.frozen(kw_only=True)
class Damage:
    """One piece of damage.

    Args:
        building_id: the building; `h1` is the first hall, `b1` the first house.
        kind: what befell it. A window hit leaves no trace from above.
        area_m2: its exact area; not for a whole collapse, which has the footprint's, nor for a window hit, which has none.
        beside: for a burn or soot: on the ground along the building rather than on its roof. Rubble spills, craters and floods always are.
        place: for damage on a roof: where its middle lies, as shares of the building's half width and half depth, -1 to 1.

    Raises:
        OptionError: an area is missing, or given where it means nothing.
    """

    building_id: str
    kind: DamageKind
    area_m2: float | None = None
    beside: bool = False
    place: tuple[float, float] = (0.0, 0.0)

    @property
    def on_roof(self) -> bool:
        """Whether it lies on the building rather than on the ground beside it."""
        return not self.beside and not self.kind.is_on_ground


@attrs.frozen(kw_only=True)
class LookAlike:
    """A change that is no damage, at a building."""

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


def _before() -> Acquisition:
    return Acquisition(moment=datetime(2025, 6, 11, 12, 41, 20, tzinfo=UTC))


def _after() -> Acquisition:
    return Acquisition(moment=datetime(2025, 7, 2, 11, 8, 5, tzinfo=UTC), gain=0.94, haze=0.022, dryness=0.25)


@attrs.frozen(kw_only=True)
class PairSpec:
    """A site, two looks at it and what happened in between. All else (where the halls stand, trees, cars, texture) comes from the seed.

    Args:
        gsd_m: ground sample distance, metres.
        rows: of the before-picture, and of the after-picture unless its look has its own pixel size.
        cols: likewise.
        crs: a metric reference system.
        centre: (x, y) of the middle of the pictures in `crs`, metres.
        camera: what looks down.
        before: the earlier look.
        after: the later look.
        shift_px: (rows, columns) by which the after-picture's content lies off the before-picture's.
        displacement: rotation, scale, warp and strip jumps beside the shift, or `None`.
        layout: a site that is there already (`site_from_buildings`), or `None`: one made by the seed from the next four.
        halls: how many halls, those of `plans` among them.
        plans: halls that are wanted as they are; they get the ids `h1`, `h2` … in this order.
        houses: how many small houses beside the plant.
        plant_m: side of the plant; `None`: two thirds of the picture, 290 m at most.
        river_m: width of a river that passes the plant; 0: none.
        damages: what happened.
        look_alikes: what changed without damage.
        flag_clouds: whether the pictures come with the flags of their clouds and cloud shadows, as from a usable-data mask.
        changed_share: share of the picture's open ground that changes its cover between the looks (ploughed, mown, paved), 0 to 0.9.
        finer: how many steps a pixel is drawn in, each way, before it is averaged; even; 0: by the pixel size, so that a step is half a metre
            at most.
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
    displacement: Displacement | None = None
    layout: Layout | None = None
    halls: int = 8
    plans: tuple[HallPlan, ...] = ()
    houses: int = 10
    plant_m: float | None = None
    river_m: float = 0.0
    damages: tuple[Damage, ...] = ()
    look_alikes: tuple[LookAlike, ...] = ()
    flag_clouds: bool = False
    changed_share: float = attrs.field(default=0.0, validator=[attrs.validators.ge(0.0), attrs.validators.le(0.9)])
    finer: int = 0

    @classmethod
    def of_layout(cls, layout: Layout, *, gsd_m: float = 0.5, margin_m: float = 40.0, **fields: object) -> Self:
        """A spec whose pictures show all buildings of a layout with a margin around them.

        Args:
            layout: from `site_from_buildings`.
            gsd_m: ground sample distance, metres.
            margin_m: ground around the buildings, metres.
            fields: further fields of the spec.

        Raises:
            OptionError: the layout has no building.
        """
        if not layout.structures:
            raise OptionError("a site without buildings has no middle", hint="Give at least one building.")
        bounds = [structure.shape.bounds for structure in layout.structures]
        half = [max(max(-box[axis], box[axis + 2]) for box in bounds) + margin_m for axis in (0, 1)]
        cols, rows = (math.ceil(2 * side / gsd_m) for side in half)
        return cls(layout=layout, crs=layout.crs, centre=layout.centre, gsd_m=gsd_m, rows=rows, cols=cols, **fields)  # type: ignore[arg-type]  # checked by attrs

    @property
    def grid(self) -> Grid:
        """Of the before-picture, and of the after-picture unless its look has its own pixel size."""
        return self.grid_of(self.before)

    def grid_of(self, look: Acquisition) -> Grid:
        """The grid of one look: the same ground, in its own pixels."""
        crs: pyproj.CRS = parse_crs(self.crs)
        x, y = self.centre
        gsd_m = look.gsd_m or self.gsd_m
        corner = (x - self.cols * self.gsd_m / 2, y + self.rows * self.gsd_m / 2)
        size = [max(1, round(side * self.gsd_m / gsd_m)) for side in (self.rows, self.cols)]
        return Grid(crs=crs, transform=Affine(gsd_m, 0.0, corner[0], 0.0, -gsd_m, corner[1]), height=size[0], width=size[1])

    def camera_of(self, look: Acquisition) -> Camera:
        """What looks down in one look."""
        return look.camera or self.camera

    @property
    def plant_side_m(self) -> float:
        """Side of the plant, metres."""
        return self.plant_m if self.plant_m is not None else min(0.66 * self.gsd_m * min(self.rows, self.cols), 290.0)

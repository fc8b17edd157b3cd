"""Hypothesis strategies for made-up scenes; hypothesis is loaded when one of them is called."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from temoin.scenes import (
    Acquisition,
    Camera,
    Clouds,
    Damage,
    DamageKind,
    Displacement,
    HallPlan,
    LookAlike,
    LookAlikeKind,
    PairSpec,
    RoofKind,
    fine_camera,
    planet_like,
    sentinel2_like,
    vhr_camera,
)

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["acquisitions", "cameras", "damages", "displacements", "look_alikes", "pair_specs"]

_HALL = HallPlan(name="hall", width_m=50.0, depth_m=34.0, height_m=9.0)
_ROOM_M2 = 900.0
"""Damage up to this size fits the hall of `pair_specs` wherever it lies on the roof."""


def cameras() -> SearchStrategy[tuple[Camera, float]]:
    """A camera with the pixel size in metres that goes with it."""
    from hypothesis import strategies as st

    return st.sampled_from([(fine_camera(), 0.5), (vhr_camera(), 0.5), (planet_like(), 3.0), (sentinel2_like(), 10.0)])


def acquisitions(*, steepest_deg: float = 30.0, clouds: bool = True) -> SearchStrategy[Acquisition]:
    """Looks of any season, sun and view.

    Args:
        steepest_deg: largest off-nadir angle.
        clouds: whether some have clouds.
    """
    from hypothesis import strategies as st

    months = st.integers(1, 12).map(lambda month: datetime(2025, month, 15, 12, 30, tzinfo=UTC))
    covers = st.builds(Clouds, share=st.floats(0.05, 0.5), height_m=st.floats(100, 2000), size_m=st.floats(40, 400))
    return st.builds(
        Acquisition,
        moment=months,
        sun_elevation_deg=st.floats(20, 70),
        sun_azimuth_deg=st.floats(0, 359),
        off_nadir_deg=st.floats(0, steepest_deg),
        view_azimuth_deg=st.floats(0, 359),
        gain=st.floats(0.8, 1.2),
        haze=st.floats(0, 0.05),
        dryness=st.floats(0, 1),
        snow=st.sampled_from([0.0, 0.0, 0.0, 0.6]),
        clouds=st.one_of(st.none(), covers) if clouds else st.none(),
    )


def displacements() -> SearchStrategy[Displacement | None]:
    """Rotation, scale, warp and strips of the size that real products have, or none."""
    from hypothesis import strategies as st

    scale = st.floats(0.99, 1.01)
    wish = st.builds(
        Displacement,
        rotation_deg=st.floats(-1, 1),
        scale=st.tuples(scale, scale),
        warp_px=st.floats(0, 2),
        strips=st.integers(1, 3),
        jump_px=st.floats(0, 2),
    )
    return st.one_of(st.none(), wish)


def damages(building_id: str = "h1", *, room_m2: float = _ROOM_M2) -> SearchStrategy[Damage]:
    """Damage of any kind to a building.

    Args:
        building_id: which.
        room_m2: the largest area.
    """
    from hypothesis import strategies as st

    def build(kind: DamageKind, area_m2: float) -> Damage:
        # A fan of rubble has less room along its wall than a roof gives.
        area_m2 = min(area_m2, room_m2 / 4) if kind is DamageKind.RUBBLE_SPILL else area_m2
        return Damage(building_id=building_id, kind=kind, area_m2=area_m2 if kind.has_own_size else None)

    return st.builds(build, st.sampled_from(list(DamageKind)), st.floats(40.0, room_m2))


def look_alikes(building_id: str = "h1") -> SearchStrategy[LookAlike]:
    """Changes of any kind that are no damage."""
    from hypothesis import strategies as st

    return st.builds(LookAlike, building_id=st.just(building_id), kind=st.sampled_from(list(LookAlikeKind)))


def pair_specs(*, side_px: int = 120) -> SearchStrategy[PairSpec]:
    """Small pairs of one hall, with any camera, looks, displacement, damage and look-alikes; each takes some tenths of a second to make.

    Args:
        side_px: rows and columns.
    """
    from hypothesis import strategies as st

    def build(
        camera: tuple[Camera, float],
        looks: tuple[Acquisition, Acquisition],
        moved: tuple[tuple[float, float], Displacement | None],
        happened: tuple[tuple[Damage, ...], tuple[LookAlike, ...]],
        roof: RoofKind,
    ) -> PairSpec:
        return PairSpec(
            gsd_m=camera[1],
            rows=side_px,
            cols=side_px,
            camera=camera[0],
            before=looks[0],
            after=looks[1],
            shift_px=moved[0],
            displacement=moved[1],
            halls=1,
            houses=1,
            plans=(HallPlan(name=_HALL.name, width_m=_HALL.width_m, depth_m=_HALL.depth_m, height_m=_HALL.height_m, roof=roof),),
            plant_m=60.0,
            damages=happened[0],
            look_alikes=happened[1],
        )

    shift = st.floats(-15, 15)
    return st.builds(
        build,
        cameras(),
        st.tuples(acquisitions(), acquisitions()),
        st.tuples(st.tuples(shift, shift), displacements()),
        st.tuples(st.lists(damages(), max_size=2).map(tuple), st.lists(look_alikes(), max_size=1).map(tuple)),
        st.sampled_from(list(RoofKind)),
    )

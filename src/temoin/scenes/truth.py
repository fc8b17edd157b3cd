"""What is true of a made-up pair: shift, areas, cover and grades."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import shapely

from temoin.geo import Footprint, Grid
from temoin.model import GradeClass
from temoin.scenes.spec import DamageKind

__all__ = ["DamagedArea", "Truth", "cover_of"]


@attrs.frozen(kw_only=True)
class DamagedArea:
    """One piece of damage.

    Args:
        building_id: the building.
        kind: what befell it.
        area_m2: exact; 0.0 where nothing can be seen from above.
        on_roof: whether it lies on the building rather than beside it.
        footprint: where, on the ground below; empty where nothing can be seen.
    """

    building_id: str
    kind: DamageKind
    area_m2: float
    on_roof: bool
    footprint: Footprint


@attrs.frozen(kw_only=True, eq=False)
class Truth:
    """What is true of a made-up pair.

    Args:
        shift_px: (rows, columns): where the after-picture's content lies against the before-picture's.
        damages: every piece of damage.
        cover: share of each pixel of the before-grid that lies under visible damage, shape (rows, columns), 0 to 1, exact.
        grades: (building id, class of visible damage), one a building.
    """

    shift_px: tuple[float, float]
    damages: tuple[DamagedArea, ...]
    cover: npt.NDArray[np.float64]
    grades: tuple[tuple[str, GradeClass], ...]

    def area_m2(self, building_id: str | None = None, *, kind: DamageKind | None = None, on_roof: bool | None = None) -> float:
        """Damaged area in m² of a building, a kind, roofs alone, or all; pieces that overlap count once."""
        chosen = [
            damage
            for damage in self.damages
            if building_id in {None, damage.building_id} and kind in {None, damage.kind} and on_roof in {None, damage.on_roof}
        ]
        return float(shapely.union_all([damage.footprint.shape for damage in chosen]).area) if chosen else 0.0

    def grade(self, building_id: str) -> GradeClass:
        """The class of a building's visible damage."""
        return dict(self.grades)[building_id]


def cover_of(footprint: Footprint, grid: Grid) -> npt.NDArray[np.float64]:
    """Share of each pixel that lies under a footprint, exact: shape (rows, columns), 0 to 1.

    Pixels whose corners are all inside a shape's core count whole; those along the outline are cut one by one.
    """
    cover = np.zeros(grid.shape)
    shape = grid.to_pixels(footprint)
    frame = shapely.box(0, 0, grid.width, grid.height)
    shape = shapely.intersection(shape, frame)
    if shape.is_empty:
        return cover
    x0, y0, x1, y1 = shape.bounds
    cols, rows = np.meshgrid(np.arange(int(x0), int(np.ceil(x1))), np.arange(int(y0), int(np.ceil(y1))))
    boxes = shapely.box(cols, rows, cols + 1, rows + 1)
    shapely.prepare(shape)
    inside = shapely.contains(shape, boxes)
    edge = shapely.intersects(shape, boxes) & ~inside
    share = inside.astype(np.float64)
    share[edge] = shapely.area(shapely.intersection(boxes[edge], shape))
    cover[rows.min() : rows.max() + 1, cols.min() : cols.max() + 1] = share
    return cover

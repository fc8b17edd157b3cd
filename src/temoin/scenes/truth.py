"""What is true of a made-up pair: where content moved, areas, cover and grades."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import shapely

from temoin.geo import Footprint
from temoin.model import GradeClass
from temoin.scenes.displacement import DisplacementField
from temoin.scenes.kinds import DamageKind, LookAlikeKind
from temoin.scenes.weather import Cover

__all__ = ["ChangedGround", "DamagedArea", "Truth", "worst_grade"]

_ORDER = (GradeClass.NO_VISIBLE_DAMAGE, GradeClass.POSSIBLE, GradeClass.DAMAGED, GradeClass.DESTROYED)
_GRADES = {
    DamageKind.ROOF_COLLAPSE: GradeClass.DAMAGED,
    DamageKind.WHOLE_COLLAPSE: GradeClass.DESTROYED,
    DamageKind.RUBBLE_SPILL: GradeClass.POSSIBLE,
    DamageKind.BURN: GradeClass.DAMAGED,
    DamageKind.SOOT: GradeClass.POSSIBLE,
    DamageKind.CRATER: GradeClass.NO_VISIBLE_DAMAGE,
    DamageKind.TARPAULIN: GradeClass.POSSIBLE,
    DamageKind.ROOF_COVER_LOSS: GradeClass.DAMAGED,
    DamageKind.WINDOW_HIT: GradeClass.NO_VISIBLE_DAMAGE,
}
"""The class of *visible* damage to the building that each kind leaves. A crater beside it, soot or a burn on the ground leave none on it;
soot or a tarpaulin on a roof may hide damage; rubble along a wall speaks for a wall that cannot be seen."""


@attrs.frozen(kw_only=True)
class DamagedArea:
    """One piece of damage.

    Args:
        building_id: the building.
        kind: what befell it.
        area_m2: exact; 0.0 where nothing can be seen from above.
        on_roof: whether it lies on the building rather than beside it.
        footprint: where, on the ground below; empty where nothing can be seen.
        share: of the building's footprint that it takes, 0 to 1; 0.0 beside it.
    """

    building_id: str
    kind: DamageKind
    area_m2: float
    on_roof: bool
    footprint: Footprint
    share: float = 0.0

    @property
    def grade(self) -> GradeClass:
        """The class of visible damage that it alone would leave; a flood leaves the roof above it not assessable."""
        if self.kind is DamageKind.FLOOD:
            return GradeClass.NOT_ASSESSABLE
        if self.kind in {DamageKind.BURN, DamageKind.SOOT} and not self.on_roof:
            return GradeClass.NO_VISIBLE_DAMAGE
        return _GRADES[self.kind]


def worst_grade(damages: tuple[DamagedArea, ...]) -> GradeClass:
    """The worst class of a building's damages; not assessable only where nothing worse than a flood is known."""
    grades = {damage.grade for damage in damages}
    seen = max((grade for grade in grades if grade in _ORDER), key=_ORDER.index, default=GradeClass.NO_VISIBLE_DAMAGE)
    if GradeClass.NOT_ASSESSABLE in grades and seen is GradeClass.NO_VISIBLE_DAMAGE:
        return GradeClass.NOT_ASSESSABLE
    return seen


@attrs.frozen(kw_only=True)
class ChangedGround:
    """A change that is no damage.

    Args:
        kind: what it is; `None` for ground that changed its cover.
        building_id: the building at which it lies, or `None`.
        footprint: what changes in the picture, on the ground below.
    """

    kind: LookAlikeKind | None
    building_id: str | None
    footprint: Footprint


@attrs.frozen(kw_only=True, eq=False)
class Truth:
    """What is true of a made-up pair.

    Args:
        field: where content of the before-picture lies in the after-picture, for ground; in pixels of the before-picture.
        damages: every piece of damage.
        changed: every change that is no damage.
        cover: share of each pixel of the before-grid that lies under visible damage, shape (rows, columns), 0 to 1, exact.
        cover_seen: the same where the after-picture shows it once the ground is registered: damage on roofs leans with the view.
        changed_cover: share under changes that are no damage, likewise on the ground.
        grades: (building id, class of visible damage), one a building.
        clouds: cover of the two pictures, each on its own grid, `None` where there is no cloud.
    """

    field: DisplacementField
    damages: tuple[DamagedArea, ...]
    changed: tuple[ChangedGround, ...]
    cover: npt.NDArray[np.float32]
    cover_seen: npt.NDArray[np.float32]
    changed_cover: npt.NDArray[np.float32]
    grades: tuple[tuple[str, GradeClass], ...]
    clouds: tuple[Cover | None, Cover | None] = (None, None)

    @property
    def shift_px(self) -> tuple[float, float]:
        """(rows, columns): where the content of the before-picture's middle lies in the after-picture, in pixels of the before-picture."""
        return self.field.centre_px

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

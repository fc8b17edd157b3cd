"""`Finding`: what the pictures show, with its interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import overload

import attrs

from temoin.geo import Footprint
from temoin.model.aligned import Registration
from temoin.model.reason import Reason
from temoin.quantity import Quantity
from temoin.raster import Image

__all__ = ["Change", "Feature", "Finding", "Findings", "Grade", "GradeClass", "Measurement", "Placebo", "PlaceboKind"]


class GradeClass(StrEnum):
    """Ordered class of *visible* damage; the crosswalk tables to other scales state what is lost."""

    NO_VISIBLE_DAMAGE = "no visible damage"
    POSSIBLE = "possible"
    DAMAGED = "damaged"
    DESTROYED = "destroyed"
    NOT_ASSESSABLE = "not assessable"


class PlaceboKind(StrEnum):
    """Where a measurement was taken although nothing is known to have happened there."""

    CONTROL_GROUND = "control-ground"
    """The same outlines on other ground of the same two pictures."""
    EARLIER_PICTURES = "earlier-pictures"
    """The same outlines between two pictures that are both from before the event."""


@attrs.frozen(kw_only=True)
class Placebo:
    """What the grades' own statistic gives where nothing is known to have happened: what chance alone does in these pictures.

    Args:
        kinds: where it was taken.
        scores: the statistic at each place, ascending, 0 to 1; beside the scores of the grades this is the placebo plot.
        observed: how many buildings were held against it.
        reasons: what limits it: too few places for a small p, or no earlier picture.
        earlier_ids: the further scenes from before the event that took part.
        pairs: how many pairs of pictures from before the event were compared.
        smallest: scores in the smaller of two yardsticks, control ground and earlier pictures, where a building is held against each apart;
            `None`: all scores are one yardstick.
    """

    kinds: tuple[PlaceboKind, ...]
    scores: tuple[float, ...]
    observed: int
    reasons: tuple[Reason, ...] = ()
    earlier_ids: tuple[str, ...] = ()
    pairs: int = 0
    smallest: int | None = None

    @property
    def smallest_p(self) -> float:
        """The smallest p that can be had: 1 / (1 + N)."""
        return 1 / (1 + (len(self.scores) if self.smallest is None else self.smallest))


@attrs.frozen(kw_only=True)
class Feature:
    """One measured property that a grade rests on.

    Args:
        name: `loss` (of resemblance, absolute: 0 the same, about 1 nothing alike), `relative_loss` (the same on the scale of this pair),
            `changed_share`, `broken_share` (of the roof; changed in structure too); `line_loss` (share of the straightness of its outline that was
            lost) and `halo_share` (of the ground around it that changed), which no score comes from; `ndvi_change`, `ndwi_change`, `nbr_change`
            (mean over the footprint, later less earlier, where the bands allow: attributes, which no score comes from).
        value: the number.
        drove: whether the score comes from it.
    """

    name: str
    value: float
    drove: bool = False


@attrs.frozen(kw_only=True)
class Finding:
    """What pictures show; not what happened, and not who did it.

    Args:
        id: unique in a case.
        before_id: the earlier scene.
        after_id: the later scene.
        reasons: what limits it.
    """

    id: str
    before_id: str
    after_id: str
    reasons: tuple[Reason, ...] = ()


@attrs.frozen(kw_only=True)
class Change(Finding):
    """One piece of changed ground.

    Args:
        footprint: its outline.
        area: in m², with its interval.
        score: strength of the change, 0 to 1; not a probability.
        p_value: against unchanged ground of the same picture, or `None` where too little of it is left.
        building_ids: the footprints it touches.
        likeness: how much the ground of the earlier picture looks like a building there (straight, closed, right-angled edges), 0 to 1; not a
            probability. `None` where it was not looked at.
    """

    footprint: Footprint
    area: Quantity
    score: float
    p_value: float | None = None
    building_ids: tuple[str, ...] = ()
    likeness: float | None = None


@attrs.frozen(kw_only=True)
class Grade(Finding):
    """The visible damage of one building.

    Args:
        building_id: the building.
        grade: the class, or `NOT_ASSESSABLE` with its reasons.
        grade_set: the classes that cannot be told apart here, at `level`.
        score: rising with visible damage, 0 to 1; not a probability. Given where not assessable too, 0.0 where nothing was seen at all.
        p_value: share of the placebo that scores at least as much, (1 + n) / (1 + N), or `None` where there is too little of it; with two
            yardsticks (see `Placebo.smallest`) the larger of both.
        q_value: the same, adjusted for the number of buildings (Benjamini & Hochberg 1995): among the buildings up to this q, about a share
            of q is there by chance.
        level: how often the set holds the true class on the scenes it was calibrated with; `None` where it was not.
        features: what the grade rests on.
        changed_area: m² of the building that changed, with its interval; `None` where no pixel of it was seen.
        changed_share: `changed_area` as a share of the footprint, unit `share`, 0 to 1; `None` likewise.
        seen_share: share of the footprint that both pictures show, 0 to 1.
    """

    building_id: str
    grade: GradeClass
    grade_set: tuple[GradeClass, ...]
    score: float
    p_value: float | None = None
    changed_area: Quantity | None = None
    changed_share: Quantity | None = None
    seen_share: float
    q_value: float | None = None
    level: float | None = None
    features: tuple[Feature, ...] = ()

    @property
    def is_assessable(self) -> bool:
        """Whether the pictures say anything of this building."""
        return self.grade is not GradeClass.NOT_ASSESSABLE


@attrs.frozen(kw_only=True)
class Measurement(Finding):
    """One measured number of the whole site.

    Args:
        name: `changed_area` (m², all changed ground), `roof_changed_area` (m², changed ground inside footprints), `smallest_area` (m², the
            smallest change that would be found), `buildings_seen`, `buildings_damaged` (unit `building`), `buildings_possible`,
            `found_in_nine_of_ten` (m², the smallest hole in a roof that self-validation found in nine of ten; open above where it did not),
            `buildings_destroyed`, `buildings_no_visible_damage`, and `damaged_share` (unit `share`: of the buildings seen, corrected by the
            stated confusion of grades).
        quantity: the number with its interval.
    """

    name: str
    quantity: Quantity


@attrs.frozen(kw_only=True, eq=False)
class Findings(Sequence[Finding]):
    """All that one aligned pair shows, in the order changes, grades, measurements.

    Args:
        items: the findings.
        registration: of the pair they come from.
        footprint: the ground that both pictures show.
        score: change score of each pixel on the pair's grid (one band, float32, 0 to 1), or `None` after a case was reopened.
        placebo: what the same statistic gives where nothing is known to have happened; `None` without buildings or without such ground.
        reasons: what limits all of them.
    """

    items: tuple[Finding, ...] = ()
    registration: Registration | None = None
    footprint: Footprint | None = None
    score: Image | None = None
    reasons: tuple[Reason, ...] = ()
    placebo: Placebo | None = None

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, index: int | slice) -> Finding | tuple[Finding, ...]:
        """One finding, or several."""
        return self.items[index]

    def __len__(self) -> int:
        """How many findings there are."""
        return len(self.items)

    def __iter__(self) -> Iterator[Finding]:
        """The findings in their order."""
        return iter(self.items)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The pieces of changed ground, largest first."""
        return tuple(item for item in self.items if isinstance(item, Change))

    @property
    def grades(self) -> tuple[Grade, ...]:
        """One a building."""
        return tuple(item for item in self.items if isinstance(item, Grade))

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """The numbers of the whole site."""
        return tuple(item for item in self.items if isinstance(item, Measurement))

    def measurement(self, name: str) -> Measurement | None:
        """The measurement of a name, or `None`."""
        return next((item for item in self.measurements if item.name == name), None)

    @property
    def smallest_m2(self) -> float | None:
        """The smallest change that would be found, m², at the upper end where there is one; `None` where that was not measured."""
        found = self.measurement("smallest_area")
        if found is None:
            return None
        return found.quantity.high if found.quantity.high is not None else found.quantity.value

    def grade_of(self, building_id: str) -> Grade | None:
        """The grade of a building, or `None`."""
        return next((item for item in self.grades if item.building_id == building_id), None)

"""From a claim about a thing to the grade of its building, or to the ruling that it cannot be reached."""

from __future__ import annotations

import attrs

from temoin.corroborate.match import Tie, TieState, is_hidden, tie_to_building
from temoin.corroborate.ruling import Ruling, not_checkable
from temoin.corroborate.view import View
from temoin.model import Claim, Grade, Reason

__all__ = ["Reach", "reach"]


@attrs.frozen(kw_only=True)
class Reach:
    """What of the pictures a claim can be held against.

    Args:
        tie: how far its thing is tied to a building.
        grade: of that building, assessable; `None` where it is tied to none.
    """

    tie: Tie
    grade: Grade | None = None

    @property
    def why_untied(self) -> Reason:
        """Why it is tied to no building."""
        return {TieState.NO_BUILDINGS: Reason.NO_BUILDINGS, TieState.UNKNOWN: Reason.NO_SUCH_PART}.get(self.tie.state, Reason.PARTS_UNNAMED)


def reach(claim: Claim, view: View) -> Reach | Ruling:
    """Find the grade to hold a claim against; what hides it, or what is wrong with the pictures, is ruled at once."""
    if is_hidden(claim.thing):
        return not_checkable(Reason.NOT_VISIBLE_FROM_ABOVE)
    block = view.block or view.time_block
    if block is not None:
        return block
    tie = tie_to_building(claim, view.context)
    if tie.state is TieState.UNKNOWN and _has_labels(view):
        return not_checkable(Reason.NO_SUCH_PART)
    if tie.state is not TieState.TIED:
        return Reach(tie=tie)
    grade = _graded(tie, view)
    if grade is None:
        return not_checkable(Reason.NO_COVERAGE)
    return Reach(tie=tie, grade=grade) if grade.is_assessable else not_checkable(*(grade.reasons or (Reason.NODATA,)))


def _has_labels(view: View) -> bool:
    """Whether the site file or the footprints name any building at all."""
    site = view.context.site
    return bool(site and site.parts) or any(building.name for building in view.context.buildings)


def _graded(tie: Tie, view: View) -> Grade | None:
    """The grade of the building; of several under one name, the one that changed most."""
    graded = {one.building_id: one for one in view.grades}
    grades = [grade for building_id in tie.building_ids if (grade := graded.get(building_id)) is not None]
    return max(grades, key=lambda one: (one.is_assessable, one.score, one.building_id), default=None)

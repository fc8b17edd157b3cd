"""Whether a change is seen on a building, and the one rule for things and sizes where none is."""

from __future__ import annotations

from collections.abc import Sequence

from temoin.corroborate.comparison import Comparison
from temoin.corroborate.ruling import Ruling, not_checkable
from temoin.corroborate.view import View
from temoin.model import Evidence, EvidenceKind, Grade, GradeClass, Reason, Verdict

__all__ = ["SEEN_DAMAGE", "is_change_seen", "rule_unseen"]

SEEN_DAMAGE = frozenset({GradeClass.DAMAGED, GradeClass.DESTROYED})
"""The grades that stand for damage, not for a change that may be something else."""


def is_change_seen(grade: Grade, view: View) -> bool:
    """Whether the pictures show a change on a building.

    A grade of "possible" that cannot be told from "no visible damage", or no visible damage itself, still shows one where the measured
    changed area begins above the smallest area that would be found.
    """
    if grade.grade in SEEN_DAMAGE or (grade.grade is GradeClass.POSSIBLE and GradeClass.NO_VISIBLE_DAMAGE not in grade.grade_set):
        return True
    if not grade.is_assessable or grade.changed_area is None or view.smallest_m2 is None:
        return False
    return grade.changed_area.claimed_interval()[0] > view.smallest_m2


def rule_unseen(
    grade: Grade, view: View, claimed: Sequence[Comparison], *, most_m2: float, refuting: tuple[Reason, ...] = (Reason.NO_CHANGE_SEEN,)
) -> Ruling:
    """No change is seen on the building: refuted only where every claimed size would have been seen there.

    Args:
        grade: of the building.
        view: the pictures.
        claimed: the sizes that are claimed of it; none where no size is told, and then nothing is refuted.
        most_m2: the largest size that the claim can mean, m²; `too-small` is said only where that lies under the smallest area.
        refuting: the reasons of a refutation.
    """
    silent = (Evidence(kind=EvidenceKind.SILENT, finding_id=grade.id, reason=Reason.NO_CHANGE_SEEN, measured=grade.changed_area),)
    measured = claimed[0].measured if claimed else grade.changed_area
    if view.smallest_m2 is not None and 0 < most_m2 < view.smallest_m2:
        return not_checkable(Reason.TOO_SMALL, evidence=silent, measured=measured)
    unseen = () if grade.seen_share >= view.options.seen_share else (grade.reasons or (Reason.NODATA,))
    is_clear = grade.grade is GradeClass.NO_VISIBLE_DAMAGE and grade.grade_set in {(), (GradeClass.NO_VISIBLE_DAMAGE,)}
    may_refute = is_clear and view.may_refute and not unseen and not grade.reasons
    if claimed and may_refute and all(_is_far(one, view) and view.would_be_seen(one.claimed_m2) for one in claimed):
        evidence = tuple(link for one in claimed[:1] for link in one.evidence(EvidenceKind.CONTRADICTS, Reason.NO_CHANGE_SEEN))
        return Ruling(verdict=Verdict.CONTRADICTED, reasons=refuting, evidence=evidence, measured=measured)
    return not_checkable(Reason.NO_CHANGE_SEEN, *unseen, *grade.reasons, *view.limits, evidence=silent, measured=measured)


def _is_far(one: Comparison, view: View) -> bool:
    return one.measured.claimed_interval()[1] * view.options.far_factor < one.claimed.claimed_interval()[0]

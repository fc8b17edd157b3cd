"""Claims that a thing was damaged, and counts of damaged things, against the grades of buildings."""

from __future__ import annotations

from temoin.corroborate.comparison import compare_with_grade, footprint_m2, given_sizes, is_negative
from temoin.corroborate.kinds import may_be_meant
from temoin.corroborate.match import TieState, is_hidden
from temoin.corroborate.reach import reach
from temoin.corroborate.ruling import Ruling, not_checkable, not_yet
from temoin.corroborate.unseen import SEEN_DAMAGE, is_change_seen, rule_unseen
from temoin.corroborate.view import View
from temoin.model import Claim, ClaimKind, Effect, Evidence, EvidenceKind, Extent, Grade, GradeClass, Reason, Verdict
from temoin.quantity import Quantity

__all__ = ["rule_count", "rule_object"]

_WITH_CAUSE = frozenset({Effect.HIT, Effect.BURNED, Effect.FLOODED})
"""Effects that say how it happened, which a change alone does not show."""
_WHOLE = frozenset({Effect.DESTROYED})
_COUNTED = frozenset({"building", "house", "workshop", "warehouse", "hall", "hangar", "school", "church", "hospital", "structure", "home", "shed"})
"""Units that footprints can be counted for."""
_INSIDE = frozenset({"apartment", "flat", "household", "window", "room", "shop"})


def rule_object(claim: Claim, view: View) -> Ruling:
    """Hold a damaged thing against the grade of its building."""
    reached = reach(claim, view)
    if isinstance(reached, Ruling):
        return reached
    if reached.tie.state is TieState.NO_BUILDINGS:
        return not_checkable(Reason.NO_BUILDINGS)
    if reached.grade is None:
        return _rule_unnamed(claim, view, reached.why_untied)
    return _rule_negative(reached.grade, view) if is_negative(claim) else _rule_positive(claim, reached.grade, view)


def _evidence(grade: Grade, kind: EvidenceKind, reason: Reason) -> tuple[Evidence, ...]:
    return (Evidence(kind=kind, finding_id=grade.id, reason=reason, measured=grade.changed_area),)


def _rule_positive(claim: Claim, grade: Grade, view: View) -> Ruling:
    if not is_change_seen(grade, view):
        return _rule_unseen(claim, grade, view)
    supports = _evidence(grade, EvidenceKind.SUPPORTS, Reason.CHANGE_SEEN)
    if grade.grade not in SEEN_DAMAGE:
        return _partly(grade, view, (), f'a change is seen there; the grade of the building is only "{grade.grade}"', supports)
    if claim.effect in _WITH_CAUSE:
        return _partly(grade, view, (Reason.CAUSE_NOT_VISIBLE,), "a change is seen there; what caused it is not", supports)
    claims_whole = claim.extent is Extent.TOTAL or (claim.effect in _WHOLE and claim.extent is not Extent.PARTIAL)
    if claims_whole and grade.grade is not GradeClass.DESTROYED:
        return _partly(grade, view, (Reason.AREA_SMALLER,), "a change is seen on a part of it", supports)
    return Ruling(verdict=Verdict.SUPPORTED, reasons=(Reason.CHANGE_SEEN, *view.limits), evidence=supports, measured=grade.changed_area)


def _partly(grade: Grade, view: View, reasons: tuple[Reason, ...], part: str, evidence: tuple[Evidence, ...]) -> Ruling:
    return Ruling(
        verdict=Verdict.PARTLY_SUPPORTED,
        reasons=tuple(dict.fromkeys((Reason.CHANGE_SEEN, *reasons, *view.limits))),
        evidence=evidence,
        measured=grade.changed_area,
        supported_part=part,
    )


def _rule_unseen(claim: Claim, grade: Grade, view: View) -> Ruling:
    """No change is seen: a size that the text gives decides, else the loss of a whole roof or building, else nothing is refuted."""
    whole_m2 = footprint_m2(grade, view)
    sizes = given_sizes(claim, grade, view)
    if sizes:
        refuting = (Reason.NO_CHANGE_SEEN, Reason.AREA_SMALLER)
        return rule_unseen(grade, view, sizes, most_m2=max(one.claimed_m2 for one in sizes), refuting=refuting)
    if claim.extent is Extent.TOTAL and claim.effect in {Effect.COLLAPSED, Effect.DESTROYED}:
        whole = compare_with_grade(Quantity(value=whole_m2, low=whole_m2, high=whole_m2, unit="m2"), grade, view)
        return rule_unseen(grade, view, () if whole is None else (whole,), most_m2=whole_m2)
    return rule_unseen(grade, view, (), most_m2=whole_m2)


def _rule_negative(grade: Grade, view: View) -> Ruling:
    """Said to be unharmed: a building that is gone refutes it, no visible change does not prove it."""
    if grade.grade is GradeClass.DESTROYED and grade.grade_set in {(), (GradeClass.DESTROYED,)} and view.may_refute and not grade.reasons:
        evidence = _evidence(grade, EvidenceKind.CONTRADICTS, Reason.CHANGE_SEEN)
        return Ruling(verdict=Verdict.CONTRADICTED, reasons=(Reason.CHANGE_SEEN,), evidence=evidence, measured=grade.changed_area)
    if is_change_seen(grade, view):
        evidence = _evidence(grade, EvidenceKind.CONTRADICTS if grade.grade in SEEN_DAMAGE else EvidenceKind.SILENT, Reason.CHANGE_SEEN)
        return not_checkable(Reason.CHANGE_SEEN, Reason.CAUSE_NOT_VISIBLE, *view.limits, evidence=evidence, measured=grade.changed_area)
    silent = _evidence(grade, EvidenceKind.SILENT, Reason.NO_CHANGE_SEEN)
    return not_checkable(Reason.NO_CHANGE_SEEN, *view.limits, evidence=silent, measured=grade.changed_area)


def _rule_unnamed(claim: Claim, view: View, why: Reason) -> Ruling:
    """The text does not say which building: a changed one may be meant."""
    changed = sorted((one for one in view.grades if is_change_seen(one, view)), key=_surest)
    damaged = [one for one in changed if may_be_meant(claim.thing, one.building_id, view.context)]
    if changed and not damaged:
        return not_checkable(why, *view.limits)
    if not damaged or is_negative(claim):
        return not_checkable(Reason.CHANGE_SEEN if damaged else Reason.NO_CHANGE_SEEN, why, *view.limits)
    cause = (Reason.CAUSE_NOT_VISIBLE,) if claim.effect in _WITH_CAUSE else ()
    evidence = tuple(link for one in damaged[:5] for link in _evidence(one, EvidenceKind.SUPPORTS, Reason.CHANGE_SEEN))
    return _partly(damaged[0], view, (why, *cause), "a building changed; that it is the one meant is not written", evidence)


def _surest(grade: Grade) -> tuple[bool, float, str]:
    return (grade.grade not in SEEN_DAMAGE, -grade.score, grade.building_id)


def rule_count(claim: Claim, view: View) -> Ruling:
    """Hold a count of damaged or destroyed buildings against the graded ones.

    What is counted is a lower bound: the pictures may not hold all of the place, so too few never refute. Buildings that could not be
    assessed, and those whose grade cannot be told apart, widen the interval upwards.
    """
    quantity = claim.quantity
    if quantity is None or quantity.unit in _INSIDE or is_hidden(claim.thing):
        return not_checkable(Reason.NOT_VISIBLE_FROM_ABOVE)
    if quantity.unit not in _COUNTED:
        return not_yet(Reason.NOT_MEASURED)
    block = view.block or view.time_block
    if block is not None:
        return block
    if not view.grades:
        return not_checkable(Reason.NO_BUILDINGS)
    counted, evidence, hidden = _count(claim.kind, view)
    return _rule_counted(quantity, counted, evidence, view, (*hidden, *view.limits))


def _count(kind: ClaimKind, view: View) -> tuple[Quantity, tuple[Evidence, ...], tuple[Reason, ...]]:
    wanted = {GradeClass.DESTROYED} if kind is ClaimKind.DESTROYED_COUNT else SEEN_DAMAGE
    grades = view.grades
    sure = [grade for grade in grades if grade.grade in wanted]
    hidden = [grade for grade in grades if not grade.is_assessable]
    maybe = [grade for grade in grades if grade.is_assessable and grade.grade not in wanted and wanted & set(grade.grade_set)]
    reasons = tuple(dict.fromkeys(reason for grade in hidden for reason in (grade.reasons or (Reason.NODATA,))))
    counted = Quantity(value=len(sure), low=len(sure), high=len(sure) + len(hidden) + len(maybe), unit="building")
    evidence = tuple(link for one in sure[:20] for link in _evidence(one, EvidenceKind.SUPPORTS, Reason.CHANGE_SEEN))
    return counted, evidence, reasons


def _rule_counted(claimed: Quantity, counted: Quantity, evidence: tuple[Evidence, ...], view: View, limits: tuple[Reason, ...]) -> Ruling:
    low, high = claimed.claimed_interval()
    seen_low, seen_high = counted.claimed_interval()
    if seen_low == 0:
        unseen = () if limits and seen_high > 0 else (Reason.NO_CHANGE_SEEN,)
        return not_checkable(*unseen, *limits, measured=counted)
    if low <= seen_high and seen_low <= high and seen_low >= low * view.options.count_share:
        reasons = tuple(dict.fromkeys((Reason.COUNT_AGREES, *limits)))
        return Ruling(verdict=Verdict.SUPPORTED, reasons=reasons, evidence=evidence, measured=counted)
    return Ruling(
        verdict=Verdict.PARTLY_SUPPORTED,
        reasons=tuple(dict.fromkeys((Reason.COUNT_DIFFERS, *limits))),
        evidence=evidence,
        measured=counted,
        supported_part=f"at least {seen_low:.0f} are seen in these pictures",
    )

"""Claims that a thing was damaged, and counts of damaged things, against the grades of buildings."""

from __future__ import annotations

from temoin.corroborate.match import TieState, is_hidden
from temoin.corroborate.reach import reach
from temoin.corroborate.ruling import Ruling, not_checkable, not_yet
from temoin.corroborate.view import View
from temoin.model import Certainty, Claim, ClaimKind, Effect, Evidence, EvidenceKind, Extent, Grade, GradeClass, Polarity, Reason, Verdict
from temoin.quantity import Quantity

__all__ = ["is_negative", "rule_count", "rule_object"]

_SEEN_DAMAGE = frozenset({GradeClass.DAMAGED, GradeClass.DESTROYED})
_WITH_CAUSE = frozenset({Effect.HIT, Effect.BURNED, Effect.FLOODED})
"""Effects that say how it happened, which a change alone does not show."""
_WHOLE = frozenset({Effect.DESTROYED})
_COUNTED = frozenset({"building", "house", "workshop", "warehouse", "hall", "hangar", "school", "church", "hospital", "structure", "home", "shed"})
"""Units that footprints can be counted for."""
_INSIDE = frozenset({"apartment", "flat", "household", "window", "room", "shop"})


def is_negative(claim: Claim) -> bool:
    """Whether what is said is that the thing was not damaged."""
    return claim.polarity is Polarity.NEGATIVE or claim.effect is Effect.NONE or claim.certainty is Certainty.DENIED


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
    if grade.grade is GradeClass.NO_VISIBLE_DAMAGE:
        return _rule_unseen(claim, grade, view)
    supports = _evidence(grade, EvidenceKind.SUPPORTS, Reason.CHANGE_SEEN)
    if grade.grade is GradeClass.POSSIBLE:
        if GradeClass.NO_VISIBLE_DAMAGE in grade.grade_set:
            silent = _evidence(grade, EvidenceKind.SILENT, Reason.TOO_SMALL)
            return not_checkable(Reason.TOO_SMALL, *view.limits, evidence=silent, measured=grade.changed_area)
        return _partly(grade, view, (), "a change is possibly there", supports)
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
    """No visible change. Only the loss of a whole roof or building that both pictures show well is refuted by that."""
    is_total = claim.extent is Extent.TOTAL and claim.effect in {Effect.COLLAPSED, Effect.DESTROYED}
    footprint_m2 = next(one.footprint.area_m2 for one in view.context.buildings if one.id == grade.building_id)
    unseen = () if grade.seen_share >= view.options.seen_share else (grade.reasons or (Reason.NODATA,))
    is_clear = grade.grade_set in {(), (GradeClass.NO_VISIBLE_DAMAGE,)} and not unseen and not grade.reasons
    if is_total and is_clear and view.may_refute and view.would_be_seen(footprint_m2):
        evidence = _evidence(grade, EvidenceKind.CONTRADICTS, Reason.NO_CHANGE_SEEN)
        return Ruling(verdict=Verdict.CONTRADICTED, reasons=(Reason.NO_CHANGE_SEEN,), evidence=evidence, measured=grade.changed_area)
    silent = _evidence(grade, EvidenceKind.SILENT, Reason.NO_CHANGE_SEEN)
    return not_checkable(Reason.NO_CHANGE_SEEN, *unseen, *grade.reasons, *view.limits, evidence=silent, measured=grade.changed_area)


def _rule_negative(grade: Grade, view: View) -> Ruling:
    """Said to be unharmed: a building that is gone refutes it, no visible change does not prove it."""
    if grade.grade is GradeClass.DESTROYED and grade.grade_set in {(), (GradeClass.DESTROYED,)} and view.may_refute and not grade.reasons:
        evidence = _evidence(grade, EvidenceKind.CONTRADICTS, Reason.CHANGE_SEEN)
        return Ruling(verdict=Verdict.CONTRADICTED, reasons=(Reason.CHANGE_SEEN,), evidence=evidence, measured=grade.changed_area)
    if grade.grade in _SEEN_DAMAGE:
        evidence = _evidence(grade, EvidenceKind.CONTRADICTS, Reason.CHANGE_SEEN)
        return not_checkable(Reason.CHANGE_SEEN, Reason.CAUSE_NOT_VISIBLE, *view.limits, evidence=evidence, measured=grade.changed_area)
    silent = _evidence(grade, EvidenceKind.SILENT, Reason.NO_CHANGE_SEEN)
    return not_checkable(Reason.NO_CHANGE_SEEN, *view.limits, evidence=silent, measured=grade.changed_area)


def _rule_unnamed(claim: Claim, view: View, why: Reason) -> Ruling:
    """The text does not say which building: a changed one may be meant."""
    damaged = sorted((one for one in view.grades if one.grade in _SEEN_DAMAGE), key=lambda one: (-one.score, one.building_id))
    if not damaged or is_negative(claim):
        return not_checkable(Reason.CHANGE_SEEN if damaged else Reason.NO_CHANGE_SEEN, why, *view.limits)
    cause = (Reason.CAUSE_NOT_VISIBLE,) if claim.effect in _WITH_CAUSE else ()
    evidence = tuple(link for one in damaged[:5] for link in _evidence(one, EvidenceKind.SUPPORTS, Reason.CHANGE_SEEN))
    return _partly(damaged[0], view, (why, *cause), "a building changed; that it is the one meant is not written", evidence)


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
    wanted = {GradeClass.DESTROYED} if kind is ClaimKind.DESTROYED_COUNT else _SEEN_DAMAGE
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

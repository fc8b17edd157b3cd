"""Claimed areas and shares against measured ones."""

from __future__ import annotations

import math

import attrs

from temoin.corroborate.comparison import Comparison, compare_with_grade
from temoin.corroborate.kinds import may_be_meant
from temoin.corroborate.match import Tie, TieState, is_hidden
from temoin.corroborate.reach import Reach, reach
from temoin.corroborate.ruling import Ruling, not_checkable, not_yet
from temoin.corroborate.unseen import SEEN_DAMAGE, is_change_seen, rule_unseen
from temoin.corroborate.view import View
from temoin.model import Claim, EvidenceKind, Finding, Grade, Reason, Thing, Verdict
from temoin.quantity import Quantity

__all__ = ["rule_extent"]

_GROUND = frozenset({"field", "forest", "ground", "land", "yard", "area", "farmland", "vegetation", "crop", "park"})
"""Things that are no buildings: all changed ground counts for them."""


def rule_extent(claim: Claim, view: View) -> Ruling:
    """Hold a claimed area (m²) or share (%) against what was measured.

    Lengths are not measured yet. A claimed interval is `Quantity.claimed_interval`, a measured one its own.
    """
    claimed = claim.quantity
    if claimed is None or (claimed.unit not in {"m2", "%"} and not is_hidden(claim.thing)):
        return not_yet(Reason.NOT_MEASURED)
    reached = reach(claim, view)
    if isinstance(reached, Ruling):
        return reached
    if reached.grade is not None:
        return _rule_tied(claimed, reached.grade, view)
    if claimed.unit == "%":
        return not_checkable(reached.why_untied)
    return _rule_untied(claim, claimed, reached, view)


def _rule_tied(claimed: Quantity, grade: Grade, view: View) -> Ruling:
    comparison = compare_with_grade(claimed, grade, view)
    if comparison is None:
        return not_checkable(*(grade.reasons or (Reason.NODATA,)))
    if not is_change_seen(grade, view):
        refuting = (Reason.NO_CHANGE_SEEN, Reason.AREA_SMALLER)
        return rule_unseen(grade, view, (comparison,), most_m2=comparison.claimed_m2, refuting=refuting)
    is_damage = grade.grade in SEEN_DAMAGE
    ruling = _compare(comparison, view, may_refute=is_damage and grade.seen_share >= view.options.seen_share and not grade.reasons)
    if ruling.verdict is Verdict.SUPPORTED and not is_damage:
        return _lessened(ruling, f'a change of that size is seen there; the grade of the building is only "{grade.grade}"')
    return ruling


def _lessened(ruling: Ruling, part: str) -> Ruling:
    return attrs.evolve(ruling, verdict=Verdict.PARTLY_SUPPORTED, supported_part=part)


def _compare(comparison: Comparison, view: View, *, may_refute: bool, extra: tuple[Reason, ...] = ()) -> Ruling:
    """A change is there: does its size meet the claimed one?"""
    low, high = comparison.claimed.claimed_interval()
    seen_low, seen_high = comparison.measured.claimed_interval()
    limits = (*extra, *view.limits)
    supports = comparison.evidence(EvidenceKind.SUPPORTS, Reason.AREA_AGREES)
    if low <= seen_high and seen_low <= high:
        return Ruling(verdict=Verdict.SUPPORTED, reasons=(Reason.AREA_AGREES, *limits), evidence=supports, measured=comparison.measured)
    if seen_low > high:
        # More may have fallen, or been cleared, before the picture was taken, so more never refutes less.
        return _partly(comparison, Reason.AREA_LARGER, "it changed, over more than is claimed", limits)
    far = seen_high * view.options.far_factor < low
    if far and may_refute and view.may_refute and view.would_be_seen(comparison.claimed_m2):
        return Ruling(
            verdict=Verdict.CONTRADICTED,
            reasons=(Reason.AREA_SMALLER,),
            evidence=comparison.evidence(EvidenceKind.CONTRADICTS, Reason.AREA_SMALLER),
            measured=comparison.measured,
        )
    return _partly(comparison, Reason.AREA_SMALLER, f"it changed, but over about {_words(comparison.measured)} only", limits)


def _partly(comparison: Comparison, reason: Reason, part: str, limits: tuple[Reason, ...]) -> Ruling:
    return Ruling(
        verdict=Verdict.PARTLY_SUPPORTED,
        reasons=tuple(dict.fromkeys((reason, Reason.CHANGE_SEEN, *limits))),
        evidence=comparison.evidence(EvidenceKind.SUPPORTS, Reason.CHANGE_SEEN),
        measured=comparison.measured,
        supported_part=part,
    )


def _words(quantity: Quantity) -> str:
    low, high = quantity.claimed_interval()
    middle = quantity.value if quantity.value is not None else (low + high) / 2
    return f"{middle:,.0f} {'m²' if quantity.unit == 'm2' else quantity.unit}"


def _rule_untied(claim: Claim, claimed: Quantity, reached: Reach, view: View) -> Ruling:
    """The text does not say where, or no outline is known: a change of that size may be there, a missing one refutes nothing."""
    tie, why = reached.tie, reached.why_untied
    candidates = _candidates(claim.thing, tie, view)
    low = claimed.claimed_interval()[0]
    compared = [Comparison(claimed=claimed, measured=area, finding=finding, claimed_m2=low) for area, finding in candidates]
    meeting = [one for one in compared if one.measured.claimed_interval()[1] >= low and _seen(one.measured)]
    nearest = next((one for one in compared if one.claimed.is_compatible_with(one.measured)), meeting[0] if meeting else None)
    if nearest is None or not _seen(nearest.measured):
        seen = [one for one in compared if _seen(one.measured) and one.measured.claimed_interval()[1] * view.options.far_factor >= low]
        if seen:
            return _compare(seen[0], view, may_refute=False, extra=(why,))
        if view.smallest_m2 is not None and low < view.smallest_m2:
            return not_checkable(Reason.TOO_SMALL, why)
        if _others_changed(claim.thing, view):
            return not_checkable(why, *view.limits)
        return not_checkable(Reason.NO_CHANGE_SEEN, why, *view.limits)
    ruling = _compare(nearest, view, may_refute=False, extra=(why,))
    only = nearest.finding.grade if isinstance(nearest.finding, Grade) and nearest.finding.grade not in SEEN_DAMAGE else None
    if ruling.verdict is Verdict.SUPPORTED and (only is not None or tie.state is not TieState.UNNAMED):
        what = "that it is the thing named is not shown" if only is None else f'the grade of the building is only "{only}"'
        return _lessened(ruling, f"a change of that size is there; {what}")
    return ruling


def _others_changed(thing: Thing | None, view: View) -> bool:
    """Whether a building changed that the thing cannot be."""
    return any(is_change_seen(one, view) and not may_be_meant(thing, one.building_id, view.context) for one in view.grades)


def _seen(measured: Quantity) -> bool:
    return measured.claimed_interval()[0] > 0


def _candidates(thing: Thing | None, tie: Tie, view: View) -> list[tuple[Quantity, Finding]]:
    """The measured areas that the claim may mean, the most particular first."""
    is_ground = thing is not None and thing.noun in _GROUND and thing.part is None
    found: list[tuple[Quantity, Finding]] = []
    names: tuple[str, ...]
    if not is_ground and tie.state is not TieState.NO_BUILDINGS:
        meant = {one.building_id for one in view.grades if may_be_meant(thing, one.building_id, view.context)}
        large = [one for one in sorted(view.changes, key=_by_size) if meant & set(one.building_ids)]
        pieces: list[tuple[Quantity, Finding]] = [(one.area, one) for one in large]
        seen = [grade for grade in view.grades if grade.changed_area is not None and is_change_seen(grade, view)]
        changed = [grade for grade in seen if grade.building_id in meant]
        roofs: list[tuple[Quantity, Finding]] = [(one.changed_area, one) for one in sorted(changed, key=_by_size) if one.changed_area is not None]
        # A piece of changed ground may reach beyond the roof (rubble, burns); what is claimed of a roof is held against roofs first.
        is_roof = thing is not None and "roof" in {thing.noun, thing.part}
        found += roofs + pieces if is_roof else pieces + roofs
        # The total holds every changed roof, so it says nothing of a thing that some of them cannot be.
        names = ("roof_changed_area",) if len(changed) == len(seen) else ()
    else:
        found += [(change.area, change) for change in sorted(view.changes, key=_by_size)]
        names = ("changed_area",)
    found += [(one.quantity, one) for name in names if (one := view.measurement(name)) is not None]
    return found


def _by_size(finding: Finding) -> tuple[float, str]:
    area = getattr(finding, "area", None) or getattr(finding, "changed_area", None)
    value = area.value if area is not None and area.value is not None else -math.inf
    return (-value, finding.id)

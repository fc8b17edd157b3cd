"""`Comparison`: a claimed size beside the measured one of the same thing."""

from __future__ import annotations

import attrs

from temoin.corroborate.match import TieState, tie_to_building
from temoin.corroborate.view import View
from temoin.model import Certainty, Claim, ClaimKind, Effect, Evidence, EvidenceKind, Finding, Grade, Polarity, Reason, Role
from temoin.quantity import Quantity

__all__ = ["Comparison", "compare_with_grade", "footprint_m2", "given_sizes", "is_negative"]


@attrs.frozen(kw_only=True)
class Comparison:
    """A claimed number beside a measured one; `claimed_m2` is the least area claimed, in m²."""

    claimed: Quantity
    measured: Quantity
    finding: Finding
    claimed_m2: float

    def evidence(self, kind: EvidenceKind, reason: Reason) -> tuple[Evidence, ...]:
        """The link to the finding."""
        return (Evidence(kind=kind, finding_id=self.finding.id, reason=reason, measured=self.measured),)


def is_negative(claim: Claim) -> bool:
    """Whether what is said is that the thing was not damaged."""
    return claim.polarity is Polarity.NEGATIVE or claim.effect is Effect.NONE or claim.certainty is Certainty.DENIED


def footprint_m2(grade: Grade, view: View) -> float:
    """The area of the graded building's outline, m²."""
    return next(one.footprint.area_m2 for one in view.context.buildings if one.id == grade.building_id)


def compare_with_grade(claimed: Quantity, grade: Grade, view: View) -> Comparison | None:
    """Lay a claimed area (m²) or share (%) beside what changed of a building; `None` where nothing of it was seen."""
    if grade.changed_area is None:
        return None
    low = claimed.claimed_interval()[0]
    is_area = claimed.unit == "m2"
    return Comparison(
        claimed=claimed,
        measured=grade.changed_area if is_area else _percent(grade),
        finding=grade,
        claimed_m2=low if is_area else low / 100 * footprint_m2(grade, view),
    )


def given_sizes(claim: Claim, grade: Grade, view: View) -> tuple[Comparison, ...]:
    """The sizes that go with a damaged thing: areas and shares that the same source gives in the same text, of the same part of the same
    building, for the same effect. "The roof of hall 3 fell in over 900 m²" makes two claims, a thing and its size; they stand or fall as one.
    """
    sizes = [one for one in view.claims if _is_size_of(one, claim, view) and one.quantity is not None]
    found = [compare_with_grade(one.quantity, grade, view) for one in sizes if one.quantity is not None]
    return tuple(one for one in found if one is not None)


def _is_size_of(other: Claim, claim: Claim, view: View) -> bool:
    if other.kind is not ClaimKind.DAMAGE_EXTENT or other.quantity is None or other.quantity.unit not in {"m2", "%"}:
        return False
    if other.role is not Role.MAIN or is_negative(other) or other.certainty is Certainty.EXPECTED:
        return False
    if other.thing is None or claim.thing is None or other.thing.part != claim.thing.part:
        return False
    if (other.report_id, other.effect, _origin(other)) != (claim.report_id, claim.effect, _origin(claim)):
        return False
    tie = tie_to_building(claim, view.context)
    return tie.state is TieState.TIED and tie == tie_to_building(other, view.context)


def _origin(claim: Claim) -> str | None:
    origin = claim.attribution.origin
    return None if origin is None else origin.name


def _percent(grade: Grade) -> Quantity:
    share = grade.changed_share
    if share is None:
        return Quantity(value=0.0, unit="%", low=0.0, high=100.0)
    low, high = share.claimed_interval()
    scaled = None if share.value is None else share.value * 100
    return Quantity(value=scaled, unit="%", low=max(0.0, low * 100), high=min(100.0, high * 100), confidence=share.confidence)

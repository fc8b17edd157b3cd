"""`Ruling`: what one side, pictures or reports, makes of one claim."""

from __future__ import annotations

import attrs

from temoin.model import Evidence, Reason, Verdict
from temoin.quantity import Quantity

__all__ = ["Ruling", "not_checkable", "not_yet"]


@attrs.frozen(kw_only=True)
class Ruling:
    """What one side makes of one claim.

    Args:
        verdict: of that side.
        reasons: why, the weightiest first.
        evidence: what it rests on.
        measured: the number that was compared, or `None`.
        supported_part: which part is supported, where that is not the whole.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...] = ()
    measured: Quantity | None = None
    supported_part: str = ""


def not_checkable(*reasons: Reason, evidence: tuple[Evidence, ...] = (), measured: Quantity | None = None) -> Ruling:
    """It cannot be checked by this side."""
    return Ruling(verdict=Verdict.NOT_CHECKABLE, reasons=tuple(dict.fromkeys(reasons)), evidence=evidence, measured=measured)


def not_yet(*reasons: Reason, evidence: tuple[Evidence, ...] = ()) -> Ruling:
    """It could be checked by this side, but was not yet."""
    return Ruling(verdict=Verdict.NOT_YET_CHECKED, reasons=tuple(dict.fromkeys(reasons)), evidence=evidence)

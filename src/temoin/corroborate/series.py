"""What a count was said to be over time: the values that `count_history` hands out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import attrs

from temoin.corroborate.origins import Origin, origin_of
from temoin.model import Claim, ClaimKind, Reason, Report
from temoin.quantity import Quantity

__all__ = ["CountPoint", "CountSeries", "FieldNature", "PointStatus", "SeriesStatus", "Statement", "field_of", "nature_of", "statement_of"]


class FieldNature(StrEnum):
    """How a field behaves over time."""

    CUMULATIVE = "cumulative"
    STATE = "state"
    CONSTANT = "constant"


_CUMULATIVE = frozenset(
    {
        ClaimKind.KILLED,
        ClaimKind.INJURED,
        ClaimKind.RESCUED,
        ClaimKind.DAMAGED_COUNT,
        ClaimKind.DESTROYED_COUNT,
        ClaimKind.MEANS_COUNT,
    }
)
"""Fields that only grow while an event is being counted, unless somebody corrects them."""
_STATE = frozenset({ClaimKind.MISSING, ClaimKind.HOSPITALISED, ClaimKind.DISPLACED})
"""Fields that hold for a moment: people are found, leave hospital, go home."""
_STATE_WORDS = frozenset(
    [
        "without",
        "outages",
        "open",
        "closed",
        "burning",
        "active",
        "remaining",
        "contained",
        "sheltering",
        "waiting",
        "unidentified",
        "quarantined",
        "detained",
    ]
)
_CUMULATIVE_WORDS = frozenset(
    [
        "identified",
        "recovered",
        "found",
        "treated",
        "examined",
        "arrested",
        "aftershocks",
        "events",
        "explosions",
        "fires",
        "attacks",
        "strikes",
        "claims",
        "complaints",
        "calls",
        "donated",
    ]
)
"""Words of names of fields that no kind of ours covers; every other field is taken for one constant of the event."""
_MEASURED_ONCE = frozenset({"magnitude"})
"""Units of background numbers that are one constant of the event."""


class PointStatus(StrEnum):
    """What became of one figure."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    CONTESTED = "contested"
    SET_ASIDE = "set aside"


class SeriesStatus(StrEnum):
    """What became of the field."""

    RESOLVED = "resolved"
    CONTESTED = "contested"
    OPEN = "open"


@attrs.frozen(kw_only=True)
class CountPoint:
    """One figure, as it was said.

    Args:
        claim_id: the claim.
        report_id: the report it stands in.
        quantity: the figure.
        said: the day it was said, else that of publication, or `None`.
        as_of: the day it holds for, where the text gives it.
        origin: who is said to know, in words.
        status: what became of it.
        reason: why, where it is not current.
    """

    claim_id: str
    report_id: str
    quantity: Quantity
    said: date | None
    as_of: date | None
    origin: str
    status: PointStatus
    reason: Reason | None = None


@attrs.frozen(kw_only=True)
class CountSeries:
    """What one count was said to be over time, and what it came to.

    Args:
        field: the kind of count, with its unit where the kind has several.
        kind: of the claims.
        nature: cumulative, state or constant.
        points: every figure, oldest first.
        status: resolved, contested, or open where no figure is left to hold.
        quantity: the figure that stands, or the range where it is contested; `None` where it is open.
        as_of: the day that figure was said for.
        origins: who stands behind it.
        why: in plain English.
    """

    field: str
    kind: ClaimKind
    nature: FieldNature
    points: tuple[CountPoint, ...]
    status: SeriesStatus
    quantity: Quantity | None = None
    as_of: date | None = None
    origins: tuple[str, ...] = ()
    why: str = ""


@attrs.frozen(kw_only=True)
class Statement:
    """One figure made ready for comparing.

    Args:
        claim: it.
        said: the day it was said, else that of publication; the earliest day there is where nothing says it.
        origin: who is said to know.
        low: least value it stands for.
        high: greatest value it stands for, infinite for "at least".
        is_copy: it stands in a report that was taken over from another.
    """

    claim: Claim
    said: date
    origin: Origin
    low: float
    high: float
    is_copy: bool

    @property
    def value(self) -> float:
        """The number written, else the nearer bound."""
        quantity = self.claim.quantity
        if quantity is not None and quantity.value is not None:
            return quantity.value
        return self.low if math.isfinite(self.low) else self.high

    @property
    def has_top(self) -> bool:
        """Whether it says how many there are at most."""
        return math.isfinite(self.high)

    def meets(self, other: Statement) -> bool:
        """Whether both can be right of one moment."""
        return self.low <= other.high and other.low <= self.high

    @property
    def order(self) -> tuple[date, float, str]:
        """By day said, then by value, then by claim: never by place in the input."""
        return (self.said, self.value, self.claim.id)


def field_of(claim: Claim, fields: Mapping[str, str] | None = None) -> str | None:
    """The field that a claim gives a figure for; `None` where it gives none.

    Args:
        claim: of any kind.
        fields: claim id to the name of its field, for files that name their fields themselves.
    """
    if claim.quantity is None:
        return None
    if fields is not None and claim.id in fields:
        return fields[claim.id]
    if not (claim.kind in _CUMULATIVE | _STATE or _is_constant(claim)):
        return None
    if claim.kind.is_casualty:
        return str(claim.kind)
    return f"{claim.kind}:{claim.quantity.unit}"


def _is_constant(claim: Claim) -> bool:
    return (
        claim.kind is ClaimKind.BACKGROUND_QUANTITY and claim.quantity is not None and (claim.quantity.unit in _MEASURED_ONCE or claim.role == "main")
    )


def nature_of(kind: ClaimKind, field: str = "") -> FieldNature:
    """How a field behaves over time: by its kind, else by the words of its name.

    >>> str(nature_of(ClaimKind.MISSING)), str(nature_of(ClaimKind.BACKGROUND_QUANTITY, "homes_without_power"))
    ('state', 'state')
    """
    if kind in _CUMULATIVE:
        return FieldNature.CUMULATIVE
    if kind in _STATE:
        return FieldNature.STATE
    words = set(field.partition(":")[0].split("_"))
    if words & _STATE_WORDS:
        return FieldNature.STATE
    return FieldNature.CUMULATIVE if words & _CUMULATIVE_WORDS else FieldNature.CONSTANT


def statement_of(claim: Claim, report: Report | None, *, is_copy: bool) -> Statement:
    """Make a claim with a quantity ready for comparing.

    Raises:
        ValueError: the claim has no quantity.
    """
    if claim.quantity is None:
        message = f"claim {claim.id} has no quantity"
        raise ValueError(message)
    low, high = claim.quantity.claimed_interval()
    days = claim.said_on or claim.as_of or (report.published.days if report is not None and report.published is not None else None)
    return Statement(claim=claim, said=days.last if days else date.min, origin=origin_of(claim), low=low, high=high, is_copy=is_copy)

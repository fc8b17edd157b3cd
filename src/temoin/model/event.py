"""`Event`: what happened, as far as reports and people say."""

from __future__ import annotations

from enum import StrEnum

import attrs

from temoin.model.time import TimeRange

__all__ = ["Event", "TimeBasis"]


class TimeBasis(StrEnum):
    """Where an event's time comes from."""

    GIVEN = "given"
    WRITTEN = "written"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Event:
    """What happened; never who is to blame for it.

    Args:
        id: unique in a case.
        when: the stretch of time it falls into, or `None`; where `is_latest` holds, it may have been earlier than `when` but not later.
        basis: where `when` comes from.
        is_latest: `when` is an upper bound ("on or before").
        place: its place as the reports write it, or `None`.
        facility: its site as the reports write it, or `None`.
        claim_ids: the claims that `when` rests on.
    """

    id: str
    when: TimeRange | None = None
    basis: TimeBasis = TimeBasis.UNKNOWN
    is_latest: bool = False
    place: str | None = None
    facility: str | None = None
    claim_ids: tuple[str, ...] = ()

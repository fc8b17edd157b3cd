"""`TimeRange`: when something was, with its zone and its grain; `Days`: the calendar days a text names."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Self

import attrs

__all__ = ["Days", "TimeRange"]


def _has_zone(_: object, attribute: attrs.Attribute[datetime], value: datetime) -> None:
    if value.tzinfo is None or value.utcoffset() is None:
        message = f"{attribute.name} {value.isoformat()} has no zone"
        raise ValueError(message)


@attrs.frozen(kw_only=True)
class Days:
    """One or more whole calendar days, first and last included, in the zone of whoever named them.

    >>> from datetime import date
    >>> Days(first=date(2025, 6, 30), last=date(2025, 7, 1)).iso
    '2025-06-30/2025-07-01'
    """

    first: date
    last: date

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            message = f"days run from {self.first} to {self.last}, backwards"
            raise ValueError(message)

    @classmethod
    def one(cls, day: date) -> Self:
        """A single day."""
        return cls(first=day, last=day)

    @classmethod
    def from_iso(cls, text: str) -> Self:
        """Read `2025-07-01` or `2025-06-30/2025-07-01`.

        Raises:
            ValueError: the text is neither.
        """
        first, _, last = text.partition("/")
        return cls(first=date.fromisoformat(first), last=date.fromisoformat(last or first))

    @property
    def iso(self) -> str:
        """`2025-07-01`, or `2025-06-30/2025-07-01` where there are several."""
        return self.first.isoformat() if self.first == self.last else f"{self.first.isoformat()}/{self.last.isoformat()}"

    def overlaps(self, other: Days) -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last

    def to_range(self, zone: tzinfo) -> TimeRange:
        """From the first day's midnight to the end of the last day, in a zone."""
        return TimeRange(start=datetime.combine(self.first, time(), zone), end=datetime.combine(self.last + timedelta(days=1), time(), zone))


@attrs.frozen(kw_only=True)
class TimeRange:
    """A stretch of time, half-open, with zones; an instant known to the second is one second long.

    Args:
        start: first moment, with a zone.
        end: one past the last moment, with a zone.
        zone_assumed: nobody wrote the zone; it was taken to be the one that `start` bears.

    Raises:
        ValueError: a zone is missing, or the end is not after the start.
    """

    start: datetime = attrs.field(validator=_has_zone)
    end: datetime = attrs.field(validator=_has_zone)
    zone_assumed: bool = False

    def __attrs_post_init__(self) -> None:
        if self.end <= self.start:
            message = f"a time range runs forwards, not from {self.start.isoformat()} to {self.end.isoformat()}"
            raise ValueError(message)

    @classmethod
    def at(cls, moment: datetime, *, zone_assumed: bool = False) -> Self:
        """An instant known to the second."""
        return cls(start=moment, end=moment + timedelta(seconds=1), zone_assumed=zone_assumed)

    @classmethod
    def on(cls, day: date, zone: tzinfo, *, zone_assumed: bool = False) -> Self:
        """A whole day in a zone."""
        start = datetime.combine(day, time(), zone)
        return cls(start=start, end=datetime.combine(day + timedelta(days=1), time(), zone), zone_assumed=zone_assumed)

    @property
    def is_day(self) -> bool:
        """Whether only the day is known, or less."""
        return self.end - self.start >= timedelta(hours=23)

    @property
    def days(self) -> Days:
        """The calendar days touched, in the zone of `start`."""
        last = (self.end - timedelta(microseconds=1)).astimezone(self.start.tzinfo)
        return Days(first=self.start.date(), last=last.date())

    def is_before(self, other: TimeRange) -> bool:
        """Whether all of this lies before all of the other."""
        return self.end <= other.start

    def overlaps(self, other: TimeRange) -> bool:
        """Whether the two share a moment."""
        return self.start < other.end and other.start < self.end

    def __str__(self) -> str:
        """`2025-07-02`, or `2025-07-02 08:14:05 +00:00` where the second is known."""
        if self.is_day:
            return self.days.iso
        return self.start.isoformat(sep=" ", timespec="seconds")

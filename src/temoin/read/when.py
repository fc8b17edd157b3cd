"""Times as people and pages write them, to `TimeRange`s as long as they are vague."""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from temoin.errors import OptionError
from temoin.model import TimeRange

__all__ = ["parse_when", "read_page_time"]

_ISO = re.compile(
    r"""(?P<year>\d{4})(?P<dash>-?)(?P<month>\d{2})(?P=dash)(?P<day>\d{2})
        (?:(?:[Tt]|[ ]+)(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d{1,9})?)?
           (?:[ ]*(?P<zone>[Zz]|UTC|GMT|[+\-\u2212]\d{2}(?::?\d{2})?|[A-Za-z]+(?:/[A-Za-z_+\-]+){1,2}))?)?""",
    re.VERBOSE | re.ASCII,
)
_HINT = "Write a day (2025-07-03) or a time with its zone (2025-07-03T08:00+02:00, 2025-07-03T06:00Z or 2025-07-03 08:00 Europe/Paris)."
_MOST_CHARACTERS = 80


def parse_when(text: str) -> TimeRange:
    """The time that a person wrote, as an option or in a side-car file.

    A day alone is that whole day in UTC and says that the zone was assumed; a time to the minute is one minute long, to the second one second.

    Raises:
        OptionError: it is no date, or a time of day without its zone.

    >>> str(parse_when("2025-07-03"))
    '2025-07-03'
    >>> parse_when("2025-07-03T08:00+02:00").start.isoformat()
    '2025-07-03T08:00:00+02:00'
    >>> parse_when("2025-07-03T08:00")
    Traceback (most recent call last):
    ...
    temoin.errors.OptionError: the time "2025-07-03T08:00" has no zone
    """
    when = _parse(text)
    if when is None:
        raise OptionError(f'"{text.strip()[:_MOST_CHARACTERS]}" is not a date or time', hint=_HINT)
    if when.zone_assumed and not when.is_day:
        raise OptionError(f'the time "{text.strip()}" has no zone', hint=_HINT)
    return when


def read_page_time(text: str) -> TimeRange | None:
    """The time that a page or a list of reports wrote, or `None` where it cannot be read; without a zone, UTC is taken and marked as assumed.

    >>> read_page_time("2025-07-03T08:00:00").zone_assumed
    True
    >>> str(read_page_time("Thu, 03 Jul 2025 08:00:00 +0200"))
    '2025-07-03 08:00:00+02:00'
    >>> read_page_time("yesterday") is None
    True
    """
    return _parse(text) or _mail_time(text)


def _parse(text: str) -> TimeRange | None:
    found = _ISO.fullmatch(text.strip()) if len(text) <= _MOST_CHARACTERS else None
    if found is None:
        return None
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
        if found["hour"] is None:
            return TimeRange.on(day, UTC, zone_assumed=True)
        zone = _zone(found["zone"]) if found["zone"] else UTC
        start = datetime(day.year, day.month, day.day, int(found["hour"]), int(found["minute"]), int(found["second"] or 0), tzinfo=zone)
        start = _fixed(start)
        length = timedelta(seconds=1) if found["second"] else timedelta(minutes=1)
        return TimeRange(start=start, end=start + length, zone_assumed=found["zone"] is None)
    except (ValueError, OverflowError):
        return None


def _zone(text: str) -> tzinfo:
    """The zone of `Z`, `+02:00` or `Europe/Paris`.

    Raises:
        ValueError: there is no such zone.
    """
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    if "/" in text:
        try:
            return zoneinfo.ZoneInfo(text)
        except (zoneinfo.ZoneInfoNotFoundError, OSError) as error:
            raise ValueError(text) from error
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(offset if text[0] == "+" else -offset)


def _fixed(moment: datetime) -> datetime:
    """The moment with the offset of its day written out, so that adding to it counts real seconds.

    Raises:
        ValueError: the clock showed this time twice or never, on a night when it was changed.
    """
    if not isinstance(moment.tzinfo, zoneinfo.ZoneInfo):
        return moment
    offset = moment.utcoffset()
    if offset is None or offset != moment.replace(fold=1).utcoffset():
        message = f"{moment.isoformat()} is ambiguous"
        raise ValueError(message)
    return moment.replace(tzinfo=timezone(offset))


def _mail_time(text: str) -> TimeRange | None:
    if len(text) > _MOST_CHARACTERS:
        return None
    try:
        moment = parsedate_to_datetime(text.strip())
        if moment.tzinfo is None:
            return TimeRange.at(moment.replace(tzinfo=UTC), zone_assumed=True)
        return TimeRange.at(moment)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

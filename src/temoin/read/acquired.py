"""Times as picture metadata writes them: ISO 8601, or TIFF's own form; no zone means UTC by custom, and that is kept in the value."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from temoin.model import TimeRange

__all__ = ["moment_of"]

_TIFF_FORM = re.compile(r"^(\d{4}):(\d{2}):(\d{2})(?:[ T](.*))?$")


def moment_of(text: object) -> TimeRange | None:
    """The time that a metadata field states, or `None` where it states none.

    Satellite operators write UTC; where the field bears no zone that is assumed, and `zone_assumed` says so.

    >>> print(moment_of("2018-10-13T16:48:15.000Z"))
    2018-10-13 16:48:15+00:00
    >>> moment_of("2011:05:24 17:03:00").zone_assumed
    True
    >>> moment_of("yesterday") is None
    True
    """
    if not isinstance(text, str):
        return None
    form = _TIFF_FORM.match(text.strip())
    plain = f"{form[1]}-{form[2]}-{form[3]}" + (f"T{form[4].strip()}" if form[4] else "") if form else text.strip()
    try:
        if len(plain) == 10:
            return TimeRange.on(date.fromisoformat(plain), UTC, zone_assumed=True)
        moment = datetime.fromisoformat(plain.removesuffix(" UTC"))
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        return TimeRange.at(moment.replace(tzinfo=UTC), zone_assumed=not plain.endswith(" UTC"))
    return TimeRange.at(moment)

"""Numbers and times as an editor prints them: thin no-break spaces, units, and no more digits than the interval allows."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from temoin.model import Days, Event, TimeBasis, TimeRange
from temoin.publish.words import Words
from temoin.quantity import Level, Quantity

__all__ = ["days_words", "event_words", "fixed_words", "interval_words", "number_words", "quantity_words", "share_words", "time_words"]

THIN = "\u202f"
"""Narrow no-break space: between thousands and before units (SI Brochure, 9th ed., 5.4.3 and 5.4.4)."""
_NOTHING = 1e-12
"""An interval narrower than this is a point."""
LEVELS = {
    Level.EXACT: "{number}",
    Level.RANGE: "{number}",
    Level.ABOUT: "about {number}",
    Level.AT_LEAST: "at least {number}",
    Level.MORE_THAN: "more than {number}",
    Level.AT_MOST: "at most {number}",
    Level.NEARLY: "nearly {number}",
    Level.SEVERAL: "several ({number} or more)",
}


def number_words(value: float, *, step: float | None = None, decimal: str = ".") -> str:
    r"""A number with thin no-break spaces between thousands.

    Args:
        value: any number.
        step: rounded to a multiple of this; `None` prints all digits that a float of six significant digits has.
        decimal: the sign before decimals.

    >>> number_words(1262.3, step=10)
    '1\u202f260'
    >>> number_words(-0.5)
    '−0.5'
    """
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞"
    if step is not None:
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        text = f"{round(value / step) * step:,.{decimals}f}"
    else:
        text = f"{value:,.0f}" if value == int(value) else f"{float(f'{value:.6g}'):,}"
    text = text.replace(",", THIN).replace(".", decimal)
    return "−" + text[1:] if text.startswith("-") and text.strip("-0.," + THIN) else text.removeprefix("-")


def _step(quantity: Quantity) -> float | None:
    """The step to which a measured number is rounded; `None` for numbers without an interval, or counts.

    After the rounding rule of the Particle Data Group (Review of Particle Physics, 5.3): two digits of the half width where it begins with 100
    to 354, one digit where it begins with 355 to 949, and tens of the next power above that. Never finer than a whole square metre.
    """
    if quantity.low is None or quantity.high is None or not quantity.is_measure:
        return None
    half = (quantity.high - quantity.low) / 2
    if quantity.value is not None:
        # Of a lopsided interval the narrow side counts, else its bound would be rounded away.
        sides = [side for side in (quantity.value - quantity.low, quantity.high - quantity.value) if side >= _NOTHING]
        half = min([half, *sides])
    if half < _NOTHING:
        return None
    power = math.floor(math.log10(half) + 1e-12)
    digits = half / 10.0**power
    step = 10.0 ** (power - 1) if digits < 3.55 else 10.0**power
    return max(step, 1.0) if quantity.unit == "m2" else step


def interval_words(low: float, high: float, *, step: float | None = None, decimal: str = ".") -> str:
    """An interval, with an en dash; an open side is said in words by the caller."""
    first, last = number_words(low, step=step, decimal=decimal), number_words(high, step=step, decimal=decimal)
    return first if first == last else f"{first}–{last}"


def quantity_words(quantity: Quantity, words: Words) -> str:
    """A quantity with its level, interval and unit: `about 1 300 m²`, `1 260 m² (1 190–1 330)`.

    Args:
        quantity: any quantity.
        words: the language.
    """
    step = _step(quantity)
    factor, unit_name = (100.0, "%") if quantity.unit == "share" else (1.0, quantity.unit)
    if quantity.unit == "share":
        step = 1.0
    low, high = (None if bound is None else bound * factor for bound in (quantity.low, quantity.high))
    unit = words.unit(unit_name, count=_counted(quantity))
    if quantity.value is None:
        return _bounds_words(low, high, step, unit, words)
    if quantity.unit == "m2" and step is not None and 0 < quantity.value < 0.5:
        # Something was measured; printing it as 0 would say that nothing was.
        return words("under {number}", number=_join("1", unit))
    number = _join(number_words(quantity.value * factor, step=step, decimal=words.decimal), unit)
    text = words(LEVELS[quantity.level], number=number)
    if low is not None and high is not None and low < high:
        return f"{text} ({interval_words(low, high, step=step, decimal=words.decimal)})"
    return text


def _bounds_words(low: float | None, high: float | None, step: float | None, unit: str, words: Words) -> str:
    sign = words.decimal
    if low is not None and high is not None:
        return _join(interval_words(low, high, step=step, decimal=sign), unit)
    if low is not None:
        return words("at least {number}", number=_join(number_words(low, step=step, decimal=sign), unit))
    return words("at most {number}", number=_join(number_words(high if high is not None else math.inf, step=step, decimal=sign), unit))


def _counted(quantity: Quantity) -> float | None:
    """The number that decides the form of the thing counted."""
    known = (quantity.value, quantity.high, quantity.low)
    return next((value for value in known if value is not None and math.isfinite(value)), None)


def fixed_words(value: float, digits: int, words: Words) -> str:
    """A number with so many decimals, for scores and chances."""
    return f"{value:.{digits}f}".replace(".", words.decimal)


def _join(number: str, unit: str) -> str:
    return f"{number}{THIN}{unit}" if unit else number


def share_words(share: float) -> str:
    r"""A share of one as a percentage; what is not all is never printed as 100 %, nor what is not nothing as 0 %.

    >>> share_words(0.999)
    '> 99\u202f%'
    """
    if 0 < share < 0.01:
        return f"< 1{THIN}%"
    if 0.99 < share < 1:
        return f"> 99{THIN}%"
    return f"{share * 100:.0f}{THIN}%"


def days_words(days: Days, words: Words) -> str:
    """`1 July 2025`, `30 June – 1 July 2025`."""
    first, last = days.first, days.last
    end = words("{day} {month} {year}", day=_day_of(last.day, words), month=words.month(last.month), year=last.year)
    if first == last:
        return end
    start = _day_of(first.day, words)
    if first.year != last.year:
        return f"{words('{day} {month} {year}', day=start, month=words.month(first.month), year=first.year)} – {end}"
    if first.month != last.month:
        return f"{start} {words.month(first.month)} – {end}"
    return f"{start}–{end}"


def _day_of(day: int, words: Words) -> str:
    """The number of a day; French alone says *premier* for the first."""
    return "1er" if day == 1 and words.language == "fr" else str(day)


def time_words(time: TimeRange | None, words: Words) -> str:
    """A moment with its zone, or a day and that only the day is known."""
    if time is None:
        return words("time not known")
    zone = words("zone assumed") if time.zone_assumed else ""
    if time.is_day:
        day = days_words(time.days, words)
        return words("{day} (day only, {zone})", day=day, zone=zone) if zone else words("{day} (day only)", day=day)
    text = f"{days_words(Days.one(time.start.date()), words)}, {_clock(time)}"
    return f"{text} ({zone})" if zone else text


def _clock(time: TimeRange) -> str:
    is_exact = time.end - time.start <= timedelta(minutes=1)
    start = time.start.strftime("%H:%M")
    clock = start if is_exact else f"{start}–{time.end.astimezone(time.start.tzinfo).strftime('%H:%M')}"
    return f"{clock} {zone_words(time.start)}"


def zone_words(moment: datetime) -> str:
    """The zone of a moment: `UTC`, `UTC+3`, `UTC−4:30`."""
    offset = moment.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02d}" if rest else "")


def event_words(event: Event, words: Words) -> str:
    """When the event was and how that is known: `on or before 1 July 2025 (inferred, not written in the reports)`."""
    if event.when is None:
        return words("date not known")
    when = event.when
    day = days_words(when.days, words) if when.is_day else time_words(when, words)
    text = words("on or before {day}", day=day) if event.is_latest else day
    basis = {
        TimeBasis.GIVEN: "given by the analyst",
        TimeBasis.WRITTEN: "written in the reports",
        TimeBasis.INFERRED: "inferred, not written in the reports",
        TimeBasis.UNKNOWN: "where the date comes from is not known",
    }[event.basis]
    return f"{text} ({words(basis)})"

"""Plain claims files: reports with claims as people write them down, with free words for kinds, days without hours, and no texts."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import attrs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from temoin import model
from temoin.errors import WireError
from temoin.quantity import Level, Quantity
from temoin.text import OffsetMap
from temoin.wire.plainwords import KindWord, number_in, read_kind, read_source

__all__ = ["PlainClaims", "plain_claims"]

_CONFIG = ConfigDict(strict=True, extra="ignore", frozen=True, allow_inf_nan=False)
_DATES = frozenset({model.ClaimKind.EVENT_DATE, model.ClaimKind.IMAGE_DATE, model.ClaimKind.STATEMENT_DATE})
_DAYS = re.compile(r"(?P<first>\d{4}-\d\d-\d\d)(?:/(?P<last>\d{4}-\d\d-\d\d)|[ T].*)?$|(?P<year>\d{4})(?:-(?P<month>\d\d))?$")
_SAID_IN_WORDS = frozenset(
    {
        model.ClaimKind.PLACE,
        model.ClaimKind.FACILITY,
        model.ClaimKind.OWNERSHIP,
        model.ClaimKind.PRODUCTION,
        model.ClaimKind.DAMAGED_OBJECT,
    }
)
"""Kinds that need neither a number nor a day."""
_HINT = "docs/reference/formats says what a plain claims file holds."


class _Link(BaseModel):
    model_config = _CONFIG
    text: str
    kind: str | None = Field(default=None, alias="class")
    named: bool | None = None


class _Claim(BaseModel):
    model_config = _CONFIG
    id: str | None = None
    kind: str = Field(min_length=1)
    value: bool | int | float | str | None = None
    low: int | float | None = None
    high: int | float | None = None
    unit: str | None = None
    modality: str = "exact"
    certainty: str = "asserted"
    polarity: str = "positive"
    role: str = "main"
    as_of: str | None = None
    said_on: str | None = None
    subset_of: str | None = None
    chain: tuple[_Link, ...] = ()
    text: str | None = None


class _Report(BaseModel):
    model_config = _CONFIG
    id: str = Field(min_length=1)
    lang: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    title: str | None = None
    text: str | None = None
    claims: tuple[_Claim, ...] = ()


class _Place(BaseModel):
    model_config = _CONFIG
    name: str | None = None
    country: str | None = None


class _File(BaseModel):
    model_config = _CONFIG
    event: str | None = None
    title: str | None = None
    kind: str | None = None
    date: str | None = None
    place: _Place | str | None = None
    reports: tuple[_Report, ...] = Field(min_length=1)


@attrs.frozen(kw_only=True)
class PlainClaims:
    """What a plain claims file holds.

    Args:
        reports: in the file's order.
        claims: of all reports, in the file's order.
        words: claim id to the word that the file uses for its kind.
        event: when and where the file says that its event was, or `None` where it does not say.
        kind: what kind of event the file says that it was, or "".
    """

    reports: tuple[model.Report, ...]
    claims: tuple[model.Claim, ...]
    words: Mapping[str, KindWord] = MappingProxyType({})
    event: model.Event | None = None
    kind: str = ""


def plain_claims(document: Any, *, name: str = "the document") -> PlainClaims:  # noqa: ANN401  # any JSON value
    """Read a plain claims file.

    Args:
        document: as `read_json` gives it: an object with `reports`, or the list of reports alone.
        name: of the file, for messages.

    Raises:
        WireError: it is none, a date or word cannot be read, or ids come twice.
    """
    try:
        body = _File.model_validate_json(_json(document))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"]).lstrip(".")
        message = f"{name} is no claims file: {place or 'its content'}: {first['msg']} ({error.error_count()} fault(s) in all)"
        raise WireError(message, hint=_HINT) from error
    twice = [one for one, times in Counter(report.id for report in body.reports).items() if times > 1]
    if twice:
        raise WireError(f"{name}: two reports have the id {twice[0]!r}", hint="Give each report an id of its own.")
    return _Reading(name, body).read()


def _json(document: Any) -> str:  # noqa: ANN401  # any JSON value
    return json.dumps({"reports": document} if isinstance(document, list) else document, allow_nan=False)


class _Reading:
    """One file being read: it knows the file's name for messages, and which ids are taken."""

    def __init__(self, name: str, body: _File) -> None:
        self._name, self._body = name, body
        ids = Counter(claim.id for report in body.reports for claim in report.claims)
        self._shared = {one for one, times in ids.items() if one is not None and times > 1}
        self._words: dict[str, KindWord] = {}

    def read(self) -> PlainClaims:
        body = self._body
        place = body.place.name if isinstance(body.place, _Place) else body.place
        event = None
        if body.date or place:
            when = self._time(body.date, "the event") if body.date else None
            basis = model.TimeBasis.GIVEN if when is not None else model.TimeBasis.UNKNOWN
            event = model.Event(id=body.event or "event-1", when=when, basis=basis, place=place)
        claims = tuple(claim for report in body.reports for claim in self._claims(report))
        twice = [one for one, times in Counter(claim.id for claim in claims).items() if times > 1]
        if twice:
            raise WireError(f"{self._name}: two claims of one report have the id {twice[0]!r}", hint="Give each claim an id of its own.")
        return PlainClaims(reports=tuple(map(self._report, body.reports)), claims=claims, words=self._words, event=event, kind=body.kind or "")

    def _report(self, raw: _Report) -> model.Report:
        text = raw.text or ""
        return model.Report(
            id=raw.id,
            publisher=raw.publisher,
            url=raw.url,
            published=self._time(raw.published, f"report {raw.id}") if raw.published else None,
            lang=raw.lang,
            title=raw.title or "",
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            offsets=OffsetMap.identity(len(text)),
            notes=() if raw.text else ("known by its claims alone; no text was kept",),
        )

    def _claims(self, raw: _Report) -> Sequence[model.Claim]:
        named = {one.id: self._id(raw.id, one, number) for number, one in enumerate(raw.claims)}
        return [self._claim(raw.id, one, self._id(raw.id, one, number), named) for number, one in enumerate(raw.claims)]

    def _id(self, report_id: str, raw: _Claim, number: int) -> str:
        if raw.id is None:
            return f"{report_id}/no. {number + 1}"
        return f"{report_id}/{raw.id}" if raw.id in self._shared else raw.id

    def _claim(self, report_id: str, raw: _Claim, claim_id: str, named: Mapping[str | None, str]) -> model.Claim:
        word = _with_unit(read_kind(raw.kind), raw.unit)
        where = f"claim {claim_id}"
        days = _days_of(raw.value) if word.kind in _DATES and isinstance(raw.value, str) else None
        quantity = None if word.kind in _DATES else self._quantity(raw, word, where)
        kind = word.kind
        self._words[claim_id] = word
        if (
            quantity is None
            and days is None
            and kind not in {model.ClaimKind.PLACE, model.ClaimKind.FACILITY, model.ClaimKind.OWNERSHIP, model.ClaimKind.PRODUCTION}
        ):
            kind = model.ClaimKind.IDENTIFIER  # a word or a yes and no: a fact beside the figures, which nothing here compares
        return model.Claim(
            id=claim_id,
            report_id=report_id,
            kind=kind,
            quantity=quantity,
            days=days,
            certainty=self._word(model.Certainty, raw.certainty, where),
            polarity=self._word(model.Polarity, raw.polarity, where),
            role=self._word(model.Role, raw.role, where),
            subset_of=named.get(raw.subset_of) if raw.subset_of else None,
            as_of=self._days(raw.as_of, where) if raw.as_of else None,
            said_on=self._days(raw.said_on, where) if raw.said_on else None,
            attribution=model.Attribution(chain=tuple(self._source(link, where) for link in raw.chain)),
            words=raw.text or self._quote(raw, word),
        )

    @staticmethod
    def _quote(raw: _Claim, word: KindWord) -> str:
        """The value as the file gives it: of a plain claim these are all the words there are."""
        if word.kind in _DATES or word.field in {"place", "site", "facility"} or isinstance(raw.value, str):
            return str(raw.value if raw.value is not None else "")
        return "" if raw.value is None else f"{raw.kind.replace('_', ' ')}: {raw.value}"

    def _source(self, link: _Link, where: str) -> model.Source:
        kind, is_named = read_source(link.text)
        if link.kind is not None:
            kind = self._word(model.SourceClass, link.kind, where)
        return model.Source(name=link.text, kind=kind, is_named=is_named if link.named is None else link.named)

    def _quantity(self, raw: _Claim, word: KindWord, where: str) -> Quantity | None:
        value, low, high, modality = raw.value, raw.low, raw.high, raw.modality
        if isinstance(value, bool):
            return None
        if isinstance(value, str):
            read = number_in(value) if word.kind is not model.ClaimKind.IDENTIFIER else None
            if read is None:
                return None
            value, low, high = read[0], read[1] if low is None else low, read[2] if high is None else high
            modality = read[3] or modality
        if value is None and low is None and high is None:
            return None
        level = self._word(Level, modality, where)
        try:
            told = Quantity(value=value, low=low, high=high, unit=word.unit, level=Level.RANGE if value is None and level is Level.EXACT else level)
        except ValueError as error:
            raise WireError(f"{self._name}: {where}: {error}", hint=_HINT) from error
        return told if word.factor == 1.0 else _converted(told, word)

    def _word(self, words: Any, raw: str, where: str) -> Any:  # noqa: ANN401  # one of several closed word sets
        plain = re.sub(r"[\s-]+", "_", raw.strip().casefold())
        try:
            return words(plain)
        except ValueError as error:
            raise WireError(f"{self._name}: {where}: {raw[:40]!r} is none of {', '.join(words)}", hint=_HINT) from error

    def _days(self, raw: str, where: str) -> model.Days:
        days = _days_of(raw)
        if days is None:
            message = f"{self._name}: {where}: {raw[:40]!r} is no day, nor days parted by a slash"
            raise WireError(message, hint="Write days as 2025-07-01, or 2025-06-30/2025-07-02; a month or a year alone will do.")
        return days

    def _time(self, raw: str, where: str) -> model.TimeRange:
        """A day in UTC (nobody wrote the zone), days parted by a slash, or a moment with its zone."""
        days = _days_of(raw) if "T" not in raw else None
        if days is not None:
            return attrs.evolve(days.to_range(UTC), zone_assumed=True)
        try:
            return model.TimeRange.at(datetime.fromisoformat(raw))
        except ValueError as error:
            hint = "Write a day as 2025-07-01, or a moment with its zone as 2025-07-01T08:00+02:00."
            raise WireError(f"{self._name}: {where}: {raw[:40]!r} is no day and no moment with its zone", hint=hint) from error


def _days_of(raw: str) -> model.Days | None:
    """A day, days parted by a slash, a month, a year; of a day with an hour and a zone's name behind it the day. `None` where it is none."""
    match = _DAYS.match(raw.strip())
    if match is None:
        return None
    try:
        if match["first"]:
            return model.Days(first=date.fromisoformat(match["first"]), last=date.fromisoformat(match["last"] or match["first"]))
        year, month = int(match["year"]), int(match["month"] or 0)
        following = date(year + month // 12, month % 12 + 1, 1) if month else date(year + 1, 1, 1)
        return model.Days(first=date(year, month or 1, 1), last=following - timedelta(days=1))
    except ValueError:
        return None


def _with_unit(word: KindWord, unit: str | None) -> KindWord:
    """A kind's word with the unit that the claim itself gives; figures in several units are several fields."""
    if not unit or word.factor != 1.0 or unit == word.unit:
        return word
    return attrs.evolve(word, unit=unit, field=word.field if word.kind.is_casualty else f"{word.field}:{unit}")


def _converted(told: Quantity, word: KindWord) -> Quantity:
    """The same in our unit; the reach of its words is that of the unit it was written in."""
    low, high = attrs.evolve(told, unit=word.unit).claimed_interval()
    bounds = [bound * word.factor if abs(bound) < float("inf") else None for bound in (low, high)]
    value = None if told.value is None else told.value * word.factor
    return Quantity(value=value, low=bounds[0], high=bounds[1], unit=word.unit, level=told.level)

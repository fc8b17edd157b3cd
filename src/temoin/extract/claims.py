"""From a report to its claims: every sentence is read once by each frame, in one order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import attrs

from temoin.extract.attribution import attribute, carried, find_cues, is_about_before, pass_back
from temoin.extract.checks import check_draft
from temoin.extract.corrections import read_changed_measures, read_corrections
from temoin.extract.damage import read_damage
from temoin.extract.dates import find_dates, published_day
from temoin.extract.dating import inherit_history, read_dates
from temoin.extract.draft import Cue, Draft, Reading, Story
from temoin.extract.facts import read_facts
from temoin.extract.grammar import Grammar, is_supported, load_grammar
from temoin.extract.harm import find_damages
from temoin.extract.measures import read_measures
from temoin.extract.names import read_facilities, read_places, title_places
from temoin.extract.negations import read_negations
from temoin.extract.persons import read_persons
from temoin.extract.placing import place_drafts
from temoin.extract.quantities import find_amounts
from temoin.extract.quotation import Quotation
from temoin.extract.stance import set_stance
from temoin.extract.things import find_phrases
from temoin.extract.tokens import Sentence
from temoin.extract.tongues import iter_tongues
from temoin.model import Attribution, Claim, ClaimKind, Report, Role, Source, SourceClass, Thing
from temoin.quantity import Quantity
from temoin.text import NormalText, Span, normalise

__all__ = ["ExtractOptions", "extract_claims"]


@attrs.frozen(kw_only=True)
class ExtractOptions:
    """How claims are read.

    Args:
        lang: read the report in this language, whatever the report says of itself.
        with_facts: also give ownership, production and identifiers (`ClaimKind.is_fact`).
        infer_event_date: give the event's day as an inferred upper bound where no day is written.
    """

    lang: str | None = None
    with_facts: bool = True
    infer_event_date: bool = True


def extract_claims(report: Report, options: ExtractOptions = ExtractOptions()) -> tuple[Claim, ...]:  # frozen
    """The claims of a report, in the order of its text, with facts among them.

    A report in a language without a table, or without a language, has no claims: ask `is_supported`.

    Args:
        report: what was published; its `published` day is needed to work out "Tuesday" or "2 July".
        options: see `ExtractOptions`.
    """
    lang = options.lang or report.lang
    if lang is None or not is_supported(lang):
        return ()
    grammar = load_grammar(lang)
    normal = normalise(report.text, report.paragraphs)
    published = published_day(report)
    tongues = [(grammar, 0, len(normal.text))] if options.lang is not None else list(iter_tongues(normal.text, grammar))
    drafts = _read(normal, normalise(report.title).text, tongues, published, options)
    return _finish(report, normal, grammar, drafts, published, options)


def _sentences(text: str, tongues: Sequence[tuple[Grammar, int, int]]) -> Iterator[tuple[Sentence, Grammar]]:
    """The sentences of a text, each with the grammar of its language."""
    count = 0
    for grammar, start, end in tongues:
        sentences = grammar.sentences(text, start, end)
        for sentence in sentences:
            sentence.index += count
            yield sentence, grammar
        count += len(sentences)


def _read(
    normal: NormalText, title: str, tongues: Sequence[tuple[Grammar, int, int]], published: date | None, options: ExtractOptions
) -> list[tuple[Draft, Grammar]]:
    story = Story()
    found: list[tuple[Draft, Grammar]] = []
    places: set[str] = set()
    cue: Cue | None = None
    before: Reading | None = None
    quotation = Quotation()
    first = tongues[0][0]
    for sentence in first.sentences(title):
        places |= title_places(Reading(sentence, first))
    for sentence, grammar in _sentences(normal.text, tongues):
        reading = Reading(sentence, grammar)
        reading.dates = find_dates(sentence, grammar, published)
        masked = {at for mention in reading.dates for at in range(mention.first, mention.last)}
        reading.amounts = find_amounts(sentence, grammar, masked)
        find_phrases(reading)
        find_cues(reading, cue)
        quotation.follow(reading)
        if before is not None and is_about_before(reading):
            pass_back(before, reading.cues[0], sentence)
        elif not reading.cues and cue is not None and sentence.find("subjunctive") is not None:
            reading.cues.append(carried(cue, sentence))
        before = reading
        if reading.cues:
            last = reading.cues[-1]
            cue = last if last.source is not None else last.told_in(sentence)
        damages = find_damages(reading)
        if options.with_facts:
            read_facts(reading)
        read_persons(reading, story.recent)
        read_negations(reading)
        read_corrections(reading, story.recent)
        read_damage(reading, damages)
        read_measures(reading, damages)
        read_changed_measures(reading)
        read_dates(reading, published, story.first_day)
        read_facilities(reading, story.facilities)
        read_places(reading, places)
        for draft in reading.drafts:
            if draft.kind not in {ClaimKind.STATEMENT_DATE, ClaimKind.IMAGE_DATE}:
                attribute(reading, draft)
            set_stance(reading, draft)
        inherit_history(reading.drafts, sentence)
        _date_statements(reading)
        story.add(reading)
        found += [(draft, grammar) for draft in reading.drafts]
    place_drafts(story.drafts, first.lang)
    return sorted(found, key=lambda pair: (pair[0].sentence.start[pair[0].first], pair[0].sentence.end[pair[0].last - 1]))


def _date_statements(reading: Reading) -> None:
    """The day on which something was said, and the day of the picture that shows it."""
    said = [draft for draft in reading.drafts if draft.kind is ClaimKind.STATEMENT_DATE]
    shown = [draft for draft in reading.drafts if draft.kind is ClaimKind.IMAGE_DATE]
    for draft in reading.drafts:
        if said and draft.chain and draft.kind is not ClaimKind.STATEMENT_DATE:
            draft.said_on = said[0].days
        if shown and draft.chain and draft.chain[0][3] == "imagery":
            draft.as_of = shown[0].days


def _finish(
    report: Report, normal: NormalText, grammar: Grammar, drafts: list[tuple[Draft, Grammar]], published: date | None, options: ExtractOptions
) -> tuple[Claim, ...]:
    ids = {id(draft): f"{report.id}-c{number}" for number, (draft, _) in enumerate(drafts, 1)}
    told: dict[tuple[Any, ...], Attribution] = {}
    claims = []
    for draft, tongue in drafts:
        voice = (draft.chain, draft.cue, draft.is_inherited)
        if voice not in told:
            told[voice] = _attribution(normal, draft)
        claims.append(_claim(report, normal, tongue, draft, ids, published, told[voice]))
    if options.infer_event_date:
        claims += _infer_event_date(report, grammar, claims, published)
    return tuple(claims)


def _span(normal: NormalText, sentence: Sentence, first: int, last: int) -> Span:
    return normal.span(sentence.start[first], sentence.end[last - 1])


def _claim(
    report: Report, normal: NormalText, grammar: Grammar, draft: Draft, ids: dict[int, str], published: date | None, attribution: Attribution
) -> Claim:
    span = _span(normal, draft.sentence, draft.first, draft.last)
    return Claim(
        id=ids[id(draft)],
        report_id=report.id,
        kind=draft.kind,
        span=span,
        quantity=_quantity(draft),
        days=draft.days,
        certainty=draft.certainty,
        polarity=draft.polarity,
        role=draft.role,
        thing=_thing(normal, draft),
        effect=draft.effect,
        extent=draft.extent,
        subset_of=None if draft.parent is None else ids.get(id(draft.parent)),
        as_of=draft.as_of,
        said_on=draft.said_on,
        attribution=attribution,
        basis=draft.basis,
        checks=check_draft(draft, grammar, published),
        lang=grammar.lang,
        location=draft.location,
    )


def _quantity(draft: Draft) -> Quantity | None:
    if draft.value is None and draft.low is None and draft.high is None:
        return None
    low, high = draft.low, draft.high
    return Quantity(value=draft.value, low=low, high=high, unit=draft.unit or "item", level=draft.level)


def _thing(normal: NormalText, draft: Draft) -> Thing | None:
    phrase = draft.phrase
    if phrase is None:
        return None
    return Thing(
        noun=phrase.noun,
        part=phrase.part,
        number=phrase.number,
        name=phrase.name,
        words=_span(normal, draft.sentence, phrase.first, phrase.last).text if phrase.last <= draft.sentence.n else "",
    )


def _attribution(normal: NormalText, draft: Draft) -> Attribution:
    chain = []
    for sentence, first, last, kind in draft.chain:
        span = _span(normal, sentence, first, last)
        is_named = any(sentence.is_capital(at) for at in range(max(first, 1), last))
        chain.append(Source(name=span.text, kind=SourceClass(kind), span=span, is_named=is_named))
    cue = _span(normal, *draft.cue) if draft.cue is not None else None
    return Attribution(chain=tuple(chain), cue=cue, is_inherited=draft.is_inherited)


def _infer_event_date(report: Report, grammar: Grammar, claims: list[Claim], published: date | None) -> list[Claim]:
    """The event's day where none is written: not later than the first statement, picture or publication that knows of it."""
    if any(claim.kind is ClaimKind.EVENT_DATE and claim.role is Role.MAIN for claim in claims):
        return []
    if not any(
        claim.kind.is_casualty or claim.effect is not None or claim.kind is ClaimKind.MEANS_COUNT for claim in claims if claim.role is Role.MAIN
    ):
        return []
    known = [claim for claim in claims if claim.kind in {ClaimKind.STATEMENT_DATE, ClaimKind.IMAGE_DATE} and claim.days is not None]
    first = min(known, key=lambda claim: claim.days.last if claim.days is not None else date.max, default=None)
    if first is not None and first.days is not None:
        day, what = first.days.last, "statement" if first.kind is ClaimKind.STATEMENT_DATE else "picture"
        basis = f"not written; an upper bound (on or before {day.isoformat()}), worked out from the {what} of {day.isoformat()} ({first.id})"
    elif published is not None:
        day, basis = published, f"not written; an upper bound (on or before {published.isoformat()}), worked out from the day of publication"
    else:
        return []
    from temoin.model import Days

    return [
        Claim(
            id=f"{report.id}-c{len(claims) + 1}",
            report_id=report.id,
            kind=ClaimKind.EVENT_DATE,
            days=Days.one(day),
            inferred=True,
            basis=basis,
            lang=grammar.lang,
        )
    ]

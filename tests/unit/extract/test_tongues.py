"""A report whose paragraphs are in several languages."""

from __future__ import annotations

import hashlib
from datetime import UTC, date

import pytest

from temoin.extract import ExtractOptions, extract_claims
from temoin.model import Report, TimeRange
from temoin.text import OffsetMap

PARAGRAPHS = {
    "fr": "Trois personnes ont été tuées dans l'incendie de l'usine de peinture, a indiqué mardi la préfecture de la région.",
    "en": "Four people were killed in the fire at the paint factory, the district office said in a statement on Tuesday.",
    "de": "Fünf Menschen wurden bei dem Brand in der Farbenfabrik getötet, wie das Landratsamt am Dienstag mitteilte.",
    "it": "Sei persone sono morte nell'incendio della fabbrica di vernici, ha riferito martedì la prefettura della provincia.",
    "es": "Siete personas murieron en el incendio de la fábrica de pinturas, informó el martes la oficina del gobernador.",
    "ru": "Восемь человек погибли при пожаре на заводе красок, сообщили во вторник в администрации района и в больнице.",
    "uk": "Дев'ятеро людей загинули внаслідок пожежі на заводі фарб, повідомили у вівторок в обласній прокуратурі міста.",
}
COUNTS = {lang: count for count, lang in enumerate(PARAGRAPHS, 3)}


def _report(*langs, lang):
    text = "\n\n".join(PARAGRAPHS[one] for one in langs)
    starts = [sum(len(PARAGRAPHS[one]) + 2 for one in langs[:index]) for index in range(len(langs))]
    return Report(
        id="r",
        lang=lang,
        published=TimeRange.on(date(2025, 7, 3), UTC),
        text=text,
        paragraphs=tuple((start, start + len(PARAGRAPHS[one])) for start, one in zip(starts, langs, strict=True)),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        offsets=OffsetMap.identity(len(text)),
    )


def _killed(report, **options):
    return [claim for claim in extract_claims(report, ExtractOptions(**options)) if claim.kind == "killed"]


@pytest.mark.parametrize("first", PARAGRAPHS)
@pytest.mark.parametrize("second", PARAGRAPHS)
def test_each_paragraph_is_read_in_its_own_language(first, second):
    """Whatever language the report is in, a paragraph in another is read by that one's table; each span is its words."""
    report = _report(first, second, first, lang=first)
    claims = _killed(report)
    assert [(claim.lang, claim.quantity.value) for claim in claims] == [(one, COUNTS[one]) for one in (first, second, first)]
    assert all(report.text[claim.span.start : claim.span.end] == claim.span.text for claim in claims)


def test_a_language_that_is_asked_for_holds_for_all(tmp_path):
    """Who names a language gets the whole text read in it."""
    assert {claim.lang for claim in _killed(_report("fr", "en", lang="fr"), lang="fr")} == {"fr"}


def test_a_short_quote_stays_in_the_language_around_it():
    """Too few letters tell no language: a short paragraph is read like its neighbours."""
    report = _report("fr", lang="fr")
    assert [claim.lang for claim in _killed(report)] == ["fr"]

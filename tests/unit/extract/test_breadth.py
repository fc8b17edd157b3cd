"""Words of other events than those tuned on: dams, ports, silos and those who speak of them, in seven languages."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from temoin.extract import extract_claims
from temoin.model import ClaimKind, Effect, Report, TimeRange
from temoin.text import OffsetMap


def _claims(lang, text):
    report = Report(
        id="r",
        publisher="p",
        published=TimeRange.at(datetime(2025, 3, 12, 9, tzinfo=UTC)),
        lang=lang,
        title="",
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        offsets=OffsetMap.identity(len(text)),
    )
    return extract_claims(report)


SOURCES = [
    ("en", "Six people are trapped, a rescue worker said.", "a rescue worker", "emergency"),
    ("fr", "Le bilan est monté à 21 morts, selon la radio locale, qui cite l'hôpital.", "l'hôpital", "medical"),
    ("de", "Drei Menschen starben, teilte die Bezirksverwaltung mit.", "die Bezirksverwaltung", "official"),
    ("it", "Secondo un soccorritore, sei persone sono sotto le macerie.", "un soccorritore", "emergency"),
    ("es", "Tres personas murieron, informó la gobernación.", "la gobernación", "official"),
    ("ru", "По словам спасателя, шесть человек находятся под завалами.", "спасателя", "emergency"),
    ("uk", "Двоє моряків зникли безвісти, уточнили в судноплавній компанії.", "судноплавній компанії", "company"),
]
BURST = [
    ("en", "The dam at Lomsk burst on Sunday."),
    ("fr", "La digue de Vernas a cédé dimanche."),
    ("de", "Der Damm bei Oberau brach am Sonntag."),
    ("it", "La diga di Vernasca ha ceduto domenica."),
    ("es", "La presa de Vernal cedió el domingo."),
    ("ru", "Плотина прорвалась в ночь на понедельник."),
    ("uk", "Гребля прорвалася в ніч на понеділок."),
]


@pytest.mark.parametrize(("lang", "text", "source", "kind"), SOURCES)
def test_the_nearest_source_is_found_with_its_class(lang, text, source, kind):
    """The first link of the chain is the one nearest to the fact."""
    chains = [claim.attribution.chain for claim in _claims(lang, text) if claim.kind.is_casualty]
    assert [(chain[0].name, chain[0].kind.value) for chain in chains] == [(source, kind)]


@pytest.mark.parametrize(("lang", "text"), BURST)
def test_a_burst_dam_has_collapsed_and_its_day_is_the_event_s(lang, text):
    """A dam that gives way is a damaged object that collapsed; the day of it is the event's day."""
    claims = _claims(lang, text)
    assert Effect.COLLAPSED in {claim.effect for claim in claims}
    assert any(claim.kind is ClaimKind.EVENT_DATE and not claim.inferred for claim in claims)


def test_the_silo_in_which_a_fire_broke_out_is_the_site():
    """A site that a preposition ties to the event's word is a facility, without damage told of it."""
    facilities = [claim.span.text for claim in _claims("en", "A fire broke out on Monday in a grain silo.") if claim.kind is ClaimKind.FACILITY]
    assert facilities == ["a grain silo"]


@pytest.mark.parametrize(
    ("lang", "text", "thing"),
    [
        ("it", "La piena ha travolto il ponte pedonale.", "il ponte pedonale"),
        ("es", "La riada arrastró el puente ferroviario.", "el puente ferroviario"),
        ("fr", "La crue a détruit le pont ferroviaire.", "le pont ferroviaire"),
        ("ru", "Вода смыла пешеходный мост.", "пешеходный мост"),
        ("uk", "Вода змила пішохідний міст.", "пішохідний міст"),
    ],
)
def test_an_adjective_belongs_to_its_thing(lang, text, thing):
    """Adjectives after the noun (Romance) and before it without article (Slavic) are in the thing's words."""
    assert thing in {claim.span.text for claim in _claims(lang, text) if claim.kind is ClaimKind.DAMAGED_OBJECT}

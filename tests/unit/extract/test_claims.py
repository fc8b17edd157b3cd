"""The public verb: order, ids, spans, options, languages, checks."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from temoin.errors import GrammarError
from temoin.extract import ExtractOptions, extract_claims, is_supported
from temoin.extract.checks import check_draft
from temoin.extract.grammar import compile_grammar, load_grammar
from temoin.extract.units import to_si
from temoin.model import Certainty, ClaimKind, Effect, Extent, Polarity
from temoin.quantity import Level
from temoin.text import LANGUAGES, OffsetMap

WORDS = ["trois", "morts", "12", "blessés", "toit", "usine", "Brenne", ",", ".", "le", "à", "effondré", "selon", "maire", "\u00ad", "«", "2025"]
WORDS += ["nuit", "mars", "de", "-", "n°", "106", "%", "entre", "et", "dont", "aucun", "d'", "mètres", "carrés", ";", "image", "satellite"]
TWO = "Trois ouvriers ont été tués et douze blessés dans l'usine Norval à Brenne, selon le maire."


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_seven_languages_have_a_sound_table(lang):
    """Each table compiles, and says which sections it lacks."""
    assert is_supported(lang)
    assert isinstance(load_grammar(lang).lacks, tuple)


@pytest.mark.parametrize("lang", ["eo", "zh", "../fr", "", None])
def test_other_languages_give_nothing(lang, report_of):
    """A language without a table is not guessed at."""
    assert not is_supported(lang)
    assert extract_claims(report_of(lang, TWO)) == ()


def test_claims_come_in_text_order_with_running_ids(claims_of):
    """Ids run from c1 in the order of the text, and each span is its words."""
    claims = [claim for claim in claims_of("fr", TWO, report_id="paper") if not claim.inferred]
    assert [claim.id for claim in claims] == [f"paper-c{number}" for number in range(1, len(claims) + 1)]
    assert [claim.span.start for claim in claims] == sorted(claim.span.start for claim in claims)
    assert all(TWO[claim.span.start : claim.span.end] == claim.span.text for claim in claims)


def test_spans_point_into_the_text_as_it_was_written(claims_of):
    """Soft hyphens, narrow spaces and odd quotes are read through and stay in the span."""
    text = "Environ 1\u202f300\u00a0m² de toi\u00adture se sont effondrés, et deux per\u00adsonnes ont été tuées."
    claims = claims_of("fr", text)
    extent = next(claim for claim in claims if claim.kind is ClaimKind.DAMAGE_EXTENT)
    assert extent.quote == "Environ 1\u202f300\u00a0m² de toi\u00adture"
    assert (extent.quantity.value, extent.quantity.unit, extent.quantity.level) == (1300, "m2", Level.ABOUT)
    assert next(claim for claim in claims if claim.kind is ClaimKind.KILLED).quote == "deux per\u00adsonnes ont été tuées"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(WORDS), max_size=25))
def test_any_text_gives_true_spans(words, report_of):
    """Whatever the words, no error, and every span holds its words."""
    text = " ".join(words) or "."
    for claim in extract_claims(report_of("fr", text)):
        assert claim.span is None or text[claim.span.start : claim.span.end] == claim.span.text


def test_the_same_text_gives_the_same_claims(report_of):
    """Extraction is deterministic."""
    report = report_of("fr", TWO)
    assert extract_claims(report) == extract_claims(report)


def test_options_leave_facts_and_inference_out(claims_of, report_of):
    """Facts and the inferred date can be left out, and a language can be forced."""
    text = "L'usine fait partie du groupe Norval-Sud. Deux personnes ont été tuées."
    assert any(claim.kind.is_fact for claim in claims_of("fr", text))
    plain = extract_claims(report_of("de", text), ExtractOptions(lang="fr", with_facts=False, infer_event_date=False))
    assert [claim.kind for claim in plain] == [ClaimKind.KILLED]


@pytest.mark.parametrize(
    ("text", "effect", "extent", "certainty", "polarity"),
    [
        ("The roof of workshop 12 collapsed completely.", Effect.COLLAPSED, Extent.TOTAL, Certainty.ASSERTED, Polarity.POSITIVE),
        ("Part of the roof collapsed.", Effect.COLLAPSED, Extent.PARTIAL, Certainty.ASSERTED, Polarity.POSITIVE),
        ("The company denied that the warehouse had been hit.", Effect.HIT, None, Certainty.DENIED, Polarity.POSITIVE),
        ("The warehouse was not damaged.", Effect.NONE, None, Certainty.ASSERTED, Polarity.NEGATIVE),
        ("The warehouse was reportedly destroyed.", Effect.DESTROYED, None, Certainty.REPORTED, Polarity.POSITIVE),
        ("The warehouse may have burned down.", Effect.BURNED, None, Certainty.POSSIBLE, Polarity.POSITIVE),
    ],
)
def test_what_befell_a_thing_and_how_sure_the_text_is(text, effect, extent, certainty, polarity, claims_of):
    """Effect, extent, certainty and polarity come from the words around the thing."""
    (claim,) = [claim for claim in claims_of("en", text) if claim.kind is ClaimKind.DAMAGED_OBJECT]
    assert (claim.effect, claim.extent, claim.certainty, claim.polarity) == (effect, extent, certainty, polarity)


def test_a_thing_has_noun_part_and_number(claims_of):
    """As in "A window of workshop 106" is the window of a workshop with the number 106."""
    (claim,) = [claim for claim in claims_of("en", "A drone hit a window of workshop No. 106.") if claim.kind is ClaimKind.DAMAGED_OBJECT]
    assert (claim.thing.noun, claim.thing.part, claim.thing.number) == ("workshop", "window", "106")


@pytest.mark.parametrize(
    "text",
    [
        "Workshop 106 stands by the road.",
        "The Tor-M2E and the F-16 were shown.",
        "Call 0 800 555 014 for help.",
        "It began at 7:15 in the morning.",
        "A house stands by the road.",
    ],
)
def test_labels_times_and_articles_are_no_numbers(text, claims_of):
    """Names, clock times, telephone numbers and articles count nothing."""
    assert not [claim for claim in claims_of("en", text) if claim.quantity is not None]


def test_units_become_si():
    """Areas are square metres, feet are metres, miles kilometres."""
    assert to_si("ha") == (10000.0, "m2")
    assert to_si("sqft")[0] == pytest.approx(0.092903, rel=1e-4)
    assert to_si("mi") == (pytest.approx(1.609344), "km")


def test_a_part_larger_than_its_whole_fails_its_check(claims_of):
    """As in "12 injured, of whom 35" is kept and marked, not mended."""
    claims = claims_of("en", "Twelve people were injured, of whom 35 were taken to hospital.")
    (part,) = [claim for claim in claims if claim.subset_of is not None]
    assert [check.passed for check in part.checks if check.name == "child-within-parent"] == [False]


def test_a_value_that_the_words_do_not_give_fails_its_check():
    """The recomputed value is read from the span alone, so an altered value is caught."""
    from datetime import date

    from temoin.extract.draft import Reading
    from temoin.extract.persons import read_persons
    from temoin.extract.quantities import find_amounts

    grammar = load_grammar("en")
    sentence = grammar.sentences("45 people were injured.")[0]
    reading = Reading(sentence, grammar)
    reading.amounts = find_amounts(sentence, grammar, set())
    read_persons(reading, [])
    (draft,) = reading.drafts
    draft.value = 54.0
    checks = {check.name: check for check in check_draft(draft, grammar, date(2025, 11, 14))}
    assert not checks["value-recomputed"].passed
    assert "54" in checks["value-recomputed"].detail


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("[settings", "not TOML"),
        ("[number]\n2 = 'two'", "settings"),
        ("[settings]\n[number]\n2 = 'two'", "missing sections"),
        ("[settings]\n[nonsense]\nx = 'y'", "unknown sections nonsense"),
    ],
)
def test_an_unsound_table_is_named(table, words):
    """A table that is no TOML, misses sections or has unknown ones says so."""
    with pytest.raises(GrammarError, match=words):
        compile_grammar("xx", table)


def test_a_reports_offsets_do_not_matter_here(report_of):
    """Spans count the report's text, whatever the map to its file."""
    report = report_of("fr", TWO)
    other = attrs.evolve(report, offsets=OffsetMap.identity(len(TWO)))
    assert extract_claims(report) == extract_claims(other)


def test_the_month_of_may_puts_nothing_as_possible(claims_of):
    """A month's name is no verb; the verb beside it still counts."""
    dated = claims_of("en", "Three people were killed in Larnby on 4 May 2025, the fire service said.")
    feared = claims_of("en", "Three people may have been killed in Larnby on 4 May 2025.")
    killed = [next(one.certainty for one in claims if one.kind is ClaimKind.KILLED) for claims in (dated, feared)]
    assert killed == [Certainty.ASSERTED, Certainty.POSSIBLE]


@pytest.mark.parametrize(
    ("lang", "text", "kinds"),
    [
        ("en", "Two people were hurt when a fire broke out in a mill.", ["injured"]),
        ("en", "Dozens were hurt when an overnight squall overturned a ferry.", ["injured", "damaged_object"]),
        ("uk", "Пошкоджено чотири сусідні будинки.", ["damaged_count"]),
        ("ru", "Повреждены пять соседних домов.", ["damaged_count"]),
        ("en", "The building held no paint.", []),
    ],
)
def test_what_is_no_person_and_no_damage(lang, text, kinds, claims_of):
    """What happened is no second victim, houses next door are no neighbours, and what a building held says nothing of its state."""
    told = [claim.kind for claim in claims_of(lang, text) if claim.kind not in {ClaimKind.EVENT_DATE, ClaimKind.FACILITY}]
    assert [str(kind) for kind in told] == kinds


def test_a_ministry_speaks_in_the_neuter(claims_of):
    """Verbs of saying have all genders of the past, in Ukrainian and Russian."""
    for lang, text in (("ru", "Ранее министерство сообщало о трёх погибших."), ("uk", "Раніше міністерство повідомляло про трьох загиблих.")):
        killed = next(one for one in claims_of(lang, text) if one.kind is ClaimKind.KILLED)
        assert [source.name for source in killed.attribution.chain] == [text.split()[1]]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Earlier reports of 15 dead were wrong, the governor's office said."),
        ("fr", "Les premiers bilans de 15 morts étaient erronés, a indiqué la préfecture."),
        ("de", "Erste Meldungen von 15 Toten waren falsch, teilte die Polizei mit."),
        ("it", "Le prime notizie di 15 morti erano errate, ha detto la prefettura."),
        ("es", "Los primeros informes de 15 muertos eran erróneos, dijo la policía."),
        ("ru", "Первые сообщения о 15 погибших оказались ошибочными, сообщил губернатор."),
        ("uk", "Перші повідомлення про 15 загиблих виявилися хибними, повідомили рятувальники."),
    ],
)
def test_a_figure_that_is_called_wrong_is_denied(lang, text, claims_of):
    """Whoever says that an earlier figure was wrong denies it."""
    killed = next(one for one in claims_of(lang, text) if one.kind is ClaimKind.KILLED)
    assert (killed.quantity.value, killed.certainty) == (15, Certainty.DENIED)


def test_the_verb_of_what_a_site_makes_is_no_part_of_its_name(claims_of):
    """French "fabrique" is a site's noun and a verb; after another site's noun or name it is the verb."""
    named = [claim.quote for claim in claims_of("fr", "L'usine Koupol fabrique des câbles.") if claim.kind == "facility"]
    assert named == ["L'usine Koupol"]
    assert [claim.quote for claim in claims_of("fr", "L'usine fabrique des câbles.") if claim.kind == "facility"] == []


def test_a_name_before_a_word_for_a_province_is_a_place(claims_of):
    """Whatever preposition stands before it; and a day after the word is none."""
    for lang, text, place in (
        ("ru", "Удар по Одесской области.", ("Одесской", "province")),
        ("en", "A fire broke out in Kharkiv region on Monday.", ("Kharkiv", "province")),
        ("uk", "Атака на Ізюмський район.", ("Ізюмський", "district")),
    ):
        places = [(claim.quote, claim.location.precision) for claim in claims_of(lang, text) if claim.kind == "place"]
        assert places == [place]

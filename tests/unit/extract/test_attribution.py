"""Who is said to know."""

from __future__ import annotations

import pytest

from temoin.model import ClaimKind

CASES = [
    ("en", "Two people died, the coastguard said.", ["the coastguard"]),
    ("en", "The provincial governor, Ian Marsh, said two people had died.", ["The provincial governor, Ian Marsh"]),
    ("en", "The Bell, citing rescuers, reports that two people died.", ["rescuers"]),
    ("en", "Two people died, fire crews told Radio Coast.", ["fire crews", "Radio Coast"]),
    ("en", "Two people died. The fire is out, the mayor said.", []),
    ("en", "Gov. Ann Lee said two people had died.", ["Gov. Ann Lee"]),
    ("en", "Two people died, police Capt. Ian Marsh said.", ["police Capt. Ian Marsh"]),
    ("fr", "Deux personnes sont mortes, a annoncé le ministère de l'Intérieur.", ["le ministère de l'Intérieur"]),
    ("fr", "Selon des sources des services de secours, deux personnes sont mortes.", ["des sources des services de secours"]),
    ("uk", "Загинули двоє людей, заявив губернатор Іван Марко.", ["губернатор Іван Марко"]),
    ("ru", "По данным береговой охраны, погибли два человека.", ["береговой охраны"]),
    ("fr", "Deux personnes sont mortes, a déclaré le maire à l'AFP.", ["le maire", "AFP"]),
    ("es", "Dos personas murieron, dijo el alcalde a Radio Norte.", ["el alcalde", "Radio Norte"]),
    ("it", "Secondo il sindaco, citato dall'agenzia Nord, due persone sono morte.", ["il sindaco", "agenzia Nord"]),
    ("it", "Due persone sono morte, ha detto il capo dei vigili del fuoco.", ["il capo dei vigili del fuoco"]),
    ("de", "Nach Angaben des Bürgermeisters, auf den sich die Agentur beruft, starben zwei Menschen.", ["des Bürgermeisters", "die Agentur"]),
    ("uk", "Компанія «Нева Агро» повідомила, що загинули двоє людей.", ["Компанія «Нева Агро»"]),
    ("ru", "Оператор, компания «Нева Агро», сообщил, что погибли два человека.", ["Оператор"]),
    ("uk", "Загинули двоє людей, сказав начальник пожежної охорони.", ["начальник пожежної охорони"]),
    ("uk", "«Вежа» повідомляє з посиланням на пожежників, що загинули двоє людей.", ["пожежників", "«Вежа»"]),
    ("ru", "«Вышка» сообщает со ссылкой на пожарных, что погибли два человека.", ["пожарных", "«Вышка»"]),
    ("de", "Der Kurier berichtet unter Berufung auf die Feuerwehr, zwei Menschen seien gestorben.", ["die Feuerwehr", "Der Kurier"]),
    ("de", "In einem Beitrag auf Telegram schrieb der Gouverneur, zwei Menschen seien gestorben.", ["der Gouverneur"]),
    ("uk", "У дописі в Telegram губернатор написав, що загинули двоє людей.", ["губернатор"]),
    ("de", "Laut einer Mitteilung der Firma Norr starben zwei Menschen.", ["Firma Norr"]),
    ("en", "According to a statement by the Norr company seen by Reuters, two people died.", ["the Norr company", "Reuters"]),
    ("it", "Due funzionari, sotto anonimato, hanno detto che due persone sono morte.", ["Due funzionari"]),
    ("es", "Dos funcionarios, bajo anonimato, dijeron que dos personas murieron.", ["Dos funcionarios"]),
    ("de", "Laut Feuerwehr starben zwei Menschen.", ["Feuerwehr"]),
    ("it", "Secondo il sindaco, due persone sono morte.", ["il sindaco"]),
    ("es", "Dos personas murieron, según el alcalde.", ["el alcalde"]),
]


@pytest.mark.parametrize(("lang", "text", "chain"), CASES)
def test_the_dead_have_their_source(lang, text, chain, claims_of):
    """The chain holds the noun phrases, nearest to the fact first, and is empty where the publisher speaks."""
    (killed,) = [claim for claim in claims_of(lang, text) if claim.kind is ClaimKind.KILLED]
    found = [source.name for source in killed.attribution.chain]
    assert found[: max(1, len(chain))] == chain


@pytest.mark.parametrize(
    ("lang", "text", "kind", "quote"),
    [
        ("uk", "У місті загинув продавець.", ClaimKind.KILLED, "загинув продавець"),
        ("ru", "Пострадал сотрудник.", ClaimKind.INJURED, "Пострадал сотрудник"),
    ],
)
def test_a_noun_without_an_article_is_one_person(lang, text, kind, quote, claims_of):
    """Next to a verb in the singular, a noun of people is one, in languages that have no articles."""
    (told,) = [claim for claim in claims_of(lang, text) if claim.kind is kind]
    assert (told.quantity.value, told.quote) == (1, quote)


def test_whoever_adds_something_is_the_source_not_the_relay(claims_of):
    """An agency that refers to a governor is no cue of its own: "he added" is the governor."""
    text = "За словами губернатора, на якого посилається агентство «Вежа», поранено двоє. Він додав, що троє загинули."
    (killed,) = [claim for claim in claims_of("uk", text) if claim.kind is ClaimKind.KILLED]
    assert [source.name for source in killed.attribution.chain][:1] == ["губернатора"]


def test_a_source_within_another_gives_the_class(claims_of):
    """Sources in the rescue service are of the rescue service."""
    (killed,) = [
        claim for claim in claims_of("en", "Two people died, according to a source in the rescue service.") if claim.kind is ClaimKind.KILLED
    ]
    assert killed.attribution.origin.kind.value == "emergency"
    assert not killed.attribution.origin.is_named


def test_a_sentence_about_the_one_before_gives_its_source_back(claims_of):
    """As in "Das teilte … mit" attributes the sentence before it, marked as inherited."""
    (killed,) = [claim for claim in claims_of("de", "Zwei Menschen starben. Das teilte die Feuerwehr mit.") if claim.kind is ClaimKind.KILLED]
    assert [source.name for source in killed.attribution.chain] == ["die Feuerwehr"]
    assert killed.attribution.is_inherited


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Two officials said that four people had been killed."),
        ("fr", "Deux responsables ont affirmé que quatre personnes avaient été tuées."),
        ("uk", "Двоє чиновників сказали, що загинули четверо людей."),
    ],
)
def test_a_number_of_sources_is_no_claim(lang, text, claims_of):
    """How many say something is no number of the event."""
    assert [claim.quantity.value for claim in claims_of(lang, text) if claim.quantity is not None] == [4]


@pytest.mark.parametrize(
    ("lang", "text", "chain"),
    [
        ("en", "Ann Lee, a 41-year-old nurse, said two people had died.", [("Ann Lee", "medical")]),
        ("en", "“I saw two people killed,” Ann Lee, a shopkeeper, told the Herald.", [("Ann Lee", "witness"), ("the Herald", "media")]),
        ("it", "Anna Riva, infermiera, ha detto che due persone sono morte.", [("Anna Riva", "medical")]),
        ("uk", "Ганна Лис, медсестра, сказала, що загинули двоє людей.", [("Ганна Лис", "medical")]),
    ],
)
def test_what_stands_beside_a_name_tells_who_it_is(lang, text, chain, claims_of):
    """The class of a name is that of the noun between commas; after "told" stands whoever passes it on."""
    (killed,) = [claim for claim in claims_of(lang, text) if claim.kind is ClaimKind.KILLED]
    assert [(source.name, source.kind.value) for source in killed.attribution.chain][: len(chain)] == chain

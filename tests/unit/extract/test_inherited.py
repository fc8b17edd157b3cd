"""A source that a pronoun takes up is the one of the sentence before, and marked as inherited."""

from __future__ import annotations

import pytest

CASES = [
    (
        "en",
        "According to sources in the emergency services, two people were killed. One of them said that 12 workers were injured.",
        "sources in the emergency services",
    ),
    (
        "fr",
        "Selon des sources dans les secours, deux personnes ont été tuées. L'un d'eux affirme que 12 ouvriers sont blessés.",
        "des sources dans les secours",
    ),
    (
        "de",
        "Nach Angaben von Rettungskräften wurden zwei Menschen getötet. Einer von ihnen sagte, 12 Arbeiter seien verletzt worden.",
        "Rettungskräften",
    ),
    ("it", "Secondo fonti dei soccorsi, due persone sono morte. Una di loro ha detto che 12 operai sono rimasti feriti.", "fonti"),
    ("es", "Según fuentes de emergencias, dos personas murieron. Una de ellas dijo que 12 obreros resultaron heridos.", "emergencias"),
    ("ru", "По данным источников в МЧС, погибли два человека. Один из них сообщил, что ранены 12 рабочих.", "источников в МЧС"),
    ("uk", "За даними джерел у ДСНС, загинули двоє людей. Одне з них повідомило, що поранено 12 робітників.", "джерел у ДСНС"),
]


@pytest.mark.parametrize(("lang", "text", "source"), CASES, ids=[case[0] for case in CASES])
def test_one_of_them_speaks_for_the_source_before(lang, text, source, claims_of):
    """The second sentence's count has the first one's source, and whoever speaks is not counted among the dead."""
    killed, injured = (claim for claim in claims_of(lang, text) if claim.kind.is_casualty)
    assert (killed.kind, injured.kind) == ("killed", "injured")
    assert (killed.attribution.is_inherited, injured.attribution.is_inherited) == (False, True)
    assert killed.attribution.origin.name == injured.attribution.origin.name
    assert killed.attribution.origin.name == source


QUOTED = [
    ("en", "“Five workers were injured. Two people were killed,” the fire chief said.", "the fire chief"),
    ("en", "“Five workers were injured,” the fire chief said. “Two people were killed.”", "the fire chief"),
    ("en", "The fire chief said: “Five workers were injured. Two people were killed.”", "The fire chief"),
    ("fr", "« Cinq ouvriers ont été blessés. Deux personnes ont été tuées », a déclaré le maire.", "le maire"),
    ("de", "„Fünf Arbeiter wurden verletzt“, sagte der Feuerwehrchef. „Zwei Menschen wurden getötet.“", "der Feuerwehrchef"),
    ("it", "«Cinque operai sono rimasti feriti. Due persone sono morte», ha detto il sindaco.", "il sindaco"),
    ("es", "«Cinco obreros resultaron heridos», dijo el alcalde. «Dos personas murieron.»", "el alcalde"),
    ("uk", "«Поранено п'ятеро робітників, — сказав губернатор. — Загинули двоє людей».", "губернатор"),
    ("ru", "«Ранены пять рабочих. Погибли два человека», — сказал губернатор.", "губернатор"),
]


@pytest.mark.parametrize(("lang", "text", "speaker"), QUOTED)
def test_a_quotation_over_sentences_has_one_speaker(lang, text, speaker, claims_of):
    """Whoever is named for one sentence of it is quoted in all, and the others bear the mark of what was inherited."""
    voices = [claim.attribution for claim in claims_of(lang, text) if claim.kind in {"injured", "killed"}]
    assert [voice.chain[0].name for voice in voices] == [speaker] * 2
    assert sorted(voice.is_inherited for voice in voices) == [False, True]


@pytest.mark.parametrize(
    "text",
    [
        "“Five workers were injured,” the fire chief said. Two people were killed.",
        "“Five workers were injured,” the fire chief said.\n“Two people were killed.”",
        "“Five workers were injured,” the fire chief said. “A shame.” Two people were killed.",
    ],
)
def test_what_stands_outside_the_quotation_is_the_publishers(text, claims_of):
    """After the closing mark, and in the next paragraph, nobody is quoted any more."""
    killed = next(claim for claim in claims_of("en", text) if claim.kind == "killed")
    assert killed.attribution.chain == ()

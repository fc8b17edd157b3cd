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

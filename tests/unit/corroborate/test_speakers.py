"""One office is one speaker in every language."""

from __future__ import annotations

import made
import pytest

from temoin.corroborate.origins import Origin, independent_origins, is_same_origin, is_same_side
from temoin.text import speaker_words

SAME = [
    (
        "Russian Ministry of Defence",
        "ministère russe de la Défense",
        "Минобороны России",
        "russisches Verteidigungsministerium",
        "Ministerio de Defensa ruso",
    ),
    ("Ukrainian interior ministry", "МВС України", "ministère ukrainien de l’Intérieur", "ministero dell'Interno ucraino", "МВД Украины"),
    ("Investigative Committee", "Следственный комитет", "Comité d'enquête", "Слідчий комітет"),
    ("Prosecutor General's Office", "Офіс генерального прокурора"),
    ("emergency ministry", "МЧС", "ministère des Situations d'urgence"),
    ("Red Cross", "Croix-Rouge", "Rotes Kreuz", "Cruz Roja", "Croce Rossa", "Красный Крест", "Червоний Хрест"),
    ("Libyan Red Crescent", "Croissant-Rouge libyen", "Libyscher Roter Halbmond"),
    ("UN", "ONU", "ООН", "Nations unies", "Vereinte Nationen"),
]
APART = [
    ("Russian Ministry of Defence", "Міноборони України"),
    ("ministère de l'Intérieur", "ministère de la Défense"),
    ("Indira Rao", "Indian police"),
    ("Dr Serbanescu", "Serbian police"),
    ("un responsable", "UN"),
]


@pytest.mark.parametrize("names", SAME, ids=lambda names: names[0])
def test_one_office_in_many_languages(names):
    """The words of each name come to one speaker, so that a figure in three languages is one origin's."""
    first = Origin(name=names[0])
    assert all(is_same_origin(first, Origin(name=other)) for other in names[1:]), [sorted(speaker_words(name)) for name in names]
    claims = [made.claim(f"c{at}", report=f"r{at}", value=3, unit="person", who=name) for at, name in enumerate(names)]
    assert len(independent_origins(claims)) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_nations_and_persons_stay_apart(one, other):
    """A nation, a task or a person more makes another speaker."""
    assert not is_same_origin(Origin(name=one), Origin(name=other))


def test_a_nation_makes_a_side_and_an_office_does_not():
    """Two offices of one nation speak for one side; two defence ministries do not."""
    assert is_same_side(Origin(name="Минобороны России"), Origin(name="Russian police"))
    assert not is_same_side(Origin(name="Минобороны России"), Origin(name="Міністерство оборони України"))

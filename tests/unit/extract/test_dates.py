"""Dates and which date is which."""

from __future__ import annotations

import pytest

from temoin.model import ClaimKind, Role

EVENT, SAID, SHOWN = ClaimKind.EVENT_DATE, ClaimKind.STATEMENT_DATE, ClaimKind.IMAGE_DATE
CASES = [
    ("en", "The plant was hit on 12 November 2025.", EVENT, "2025-11-12"),
    ("en", "The plant was hit on November 12.", EVENT, "2025-11-12"),
    ("en", "The plant was hit on Tuesday.", EVENT, "2025-11-11"),
    ("en", "The plant was hit overnight.", EVENT, "2025-11-13/2025-11-14"),
    ("en", "Two people died, police said on Thursday.", SAID, "2025-11-13"),
    ("en", "As of Thursday, 30 people were injured.", SAID, "2025-11-13"),
    ("fr", "L'usine a été touchée le 12 mars.", EVENT, "2025-03-12"),
    ("fr", "Une image satellite prise le 12 novembre montre un toit effondré.", SHOWN, "2025-11-12"),
    ("fr", "L'attaque a eu lieu dans la nuit de lundi à mardi.", EVENT, "2025-11-10/2025-11-11"),
    ("uk", "У ніч на 12 листопада дрони влучили в завод.", EVENT, "2025-11-11/2025-11-12"),
    ("ru", "Удар был нанесён в воскресенье, погибли двое.", EVENT, "2025-11-09"),
    ("de", "Zwei Menschen starben am Dienstag bei einem Brand.", EVENT, "2025-11-11"),
    ("it", "Due persone sono morte ieri nell'incendio.", EVENT, "2025-11-13"),
    ("es", "Dos personas murieron el martes en el incendio.", EVENT, "2025-11-11"),
]


@pytest.mark.parametrize(("lang", "text", "kind", "days"), CASES)
def test_dates_are_worked_out_from_the_publication_day(lang, text, kind, days, claims_of):
    """Full, partial and relative dates come to calendar days, and to the right kind."""
    found = [(claim.kind, claim.days.iso) for claim in claims_of(lang, text) if claim.days is not None and not claim.inferred]
    assert found == [(kind, days)]


def test_a_date_long_ago_is_history(claims_of):
    """An event of 1998 is background, and so are its dead."""
    claims = claims_of("en", "In 1998 a fire killed six workers.")
    assert {claim.role for claim in claims if not claim.inferred} == {Role.BACKGROUND}


def test_without_a_publication_day_a_weekday_stays_open(claims_of):
    """Nobody guesses the week: the claim is kept, without days, and its check says why."""
    (claim,) = [claim for claim in claims_of("en", "The plant was hit on Tuesday.", published=None) if claim.kind is EVENT]
    assert claim.days is None
    assert [check.passed for check in claim.checks if check.name == "date-guard"] == [False]


def test_an_unwritten_event_date_is_an_upper_bound(claims_of):
    """Where only a statement has a date, the event's is inferred as "on or before", without words, and says from what."""
    claims = claims_of("en", "Two people died, police said on Thursday.")
    (inferred,) = [claim for claim in claims if claim.inferred]
    assert (inferred.kind, inferred.span, inferred.days.iso) == (EVENT, None, "2025-11-13")
    assert "on or before 2025-11-13" in inferred.basis
    assert claims[1].id in inferred.basis


def test_a_forecast_day_is_no_claim(claims_of):
    """Days ahead of publication are deadlines or forecasts."""
    assert not [claim for claim in claims_of("en", "The fire will be out by 20 December 2025.") if claim.days is not None and not claim.inferred]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "LARNBY, 4 July (Wire) - Three people died in a fire."),
        ("fr", "LARNE, 4 juillet – Trois personnes sont mortes dans un incendie."),
        ("ru", "ЛАРНА, 4 июля. Три человека погибли при пожаре."),
    ],
)
def test_the_day_of_a_dateline_is_the_day_of_writing(lang, text, claims_of):
    """The day that opens a text after a place is that of the statement, never the event's."""
    written = [one for one in claims_of(lang, text) if one.days is not None and not one.inferred]
    assert [one.kind for one in written] == [ClaimKind.STATEMENT_DATE]


@pytest.mark.parametrize("published", [None, "2025-11-14T12:00+00:00"])
def test_french_seven_is_no_month(published, claims_of):
    """A word that is a number and the short form of a month counts, whether or not the day of publication is known."""
    claims = claims_of("fr", "Sept personnes ont été tuées.", published=published)
    assert [claim.quantity.value for claim in claims if claim.kind is ClaimKind.KILLED] == [7]
    assert all(claim.span is None for claim in claims if claim.kind is EVENT)

"""Grades for other desks, and what follows from serial numbers."""

from __future__ import annotations

import made
import pytest

from temoin.corroborate import AirwarsGrade, Credibility, Reliability, corroborate_claims, grade_assessment, infer_numbers_made
from temoin.model import Reason, Verdict
from temoin.quantity import Level


def _toll(number, value, **spec):
    return made.claim(f"c{number}", report=f"r{number}", value=value, unit="person", **spec)


def _assess(*claims):
    return corroborate_claims(claims, None, [made.report(claim.report_id) for claim in claims])


def test_by_default_neither_is_judged_higher_than_it_can_be():
    """One unnamed report: truth cannot be judged, reliability cannot be judged, and Airwars would call it weak."""
    grading = grade_assessment(_assess(_toll(1, 5))[0])
    assert (grading.credibility, grading.reliability, grading.airwars) == (Credibility.NOT_JUDGED, Reliability.F, AirwarsGrade.WEAK)


def test_two_origins_confirm_the_statement_and_say_nothing_of_the_source():
    """Credibility rises with independent origins; reliability stays what a person made of it."""
    claims = (_toll(1, 5, who="Red Cross"), _toll(2, 5, who="Island Police"))
    plain = grade_assessment(_assess(*claims)[0])
    judged = grade_assessment(_assess(*claims)[0], {"Red Cross": Reliability.B})
    assert (plain.credibility, plain.reliability, plain.airwars) == (Credibility.CONFIRMED, Reliability.F, AirwarsGrade.FAIR)
    assert (judged.credibility, judged.reliability) == (Credibility.CONFIRMED, Reliability.B)


def test_the_lower_of_two_letters_counts():
    """Where two names that a person judged fit one source, the more careful judgement stands."""
    letters = {"Red Cross": Reliability.B, "Red Cross of Ruden": Reliability.D}
    grading = grade_assessment(_assess(_toll(1, 5, who="Red Cross of Ruden"))[0], letters)
    assert grading.reliability is Reliability.D


@pytest.mark.parametrize(("low", "grade"), [(300, AirwarsGrade.CONTESTED), (5, AirwarsGrade.FAIR)])
def test_a_dispute_is_contested(low, grade):
    """Two named origins whose figures do not meet are contested here and there."""
    found = _assess(_toll(1, 5, who="Red Cross"), _toll(2, low, who="Foreign Army", who_kind="military"))
    assert grade_assessment(found[0]).airwars is grade


def test_every_letter_and_figure_has_words():
    """No grade is printed bare."""
    assert all(one.words for one in (*Reliability, *Credibility))


def test_a_serial_number_gives_a_lower_bound_marked_as_inferred():
    """Number 9,041 means that at least so many were made, if they run on from 1; two numbers give a bound that needs no beginning."""
    one = infer_numbers_made([made.claim("a", kind="identifier", value=9041, unit="item", who="Museum")])
    assert (one[0].made.value, one[0].made.level, one[0].made_between, one[0].origins) == (9041, Level.AT_LEAST, None, ("Museum",))
    assert one[0].basis.startswith("inferred from the serial number 9,041")
    two = infer_numbers_made(
        [made.claim("a", kind="identifier", value=9041, unit="item"), made.claim("b", kind="identifier", value=8942, unit="item")]
    )
    assert (two[0].made.value, two[0].made_between.value, two[0].claim_ids) == (9041, 100, ("a", "b"))


def test_nothing_is_inferred_from_what_is_no_serial_number():
    """Other kinds, denials and forecasts give no bound."""
    claims = [made.claim("a", value=9, unit="person"), made.claim("b", kind="identifier", value=7, unit="item", certainty="denied")]
    assert infer_numbers_made(claims) == ()


def test_a_date_whose_words_cannot_be_worked_out_says_so():
    """A bare "Tuesday" in a report without a day of its own is not the picture's fault."""
    claim = made.claim("a", kind="event_date")
    _, context = made.pictures("good")
    found = corroborate_claims([claim], made.findings(), [made.report(on=None)], context=context)[0]
    assert (found.pictures, found.reasons[0]) == (Verdict.NOT_CHECKABLE, Reason.NO_DATE_FOR_WORDS)

"""Dates found in a text, with their places."""

from __future__ import annotations

from datetime import date

import pytest

from temoin.extract.days import find_days

WRITTEN = date(2025, 7, 3)
TEXTS = [
    ("en", "from the 13th to the 15th of May", [("13th to the 15th of May", "2025-05-13/2025-05-15")]),
    ("en", "on 06/21/2025 and on 2025-06-22", [("06/21/2025", "2025-06-21"), ("2025-06-22", "2025-06-22")]),
    ("en", "the day before yesterday, or two weeks ago", [("the day before yesterday", "2025-07-01"), ("two weeks ago", "2025-06-19")]),
    ("en", "On Tuesday 12 people came; on Tuesday the 24th", [("Tuesday", "2025-07-01"), ("Tuesday the 24th", "2025-06-24")]),
    ("en", "March 8-11, 2024", [("March 8-11, 2024", "2024-03-08/2024-03-11")]),
    ("fr", "entre le 28 mai et le 2 juin, puis hier", [("28 mai et le 2 juin", "2025-05-28/2025-06-02"), ("hier", "2025-07-02")]),
    ("fr", "le premier juillet, il y a un mois", [("premier juillet", "2025-07-01"), ("il y a un mois", "2025-06-03")]),
    ("de", "vom 14. bis zum 16. Juni, am 05.06.2025", [("14. bis zum 16. Juni", "2025-06-14/2025-06-16"), ("05.06.2025", "2025-06-05")]),
    ("it", "il primo maggio e l'altroieri", [("primo maggio", "2025-05-01"), ("l'altroieri", "2025-07-01")]),
    ("es", "entre el 3 y el 5 de mayo, hace dos días", [("3 y el 5 de mayo", "2025-05-03/2025-05-05"), ("hace dos días", "2025-07-01")]),
    ("ru", "двадцать первого июня, неделю назад", [("двадцать первого июня", "2025-06-21"), ("неделю назад", "2025-06-26")]),
    ("uk", "перше червня, 14.10. по 15.10.2024", [("перше червня", "2025-06-01"), ("14.10. по 15.10.2024", "2024-10-14/2024-10-15")]),
]


@pytest.mark.parametrize(("lang", "text", "wanted"), TEXTS)
def test_days_have_value_and_span(lang, text, wanted):
    """Each date is found once, whole, with its days, and stands where its span says."""
    found = find_days(text, lang, WRITTEN)
    assert [(day.span.text, day.days.iso) for day in found] == wanted
    assert all(text[day.span.start : day.span.end] == day.span.text for day in found)


def test_without_a_day_of_writing_a_relative_date_has_no_days():
    """What hangs on the day of writing stays open where that is not known."""
    assert [(day.span.text, day.days) for day in find_days("yesterday, three days ago", "en")] == [("yesterday", None), ("three days ago", None)]


def test_ago_reaches_the_last_day_of_a_shorter_month():
    """A month before the 31st is the last day of the month before."""
    assert find_days("a month ago", "en", date(2025, 3, 31))[0].days.iso == "2025-02-28"

"""The headline table, in the code and in the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from temoin.corroborate import HEADLINES, headline_verdict
from temoin.corroborate.headline import PICTURE_VERDICTS, confidence_of, order_reasons
from temoin.model import Confidence, Reason, Verdict

PAGE = Path(__file__).resolve().parents[3] / "docs" / "explanation" / "verdicts.md"


def _published():
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("|")]
    start = next(number for number, line in enumerate(lines) if "by pictures ↓" in line)
    columns = [Verdict(cell.strip()) for cell in lines[start].strip("|").split("|")[1:]]
    table = {}
    for line in lines[start + 2 : start + 2 + len(PICTURE_VERDICTS)]:
        first, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        table |= {(Verdict(first.strip("*")), column): Verdict(cell) for column, cell in zip(columns, cells, strict=True)}
    return table


def test_the_documented_table_is_the_one_in_the_code():
    """The table printed in docs/explanation/verdicts is the table that the code uses, cell by cell."""
    assert _published() == HEADLINES


def test_the_table_covers_every_pair_of_verdicts():
    """Every verdict that pictures can come to meets every verdict of reports."""
    assert set(HEADLINES) == {(pictures, reports) for pictures in PICTURE_VERDICTS for reports in Verdict}


@pytest.mark.parametrize("pictures", [Verdict.CONTESTED, Verdict.SUPERSEDED])
def test_pictures_alone_never_contest(pictures):
    """A verdict that pictures cannot come to is refused."""
    with pytest.raises(ValueError, match="pictures alone"):
        headline_verdict(pictures, Verdict.SUPPORTED)


def test_the_headline_is_contradicted_only_with_pictures():
    """No verdict of the reports alone makes the headline "contradicted"."""
    assert {pictures for (pictures, _), headline in HEADLINES.items() if headline is Verdict.CONTRADICTED} == {Verdict.CONTRADICTED}


def test_reasons_of_the_side_that_made_the_headline_lead():
    """Reports lead where they made the headline, pictures where they did; no reason is listed twice."""
    pictures = (Verdict.NOT_CHECKABLE, (Reason.PERSONS_NOT_VISIBLE,))
    two = (Verdict.SUPPORTED, (Reason.TWO_ORIGINS, Reason.PERSONS_NOT_VISIBLE))
    assert order_reasons(Verdict.SUPPORTED, pictures, two) == (Reason.TWO_ORIGINS, Reason.PERSONS_NOT_VISIBLE)
    one = (Verdict.NOT_YET_CHECKED, (Reason.ONE_ORIGIN,))
    assert order_reasons(Verdict.NOT_CHECKABLE, pictures, one) == (Reason.PERSONS_NOT_VISIBLE, Reason.ONE_ORIGIN)


def test_confidence_has_a_rule():
    """Both sides support: high; a weakening reason takes a step off; nothing checked: none."""
    yes, no = Verdict.SUPPORTED, Verdict.NOT_YET_CHECKED
    assert confidence_of(yes, yes, yes, (Reason.AREA_AGREES,)) is Confidence.HIGH
    assert confidence_of(yes, yes, yes, (Reason.WEAKLY_ALIGNED,)) is Confidence.MODERATE
    assert confidence_of(yes, yes, no, (Reason.AREA_AGREES,)) is Confidence.MODERATE
    assert confidence_of(yes, yes, no, (Reason.PARTS_UNNAMED,)) is Confidence.LOW
    assert confidence_of(no, no, no, (Reason.NO_PICTURE,)) is None

"""The public test tools find what they are there to find."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.model import Attribution, Claim, ClaimKind, Source, SourceClass
from temoin.quantity import Quantity
from temoin.testing import assert_holds_truth, assert_spans_hold, days, grids, made_pair, made_report, quantities, spans
from temoin.text import Span

TEXT = "Three people were killed, the mayor said.\n\nForty-five were injured."


@pytest.fixture
def report():
    """A small report."""
    return made_report(TEXT, lang="en", published="2025-07-03T08:00+02:00")


def test_made_report_has_its_paragraphs(report):
    """Paragraphs are the non-empty lines, and the time keeps its zone."""
    assert [TEXT[start:end] for start, end in report.paragraphs] == TEXT.split("\n\n")
    assert report.published.start.isoformat() == "2025-07-03T08:00:00+02:00"


def test_a_moment_without_a_zone_is_refused():
    """A report's time needs a zone here as everywhere."""
    with pytest.raises(ValueError, match="no zone"):
        made_report(TEXT, published="2025-07-03T08:00")


def test_spans_that_hold_pass_and_others_fail(report):
    """A wrong place is found, in the claim and in its sources; so is a claim of another report; no claim at all is no pass."""
    source = Source(name="the mayor", kind=SourceClass.OFFICIAL, span=report.span(26, 35))
    claim = Claim(id="c1", report_id="r1", kind=ClaimKind.KILLED, span=report.span(0, 5), attribution=Attribution(chain=(source,)))
    assert_spans_hold(report, [claim])
    wrong = Span(start=1, end=6, text="Three")
    for bad in (
        attrs.evolve(claim, span=wrong),
        attrs.evolve(claim, attribution=Attribution(chain=(attrs.evolve(source, span=wrong),))),
        attrs.evolve(claim, report_id="r2"),
    ):
        with pytest.raises(AssertionError):
            assert_spans_hold(report, [bad])
    with pytest.raises(AssertionError, match="no claim"):
        assert_spans_hold(report, [])


def test_truth_must_lie_in_a_useful_interval():
    """A miss, a missing bound and a uselessly wide interval fail."""
    assert_holds_truth(Quantity(value=100, unit="m2", low=90, high=112), 110)
    for bad in (Quantity(value=100, unit="m2", low=90, high=105), Quantity(value=100, unit="m2"), Quantity(value=100, unit="m2", low=1, high=999)):
        with pytest.raises(AssertionError):
            assert_holds_truth(bad, 110)


def test_made_pair_takes_changes():
    """Fields of the spec can be set in the call."""
    made = made_pair(shift_px=(2.5, 0.0), damages=())
    assert made.truth.shift_px == (2.5, 0.0)
    assert made.truth.area_m2() == 0.0
    assert {part.name for part in made.site.parts} == {"workshop 106", "workshop 110"}


@given(st.data())
def test_strategies_give_sound_values(data):
    """Every value drawn keeps its own rules and shows its variety."""
    quantity = data.draw(quantities())
    low, high = quantity.claimed_interval()
    assert low <= high
    stretch = data.draw(days(longest=4))
    assert 0 <= (stretch.last - stretch.first).days < 4
    span = data.draw(spans(TEXT))
    assert TEXT[span.start : span.end] == span.text
    grid = data.draw(grids())
    row, col = grid.rowcol(*grid.xy(0, 0))
    assert abs(row) + abs(col) < 1e-6
    assert 0.2 < grid.gsd_m[0] < 40

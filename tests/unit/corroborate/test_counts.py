"""What the counts became."""

from __future__ import annotations

import made
import pytest

from temoin.corroborate import PointStatus, SeriesStatus, count_history


def _series(*specs, copies=()):
    claims = [made.claim(f"c{number}", **{"kind": "killed", "unit": "person", "report": f"r{number}", **spec}) for number, spec in enumerate(specs)]
    reports = {spec.get("report", f"r{number}"): spec.get("on", "2025-03-18") for number, spec in enumerate(specs)}
    history = count_history(claims, [made.report(name, on=day) for name, day in reports.items()], made.lineage(reports, copies))
    assert len(history) == 1
    return history[0]


def _fates(series):
    return {point.claim_id: str(point.status) for point in series.points}


def test_a_toll_rises():
    """The newest and highest uncorrected figure stands, with its day; the older exact ones are superseded."""
    series = _series({"value": 2, "who": "Fire Brigade"}, {"value": 3, "who": "Red Cross", "on": "2025-03-19"})
    assert (series.status, series.quantity.value, series.as_of.isoformat(), series.origins) == (
        SeriesStatus.RESOLVED,
        3,
        "2025-03-19",
        ("Red Cross",),
    )
    assert _fates(series) == {"c0": "superseded", "c1": "current"}


def test_one_page_without_a_source_does_not_outweigh_a_named_one():
    """A single unattributed higher figure clashes; it takes two independent texts to outgrow a named origin."""
    lone = _series({"value": 13, "who": "Health Office"}, {"value": 20, "on": "2025-03-20"})
    assert (lone.quantity.value, _fates(lone)["c1"]) == (13, "contested")
    two = _series({"value": 13, "who": "Health Office"}, {"value": 20, "on": "2025-03-20"}, {"value": 21, "on": "2025-03-21"})
    assert two.quantity.value == 21
    copied = _series(
        {"value": 13, "who": "Health Office"}, {"value": 20, "on": "2025-03-20"}, {"value": 20, "on": "2025-03-21"}, copies=[("r2", "r1")]
    )
    assert copied.quantity.value == 13


def test_disjoint_figures_of_named_origins_are_contested_with_the_range():
    """No number is made of a dispute but its range."""
    series = _series({"value": 471, "who": "City Ministry"}, {"low": 100, "high": 300, "level": "range", "who": "Foreign Service"})
    assert (series.status, series.quantity.value, series.quantity.low, series.quantity.high) == (SeriesStatus.CONTESTED, None, 100, 471)
    assert _fates(series) == {"c0": "contested", "c1": "contested"}


def test_a_small_lag_is_no_dispute():
    """Two offices that count a few hours apart on one day do not contest each other."""
    assert _series({"value": 97, "who": "Police"}, {"value": 99, "who": "Coroner"}).status is SeriesStatus.RESOLVED


def test_a_withdrawn_figure_is_closed_for_its_side_only():
    """A denial with a replacement closes the figure for its own side; another side's equal figure stays in dispute."""
    own = _series(
        {"value": 115, "level": "at_least", "who": "Maui County"},
        {"value": 97, "who": "Maui police", "report": "p", "on": "2025-03-25"},
        {"value": 115, "certainty": "denied", "who": "Maui police", "report": "p", "on": "2025-03-25"},
    )
    assert (own.quantity.value, _fates(own)) == (97, {"c0": "superseded", "c1": "current", "c2": "superseded"})
    other = _series(
        {"value": 115, "who": "Red Cross"},
        {"value": 20, "who": "Army Staff", "report": "p", "on": "2025-03-25"},
        {"value": 115, "certainty": "denied", "who": "Army Staff", "report": "p", "on": "2025-03-25"},
    )
    assert other.status is SeriesStatus.CONTESTED


def test_a_part_is_no_total():
    """Three firemen among five dead do not make the toll three."""
    series = _series(
        {"value": 5, "who": "Fire Brigade", "report": "r"}, {"value": 3, "who": "Fire Brigade", "report": "r", "subset_of": "c0", "on": "2025-03-19"}
    )
    assert (series.quantity.value, _fates(series)["c1"]) == (5, "set aside")


def test_no_one_hurt_elsewhere_is_no_zero():
    """No victims among the neighbours beside three dead in the plant is not a toll of nought; alone it is."""
    series = _series({"value": 3, "report": "r"}, {"value": 0, "polarity": "negative", "report": "r"})
    assert (series.quantity.value, _fates(series)["c1"]) == (3, "set aside")
    assert _series({"value": 0, "polarity": "negative"}).quantity.value == 0


@pytest.mark.parametrize("certainty", ["expected", "possible"])
def test_forecasts_and_fears_are_no_figures(certainty):
    """What is expected or feared is set aside, and a field of forecasts alone stays open."""
    series = _series({"value": 40, "certainty": certainty})
    assert (series.status, series.quantity, series.points[0].status) == (SeriesStatus.OPEN, None, PointStatus.SET_ASIDE)


def test_states_take_the_newest_statement():
    """Missing people are found again."""
    series = _series({"kind": "missing", "value": 850, "who": "Mayor"}, {"kind": "missing", "value": 31, "who": "Police", "on": "2025-04-20"})
    assert (series.quantity.value, _fates(series)["c0"]) == (31, "superseded")


def test_impossible_numbers_are_set_aside():
    """A magnitude that lost its point is not the event's magnitude."""
    spec = {"kind": "background_quantity", "unit": "magnitude", "role": "background"}
    series = _series({**spec, "value": 35}, {**spec, "value": 3.3, "who": "Survey"}, {**spec, "value": 3.3})
    assert (series.quantity.value, _fates(series)["c0"]) == (3.3, "set aside")


def test_a_figure_repeated_later_keeps_its_first_day():
    """A page that repeats the old figure after the correction does not bring it back."""
    old, new = {"value": 115, "who": "Police"}, {"value": 97, "who": "Police", "on": "2025-03-20"}
    assert _series(old, new, {**old, "on": "2025-03-30"}).quantity.value == 97


def test_the_day_said_counts_before_the_day_published():
    """A text of the 25th that quotes a statement of the 18th speaks for the 18th."""
    from temoin.model import Days

    series = _series(
        {"value": 3, "who": "Police", "on": "2025-03-20"}, {"value": 2, "who": "Police", "on": "2025-03-25", "said_on": Days.from_iso("2025-03-18")}
    )
    assert (series.quantity.value, [point.said.isoformat() for point in series.points]) == (3, ["2025-03-18", "2025-03-20"])


def test_fields_do_not_mix():
    """Killed, injured and houses are three fields, in the order of their names."""
    claims = [
        made.claim("a", kind="killed", value=1, unit="person"),
        made.claim("b", kind="injured", value=2, unit="person"),
        made.claim("c", kind="destroyed_count", value=3, unit="house", noun="house"),
        made.claim("d", kind="background_quantity", value=2400, unit="person", role="background"),
    ]
    assert [series.field for series in count_history(claims)] == ["destroyed_count:house", "injured", "killed"]


def test_without_days_nothing_is_newer():
    """Claims without any date are still followed, and say so."""
    series = count_history([made.claim("a", value=3, unit="person", who="Police")], [made.report(on=None)])[0]
    assert (series.quantity.value, series.as_of, series.points[0].said) == (3, None, None)


def test_a_copy_of_a_denial_denies_nothing_later():
    """A denial of the 19th copied on the 21st does not close what was said on the 20th."""
    denial = [{"value": 97, "who": "Aldor Police"}, {"value": 115, "certainty": "denied", "who": "Aldor Police"}]
    series = _series(
        {"value": 115, "who": "Aldor County", "on": "2025-03-20"},
        *({**spec, "report": "p", "on": "2025-03-19"} for spec in denial),
        *({**spec, "report": "q", "on": "2025-03-21"} for spec in denial),
        copies=[("q", "p")],
    )
    assert _fates(series)["c0"] == "current"


def test_one_of_the_drones_is_no_count_of_drones():
    """A lower number of means in a text that gives a higher one is a part of it, not an older count."""
    spec = {"kind": "means_count", "unit": "drone", "report": "r"}
    series = _series({**spec, "value": 2, "who": "Army"}, {**spec, "value": 1})
    assert (series.quantity.value, _fates(series)["c1"]) == (2, "set aside")

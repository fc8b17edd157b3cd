"""The table of verdict cases, argued before the rules."""

from __future__ import annotations

import tomllib
from pathlib import Path

import attrs
import made
import pytest

from temoin.corroborate import corroborate_claims, headline_verdict
from temoin.model import Verdict

TABLE = Path(__file__).resolve().parents[2] / "golden" / "verdicts.toml"
CASES = tomllib.loads(TABLE.read_text("utf-8"))["case"]


def _assess(case):
    specs = [{"report": "r1", **case["claim"]}, *case.get("others", [])]
    published = {}
    for spec in specs:
        published.setdefault(spec["report"], spec.get("on", "2025-03-19"))
    claims = [made.claim(f"c{number}", **spec) for number, spec in enumerate(specs)]
    grades = [made.grade(spec["b"], **{name: value for name, value in spec.items() if name != "b"}) for spec in case.get("grades", [])]
    findings, context = made.pictures(case.get("view", "good"), grades)
    context = attrs.evolve(context, lineage=made.lineage(published, case.get("copies", ())))
    reports = [made.report(report_id, on=day) for report_id, day in published.items()]
    return corroborate_claims(claims, findings, reports, context=context)[0]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_verdicts_are_those_argued_beforehand(case):
    """Each case comes to the verdicts and reasons that were argued before the rules were written."""
    assessment = _assess(case)
    expect = case["expect"]
    found = {"pictures": assessment.pictures, "reports": assessment.reports, "headline": assessment.verdict}
    assert {name: str(verdict) for name, verdict in found.items()} == {name: expect[name] for name in found}
    assert {str(reason) for reason in assessment.reasons} == set(expect["reasons"])
    assert str(assessment.reasons[0]) == expect["reasons"][0]


def test_the_table_is_large_and_argued():
    """At least sixty cases, each with its own name and argument."""
    assert len(CASES) >= 60
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert all(len(case["why"]) > 20 for case in CASES)


def test_the_table_reaches_every_verdict():
    """Every verdict is the headline of some case."""
    assert {case["expect"]["headline"] for case in CASES} == {str(verdict) for verdict in Verdict}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_expected_headlines_follow_the_published_table(case):
    """The headline that a case expects is the one the published table derives from its two verdicts."""
    expect = case["expect"]
    assert str(headline_verdict(Verdict(expect["pictures"]), Verdict(expect["reports"]))) == expect["headline"]


def test_partly_supported_says_which_part():
    """A headline of "partly supported" names the part, and no other headline does."""
    for case in CASES:
        assessment = _assess(case)
        assert bool(assessment.supported_part) == (assessment.verdict is Verdict.PARTLY_SUPPORTED), case["name"]

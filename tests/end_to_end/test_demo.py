"""The main job on the shipped example: from files to a dossier, and measured against true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from temoin.custody import CaseStore
from temoin.workflows import verify_demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo, run once."""
    out = tmp_path_factory.mktemp("demo") / "case"
    return out, verify_demo(out)


def test_demo_measures_what_was_made(demo):
    """The shift, the fallen roof and the roof that did not change are measured, at 0.5 m and at 3 m, with intervals that hold the truth."""
    _, result = demo
    rows = {row.label: row for row in result.rows}
    assert len(rows) == 8
    for label, row in rows.items():
        assert row.measured is not None, label
        if "shift" in label and "0.5 m" in label:
            assert row.measured.value == pytest.approx(row.true.value, abs=0.5), label
    fallen = rows["0.5 m: roof of workshop 110 fallen in"]
    assert fallen.measured.low <= fallen.true.value <= fallen.measured.high
    assert fallen.measured.value == pytest.approx(fallen.true.value, rel=0.15)


def test_demo_verdicts(demo):
    """The fallen area is supported, the window cannot be seen from above, no casualty is checked by a picture, nothing is contradicted by a
    picture that could not have seen it.
    """
    _, result = demo
    by_quote = {(one.claim.report_id, one.claim.quote): one for one in result.verification.assessments}
    verdicts = {key: (one.verdict.value, {reason.value for reason in one.reasons}) for key, one in by_quote.items()}
    area = next(value for (report, quote), value in verdicts.items() if report == "gazette-estuaire" and "mètres carrés" in quote)
    assert area[0] == "supported"
    windows = [value for (_, quote), value in verdicts.items() if re.search(r"window|fenêtre|вікно|окно", quote)]
    assert windows
    assert all("not-visible-from-above" in reasons and verdict != "contradicted" for verdict, reasons in windows)
    for one in result.verification.assessments:
        if one.claim.kind.is_casualty:
            assert one.pictures.value == "not checkable"


def test_demo_case_is_whole_and_the_dossier_stands_alone(demo):
    """Every hash of the case holds, all inputs are exhibits, and the dossier asks for nothing from outside."""
    out, result = demo
    with CaseStore.open(out) as store:
        assert store.verify() == ()
        assert {exhibit.name for exhibit in store.case().exhibits} >= {"before.tif", "after.tif", "obriy.txt", "reports.csv", "site.geojson"}
    html = Path(result.verification.dossier).read_text("utf-8")
    assert "DRAFT" in html
    assert "Content-Security-Policy" in html
    assert not re.search(r"<script[^>]+src=", html)
    markup = re.sub(r"<script\b.*?</script>", "", html, flags=re.DOTALL)  # a script's strings load nothing: the browser tests count requests
    assert not re.search(r'(?:src|href)="(?:https?:)?//', markup)


def test_demo_goes_on_where_it_stopped(demo):
    """The same demo again does nothing twice and ends with the same ledger head."""
    out, result = demo
    again = verify_demo(out)
    assert again.verification.head == result.verification.head
    assert set(again.verification.reused) == {"extracting", "aligning", "measuring", "corroborating", "publishing"}


def test_four_languages_are_read(demo):
    """Each of the four reports gives the toll it states."""
    _, result = demo
    tolls = {(claim.report_id, claim.kind.value): claim.quantity.value for claim in result.verification.claims if claim.kind.is_casualty}
    assert tolls["northern-wire", "killed"] in {1, 2}
    for report in ("gazette-estuaire", "obriy", "rubezh"):
        assert tolls[report, "killed"] == 3
        assert tolls[report, "injured"] == 45
        assert tolls[report, "hospitalised"] == 35


def test_the_translation_is_no_second_origin(demo):
    """The Russian text, which translates the Ukrainian one, is one family with it."""
    _, result = demo
    assert any({"obriy", "rubezh"} <= set(family) for family in result.verification.lineage.families)

"""Rows of the dossier: claims, marks, charts, counts, families, tables."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from temoin.model import Claim, ClaimKind, Lineage, LineageEdge, LineageKind, Placebo, PlaceboKind, Reason, Verdict
from temoin.publish import publish_html
from temoin.publish.views.anchors import Anchors
from temoin.publish.views.chart import interval_chart
from temoin.publish.views.claims import claim_rows, group_rows, legend_rows
from temoin.publish.views.context import context_of
from temoin.publish.views.counts import arrange_counts, count_views
from temoin.publish.views.families import family_trees
from temoin.publish.views.findings import finding_tables, truth_views
from temoin.publish.views.placebo import placebo_view
from temoin.publish.views.texts import contexts_of, report_views
from temoin.publish.words import Words
from temoin.quantity import Level, Quantity
from temoin.text import Span

SAY = Words()


def _rows(made):
    reports, claims = made.make_reports(), made.make_claims()
    anchors = Anchors.of(reports, claims, made.make_findings(made.make_grid()))
    return claim_rows(claims, made.make_assessments(claims), anchors, SAY, contexts=contexts_of(reports, claims))


def test_every_claim_is_printed_once(made):
    """Checked and unchecked groups together hold every claim exactly once; a claim without an assessment is "not yet checked"."""
    rows = _rows(made)
    checked, unchecked = group_rows(rows, SAY)
    numbers = [row.number for group in (*checked, *unchecked) for row in group.rows]
    assert sorted(numbers) == list(range(1, len(made.make_claims()) + 1))
    assert [group.title for group in checked] == ["contradicted", "contested", "partly supported", "supported", "superseded"]
    assert any(group.title == "no reason was recorded" for group in unchecked)


def test_unchecked_claims_stand_under_their_weightiest_reason(made):
    """The two casualty figures that nobody can check share one heading."""
    _, unchecked = group_rows(_rows(made), SAY)
    group = next(group for group in unchecked if group.title == "no satellite picture shows what happened to people")
    assert [row.kind for row in group.rows] == ["People injured", "People in hospital"]
    assert group.rows[1].qualifiers == (f"part of claim {group.rows[0].number}",)


def test_the_chain_runs_from_the_publisher_to_the_source(made):
    """The one who passes it on comes first, the source nearest to the fact last."""
    row = next(row for _, row in _rows(made) if row.quote == "At least 2 people")
    assert row.publisher == "Northern Wire"
    assert [part.name for part in row.chain] == ["The Harbour Post", "officials"]


def test_the_legend_counts_all_verdicts_and_fills_the_bar(made):
    """Every verdict is named, also with no claim, and the bar is full."""
    legend = legend_rows(_rows(made), SAY)
    assert {row.sign.word for row in legend} == {verdict.value for verdict in Verdict}
    assert sum(row.count for row in legend) == len(made.make_claims())
    assert sum(row.width for row in legend) == pytest.approx(100, abs=0.01)
    assert all("\ufe0e" in row.sign.glyph for row in legend)


def test_overlapping_marks_lose_no_letter(made):
    """Text and marks together give back the paragraph; each claim starts once and ends once; overlaps bear both."""
    reports, claims = made.make_reports(), made.make_claims()
    anchors = Anchors.of(reports, claims, None)
    views = report_views(reports, claims, {}, anchors, SAY)
    for report, view in zip(reports, views, strict=True):
        printed = "".join(segment.text for paragraph in view.paragraphs for segment in paragraph)
        assert "".join(printed.split()) == "".join(report.text.split())
        segments = [segment for paragraph in view.paragraphs for segment in paragraph]
        own = sorted(anchors.claims[claim.id] for claim in claims if claim.report_id == report.id and claim.span is not None)
        assert sorted(number for segment in segments for number in segment.starts) == own
        assert sorted(mark.number for segment in segments for mark in segment.ends) == own
    overlap = [segment for paragraph in views[0].paragraphs for segment in paragraph if len(segment.marks) == 2]
    assert [segment.text for segment in overlap] == ["environ 1 300 m²"]


def test_a_span_that_is_not_in_the_text_is_not_marked(made):
    """Words that the text does not hold at that place get no mark and no jump: a dossier never shows a quote where it does not stand."""
    reports = made.make_reports()
    false = Claim(id="x", report_id="fr", kind=ClaimKind.KILLED, span=Span(start=3, end=8, text="AAAAA"), quantity=Quantity(value=3, unit="person"))
    assert contexts_of(reports, [false]) == {}
    (view, *_) = report_views(reports, [false], {}, Anchors.of(reports, [false], None), SAY)
    assert not any(segment.marks for paragraph in view.paragraphs for segment in paragraph)
    rows = claim_rows([false], [], Anchors.of(reports, [false], None), SAY, contexts={})
    assert not rows[0][1].has_mark


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=8), st.text(alphabet="ab .\n", min_size=43, max_size=60))
def test_any_spans_can_be_marked(made, pairs, text):
    """Whatever the spans, no letter is lost or doubled."""
    report = made.make_report("r", text, None)
    claims = [
        Claim(
            id=f"k{number}",
            report_id="r",
            kind=ClaimKind.KILLED,
            span=Span.of(text, start, start + length),
            quantity=Quantity(value=1, unit="person"),
        )
        for number, (start, length) in enumerate(pairs)
    ]
    (view,) = report_views((report,), claims, {}, Anchors.of((report,), claims, None), SAY)
    printed = "".join(segment.text for paragraph in view.paragraphs for segment in paragraph)
    assert "".join(printed.split()) == "".join(text.split())


def test_the_context_is_the_sentence():
    """Context stops at the sentence and is cut to whole words where the sentence is long."""
    text = "Nobody knew. Then three people left the hall, she said. Later on."
    assert context_of(text, Span.of(text, 18, 23)) == ("Then ", " people left the hall, she said.")
    long = "word " * 100
    before, after = context_of(long, Span.of(long, 250, 254))
    assert before.startswith("… ")
    assert after.endswith(" …")


def test_claimed_and_measured_stand_on_one_axis():
    """Bars lie in order on the axis, open sides go to its end, and different units are never drawn together."""
    about = Quantity(value=1300, unit="m2", level=Level.ABOUT)
    chart = interval_chart(about, Quantity(value=1262, unit="m2", low=1190, high=1334))
    assert chart is not None
    assert chart.claimed.start < chart.measured.start < chart.measured.tick < chart.claimed.tick
    assert chart.last == "2\u202f000"
    open_ = interval_chart(Quantity(value=10, unit="m2", level=Level.AT_LEAST), Quantity(value=5, unit="m2", low=4, high=6))
    assert open_ is not None
    assert open_.claimed.is_open_right
    assert open_.claimed.start + open_.claimed.length == pytest.approx(254, abs=0.2)
    assert interval_chart(about, Quantity(value=3, unit="person")) is None
    assert interval_chart(None, about) is None
    assert interval_chart(Quantity(value=0, unit="m2", low=0, high=0), Quantity(value=0, unit="m2", low=0, high=0)) is None


def test_counts_are_arranged_by_the_day_they_stand_for(made):
    """Figures of a kind come oldest first, parts of other figures stay out, and single figures make no history."""
    reports, claims = made.make_reports(), made.make_claims()
    killed, injured = arrange_counts(claims, reports, SAY)
    assert [entry.quantity.value for entry in killed.entries] == [2, 3, 3]
    assert injured.label == "People injured"
    (view, _) = count_views((killed, injured), Anchors.of(reports, claims, None), SAY)
    assert view.rows[0].when == "said on 1 July 2025"
    assert all(0 <= row.start <= 100 for row in view.rows)
    assert view.rows[0].start + view.rows[0].width == pytest.approx(100)


def test_family_trees_hang_on_the_strongest_parent_and_survive_rings(made):
    """A report with two parents is printed once; a ring of dependence is cut and still prints every report."""
    edges = [("b", "a", 0.9), ("c", "a", 0.4), ("c", "b", 0.8), ("e", "f", 0.9), ("f", "e", 0.9)]
    lineage = Lineage(
        edges=tuple(LineageEdge(child=child, parent=parent, kind=LineageKind.COPY, weight=weight, evidence="") for child, parent, weight in edges),
        families=(("a", "b", "c"), ("d",), ("e", "f")),
    )
    anchors = Anchors.of((), (), None)
    trees = family_trees(lineage, anchors, SAY)
    (root,) = trees[0]
    assert root.name == "a"
    assert [child.name for child in root.children] == ["b"]
    assert root.children[0].children[0].others == ("copy of a",)
    assert [branch.name for branch in trees[1]] == ["d"]
    (ring,) = trees[2]
    assert (ring.name, [child.name for child in ring.children]) == ("e", ["f"])


def test_tables_print_the_most_damaged_first_and_say_what_they_leave_out(made, monkeypatch):
    """Rows are ordered by grade and score, an area that was not measured says so, and what is cut is counted."""
    grid = made.make_grid()
    findings, buildings = made.make_findings(grid), made.make_buildings(grid)
    anchors = Anchors.of((), (), findings)
    site = made.make_content(grid).site
    tables = finding_tables(findings, buildings, site, anchors, SAY)
    assert [row.id for row in tables.buildings] == ["h2", "s1", "h1"]
    assert tables.buildings[0].name == "workshop 7, atelier 7"
    assert tables.buildings[0].also == "could also be: destroyed"
    assert tables.buildings[1].area == "not measured"
    assert tables.buildings[2].seen == "> 99\u202f%"
    monkeypatch.setattr("temoin.publish.views.findings.ROW_LIMIT", 1)
    assert finding_tables(findings, buildings, site, anchors, SAY).buildings_left_out == 2


def test_of_one_grade_the_stronger_change_comes_first(made):
    """Within a grade, buildings are ordered by their score."""
    findings = made.make_findings(made.make_grid())
    grade = findings.grades[0]
    pair = (attrs.evolve(grade, id="x", building_id="weak", score=0.2), attrs.evolve(grade, id="y", building_id="strong", score=0.7))
    findings = attrs.evolve(findings, items=pair)
    rows = finding_tables(findings, (), None, Anchors.of((), (), findings), SAY).buildings
    assert [row.id for row in rows] == ["strong", "weak"]


def test_truth_says_whether_the_interval_holds_it(made):
    """Inside, outside and no interval are told apart."""
    (row,) = made.make_content().truth
    outside = attrs.evolve(row, true=Quantity(value=900, unit="m2"))
    nothing = attrs.evolve(row, measured=None)
    assert [view.is_inside for view in truth_views((row, outside, nothing), SAY)] == [True, False, None]


def test_the_placebo_is_drawn_beside_the_buildings(made):
    """Shares of buildings above, of quiet places below, at one scale; the line is what 95 in 100 quiet places stay under."""
    content = made.make_content()
    quiet = tuple(number / 200 for number in range(100))
    placebo = Placebo(kinds=(PlaceboKind.CONTROL_GROUND,), scores=quiet, observed=2, reasons=(Reason.FEW_CONTROLS,))
    found = attrs.evolve(content.findings, placebo=placebo)
    view = placebo_view(found, Words())
    assert abs(view.line / view.width - 0.95 * 0.495) < 0.01
    assert [round(x / view.step) for x, _ in view.above] == [2, 20]
    assert max(x for x, _ in view.below) < view.width / 2
    assert sum(height for _, height in view.below) == pytest.approx(sum(height for _, height in view.above), rel=0.02)
    assert "2 buildings were assessed; 1 score higher than 95 in 100 of 100 quiet places" in view.words[1]
    assert "no p under 0.010" in view.words[2]
    page = publish_html(attrs.evolve(content, findings=found)).html
    assert 'class="placebo"' in page
    assert 'class="placebo"' not in publish_html(content).html
    assert placebo_view(attrs.evolve(found, items=()), Words()) is None

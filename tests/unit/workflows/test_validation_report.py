"""The tools behind `make validate`: what is kept and measured again, intervals, charts, and a page without any record."""

from __future__ import annotations

import importlib
import math
import sys
from pathlib import Path

import numpy as np
import pytest
from lxml import etree

TOOLS = Path(__file__).resolve().parents[3] / "tools"


@pytest.fixture
def tool(monkeypatch, tmp_path):
    """A module of `tools` by its name; records go to an empty folder."""
    monkeypatch.syspath_prepend(str(TOOLS))
    known = set(sys.modules)
    monkeypatch.setattr(importlib.import_module("kept_records"), "FOLDER", tmp_path / "kept")
    yield importlib.import_module
    for name in set(sys.modules) - known:
        if Path(getattr(sys.modules[name], "__file__", None) or "/").parent == TOOLS:
            del sys.modules[name]


def test_a_run_goes_on_and_measures_again_what_changed(tool):
    """What is kept is not measured twice; other code or another file measures again, after what was never measured."""
    kept, done = tool("kept_records"), []

    def line(code, names, corpus=""):
        return kept.Line("made", [kept.Item(name, lambda name=name: done.append(name) or {"name": name}, corpus) for name in names], code)

    kept.take_turns([line("1", "ab")], kept.Stopwatch(None))
    kept.take_turns([line("1", "abc")], kept.Stopwatch(None))
    assert done == ["a", "b", "c"]
    told = kept.kept_of(line("2", "abcd"))
    assert (len(told.records), told.wanted, told.fresh) == (3, 4, 0)
    kept.take_turns([line("2", "abcd")], kept.Stopwatch(None))
    assert done[3:] == ["d", "a", "b", "c"]
    assert [item.name for item in line("2", "ab", corpus="other bytes").missing()] == ["a", "b"]
    kept.take_turns([line("3", "ab")], kept.Stopwatch(0.0))
    assert len(done) == 7


def test_lines_take_turns(tool):
    """Whenever a run is stopped, each line has its share."""
    kept, done = tool("kept_records"), []
    lines = [kept.Line(name, [kept.Item(str(n), lambda told=f"{name}{n}": done.append(told) or {}) for n in range(3)], "1") for name in "xy"]
    kept.take_turns(lines, kept.Stopwatch(None))
    assert done == ["x0", "y0", "x1", "y1", "x2", "y2"]


def test_comments_do_not_make_records_old(tool, monkeypatch, tmp_path):
    """The digest of code changes with what it does, not with its comments, docstrings or layout."""
    kept, digests = tool("kept_records"), []
    texts = (
        "def f(x):\n    return x + 1\n",
        '"""Words."""\n\n\ndef f(x):  # more\n    """What."""\n    return (x + 1)\n',
        "def f(x):\n    return x + 2\n",
    )
    for number, text in enumerate(texts):
        root = tmp_path / str(number)
        (root / "tools").mkdir(parents=True)
        (root / "tools" / "one.py").write_text(text, "utf-8")
        monkeypatch.setattr(kept, "ROOT", root)
        digests.append(kept.code_digest("one.py"))
    assert digests[0] == digests[1] != digests[2]


def test_a_bootstrap_draws_whole_scenes(tool):
    """Ten scenes whose places all agree say as much as ten numbers, not as a thousand; two scenes say nothing."""
    intervals, rng = tool("figure_intervals"), np.random.default_rng(1)
    scenes = [[float(value)] * 100 for value in rng.normal(0, 1, 10)]

    def mean(some):
        return float(np.mean(np.concatenate(some)))

    figure = intervals.bootstrap(scenes, mean)
    assert 0.6 <= figure.high - figure.low <= 2.0
    assert math.isnan(intervals.bootstrap(scenes[:2], mean).low)
    assert math.isnan(intervals.bootstrap([], mean).value)
    all_hit, half = intervals.share_over([(8, 8)] * 9 + [(0, 0)]), intervals.share_over([(8, 8), (0, 8)] * 5)
    assert (all_hit.low, all_hit.told) == (intervals.share_of(9, 9).low, "72 of 72")
    assert half.value == 0.5
    assert half.high - half.low > 2 * (intervals.share_of(40, 80).high - 0.5)
    assert math.isnan(intervals.share_over([]).value)
    assert intervals.share_of(18, 20).words(".0%") == "90% (70% to 97%), 18 of 20"


def test_a_chart_is_plain_svg(tool):
    """It can be read as XML, has no script and no address, and what lies off an axis stands at its end."""
    charts = tool("report_charts")
    drawn = charts.Chart("a < b", charts.Axis("m²", 1.0, 100.0, (1, 10, 100), is_log=True), charts.Axis("share", 0.0, 1.0, (0, 1), form=".0%"))
    assert drawn.is_empty
    drawn.line([(0.01, 0.0), (1e6, 1.0)], "#000000", "one")
    drawn.goal("nine in ten", y=0.9)
    assert not drawn.is_empty
    root = etree.fromstring(drawn.svg().encode())
    line = next(each for each in root.iter() if each.tag.endswith("polyline"))
    places = [float(pair.split(",")[0]) for pair in line.attrib["points"].split()]
    assert 0 < places[0] < places[1] < 680
    assert {each.tag.rpartition("}")[2] for each in root.iter()} <= {"svg", "rect", "text", "line", "polyline", "circle"}


def test_a_goal_says_whether_it_is_held(tool):
    """Yes, no, above where too much is no better, and not measured."""
    text, figure = tool("report_text"), tool("figure_intervals").Figure
    given = {"name": "", "at_least": 0.93, "at_most": 0.97, "form": ".0%"}
    held = [text.Goal(figure=figure(value, value, value), **given).row[3] for value in (0.95, 0.5, 1.0, math.nan)]
    assert held == ["yes", "**no**", "**no**, above", "not measured"]


def test_the_page_says_what_was_not_measured(tool, tmp_path, monkeypatch):
    """Without records and without the measuring data the page is written, and claims nothing."""
    report, lines = tool("validation_report"), tool("report_lines")
    monkeypatch.setattr(tool("report_text"), "PICTURES", tmp_path)
    size = lines.Size(pairs=1, sites=1, scenes=1, rounds=2)
    text = report.page({section: lines.lines_of(section, size, tmp_path / "nowhere") for section in lines.SECTIONS}, tmp_path / "nowhere")
    summary = text.partition("## Alignment")[0]
    assert summary.count("| not measured |") >= 9
    assert "| yes |" not in summary
    assert "**no**" not in summary
    assert "nan" not in text
    assert str(tmp_path) not in text

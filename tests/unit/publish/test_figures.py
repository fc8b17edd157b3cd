"""Figures for papers: what is drawn is what the nouns hold, and an SVG has the same bytes on every run."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from temoin.errors import OptionError, UnsupportedError
from temoin.publish.figures import figure_svg, plot_intervals, plot_pair, plot_verdicts

pytest.importorskip("matplotlib")


def test_a_pair_is_drawn_with_its_outlines(made):
    """Two pictures with their times, three outlines and one change on the later one; a figure drawn before gives the same SVG again."""
    grid = made.make_grid()
    figure = plot_pair(made.make_aligned(grid), made.make_findings(grid), made.make_buildings(grid))
    before, after = figure.axes
    assert before.get_title(loc="left").startswith("Before – 11 June 2025")
    assert after.get_title(loc="left").startswith("After – 2 July 2025, 11:08 UTC+3")
    assert len(before.lines) == 0
    assert len(after.lines) == 4
    first = figure_svg(figure)
    assert figure_svg(figure) == first
    assert figure_svg(plot_pair(made.make_aligned(grid), made.make_findings(grid), made.make_buildings(grid))) == first
    root = ET.fromstring(first)  # noqa: S314  # our own
    assert root.tag.endswith("svg")
    assert not [one for one in root.iter() if str(one.get("{http://www.w3.org/1999/xlink}href", "#")).startswith("http")]


def test_intervals_are_those_of_the_numbers(made):
    """The bar of "about 1 300" goes from 1 170 to 1 430, that of the measurement from bound to bound; other units have no row."""
    figure = plot_intervals(made.make_assessments(made.make_claims()))
    (axes,) = figure.axes
    bars = [line.get_xdata().tolist() for line in axes.lines if len(line.get_xdata()) == 2]
    assert bars == [[1170.0, 1430.0], [1190.2, 1334.9]]
    with pytest.raises(OptionError, match="in person"):
        plot_intervals(made.make_assessments(made.make_claims()), unit="person")


def test_verdicts_are_counted(made):
    """One bar a verdict that there is, as long as its count."""
    assessments = made.make_assessments(made.make_claims())
    (axes,) = plot_verdicts(assessments).axes
    assert sum(bar.get_width() for bar in axes.patches) == len(assessments)
    assert all(bar.get_width() for bar in axes.patches)
    with pytest.raises(OptionError, match="no verdict"):
        plot_verdicts(())


def test_no_run_differs_from_another(made):
    """Another process with another seed of hashes writes the same bytes."""
    code = (
        "import hashlib, runpy; made = runpy.run_path('tests/unit/publish/made_content.py');"
        "from temoin.publish.figures import figure_svg, plot_verdicts;"
        "print(hashlib.sha256(figure_svg(plot_verdicts(made['make_assessments'](made['make_claims']()))).encode()).hexdigest())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True, timeout=120).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].strip()) == 64


def test_without_matplotlib_the_error_says_what_to_install(made, monkeypatch):
    """A sentence and the name of the extra, not a traceback."""
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(UnsupportedError, match="cannot be drawn") as caught:
        plot_verdicts(made.make_assessments(made.make_claims()))
    assert "temoin[figures]" in str(caught.value.hint)

"""Figures for papers and notebooks, drawn with matplotlib (`pip install 'temoin[figures]'`); as SVG they are the same bytes on every run."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely

from temoin.errors import OptionError, UnsupportedError
from temoin.model import AlignedPair, Assessment, Building, Findings, GradeClass, Verdict
from temoin.publish.amounts import quantity_words, time_words
from temoin.publish.display import render_image, shrink_pair
from temoin.publish.outline import Canvas
from temoin.publish.picture import display_size
from temoin.publish.safe import bounded
from temoin.publish.words import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["figure_svg", "plot_intervals", "plot_pair", "plot_verdicts"]

_MAX_SIDE = 1000
_COLOURS = {
    GradeClass.DESTROYED: "#be1e2d",
    GradeClass.DAMAGED: "#f0821e",
    GradeClass.POSSIBLE: "#e8d21d",
    GradeClass.NO_VISIBLE_DAMAGE: "#5ab4f0",
    GradeClass.NOT_ASSESSABLE: "#969696",
}
_WIDTHS = {
    GradeClass.DESTROYED: 2.2,
    GradeClass.DAMAGED: 1.8,
    GradeClass.POSSIBLE: 1.3,
    GradeClass.NO_VISIBLE_DAMAGE: 0.9,
    GradeClass.NOT_ASSESSABLE: 0.7,
}
_VERDICTS = {
    Verdict.SUPPORTED: "#17663f",
    Verdict.PARTLY_SUPPORTED: "#7a5600",
    Verdict.CONTRADICTED: "#a3211d",
    Verdict.CONTESTED: "#6a3d9a",
    Verdict.SUPERSEDED: "#465663",
    Verdict.NOT_CHECKABLE: "#8b8c8e",
    Verdict.NOT_YET_CHECKED: "#24598a",
}
_WORDS = Words()
_SALT = "temoin"
"""From which matplotlib makes the ids inside an SVG: without it they are chance."""


def plot_pair(aligned: AlignedPair, findings: Findings | None = None, buildings: Sequence[Building] = ()) -> Figure:
    """Before and after side by side with one stretch; on the later picture the grades and the changed ground.

    Args:
        aligned: the two pictures on one grid.
        findings: what they show, or `None`.
        buildings: footprints; those without a grade are drawn thin.

    Raises:
        NoCoverageError: one of the pictures has not one usable pixel.
        UnsupportedError: matplotlib is not installed.
    """
    images, stretches = shrink_pair(aligned, max_side=_MAX_SIDE)
    width, height = display_size(images[0].grid, max_side=_MAX_SIDE)
    figure = _figure(10.0, 10.0 * 0.5 * height / width + 0.5)
    scenes = ((aligned.before, _WORDS("Before")), (aligned.after, _WORDS("After")))
    for number, (image, stretch, (scene, word)) in enumerate(zip(images, stretches, scenes, strict=True)):
        axes = figure.add_subplot(1, 2, number + 1)
        axes.imshow(render_image(image, stretch), extent=(0, width, height, 0), interpolation="nearest")
        axes.set_title(f"{word} – {time_words(scene.acquired, _WORDS)}", fontsize=9, loc="left")
        axes.set_xlabel(bounded(scene.credit or _WORDS("no credit given"), 80), fontsize=7, loc="right")
        axes.set(xticks=[], yticks=[])
    _outlines(figure.axes[1], Canvas(grid=images[0].grid, width=width, height=height), findings, buildings)
    return _settled(figure)


def _outlines(axes: Axes, canvas: Canvas, findings: Findings | None, buildings: Sequence[Building]) -> None:
    grades = {grade.building_id: grade.grade for grade in findings.grades} if findings is not None else {}
    for building, shape in zip(buildings, canvas.shapes_of([one.footprint for one in buildings]), strict=True):
        grade = grades.get(building.id)
        _rings(axes, shape, _COLOURS[grade] if grade else "#ffffff", _WIDTHS[grade] if grade else 0.7)
    changes = findings.changes if findings is not None else ()
    for shape in canvas.shapes_of([one.footprint for one in changes]):
        _rings(axes, shape, "#35e0ff", 1.0, style="--")
    axes.set(xlim=(0, canvas.width), ylim=(canvas.height, 0))


def _rings(axes: Axes, shape: shapely.Geometry, colour: str, width: float, style: str = "-") -> None:
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors) if part.geom_type == "Polygon" and not part.is_empty else ():
            x, y = np.asarray(ring.coords)[:, :2].T
            axes.plot(x, y, color=colour, linewidth=width, linestyle=style, solid_joinstyle="round")


def plot_intervals(assessments: Sequence[Assessment], *, unit: str = "m2") -> Figure:
    """Claimed beside measured, one row a claim that has both: a bar from bound to bound, a dot on the value; open sides end in an arrow.

    Args:
        assessments: of which those with two numbers of this unit are drawn.
        unit: of the axis.

    Raises:
        OptionError: no claim has both numbers in this unit.
        UnsupportedError: matplotlib is not installed.
    """
    both = [
        (one.claim, one.claim.quantity, one.measured)
        for one in assessments
        if one.claim.quantity is not None and one.measured is not None and one.claim.quantity.unit == one.measured.unit == unit
    ]
    if not both:
        raise OptionError(f"no claim has a claimed and a measured number in {unit}", hint="Give the assessments of a case with pictures.")
    figure = _figure(8.0, 0.9 + 0.75 * len(both))
    axes = figure.add_subplot(1, 1, 1)
    for row, (_, claimed, measured) in enumerate(both):
        for offset, quantity, colour in ((-0.16, claimed, "#1b1c1e"), (0.16, measured, "#0b5a75")):
            low, high = quantity.claimed_interval()
            finite = [bound for bound in (low, high, quantity.value) if bound is not None and math.isfinite(bound)]
            axes.plot([min(finite), max(finite)], [row + offset] * 2, color=colour, linewidth=4, solid_capstyle="butt", alpha=0.55)
            if quantity.value is not None:
                axes.plot([quantity.value], [row + offset], "o", color=colour, markersize=5)
            if math.isinf(high):
                axes.plot([max(finite)], [row + offset], ">", color=colour, markersize=7)
            if math.isinf(low):
                axes.plot([min(finite)], [row + offset], "<", color=colour, markersize=7)
    labels = [f"{bounded(claim.quote or claim.kind.value, 40)}\n{quantity_words(claimed, _WORDS)}" for claim, claimed, _ in both]
    axes.set_yticks(range(len(both)), labels, fontsize=8)
    axes.set_ylim(len(both) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set_xlabel(f"{_WORDS('claimed')} (black), {_WORDS('measured')} (blue); {_WORDS.unit(unit)}", fontsize=8)
    return _settled(figure)


def plot_verdicts(assessments: Sequence[Assessment]) -> Figure:
    """How many claims have which verdict, in words and colour; verdicts that none has are left out.

    Raises:
        OptionError: there is no assessment.
        UnsupportedError: matplotlib is not installed.
    """
    counts = [(verdict, sum(one.verdict is verdict for one in assessments)) for verdict in _VERDICTS]
    shown = [(verdict, count) for verdict, count in counts if count]
    if not shown:
        raise OptionError("there is no verdict to draw", hint="Corroborate the claims first.")
    figure = _figure(6.0, 0.6 + 0.35 * len(shown))
    axes = figure.add_subplot(1, 1, 1)
    names = [f"{verdict.glyph}  {_WORDS.name(verdict)}" for verdict, _ in shown]
    bars = axes.barh(names, [count for _, count in shown], color=[_VERDICTS[verdict] for verdict, _ in shown])
    axes.bar_label(bars, padding=3, fontsize=8)
    axes.invert_yaxis()
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    return _settled(figure)


def figure_svg(figure: Figure) -> str:
    """A figure as SVG, the same on every run and machine: letters are drawn as shapes, ids are made from the content, and no time is in it."""
    from matplotlib import rc_context

    buffer = io.StringIO()
    with rc_context({"svg.hashsalt": _SALT, "svg.fonttype": "path"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def _figure(width: float, height: float) -> Figure:
    """An empty figure that belongs to no global state."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UnsupportedError(f"a figure cannot be drawn: {error}", hint="pip install 'temoin[figures]'") from error
    return Figure(figsize=(width, height), layout="constrained")


def _settled(figure: Figure) -> Figure:
    """Lay the figure out once and for all: else each drawing moves it a little, and two files of one figure would differ."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    return figure

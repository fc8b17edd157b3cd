"""The later picture with each footprint drawn in the colour and line of its grade, and a legend in plain words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont
import shapely

from temoin.model import AlignedPair, Building, Findings, GradeClass
from temoin.publish.display import make_stretch, render_image
from temoin.publish.outline import Canvas
from temoin.publish.picture import display_size

__all__ = ["draw_grades"]

_MOST_SIDE = 1600
_COLOURS = {
    GradeClass.DESTROYED: (190, 30, 45),
    GradeClass.DAMAGED: (240, 130, 30),
    GradeClass.POSSIBLE: (250, 220, 60),
    GradeClass.NO_VISIBLE_DAMAGE: (90, 180, 240),
    GradeClass.NOT_ASSESSABLE: (150, 150, 150),
}
_WIDTHS = {GradeClass.DESTROYED: 4, GradeClass.DAMAGED: 3, GradeClass.POSSIBLE: 2, GradeClass.NO_VISIBLE_DAMAGE: 2, GradeClass.NOT_ASSESSABLE: 1}
"""Grades differ in the width of their lines too, for those who don't tell the colours apart."""
_MEANINGS = {
    GradeClass.DESTROYED: "destroyed: hardly anything of the roof is found again",
    GradeClass.DAMAGED: "damaged: part of the roof changed in structure",
    GradeClass.POSSIBLE: "possible: damage and no damage cannot be told apart",
    GradeClass.NO_VISIBLE_DAMAGE: "no visible damage: which does not mean that nothing happened",
    GradeClass.NOT_ASSESSABLE: "not assessable: hidden, too small, or not comparable",
}
_NOTES = (
    "Grades are of damage that is visible from above. They come from a score, which is not a probability.",
    "Walls, windows, insides, light damage and water around intact roofs are not seen.",
)
_MARGIN, _LINE, _FONT = 12, 22, 15


def draw_grades(aligned: AlignedPair, findings: Findings, buildings: Sequence[Building]) -> npt.NDArray[np.uint8]:
    """The later picture with its grades, at most 1,600 pixels a side, with the legend below: shape (rows, columns, 3), sRGB.

    Raises:
        NoCoverageError: not one pixel of the later picture is usable.
    """
    after = aligned.after_pixels.read()
    width, height = display_size(aligned.grid, max_side=_MOST_SIDE)
    shown = PIL.Image.fromarray(render_image(after, make_stretch([after])[0])).convert("RGB").resize((width, height), PIL.Image.Resampling.LANCZOS)
    canvas, draw = Canvas(grid=aligned.grid, width=width, height=height), PIL.ImageDraw.Draw(shown)
    for building in buildings:
        grade = findings.grade_of(building.id)
        if grade is not None:
            _outline(draw, canvas.shape_of(building.footprint), grade.grade)
    counts = {grade: sum(item.grade is grade for item in findings.grades) for grade in GradeClass}
    return np.asarray(_with_legend(shown, counts))


def _outline(draw: PIL.ImageDraw.ImageDraw, shape: shapely.Geometry, grade: GradeClass) -> None:
    for part in shapely.get_parts(shape):
        if part.geom_type == "Point":
            draw.ellipse((part.x - 4, part.y - 4, part.x + 4, part.y + 4), outline=_COLOURS[grade], width=2)
        elif part.geom_type == "Polygon" and not part.is_empty:
            for ring in (part.exterior, *part.interiors):
                points = [(float(x), float(y)) for x, y in ring.coords]
                # A dark seam keeps light lines apart from light roofs.
                draw.line(points, fill=(0, 0, 0), width=_WIDTHS[grade] + 2, joint="curve")
                draw.line(points, fill=_COLOURS[grade], width=_WIDTHS[grade], joint="curve")


def _with_legend(shown: PIL.Image.Image, counts: dict[GradeClass, int]) -> PIL.Image.Image:
    font = PIL.ImageFont.load_default(_FONT)
    lines = [(grade, f"{words} ({counts[grade]})") for grade, words in _MEANINGS.items()]
    notes = [piece for note in _NOTES for piece in _wrapped(note, font, max(shown.width, 420) - 2 * _MARGIN)]
    meanings = [(grade, _wrapped(words, font, max(shown.width, 420) - 2 * _MARGIN - 44)) for grade, words in lines]
    height = 2 * _MARGIN + _LINE * (sum(len(pieces) for _, pieces in meanings) + len(notes))
    sheet = PIL.Image.new("RGB", (max(shown.width, 420), shown.height + height), (255, 255, 255))
    sheet.paste(shown, (0, 0))
    draw, y = PIL.ImageDraw.Draw(sheet), shown.height + _MARGIN
    for grade, pieces in meanings:
        draw.line((_MARGIN, y + 9, _MARGIN + 32, y + 9), fill=(0, 0, 0), width=_WIDTHS[grade] + 2)
        draw.line((_MARGIN, y + 9, _MARGIN + 32, y + 9), fill=_COLOURS[grade], width=_WIDTHS[grade])
        for piece in pieces:
            draw.text((_MARGIN + 44, y), piece, fill=(20, 20, 20), font=font)
            y += _LINE
    for piece in notes:
        draw.text((_MARGIN, y), piece, fill=(20, 20, 20), font=font)
        y += _LINE
    return sheet


def _wrapped(text: str, font: PIL.ImageFont.FreeTypeFont | PIL.ImageFont.ImageFont, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines

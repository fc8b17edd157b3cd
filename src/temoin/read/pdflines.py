"""A PDF page's letters to the lines in which they are read, column by column."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import attrs

__all__ = ["Letter", "Line", "in_order", "read_lines"]

_SAME_LINE = 0.5
"""Letters whose boxes share this much of the lower one's height stand in one line: a raised "²" does, the next line does not."""
_GUTTER = 0.5
"""So many line heights of white, from the top of a block to its bottom, part two columns; the space between words is a quarter of one."""
_GAP = 1.5
"""So many line heights of white end a stretch of words."""
_WHITE = 1.2
"""So many line heights of white from side to side part a page into an upper and a lower half."""
_CELLS = 3.0
"""So many line heights of white part the cells of a table; justified words in a narrow column stand closer."""
_LEAST_ROWS = 3
"""Columns are at least so many lines high; what is lower is a table's row or a letterhead, read from left to right."""
_LEAST_LETTERS = 12
"""Lines of a column of prose hold at least so many letters in the mean: columns of figures are read row by row."""
_LEAST_CELLS = 2
"""A table has so many cells in a row and rows under one another at least."""
_INDENTED = 2.5
"""A line of a column begins at its edge or at most so many line heights in; a cell begins anywhere."""
_SHORT_OF = 0.6
"""Cells that fill less of their columns than this, all of a row: two columns of prose seldom end a paragraph at the same height, twice."""
_ALIGNED = 0.3
"""Cells stand under one another where their left or right ends differ by less than so many line heights."""
_MOST_COLUMNS = 8
_Cell = tuple[float, float, float]
"""Left and right end of words that stand together, and their height."""
_MOST_STRETCHES = 2000
"""A page of more is no page of text (a map, a drawing): its words stay in the order in which the file draws them."""


@attrs.frozen(kw_only=True)
class Letter:
    """One code point and where it is drawn, in points from the lower left corner of the page.

    Args:
        sign: the code point; a hyphen that breaks a word at a line's end is "-".
        left, bottom, right, top: its box, as high as its font.
        is_drawn: false for white space that the page leaves to the reader.
    """

    sign: str
    left: float
    bottom: float
    right: float
    top: float
    is_drawn: bool = True


@attrs.frozen(kw_only=True)
class Line:
    """Words that stand side by side.

    Args:
        text: the words, with single spaces.
        left, bottom, right, top: the box around them.
        column: number of the column that it stands in, over the page in the order of reading.
        is_row: far apart words were put side by side: a row of a table.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    column: int = 0
    is_row: bool = False

    @property
    def height(self) -> float:
        """Height of the line, in points."""
        return self.top - self.bottom


def read_lines(letters: Iterable[Letter]) -> tuple[Line, ...]:
    """The stretches of words of a page, in the order in which its file draws them."""
    found: list[Line] = []
    held: list[Letter] = []
    last: Letter | None = None
    for letter in letters:
        if last is not None and letter.is_drawn and _breaks(last, letter):
            found += _stretch(held)
            held, last = [], None
        if held or (letter.is_drawn and not letter.sign.isspace()):
            held.append(letter)
            last = letter if letter.is_drawn else last
    return (*found, *_stretch(held))


def in_order(stretches: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a page in the order of reading: down the left column, then down the next; what spans the columns comes where it stands."""
    if len(stretches) > _MOST_STRETCHES:
        return tuple(stretches)
    lines: list[Line] = []
    column = 0
    for block in _blocks(sorted(stretches, key=lambda line: -line.top)):
        for stretch, is_table in _without_tables(block):
            for part in [stretch] if is_table else _columns(stretch, _MOST_COLUMNS):
                lines += [attrs.evolve(line, column=column, is_row=line.is_row or is_table) for line in _rows(part)]
                column += 1
    return tuple(lines)


def _breaks(one: Letter, other: Letter) -> bool:
    """Whether a letter stands in another line than the one before it, or far from it."""
    height = min(one.top - one.bottom, other.top - other.bottom)
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared < _SAME_LINE * height or other.left - one.right > _GAP * height or other.left < one.left - height


def _stretch(letters: Sequence[Letter]) -> list[Line]:
    text = "".join(" " if letter.sign in "\r\n\t\f" else letter.sign for letter in letters).rstrip(" ")
    drawn = [letter for letter in letters if letter.is_drawn and not letter.sign.isspace()]
    if not drawn:
        return []
    return [
        Line(
            text=text,
            left=min(letter.left for letter in drawn),
            bottom=min(letter.bottom for letter in drawn),
            right=max(letter.right for letter in drawn),
            top=max(letter.top for letter in drawn),
        )
    ]


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Stretches of the page, top to bottom, in each of which the columns go through."""
    blocks: list[list[Line]] = []
    for row in _bands(lines):
        if blocks and not _is_parted(blocks[-1], row) and _gutter(blocks[-1] + row) is not None:
            blocks[-1] += row
        else:
            blocks.append(row)
    return blocks


def _without_tables(block: list[Line]) -> list[tuple[list[Line], bool]]:
    """A block's columns of prose and the tables over their whole width, top to bottom; whether each is a table."""
    columns = _columns(block, _MOST_COLUMNS)
    if len(columns) == 1:
        return [(block, False)]
    edges = [(min(line.left for line in column), max(line.right for line in column)) for column in columns]
    bands = _bands(sorted(block, key=lambda line: -line.top))
    cells = [_cells(band, edges) for band in bands]
    parts: list[tuple[list[Line], bool]] = []
    for at, band in enumerate(bands):
        is_row = any(_in_one_table(cells[at], cells[near], edges) for near in (at - 1, at + 1) if 0 <= near < len(bands))
        if parts and parts[-1][1] == is_row:
            parts[-1][0].extend(band)
        else:
            parts.append((list(band), is_row))
    return parts


def _cells(band: Sequence[Line], edges: Sequence[tuple[float, float]]) -> list[_Cell]:
    """What stands side by side in a band, far apart or in two columns: left and right end, and height."""
    cells: list[_Cell] = []
    for line in sorted(band, key=lambda line: line.left):
        begins = not cells or line.left - cells[-1][1] > _CELLS * line.height or any(abs(line.left - left) < line.height for left, _ in edges)
        if begins:
            cells.append((line.left, line.right, line.height))
        else:
            cells[-1] = (cells[-1][0], max(cells[-1][1], line.right), max(cells[-1][2], line.height))
    return cells


def _in_one_table(one: Sequence[_Cell], other: Sequence[_Cell], edges: Sequence[tuple[float, float]]) -> bool:
    """Whether two bands under one another are rows of a table: cells away from where columns begin stand under one another, or all are short.

    Words that justifying drew apart begin anywhere too, but not under those of the line before, and end where their column ends.
    """
    if min(len(one), len(other)) < _LEAST_CELLS:
        return False
    away, lone = [_away(cells, edges, begun=True) for cells in (one, other)], [_away(cells, edges, begun=False) for cells in (one, other)]
    if any(abs(cell[0] - under[0]) < _ALIGNED * cell[2] for cell in away[0] for under in away[1]):
        return True
    if any(abs(cell[1] - under[1]) < _ALIGNED * cell[2] for cell in lone[0] for under in lone[1]):
        return True
    return all(
        right - left < _SHORT_OF * (end - begin) for left, right, height in (*one, *other) for begin, end in edges if begin - height <= left < end
    )


def _away(cells: Sequence[_Cell], edges: Sequence[tuple[float, float]], *, begun: bool) -> list[_Cell]:
    """The cells that begin away from where columns do; with `begun`, also in a column in which a line begins where it should."""
    held = []
    for cell in cells:
        begin = max((begin for begin, _ in edges if begin <= cell[0]), default=cell[0])
        is_begun = any(abs(other[0] - begin) <= _INDENTED * other[2] for other in cells)
        if cell[0] - begin > _INDENTED * cell[2] and (begun or not is_begun):
            held.append(cell)
    return held


def _is_parted(above: Sequence[Line], below: Sequence[Line]) -> bool:
    """Whether white from side to side parts two bands: what stands under it is read after all that stands above."""
    return min(line.bottom for line in above) - max(line.top for line in below) > _WHITE * below[0].height


def _bands(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that share a height on the page, from top to bottom; between two bands the page is white from side to side."""
    bands: list[list[Line]] = []
    bottom = 0.0
    for line in lines:
        if bands and line.top - bottom > (1 - _SAME_LINE) * line.height:
            bands[-1].append(line)
            bottom = min(bottom, line.bottom)
        else:
            bands.append([line])
            bottom = line.bottom
    return bands


def _gutter(lines: Sequence[Line]) -> float | None:
    """The middle of the first white strip from top to bottom of a block, or `None`."""
    height = sorted(line.height for line in lines)[len(lines) // 2]
    right = None
    for line in sorted(lines, key=lambda line: line.left):
        if right is not None and line.left - right > _GUTTER * height:
            return (right + line.left) / 2
        right = line.right if right is None else max(right, line.right)
    return None


def _columns(lines: list[Line], most: int) -> list[list[Line]]:
    """The columns of a block, from left to right; one where its white strip parts no columns of prose."""
    middle = _gutter(lines) if most > 1 else None
    if middle is None:
        return [lines]
    left = [line for line in lines if line.right <= middle]
    right = [line for line in lines if line.right > middle]
    if not (_is_prose(left) and _is_prose(right)):
        return [lines]
    return [left, *_columns(right, most - 1)]


def _is_prose(lines: Sequence[Line]) -> bool:
    letters = sum(len(line.text) for line in lines)
    return letters >= _LEAST_LETTERS * len(lines) and len(_bands(sorted(lines, key=lambda line: -line.top))) >= _LEAST_ROWS


def _rows(lines: Sequence[Line]) -> list[Line]:
    """The lines of one column, those that stand side by side made one."""
    rows = []
    for band in _bands(sorted(lines, key=lambda line: -line.top)):
        parts = sorted(band, key=lambda line: line.left)
        rows.append(
            Line(
                text=" ".join(part.text for part in parts),
                left=parts[0].left,
                bottom=min(part.bottom for part in parts),
                right=max(part.right for part in parts),
                top=max(part.top for part in parts),
                is_row=any(two.left - one.right > _CELLS * two.height for one, two in itertools.pairwise(parts)),
            )
        )
    return rows

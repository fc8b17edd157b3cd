"""The ground as a sheet under all that stands on it, fitted to marks.

Where the two views differ, everything lies along one line: a thing h metres above the ground that both pictures were laid on is displaced by h times
one vector (`temoin.align.parallax`). That holds for roofs and crowns, and for hills that the elevation model did not have. Across that line only
the georeference varies, slowly. So of the two numbers that a mark gives, one is nearly known, and the other is a height.

Roofs and crowns stand on the ground and never under it. The sheet is therefore fitted from below: it starts under most marks and rises, with
weights exp(−e² / 2s²) whose s is half as large above the sheet as under it, and shrinks. It comes to rest on the lowest marks that agree with
each other over more ground than a roof has; how far it may bend is what windows left out of the fit decide.
"""

from __future__ import annotations

import math
from enum import StrEnum

import attrs
import numpy as np
import numpy.typing as npt

from temoin.align.field import Field, Shape, bending_of, splines_of
from temoin.align.marks import Marks
from temoin.align.products import Products
from temoin.align.witness import RIGHT, sort_marks

__all__ = ["SHEETS", "Bend", "Sheet", "choose_sheet", "fit_sheet", "left_out"]

Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Bend(StrEnum):
    """How far a sheet may bend."""

    FLAT = "flat"
    SLOPED = "sloped"
    STIFF = "stiff"
    SUPPLE = "supple"


_PENALTY = {Bend.STIFF: 0.5, Bend.SUPPLE: 0.04}
_HELD = {Bend.FLAT: (0.0, 1e9, 1e9, 1e9), Bend.SLOPED: (0.0, 1e-3, 1e-3, 1e9)}
"""Penalties on 1, column, row and their product, which keep out what is not wanted."""
_AFFINE_TERMS = 4
_WIDEST_PX = 4.0
_CLOSEST_PX = 0.6
_CLOSER = 1.6
_BELOW = 1.5
"""How much further the sheet's hold reaches down than up."""
_START = 0.3
"""The sheet starts at this quantile of the marks' heights."""
_CELL = 1
"""Cells that are left out together, in sides of a window."""
_KERNEL_PX = 1.0
_WORTH = 0.03
"""exp(−e² / 2) falls by so much at a quarter of a pixel; a sheet that errs by less is put right by the last look."""


@attrs.frozen(kw_only=True)
class Sheet:
    """How free a sheet is: along the line of heights, and across it."""

    along: Bend
    across: Bend

    @property
    def bends(self) -> bool:
        """Whether it is more than an affine transform."""
        return self.along in _PENALTY

    @property
    def shape(self) -> Shape:
        """The same, as of a field."""
        return {Bend.FLAT: Shape.SHIFT, Bend.SLOPED: Shape.AFFINE, Bend.STIFF: Shape.SMOOTH, Bend.SUPPLE: Shape.SUPPLE}[self.along]


SHEETS = (
    Sheet(along=Bend.FLAT, across=Bend.FLAT),
    Sheet(along=Bend.SLOPED, across=Bend.SLOPED),
    Sheet(along=Bend.STIFF, across=Bend.SLOPED),
    Sheet(along=Bend.STIFF, across=Bend.STIFF),
    Sheet(along=Bend.SUPPLE, across=Bend.SLOPED),
    Sheet(along=Bend.SUPPLE, across=Bend.SUPPLE),
)
_LEAST_MARKS = {Bend.FLAT: 3, Bend.SLOPED: 8, Bend.STIFF: 16, Bend.SUPPLE: 32}


def choose_sheet(like: Field, marks: Marks, line: Doubles | None) -> tuple[Field, Sheet]:
    """The simplest sheet that marks left out of the fit bear out.

    Args:
        like: where the ground is thought to lie; its nodes are filled.
        marks: at least three.
        line: unit vector (rows, columns) along which things that stand on the ground lie off; `None` where that is not known.
    """
    able = [sheet for sheet in SHEETS if len(marks) >= _LEAST_MARKS[sheet.along] and (line is not None or sheet.along is sheet.across)]
    left = [left_out(like, marks, line, sheet) for sheet in able]
    everything = np.ones(len(marks), dtype=bool)
    if line is None:
        sheet = able[_simplest(marks, left, everything)]
        return fit_sheet(like, marks, line, sheet), sheet
    sides = [sort_marks(marks, one, line) for one in left]
    # Under the simplest sheet that little lies below, roofs and crowns are no reason to bend.
    start = next((number for number, one in enumerate(sides) if one.right >= RIGHT), None)
    number = _simplest(marks, left, everything) if start is None else start + _simplest(marks, left[start:], ~sides[start].above)
    return fit_sheet(like, marks, line, able[number]), able[number]


def _simplest(marks: Marks, left: list[Doubles], which: Flags) -> int:
    """The number of the simplest sheet within one standard error of the best (Breiman and others 1984), by what marks leave over each."""
    near = [np.exp(-(one[which] ** 2).sum(axis=1) / (2 * _KERNEL_PX**2)) for one in left]
    best = max(near, key=lambda one: float(one.sum()))
    error = 1 / math.sqrt(max(1, marks.places(which)))
    return next(number for number, one in enumerate(near) if (best - one).mean() <= max(_WORTH, (best - one).std() * error))


def left_out(like: Field, marks: Marks, line: Doubles | None, sheet: Sheet) -> Doubles:
    """What each mark leaves over a sheet fitted without its cell and the like, shape (marks, 2)."""
    part = np.floor(marks.middles / (_CELL * marks.side)).astype(np.intp) % 2 @ np.array([2, 1])
    out = np.empty_like(marks.shifts)
    for number in range(4):
        held = part == number
        if not held.any():
            continue
        kept = ~held if (~held).sum() >= _LEAST_MARKS[Bend.FLAT] else np.ones(len(marks), dtype=bool)
        fitted = fit_sheet(like, marks.only(kept), line, sheet)
        out[held] = marks.shifts[held] - fitted.at(*marks.middles[held].T).T
    return out


def fit_sheet(like: Field, marks: Marks, line: Doubles | None, sheet: Sheet) -> Field:
    """A sheet of a given freedom; arguments as of `choose_sheet`."""
    frame = np.eye(2) if line is None else np.array([line, [-line[1], line[0]]])
    values = marks.shifts @ frame.T
    along, across = (_Basis.of(like, marks.middles, bend) for bend in (sheet.along, sheet.across))
    beside = np.median(values[:, 1])
    middle = np.abs(values[:, 1] - beside) <= _WIDEST_PX
    base = np.array([np.quantile(values[middle, 0], 0.5 if line is None else _START), beside])
    errors = values - base
    scale = _WIDEST_PX
    while True:
        rising = np.where((errors[:, 0] < 0) & (line is not None), _BELOW * scale, scale)
        weights = np.exp(-((errors[:, 0] / rising) ** 2 + (errors[:, 1] / scale) ** 2) / 2)
        found = [basis.solve(values[:, axis] - base[axis], weights) for axis, basis in enumerate((along, across))]
        errors = values - base - np.column_stack([basis.products.at(part) for basis, part in zip((along, across), found, strict=True)])
        if scale <= _CLOSEST_PX:
            break
        scale = max(_CLOSEST_PX, scale / _CLOSER)
    nodes = np.stack([basis.nodes(part) + base[axis] for axis, (basis, part) in enumerate(zip((along, across), found, strict=True))])
    return attrs.evolve(like, nodes=np.einsum("ij,jrc->irc", frame.T, nodes))


@attrs.frozen(kw_only=True, eq=False)
class _Basis:
    """The functions that a sheet is made of.

    Args:
        products: at the marks.
        down: at the rows of the nodes, shape (node rows, functions down).
        right: likewise across; a sheet's functions are the products of both.
        penalty: shape (functions, functions).
    """

    products: Products
    down: Doubles
    right: Doubles
    penalty: Doubles

    @classmethod
    def of(cls, like: Field, middles: Doubles, bend: Bend) -> _Basis:
        functions = splines_of if bend in _PENALTY else _slopes
        nodes = [functions(np.arange(count) * float(like.step), like.shape, axis) for axis, count in enumerate(like.nodes.shape[1:])]
        down, right = (functions(middles[:, axis], like.shape, axis) for axis in (0, 1))
        size = (down.shape[1], right.shape[1])
        penalty = bending_of(size, _PENALTY[bend]) if bend in _PENALTY else np.diag(_HELD[bend])
        return cls(products=Products.of(down, right), down=nodes[0], right=nodes[1], penalty=penalty)

    def solve(self, values: Doubles, weights: Doubles) -> Doubles:
        """Penalised least squares. Where marks lie more densely than functions, each says less."""
        count = self.products.count
        used = weights / max(1.0, len(values) / count) if count > _AFFINE_TERMS else weights
        return self.products.solve(values[:, None], used, self.penalty)[:, 0]

    def nodes(self, found: Doubles) -> Doubles:
        """The sheet on the nodes, shape (node rows, node columns)."""
        return np.asarray(self.down @ found.reshape(self.down.shape[1], self.right.shape[1]) @ self.right.T)


def _slopes(places: Doubles, shape: tuple[int, int], axis: int) -> Doubles:
    """One, and the place along an axis from -0.5 to 0.5, shape (places, 2)."""
    return np.column_stack([np.ones(len(places)), np.asarray(places) / shape[axis] - 0.5])

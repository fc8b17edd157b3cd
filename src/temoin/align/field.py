"""A shift that varies over the picture, on nodes, and how it is fitted to what windows say: one shift, an affine transform, or a smooth field.

The simplest that the windows carry is taken. The smooth field is the affine transform nearest to the windows plus a rest of cubic B-splines that
minimises Σ w (rest − window)² + λ · bending² (the penalised splines of Eilers and Marx 1996 in two dimensions); w falls with a window's distance
from the fit. What is kept of it are its values on nodes, bilinear between them. A small penalty on slopes lets the rest die down
where there are no windows.
"""

from __future__ import annotations

import math
from enum import StrEnum
from functools import lru_cache
from typing import Self

import attrs
import numpy as np
import numpy.typing as npt
from affine import Affine

from temoin.align.products import Products
from temoin.model import ShiftField

__all__ = ["Field", "Shape", "bending_of", "fit_field", "fit_shape", "splines_of"]

Doubles = npt.NDArray[np.float64]

_STEP_PX = 32
"""Distance of the nodes, pixels, at the least: at this, a wave of 300 pixels is linear between nodes to a twentieth of its height."""
_MOST_NODES = 48
_KNOT_PX = 64.0
_MOST_SPANS = 16
"""Knots of the splines that are fitted lie so far apart, or so many spans across a larger picture."""
_BENDING = {"smooth": 0.5, "supple": 0.04}
"""λ, in windows a node: stiff, one window is outvoted by its neighbours; supple, it is followed."""
_SLOPE = 0.01
_WIDE = 2.0
_NARROWER = 2.0
_AFFINE_TERMS = 3
_LEAST_KEPT = 3
_CHESS_PX = 96
_EARNED = 0.85
"""A freer shape is taken when windows that it was not fitted to lie nearer to it by this factor, and by `_EARNED_PX`: a shadow that moved draws a
whole quarter of a picture by some tenths, and no field should follow it."""
_EARNED_PX = 0.08
_WORTH_PX = 0.3
_CAPPED_PX = 3.0
_TYPICAL = 0.7
"""The scale of agreement stays over this share of the median residual: it singles out the ground where the ground is still, and averages where all
windows err."""


class Shape(StrEnum):
    """How free a field is."""

    SHIFT = "shift"
    AFFINE = "affine"
    SMOOTH = "smooth"
    SUPPLE = "supple"


@attrs.frozen(kw_only=True, eq=False)
class Field:
    """Where the after-picture's content lies, on nodes.

    Args:
        nodes: shape (2, node rows, node columns): rows and columns by which the content lies off; node (i, j) is pixel (step · i, step · j).
        step: pixels between nodes.
        shape: rows and columns of the picture.
    """

    nodes: Doubles
    step: int
    shape: tuple[int, int]

    @classmethod
    def constant(cls, shift: tuple[float, float], shape: tuple[int, int]) -> Self:
        """The same shift everywhere."""
        step = _STEP_PX * max(1, math.ceil(max(shape) / _STEP_PX / _MOST_NODES))
        rows, cols = (max(2, math.ceil((side - 1) / step) + 1) for side in shape)
        return cls(nodes=np.broadcast_to(np.array(shift, dtype=np.float64)[:, None, None], (2, rows, cols)).copy(), step=step, shape=shape)

    @classmethod
    def of_model(cls, written: ShiftField, shape: tuple[int, int]) -> Self:
        """The field that `to_model` wrote down, of a picture of that shape."""
        return cls(nodes=np.array([written.rows, written.cols]), step=written.step_px, shape=shape)

    def affine_of(self, coefficients: Doubles) -> Self:
        """A field of the same nodes that is affine: `coefficients`, shape (3, 2), of (1, row, column)."""
        rows, cols = np.indices(self.nodes.shape[1:]).astype(np.float64) * self.step
        return attrs.evolve(
            self, nodes=np.stack([coefficients[0, axis] + coefficients[1, axis] * rows + coefficients[2, axis] * cols for axis in (0, 1)])
        )

    def plus(self, other: Self) -> Self:
        """Both, one on the other: `other` was measured on what `self` leaves."""
        return attrs.evolve(self, nodes=self.nodes + other.nodes)

    def scaled(self, by: float, shape: tuple[int, int]) -> Self:
        """The field in pixels that are smaller by the factor `by`, on a picture of that many more of them."""
        out = type(self).constant((0.0, 0.0), shape)
        rows, cols = (np.arange(count) * out.step / by - (1 - 1 / by) / 2 for count in out.nodes.shape[1:])
        return attrs.evolve(out, nodes=self.over(rows, cols) * by)

    def at(self, rows: Doubles, cols: Doubles) -> Doubles:
        """The shift at pixels, shape (2, …) where rows and columns have shape (…); beyond the picture, that of its rim."""
        row, down = _between(np.asarray(rows) / self.step, self.nodes.shape[1])
        col, right = _between(np.asarray(cols) / self.step, self.nodes.shape[2])
        upper = self.nodes[:, row, col] * (1 - right) + self.nodes[:, row, col + 1] * right
        lower = self.nodes[:, row + 1, col] * (1 - right) + self.nodes[:, row + 1, col + 1] * right
        return np.asarray(upper * (1 - down) + lower * down)

    def over(self, rows: npt.NDArray[np.number], cols: npt.NDArray[np.number]) -> Doubles:
        """The shift at all crossings of some rows and columns, shape (2, rows, columns)."""
        down = _hats(np.asarray(rows, dtype=np.float64) / self.step, self.nodes.shape[1])
        across = _hats(np.asarray(cols, dtype=np.float64) / self.step, self.nodes.shape[2])
        return np.asarray(down @ self.nodes @ across.T)

    @property
    def centre(self) -> tuple[float, float]:
        """The shift in the middle of the picture."""
        row, col = self.at(np.array([(self.shape[0] - 1) / 2]), np.array([(self.shape[1] - 1) / 2]))[:, 0]
        return (float(row), float(col))

    @property
    def affine(self) -> Affine:
        """The affine transform nearest to the field in least squares: (column, row) to (column, row) of the plainly reprojected picture."""
        rows, cols = np.indices(self.nodes.shape[1:]).reshape(2, -1).astype(np.float64) * self.step + 0.5
        design = np.column_stack([cols, rows, np.ones_like(rows)])
        fit, *_ = np.linalg.lstsq(design, np.column_stack([cols + self.nodes[1].ravel(), rows + self.nodes[0].ravel()]), rcond=None)
        return Affine(*fit[:, 0], *fit[:, 1])

    @property
    def turn(self) -> float:
        """The greatest change of the field, pixels in a pixel."""
        changes = [np.hypot(*np.diff(self.nodes, axis=axis)) for axis in (1, 2)]
        return float(max(change.max() if change.size else 0.0 for change in changes)) / self.step

    def rounded(self) -> Self:
        """To a ten-thousandth of a pixel, so that how a processor orders its sums leaves no trace."""
        return attrs.evolve(self, nodes=np.round(self.nodes, 4))

    def to_model(self) -> ShiftField:
        """As it is written down, to a ten-thousandth of a pixel."""
        rows, cols = (tuple(tuple(round(float(value), 4) for value in line) for line in layer) for layer in self.nodes)
        return ShiftField(step_px=self.step, rows=rows, cols=cols)


def _between(places: Doubles, count: int) -> tuple[npt.NDArray[np.intp], Doubles]:
    """The node before each place, and how far the place lies beyond it, 0 to 1."""
    places = np.clip(places, 0, count - 1)
    first = np.minimum(places.astype(np.intp), count - 2)
    return first, places - first


def _hats(places: Doubles, count: int) -> Doubles:
    """Weights of `count` nodes at places counted in nodes, linear between them, shape (places, nodes)."""
    first, beyond = _between(places, count)
    out = np.zeros((len(places), count))
    index = np.arange(len(places))
    out[index, first], out[index, first + 1] = 1 - beyond, beyond
    return out


def splines_of(places: Doubles, shape: tuple[int, int], axis: int) -> Doubles:
    """Cubic B-splines on even knots from the first pixel to the last, at places along one axis of a picture, shape (places, splines)."""
    side, step = shape[axis], max(_KNOT_PX, max(shape) / _MOST_SPANS)
    spans = max(1, math.ceil((side - 1) / step))
    where = np.clip(np.asarray(places, dtype=np.float64) / step, 0, spans)
    first = np.minimum(where.astype(np.intp), spans - 1)
    t = where - first
    pieces = ((1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3)
    out = np.zeros((len(where), spans + 3))
    for number, piece in enumerate(pieces):
        out[np.arange(len(where)), first + number] = piece / 6
    return out


def fit_field(
    like: Field, places: Doubles, shifts: Doubles, deviations: Doubles, *, finest: float, earned_px: float = _EARNED_PX
) -> tuple[Field, Shape]:
    """The simplest field that the windows carry.

    Args:
        like: nodes to be filled.
        places: shape (windows, 2): middles of the windows, (row, column).
        shifts: shape (windows, 2).
        deviations: shape (windows,): standard deviation of each, pixels.
        finest: pixels within which windows are taken to say the same.
        earned_px: by how much nearer windows that it was not fitted to must lie to a freer shape.
    """
    chosen = Shape.SHIFT
    best = _held_out(like, places, shifts, deviations, chosen, finest)
    for shape, least in ((Shape.AFFINE, 6), (Shape.SMOOTH, 9), (Shape.SUPPLE, 16)):
        if len(places) < least:
            break
        missed = _held_out(like, places, shifts, deviations, shape, finest)
        if missed < _EARNED * best and missed < best - earned_px:
            chosen, best = shape, missed
    return fit_shape(like, places, shifts, deviations, chosen, finest=finest), chosen


def _held_out(like: Field, places: Doubles, shifts: Doubles, deviations: Doubles, shape: Shape, finest: float) -> float:
    """Mean distance, at most three pixels each, of windows from a fit to others: in two parts, like the fields of a chessboard."""
    part = (np.floor(places / _CHESS_PX).astype(int).sum(axis=1)) % 2
    errors = np.zeros(len(places))
    for number in range(2):
        out = part == number
        if not out.any():
            continue
        kept = ~out if (~out).sum() >= _LEAST_KEPT else np.ones(len(places), dtype=bool)
        fitted = fit_shape(like, places[kept], shifts[kept], deviations[kept], shape, finest=finest)
        errors[out] = np.hypot(*(fitted.at(*places[out].T).T - shifts[out]).T)
    trust = 1 / (1 + (deviations / _WORTH_PX) ** 2)
    return float(np.average(np.minimum(errors, _CAPPED_PX), weights=trust))


def fit_shape(like: Field, places: Doubles, shifts: Doubles, deviations: Doubles, shape: Shape, *, finest: float) -> Field:
    """The field of a given freedom on which most windows agree; arguments as of `fit_field`."""
    # Counted in pictures from the middle, so that squares of rows and columns stay near one.
    scaled = np.column_stack([np.ones(len(places)), places / np.array(like.shape) - 0.5])
    flat = Products.of(np.ones((len(places), 1)), scaled[:, : 1 if shape is Shape.SHIFT else None])
    start = np.median(shifts, axis=0)
    full = np.zeros((_AFFINE_TERMS, 2))
    full[: flat.count] = _agreed(flat, shifts, deviations, np.zeros((flat.count,) * 2), shifts - start, finest)
    full[0] -= full[1:].sum(axis=0) / 2
    full[1:] /= np.array(like.shape)[:, None]
    out = like.affine_of(full)
    if shape in {Shape.SHIFT, Shape.AFFINE}:
        return out
    rest = shifts - out.at(*places.T).T
    down, across = (splines_of(places[:, axis], like.shape, axis) for axis in (0, 1))
    size = (down.shape[1], across.shape[1])
    found = _agreed(Products.of(down, across), rest, deviations, bending_of(size, _BENDING[shape]), rest, finest)
    rows, cols = (splines_of(np.arange(count) * like.step, like.shape, axis) for axis, count in enumerate(like.nodes.shape[1:]))
    return out.plus(attrs.evolve(out, nodes=rows @ found.T.reshape(2, *size) @ cols.T))


def _agreed(design: Products, values: Doubles, deviations: Doubles, penalty: Doubles, errors: Doubles, finest: float) -> Doubles:
    """Penalised least squares under Welsch's weights exp(−e² / 2s²), s falling from where half of the windows lie to `finest`.

    With s as small as what ground windows differ by, this climbs to the mode of what windows say (mean shift, Cheng 1995): windows on shadows and
    roofs, which are drawn to one side, count for nothing, however many.
    """
    scale = max(finest, _WIDE * float(np.median(np.hypot(*errors.T))))
    found = np.zeros((design.count, values.shape[1]))
    # Where windows lie more densely than nodes, each says less.
    density = max(1.0, len(values) / design.count) if design.count > _AFFINE_TERMS else 1.0
    while True:
        variance = deviations**2 + scale**2
        used = np.exp(-(errors**2).sum(axis=1) / (2 * variance)) * (scale**2 / variance) / density
        found = design.solve(values, used, penalty)
        errors = values - design.at(found)
        least = max(finest, _TYPICAL * float(np.median(np.hypot(*errors.T))))
        if scale <= least:
            return found
        scale = max(least, scale / _NARROWER)


@lru_cache(maxsize=8)
def bending_of(shape: tuple[int, ...], bending: float) -> Doubles:
    """Bending and slope squared, as a matrix over the nodes."""
    rows, cols = (np.eye(count) for count in shape)
    total = np.zeros((math.prod(shape),) * 2)
    for order, strength in ((1, _SLOPE), (2, bending)):
        for one in (np.kron(np.diff(rows, n=order, axis=0), cols), np.kron(rows, np.diff(cols, n=order, axis=0))):
            total += strength * one.T @ one
    twist = np.kron(np.diff(rows, axis=0), np.diff(cols, axis=0))
    return np.asarray(total + 2 * bending * twist.T @ twist)

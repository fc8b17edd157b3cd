"""What marks that no fit has seen say of a result, and along which line the two views displace what stands on the ground.

Where the view angles are known, so is the line, and which end of it is up. Where they are not, marks still show the line: those of roofs and crowns
lie off the ground's along it, and across it there is nothing but chance. Which end is the ground, they show only where heights differ: the ground has
everything on its one side; a layer of roofs has the ground on one side and higher roofs and crowns on the other. Where that leaves two answers,
nothing is verified.
"""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt

from temoin.align.field import Field
from temoin.align.marks import Marks

__all__ = [
    "BELOW_COUNTS",
    "CORE_PX",
    "ON_PX",
    "RIGHT",
    "Line",
    "Sides",
    "Witness",
    "covered_share",
    "find_line",
    "lowest_share",
    "sort_marks",
    "weigh_marks",
]

Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ON_PX = 1.5
CORE_PX = 1.0
"""Two standard deviations of marks on one layer; in a smaller circle lies less that chance puts there."""
BESIDE_PX = 1.0
FAR_PX = 9.0
"""Marks further from a layer say nothing of it: mostly chance."""
_LAYER_PX = 0.7
_DIRECTIONS = 90
_LEAST_OFF = 12
_LINED = 0.15
"""Marks crowd along one line when so much more of them lie beside it than beside a line of any direction, as a share."""
_LEAST_LAYER = 4.0
_RIVAL = 1 / 3
_ONE_SIDED = 0.15
_TWO_SIDED = 0.25
RIGHT = 2 / 3
"""Of the ground, at least so much must be shown to lie within `ON_PX`: then the median place does, whatever the rest does."""
BELOW_COUNTS = 2
"""A result that errs, errs to both sides; what lies above it may as well be a roof, so what lies below counts twice."""
_ONE_TAIL = 1.645
"""Standard errors that chance passes once in twenty times."""
_LEAST_ON = 12
_CELLS = 4


@attrs.frozen(kw_only=True, eq=False)
class Line:
    """Along which things that stand on the ground lie off.

    Args:
        up: unit vector (rows, columns) by which what stands on the ground is displaced; `None` where nothing is.
        is_open: there is such a line, but which end of it is the ground cannot be told.
    """

    up: Doubles | None = None
    is_open: bool = False


@attrs.frozen(kw_only=True)
class Witness:
    """Marks on the ground and off it.

    Args:
        on: within 1.5 px of the result. Counted are places of the size of a window, here and below.
        core: within 1 px.
        below: on the line of heights, under the result by more: there the result is not the ground.
        rival: the most that lie within 1 px of some other shift than the result's, chance or not; those that height explains do not count.
        right: share of the ground that lies within 1.5 px, with a doubt of one in twenty at the least.
        covered: share of sixteen parts of the picture that have a mark on the result.
        is_open: as of `Line`.
        least_on: places that must lie on it.
    """

    on: int
    core: int
    below: float
    rival: int
    right: float
    covered: float
    is_open: bool
    least_on: int = _LEAST_ON

    def proves(self, *, bends: bool) -> bool:
        """Whether it is enough to call a result verified; one that bends must be seen in more parts of the picture."""
        alone = self.core - self.rival >= _ONE_TAIL * math.sqrt(self.core + self.rival)
        return not self.is_open and self.on >= self.least_on and alone and self.right >= RIGHT and self.covered >= (0.5 if bends else 0.25)


def find_line(marks: Marks, field: Field, known: Doubles | None) -> Line:
    """The line of heights.

    Args:
        marks: near the field, from a reach that holds roofs as well as ground.
        field: one layer.
        known: the unit vector upward, from the view angles.
    """
    if known is not None:
        return Line(up=known)
    left = marks.shifts - field.at(*marks.middles.T).T + np.array(field.centre)
    layers = _layers(left)
    if not layers:
        return Line()
    axis = _axis(left - layers[0][0])
    if axis is None:
        return Line()
    sides = [_sides(left - middle, axis) for middle, _ in layers]
    one = [number for number, (minor, _) in enumerate(sides) if minor <= _ONE_SIDED]
    two = [number for number, (minor, _) in enumerate(sides) if minor >= _TWO_SIDED]
    if len(one) != 1 or len(one) + len(two) != len(sides):
        return Line(is_open=True)
    return Line(up=axis * sides[one[0]][1])


def _layers(left: Doubles) -> list[tuple[Doubles, float]]:
    """Shifts on which many marks agree (mean shift, Cheng 1995), the most first: those with a third of the first one's marks at least."""
    if not len(left):
        return []
    dense = np.exp(-_squared(left, left) / (2 * _LAYER_PX**2)).sum(axis=1)
    starts = np.argsort(-dense, kind="stable")
    starts = starts[dense[starts] >= max(_LEAST_LAYER, _RIVAL * float(dense.max()))]
    middles = left[starts]
    for _ in range(10):
        weights = np.exp(-_squared(middles, left) / (2 * _LAYER_PX**2))
        middles = weights @ left / weights.sum(axis=1, keepdims=True)
    found: list[tuple[Doubles, float]] = []
    for start, middle in zip(starts, middles, strict=True):
        if all(math.dist(middle, other) > ON_PX for other, _ in found):
            found.append((middle, float(dense[start])))
    return found


def _squared(one: Doubles, other: Doubles) -> Doubles:
    return np.asarray((one[:, :1] - other[:, 0]) ** 2 + (one[:, 1:] - other[:, 1]) ** 2)


def _axis(off: Doubles) -> Doubles | None:
    """The line on which marks off a layer lie, or `None` where they lie all around it."""
    off = off[(np.hypot(*off.T) > ON_PX) & (np.hypot(*off.T) < FAR_PX)]
    if len(off) < _LEAST_OFF:
        return None
    angles = np.arange(_DIRECTIONS) * np.pi / _DIRECTIONS
    axes = np.column_stack([np.sin(angles), np.cos(angles)])
    beside = np.exp(-((off @ np.column_stack([-axes[:, 1], axes[:, 0]]).T) ** 2) / (2 * _LAYER_PX**2)).mean(axis=0)
    best = int(beside.argmax())
    return axes[best] if beside[best] - float(np.median(beside)) >= _LINED else None


def _sides(off: Doubles, axis: Doubles) -> tuple[float, float]:
    """Of the marks off a layer along a line, the share on the side that has fewer, and the sign of the side that has more."""
    along, beside = off @ axis, off @ np.array([-axis[1], axis[0]])
    used = (np.abs(beside) <= BESIDE_PX) & (np.abs(along) > ON_PX) & (np.abs(along) < FAR_PX)
    plus = float((along[used] > 0).mean()) if used.any() else 0.5
    return min(plus, 1 - plus), 1.0 if plus >= 1 / 2 else -1.0


@attrs.frozen(kw_only=True, eq=False)
class Sides:
    """Marks on a result, over it and under it.

    Args:
        on: which lie on it.
        above: which lie on the line of heights, over it.
        below: places with marks on that line, under it, less what chance puts there.
        right: the share of the ground on which the result is right, with a doubt of one in twenty at the least.
    """

    on: Flags
    above: Flags
    below: float
    right: float


def sort_marks(marks: Marks, left: Doubles, up: Doubles | None) -> Sides:
    """Which marks lie on a result, and which on what stands on it.

    Args:
        marks: near the result.
        left: shape (marks, 2): what each leaves over it.
        up: as of `Line`.
    """
    far = np.hypot(*left.T)
    on = np.asarray(far <= ON_PX)
    if up is None:
        return Sides(on=on, above=np.zeros_like(on), below=0.0, right=lowest_share(marks.places(on), marks.places(on)))
    along, beside = left @ up, np.abs(left @ np.array([-up[1], up[0]]))
    under = ~on & (along < 0) & (far < FAR_PX)
    # What lies beside the line is chance; as much of it falls on the line, by width.
    chance = marks.places(under & (beside > BESIDE_PX)) * BESIDE_PX / (FAR_PX - BESIDE_PX)
    below = max(0.0, marks.places(under & (beside <= BESIDE_PX)) - chance)
    right = lowest_share(marks.places(on), marks.places(on) + BELOW_COUNTS * below)
    return Sides(on=on, above=~on & (along > 0) & (beside <= ON_PX), below=below, right=right)


def weigh_marks(marks: Marks, left: Doubles, line: Line, shape: tuple[int, int]) -> Witness:
    """What marks say of a result.

    Args:
        marks: near it.
        left: shape (marks, 2): what each leaves over the result fitted without it.
        line: of heights.
        shape: rows and columns of the picture.
    """
    sides = sort_marks(marks, left, line.up)
    others = ~(sides.on | sides.above)
    core = marks.places(np.hypot(*left.T) <= CORE_PX)
    rival = max((marks.places(one) for one in others & (_squared(left[others], left) <= CORE_PX**2)), default=0)
    on, held = sides.on, marks.places(sides.on)
    covered = covered_share(marks.middles[on], shape)
    return Witness(on=held, core=core, below=sides.below, rival=rival, right=sides.right, covered=covered, is_open=line.is_open)


def covered_share(middles: Doubles, shape: tuple[int, int]) -> float:
    """Of sixteen parts of a picture, the share in which one of some places lies.

    Args:
        middles: shape (places, 2): row and column.
        shape: rows and columns of the picture.
    """
    cells = (middles * _CELLS / np.array(shape)).astype(np.intp)
    return len(np.unique(cells, axis=0)) / _CELLS**2 if len(cells) else 0.0


def lowest_share(right: float, total: float) -> float:
    """The lower end of Wilson's interval (1927) of a share, with a doubt of one in twenty."""
    if not total:
        return 0.0
    share, slack = right / total, _ONE_TAIL**2 / total
    return (share + slack / 2 - _ONE_TAIL * math.sqrt(share * (1 - share) / total + slack / (4 * total))) / (1 + slack)

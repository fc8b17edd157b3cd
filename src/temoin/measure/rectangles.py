"""Ground in the earlier picture that has four straight sides, as roofs have: where roofs are looked for when no footprints are given."""

from __future__ import annotations

import itertools

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely

from temoin.measure.ground import Floats, Ground
from temoin.measure.sides import Sides

__all__ = ["Rectangle", "find_rectangles"]

Floats64 = npt.NDArray[np.float64]

_STEP_M = 1.0
"""Pixels are made so coarse for the search: sides of roofs are straight over many metres."""
_SIDES_M = (7.0, 9.0, 12.0, 15.0, 20.0, 26.0, 34.0, 45.0)
_LONGEST = 3.0
"""Longer side over shorter."""
_TURN_DEG = 10.0
_WEAKEST = 0.5
"""Weight of the weakest side against the mean of all four: a roof shows all four sides, a road two."""
_GROWTH = 0.25
"""A side counts by its length to this power: coherence over twenty metres is rarer than over ten."""
_JOINT = 0.25
"""Two rectangles that share more of the smaller one are the same roof; the stronger stays."""
_STEPS = np.linspace(-0.25, 0.25, 11)
_NEAR = 1 - 2 * np.abs(_STEPS) ** 1.5
"""A side that lies where it was found is believed before one as strong further off."""
_LEAST_SIDE = 4
"""Pixels of the search."""
_TILE, _MOST_A_TILE = 768, 400
"""Pixels of the search that are looked through at a time, and the rectangles that are kept of them at each turn."""


@attrs.frozen(kw_only=True, eq=False)
class Rectangle:
    """Four straight sides.

    Args:
        shape: in pixel coordinates.
        strength: of its sides, over what half of the places in the picture have.
    """

    shape: shapely.Polygon
    strength: float


def find_rectangles(ground: Ground, *, least: float) -> tuple[Rectangle, ...]:
    """The strongest rectangles that do not share ground, strongest first.

    The picture is turned in steps of 10°. A side is as strong as the *mean* gradient across it, over all bands: edges that keep their direction
    and sign all along it add up, while those of trees and rubble cancel. Each place keeps the best of a ladder of widths and heights.

    Args:
        ground: both pictures; the earlier one is searched.
        least: weakest rectangle that is kept, in medians of the places' best.
    """
    zoom = min(1.0, ground.gsd_m / _STEP_M)
    layers = [_coarser(band, zoom) for band in ground.before]
    sides = np.unique(np.round(np.array(_SIDES_M) * zoom / ground.gsd_m).astype(int))
    sides = sides[sides >= _LEAST_SIDE]
    if not len(sides):
        return ()
    overlap = 2 * int(sides[-1])
    rows, cols = layers[0].shape
    found = [
        _Places(strength=one.strength, corners=one.corners + np.array([left, top]), usual=one.usual)
        for top, left in itertools.product(range(0, rows, _TILE), range(0, cols, _TILE))
        for turn in np.arange(0.0, 90.0, _TURN_DEG)
        for one in _turned([layer[top : top + _TILE + overlap, left : left + _TILE + overlap] for layer in layers], float(turn), sides)
    ]
    if not found:
        return ()
    strengths, corners = np.concatenate([one.strength for one in found]), np.concatenate([one.corners for one in found]) / zoom
    usual = float(np.median(np.concatenate([one.usual for one in found])))
    order = np.argsort(-strengths)
    order = order[strengths[order] >= max(least * usual, 1e-6)]
    apart = order[_apart(shapely.polygons(corners[order]))]
    settled = shapely.polygons(_settled(corners[apart] * zoom, layers) / zoom)
    # Sides that were moved may have met: two that found the same roof are one.
    return tuple(Rectangle(shape=settled[number], strength=float(strengths[apart[number]] / usual)) for number in _apart(settled))


def _coarser(band: Floats, zoom: float) -> Floats:
    smooth = cv2.GaussianBlur(band, (0, 0), 0.5 / zoom)
    return np.asarray(cv2.resize(smooth, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA), np.float32)


@attrs.frozen(kw_only=True, eq=False)
class _Places:
    """The best rectangles of one tile at one turn: strengths, corners of shape (rectangles, 4, 2), and a sample of all places' best."""

    strength: Floats
    corners: npt.NDArray[np.float64]
    usual: Floats


def _turned(layers: list[Floats], turn: float, sides: npt.NDArray[np.intp]) -> list[_Places]:
    """The best rectangles at one turn; none where none fits."""
    rows, cols = layers[0].shape
    cosine, sine = abs(np.cos(np.deg2rad(turn))), abs(np.sin(np.deg2rad(turn)))
    height, width = int(rows * cosine + cols * sine) + 2, int(rows * sine + cols * cosine) + 2
    matrix = cv2.getRotationMatrix2D((cols / 2, rows / 2), turn, 1.0)
    matrix[:, 2] += (width / 2 - cols / 2, height / 2 - rows / 2)
    turned = [_warped(layer, matrix, (width, height)) for layer in layers]
    best, which, pairs = _best_of(turned, sides)
    peaks = np.argwhere((best == cv2.dilate(best, np.ones((5, 5), np.uint8))) & (best > 0))
    if not len(peaks):
        return []
    size = np.array(pairs)[which[peaks[:, 0], peaks[:, 1]]]
    middle = peaks[:, ::-1] + (size % 2) / 2
    unit = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    back = cv2.invertAffineTransform(matrix)
    corners = (middle[:, None] + size[:, None] * unit) @ back[:, :2].T + back[:, 2] + 0.5
    inside = (corners >= 0).all(axis=(1, 2)) & (corners <= (cols, rows)).all(axis=(1, 2))
    strength = best[peaks[:, 0], peaks[:, 1]][inside]
    strongest = np.argsort(-strength)[:_MOST_A_TILE]
    return [_Places(strength=strength[strongest], corners=corners[inside][strongest], usual=best[best > 0][::97])]


def _warped(layer: Floats, matrix: cv2.typing.MatLike, size: tuple[int, int]) -> Floats:
    return np.asarray(cv2.warpAffine(layer, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _best_of(turned: list[Floats], sides: npt.NDArray[np.intp]) -> tuple[Floats, npt.NDArray[np.intp], list[tuple[int, int]]]:
    """Each place's best strength, the number of the pair of sides that gives it, and the pairs (width, height)."""
    rows, cols = turned[0].shape
    across = [np.asarray(cv2.Sobel(layer, cv2.CV_32F, 1, 0, scale=1 / 8), np.float32) for layer in turned]
    down = [np.asarray(cv2.Sobel(layer, cv2.CV_32F, 0, 1, scale=1 / 8), np.float32) for layer in turned]
    level = {int(side): _along(down, (int(side), 1)) for side in sides}
    upright = {int(side): _along(across, (1, int(side))) for side in sides}
    pairs = [(int(wide), int(high)) for wide, high in itertools.product(sides, sides) if max(wide, high) <= _LONGEST * min(wide, high)]
    pairs = [(wide, high) for wide, high in pairs if wide < cols and high < rows]
    best, which = np.zeros((rows, cols), np.float32), np.zeros((rows, cols), np.intp)
    for number, (wide, high) in enumerate(pairs):
        up, left = high // 2, wide // 2
        place = (slice(up, rows - high + up), slice(left, cols - wide + left))
        four = (
            level[wide][: rows - high, place[1]],
            level[wide][high:, place[1]],
            upright[high][place[0], : cols - wide],
            upright[high][place[0], wide:],
        )
        weakest = np.minimum(np.minimum(four[0], four[1]), np.minimum(four[2], four[3]))
        strength = _WEAKEST * weakest + (1 - _WEAKEST) / 4 * sum(four)
        better = strength > best[place]
        best[place][better] = strength[better]
        which[place][better] = number
    return best, which, pairs


def _along(slopes: list[Floats], window: tuple[int, int]) -> Floats:
    """Strength of a side of some length at each place: the mean slope across it, over bands, at its best place within a pixel."""
    squares = [cv2.boxFilter(slope, cv2.CV_32F, window) ** 2 for slope in slopes]
    strength = np.sqrt(np.sum(squares, axis=0)) * np.float32(max(window) ** _GROWTH)
    return np.asarray(cv2.dilate(strength, np.ones((3, 1) if window[1] == 1 else (1, 3), np.uint8)), np.float32)


def _settled(corners: Floats64, layers: list[Floats]) -> Floats64:
    """The same rectangles with each side moved to where the mean slope across it is greatest, up to a quarter of the rectangle in or out.

    The ladder of sizes is coarse: a side may lie off by an eighth.
    """
    slopes = [np.stack([np.asarray(cv2.Sobel(layer, cv2.CV_32F, *axis, scale=1 / 8), np.float32) for axis in ((1, 0), (0, 1))]) for layer in layers]
    for _ in range(2):
        moved = []
        for side in range(4):
            sides = Sides(starts=corners[:, side], stops=corners[:, (side + 1) % 4])
            across = corners[:, (side + 3) % 4] - corners[:, side]
            steps = _STEPS * np.hypot(*across.T)[:, None]
            strength = np.sum([sides.strengths(slope, steps) ** 2 for slope in slopes], axis=0)
            moved.append(_STEPS[(strength * _NEAR).argmax(axis=1), None] * across)
        corners = np.stack([corners[:, side] + moved[side] + moved[(side + 3) % 4] for side in range(4)], axis=1)
    return corners


def _apart(shapes: npt.NDArray[np.object_]) -> list[int]:
    """Numbers of the shapes that share no ground with an earlier one."""
    areas, tree, dropped, kept = shapely.area(shapes), shapely.STRtree(shapes), np.zeros(len(shapes), bool), []
    for number, shape in enumerate(shapes):
        if dropped[number]:
            continue
        kept.append(number)
        others = tree.query(shape)
        others = others[others > number]
        joint = shapely.area(shapely.intersection(shapes[others], shape))
        dropped[others[joint > _JOINT * np.minimum(areas[others], areas[number])]] = True
    return kept

"""Clouds in a picture that came without a mask: large, bright, whitish, without a dark pixel, and with edges that fade.

Roofs, bare ground and clouds are alike in brightness and colour, but not along their rims: what stands or lies on the ground ends within a pixel or
two, a cloud over ten metres and more. So candidates are found by brightness, and told apart by how steep their rims are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import attrs
import cv2
import numpy as np
import numpy.typing as npt

from temoin.raster import Image

__all__ = ["find_clouds", "white_of"]

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

CELL_M = 1.0
"""Clouds are looked for in cells of a metre, or in pixels where those are larger."""
MOST_CELLS = 9_000_000
"""With more, cells are larger, so that half a gigabyte is enough."""
CORE_CELLS = 21
"""A square of this side without a dark cell: wider than houses and roads, narrower than the clouds that hide a building with its surroundings."""
LEVELS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
"""Brightness of the darkest band, as a share of white, above which cores are joined; a cloud over bright ground stands out from a higher one on."""
LEAST_CELLS = 1500
MOST_OF_PICTURE = 0.5
"""What is larger is the ground itself, under snow or overexposed; a sky that is all cloud has no rim either."""
WHITISH = 0.2
"""Cloud scatters all colours alike: (greatest − least) / greatest of the bands, median over the core. Soil and sand are at 0.2 to 0.35, concrete and
white roofs under 0.1 like clouds."""
LEAST_CONTRAST = 0.05
"""Against the surroundings, as a share of white; what is fainter hides little, and its rim cannot be measured."""
STEEPEST = 0.25
"""Share of the contrast that is gained in one cell at the rim, at its steepest within four cells, median along the rim. A step, blurred by the
standard deviation of one cell that slopes are taken at, has 0.33 or more; a ramp over n cells about 1 / n. Chosen on 22 open xBD
pictures, where what is large and whitish on the ground has 0.30 or more and the one cloud 0.18, and 51 of six other sets, where the least is 0.29
(with cores of a disc 24 m wide). Mown grass has 0.21: only its colour, 0.28, tells it from cloud."""
_AROUND_CELLS = 25
_NEAR_CELLS = 9
_FADED = 0.3
"""The rim of a found cloud is followed outwards to where this share of its contrast is left."""
_REACH_CELLS = 15
_GRAIN_CELLS = 7
"""Bright ground beside a cloud has grain: darker cells, at most so far apart."""


@attrs.frozen(kw_only=True, eq=False)
class _Cells:
    """The picture in cells: `light` is the mean of the bands and `dark` the least of them, as shares of white; `colour` is how far bands differ."""

    light: Floats
    dark: Floats
    colour: Floats
    slope: Floats


def white_of(sample: Image) -> float:
    """What counts as white: the end of an 8-bit range, else what one pixel in a thousand exceeds in a band or another."""
    if sample.dtype == np.uint8:
        return 255.0
    seen = np.asarray(sample.array[:, sample.mask], dtype=np.float64)
    return float(np.quantile(seen[:, :: max(1, seen.shape[1] // 1_000_000)], 0.999)) if seen.size else 1.0


def find_clouds(image: Image, white: float) -> Mask:
    """Where clouds hide the ground, shape (rows, columns).

    Only visible bands are looked at; without one of them, and in radar, nothing is found. Thin cloud over bright ground, fields of cloud that cover
    the whole picture, and clouds narrower than 21 m (or 21 pixels) are not found. Fog, smoke and drifting dust are, since they hide the ground
    likewise; and snow with a soft rim is taken for cloud.

    Args:
        image: the picture, or a part of it.
        white: from `white_of`.
    """
    bands = [band for band, role in zip(image.array, image.roles, strict=True) if role.is_visible]
    pixels = image.grid.height * image.grid.width
    side = max(1, round(CELL_M / float(np.mean(image.grid.gsd_m))), math.ceil(math.sqrt(pixels / MOST_CELLS)))
    rows, cols = (size // side for size in image.grid.shape)
    found = np.zeros(image.grid.shape, bool)
    if not bands or min(rows, cols) < CORE_CELLS:
        return found
    cells = _cells(bands, (rows, cols), side, white)
    clouds = np.zeros((rows, cols), bool)
    core = cv2.morphologyEx(cells.dark, cv2.MORPH_OPEN, np.ones((CORE_CELLS, CORE_CELLS), np.uint8))
    for level in LEVELS:
        for window, blob in _blobs((core > level) & ~clouds):
            _add_cloud(clouds, _part(cells, window), window, blob)
    inner = cv2.resize(clouds.astype(np.uint8), (cols * side, rows * side), interpolation=cv2.INTER_NEAREST) > 0
    found[: rows * side, : cols * side] = inner
    return found & image.mask


def _cells(bands: list[npt.NDArray[np.generic]], shape: tuple[int, int], side: int, white: float) -> _Cells:
    rows, cols = shape
    means = [
        cv2.resize(np.ascontiguousarray(band[: rows * side, : cols * side], dtype=np.float32), (cols, rows), interpolation=cv2.INTER_AREA)
        for band in bands
    ]
    stack = np.clip(np.stack(means) / np.float32(white), 0, 1)
    light, dark, bright = stack.mean(axis=0), stack.min(axis=0), stack.max(axis=0)
    soft = cv2.GaussianBlur(light, (0, 0), 1.0)
    slope = np.hypot(cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=1 / 8))
    steepest = np.asarray(cv2.dilate(slope, np.ones((_NEAR_CELLS, _NEAR_CELLS), np.uint8)), dtype=np.float32)
    return _Cells(light=light, dark=dark, colour=(bright - dark) / np.maximum(bright, np.float32(1e-3)), slope=steepest)


def _blobs(core: Mask) -> Iterator[tuple[tuple[slice, slice], Mask]]:
    """Each large connected part with the window around it that its surroundings lie in."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(core.astype(np.uint8))
    for number in range(1, count):
        left, top, width, height, size = boxes[number]
        if LEAST_CELLS <= size <= MOST_OF_PICTURE * core.size:
            margin = _AROUND_CELLS
            window = (slice(max(0, top - margin), top + height + margin), slice(max(0, left - margin), left + width + margin))
            yield window, labels[window] == number


def _part(cells: _Cells, window: tuple[slice, slice]) -> _Cells:
    return _Cells(**{name: layer[window] for name, layer in attrs.asdict(cells).items()})


def _add_cloud(clouds: Mask, cells: _Cells, window: tuple[slice, slice], blob: Mask) -> None:
    """Mark a blob with its fading rim, where it is a cloud."""
    rim = blob & ~(cv2.erode(blob.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
    if not rim.any() or np.median(cells.colour[blob]) > WHITISH:
        return
    inside, outside = _mean_around(cells.light, blob), _mean_around(cells.light, ~blob)
    contrast = inside - outside
    middle = float(np.median(contrast[rim]))
    if middle < LEAST_CONTRAST or np.median(cells.slope[rim] / np.maximum(contrast[rim], np.float32(0.02))) > STEEPEST:
        return
    near = cv2.dilate(blob.astype(np.uint8), np.ones((2 * _REACH_CELLS + 1,) * 2, np.uint8)) > 0
    even = np.asarray(cv2.morphologyEx(cells.dark, cv2.MORPH_OPEN, np.ones((_GRAIN_CELLS, _GRAIN_CELLS), np.uint8)), dtype=np.float32)
    faint = float(np.median(_mean_around(even, ~blob)[rim])) + _FADED * middle
    grown = near & ((even > faint) | blob)
    _, labels = cv2.connectedComponents(grown.astype(np.uint8))
    clouds[window] |= np.isin(labels, np.unique(labels[blob]))


def _mean_around(light: Floats, where: Mask) -> Floats:
    """Mean over what is `where`, in a square around each cell."""
    size = (_AROUND_CELLS, _AROUND_CELLS)
    weight = cv2.blur(where.astype(np.float32), size)
    return np.asarray(cv2.blur(light * where, size) / np.maximum(weight, np.float32(1e-3)), dtype=np.float32)

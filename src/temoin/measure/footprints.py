"""`Footprints`: outlines on the pair's grid, and how well each was found again; and `lay_controls`, the same outlines on other ground."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import shapely

from temoin.measure.change import Zones
from temoin.measure.ground import Ground
from temoin.measure.options import MeasureOptions
from temoin.measure.resemblance import Patch, Resemblance, cut_patches, match_patches, place_controls
from temoin.raster import Coverage, cover_polygons

__all__ = ["Footprints", "lay_controls", "look_up"]

_FOUND_CHANCE = 0.05
_FOUND_LOSS = 0.5
"""A roof serves as unchanged ground where few misplaced windows look as alike and at least half of its picture is kept."""


_PIXELS_A_ROOF = 300
"""About as many pixels of each roof that is found again tell what unchanged roofs look like."""


@attrs.frozen(kw_only=True, eq=False)
class Footprints:
    """Outlines on the pair's grid, and how well each was found again.

    Args:
        shapes: outlines in pixel coordinates, in the order of the buildings.
        coverage: exact shares of pixels.
        patches: their templates.
        found: resemblance of each.
    """

    shapes: tuple[shapely.Geometry, ...]
    coverage: Coverage
    patches: tuple[Patch | None, ...]
    found: Resemblance

    def zones(self, shape: tuple[int, int]) -> Zones:
        """Ground inside of footprints for the larger part, and a sample of what lies inside of those whose roofs are found again."""
        inside = np.zeros(shape[0] * shape[1], np.float32)
        np.add.at(inside, self.coverage.pixels, self.coverage.shares)
        again = np.flatnonzero(self.found_again())
        sampled = [self._some_of(int(index)) for index in again]
        found = np.concatenate(sampled) if sampled else np.zeros(0, np.intp)
        return Zones(inside=(inside >= 0.5).reshape(shape), found=found, roofs=np.repeat(again, [len(one) for one in sampled]))

    def _some_of(self, index: int) -> npt.NDArray[np.intp]:
        """Pixels that a building covers for the larger part: an even sample where there are many."""
        pixels, shares = self.coverage.of(index)
        pixels = pixels[shares >= 0.5]
        return pixels[:: max(1, len(pixels) // _PIXELS_A_ROOF)]

    def found_again(self) -> npt.NDArray[np.bool_]:
        """Which buildings are found again as well as most that are found at all: a roof with a hole in it is none to go by."""
        again: npt.NDArray[np.bool_] = (self.found.chance <= _FOUND_CHANCE) & (self.found.loss <= _FOUND_LOSS)
        if not again.any():
            return again
        middle = np.median(self.found.loss[again])
        usual = 2 * 1.4826 * np.median(np.abs(self.found.loss[again] - middle))
        again &= self.found.loss <= middle + usual
        return again


def look_up(ground: Ground, shapes: tuple[shapely.Geometry, ...], options: MeasureOptions) -> Footprints:
    """Look for each outline, in pixel coordinates, in the after-picture."""
    patches = cut_patches(ground, shapes, options)
    return Footprints(
        shapes=shapes,
        coverage=cover_polygons(shapes, ground.grid.shape),
        patches=patches,
        found=match_patches(ground, patches, options),
    )


def lay_controls(ground: Ground, footprints: Footprints, options: MeasureOptions) -> Footprints:
    """The same outlines on other ground of the same picture, looked for in the same way; none where no free ground is left."""
    places = place_controls(ground, footprints.patches, options)
    shapes = tuple(
        shapely.transform(footprints.shapes[place.model], lambda xy, place=place: xy + np.array([place.cols, place.rows])) for place in places
    )
    patches = tuple(place.patch for place in places)
    return Footprints(
        shapes=shapes,
        coverage=cover_polygons(shapes, ground.grid.shape),
        patches=patches,
        found=match_patches(ground, patches, options),
    )

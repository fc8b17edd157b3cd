"""The map of a pair: both pictures as tiles at their own resolution, rendered and covered exactly as the still pictures are."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt
import PIL.Image

from temoin.geo import Footprint
from temoin.model import AlignedPair
from temoin.publish.covered import cover_regions
from temoin.publish.display import Stretch, render_image
from temoin.publish.outline import Canvas
from temoin.publish.picture import display_size
from temoin.publish.shrink import shrink_pixels
from temoin.publish.tiles import FINEST, TILE, cut_tiles, pack_tiles
from temoin.publish.views.placing import north_deg
from temoin.raster import Image, Pixels

__all__ = ["MapView", "map_view"]

MAP_SIDE = 3072
"""Longest side of a map's pictures, pixels: 1.5 km at 0.5 m, some 100 MB of a browser's memory for both. A larger scene is averaged down to it;
its own pixels stay in the files."""


@attrs.frozen(kw_only=True, eq=False)
class MapView:
    """What a map is drawn from.

    Args:
        before: PMTiles archive of the earlier picture, base64.
        after: of the later one.
        canvas: the pixels that outlines on the map are given in.
        north: degrees clockwise from straight up.
    """

    before: str
    after: str
    canvas: Canvas
    north: float

    @property
    def facts(self) -> dict[str, float]:
        """What the page's script must know, as plain numbers; none of them is a place on earth."""
        width, height = self.canvas.width, self.canvas.height
        metres = self.canvas.grid.gsd_m[1] * self.canvas.grid.width / width
        return {"width": width, "height": height, "metres": float(f"{metres:.4g}"), "zoom": FINEST, "tile": TILE}


def map_view(aligned: AlignedPair, stretches: Sequence[Stretch], hidden: Sequence[Footprint]) -> MapView:
    """Both pictures of a pair as tiles.

    Args:
        aligned: the pair.
        stretches: of the two still pictures: the map shows the same brightness.
        hidden: parts that are covered, as in the still pictures; they are covered before any tile is cut.
    """
    before, after = (_finest(pixels) for pixels in (aligned.before_pixels, aligned.after_pixels))
    width, height = display_size(before.grid, max_side=MAP_SIDE)
    archives = [_archive(image, stretch, (width, height), hidden) for image, stretch in zip((before, after), stretches, strict=True)]
    return MapView(before=archives[0], after=archives[1], canvas=Canvas(grid=before.grid, width=width, height=height), north=north_deg(before.grid))


def _finest(pixels: Pixels) -> Image:
    """The picture in its own pixels, or averaged over blocks so that it fits."""
    longest = max(pixels.grid.shape)
    return shrink_pixels(pixels, max_side=longest // math.ceil(longest / MAP_SIDE))


def _archive(image: Image, stretch: Stretch, size: tuple[int, int], hidden: Sequence[Footprint]) -> str:
    shown: npt.NDArray[np.uint8] = cover_regions(render_image(image, stretch), image.grid, hidden)
    if size != (shown.shape[1], shown.shape[0]):
        shown = np.asarray(PIL.Image.fromarray(shown).resize(size, PIL.Image.Resampling.LANCZOS))
    return base64.b64encode(pack_tiles(cut_tiles(shown))).decode("ascii")

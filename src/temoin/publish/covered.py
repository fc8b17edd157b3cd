"""Parts of a picture that nobody may see: covered before the picture is encoded, so that no file holds their pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.ImageDraw
import shapely

from temoin.geo import Footprint, Grid

__all__ = ["COVER", "cover_regions"]

COVER = (96, 96, 96)
"""sRGB grey of a covered part: flat, so that it is seen to be covered."""
_MARGIN_PX = 1.5
"""Around each part, shown pixels: a pixel that holds some of it is covered whole."""


def cover_regions(shown: npt.NDArray[np.uint8], grid: Grid, hidden: Sequence[Footprint]) -> npt.NDArray[np.uint8]:
    """A rendered picture with parts of it covered.

    Args:
        shown: shape (rows, columns, 3) or (rows, columns, 4), sRGB, as `render_image` gives it.
        grid: where its pixels lie.
        hidden: the parts; what lies outside the picture does nothing.
    """
    if not hidden:
        return shown
    picture = PIL.Image.fromarray(shown)
    draw = PIL.ImageDraw.Draw(picture)
    fill = COVER if shown.shape[2] == 3 else (*COVER, 255)
    for footprint in hidden:
        grown = shapely.buffer(shapely.force_2d(grid.to_pixels(footprint)), _MARGIN_PX)
        for part in shapely.get_parts(shapely.clip_by_rect(grown, -2, -2, grid.width + 2, grid.height + 2)):
            if part.geom_type == "Polygon" and not part.is_empty:
                # Holes are covered too: what is hidden stays whole.
                draw.polygon([(x, y) for x, y in part.exterior.coords], fill=fill, outline=fill, width=2)
    return np.asarray(picture)

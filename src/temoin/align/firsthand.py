"""Pictures that were laid on the ground when they were read (by a camera model), brought into their place without being resampled a second time.

Registration, masks and clouds are found on the picture as it was laid. What is then kept of that are its flags; its numbers are sampled anew, once,
from what the camera delivered, at the places that camera model and registration give together.
"""

from __future__ import annotations

import attrs
import numpy as np

from temoin.align.bend import source_places
from temoin.align.field import Field
from temoin.geo import Grid, Window
from temoin.raster import Image, MaskKind, Pixels
from temoin.raster.onto import OnGrid, is_part_of
from temoin.raster.resample import RawPixels

__all__ = ["FirstHandPixels", "first_hand"]


def first_hand(pixels: Pixels, shown: Pixels, grid: Grid, field: Field | None = None) -> Pixels:
    """A picture in its place with its numbers sampled once, where that can be done; else as it is.

    Args:
        pixels: the picture as it was read.
        shown: the same in its place, perhaps resampled twice; in memory or not.
        grid: the common one.
        field: where its content lies; `None` where it lies where it says.
    """
    if not isinstance(pixels, RawPixels) or (field is None and is_part_of(grid, pixels.grid)):
        return shown
    field = Field.constant((0.0, 0.0), grid.shape) if field is None else field
    found = FirstHandPixels(source=pixels, grid=grid, raw=pixels, shown=shown, field=field)
    return found.read() if isinstance(shown, Image) else found


@attrs.frozen(kw_only=True, eq=False)
class FirstHandPixels(OnGrid):
    """A picture whose numbers are sampled when it is read.

    Args:
        raw: what they are sampled from.
        shown: the picture whose flags count.
        field: where its content lies on `grid`.
    """

    raw: RawPixels
    shown: Pixels
    field: Field

    def read(self, window: Window | None = None) -> Image:
        """The pixels of a window, or of the whole picture."""
        window = window or self.grid.whole
        grid = self.grid.crop(window)
        flags = self.shown.read(window).flags
        image = self.raw.sample(source_places(self.raw.grid, grid, self.field, (window.row_start, window.col_start)), grid)
        empty = ((flags | image.flags) & np.uint8(MaskKind.NODATA)) != 0
        array = np.where(empty, image.dtype.type(0), image.array)
        return Image(array=array, flags=flags | np.where(empty, np.uint8(MaskKind.NODATA), np.uint8(0)), grid=grid, roles=image.roles)

"""Rendered pictures as WebP, JPEG or PNG bytes of a bounded size, true to the ground's shape."""

from __future__ import annotations

import base64
import io
from typing import Literal

import numpy as np
import numpy.typing as npt
import PIL.Image

from temoin.geo import Grid

__all__ = ["PictureKind", "data_uri", "display_size", "encode_picture"]

PictureKind = Literal["webp", "jpeg", "png"]
_NO_DATA_GREY = (200, 200, 200)
"""What stands for "no data" in JPEG, which has no transparency."""


def display_size(grid: Grid, *, max_side: int) -> tuple[int, int]:
    """Width and height at which a grid is shown, its longer side at most `max_side`.

    Pixels that are not square on the ground (degrees far from the equator) are made so: the finer direction is kept.
    """
    down_m, right_m = grid.gsd_m
    finest = min(down_m, right_m)
    width, height = grid.width * right_m / finest, grid.height * down_m / finest
    scale = min(1.0, max_side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def encode_picture(shown: npt.NDArray[np.uint8], *, kind: PictureKind = "webp", size: tuple[int, int] | None = None, quality: int = 80) -> bytes:
    """A rendered picture as the bytes of a picture file; no metadata is written into it.

    Args:
        shown: shape (rows, columns, 3) or (rows, columns, 4) with alpha, sRGB, as `render_image` gives it.
        kind: `webp`, `jpeg` (no data becomes light grey) or `png`.
        size: width and height to bring it to; `None` keeps the pixels.
        quality: 1 to 100, for WebP and JPEG.
    """
    picture = PIL.Image.fromarray(shown)
    if size is not None and size != picture.size:
        picture = picture.resize(size, PIL.Image.Resampling.LANCZOS)
    if kind == "jpeg" and picture.mode == "RGBA":
        ground = PIL.Image.new("RGB", picture.size, _NO_DATA_GREY)
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    buffer = io.BytesIO()
    if kind == "png":
        picture.save(buffer, format="PNG", optimize=True)
    elif kind == "jpeg":
        picture.save(buffer, format="JPEG", quality=quality, optimize=True, progressive=True)
    else:
        picture.save(buffer, format="WEBP", quality=quality, method=4)
    return buffer.getvalue()


def data_uri(data: bytes, kind: PictureKind = "webp") -> str:
    """The bytes as a `data:` address, so that the page needs no other file."""
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"

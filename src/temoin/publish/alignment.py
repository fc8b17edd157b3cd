"""The page of an alignment: the two pictures on one ground, what windows leave over, and how far that can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import attrs
import jinja2
import numpy as np

from temoin.geo import Window
from temoin.model import AlignedPair
from temoin.publish.display import make_stretch, render_image
from temoin.publish.picture import data_uri, display_size, encode_picture
from temoin.raster import Image, Pixels

__all__ = ["publish_alignment"]

_MAX_SIDE = 1400
_LONGEST_SHARE = 0.05
"""The longest arrow is drawn over this share of the picture's width; the page says how many times it is enlarged."""
_MOST_ENLARGED = 40.0
"""Beyond this, windows that agree to a hundredth would look as if they did not."""
_MOST_PIXELS = 40_000_000


@attrs.frozen(kw_only=True)
class Arrow:
    """One window's residual in display units."""

    x: float
    y: float
    dx: float
    dy: float
    words: str


def publish_alignment(aligned: AlignedPair) -> str:
    """One HTML page that loads nothing: both pictures to blink and to swipe, with an arrow for each window that judged the result.

    Args:
        aligned: the pair; of a very large one, the middle is shown.
    """
    window = _shown_window(aligned)
    images = [_read(pixels, window) for pixels in (aligned.before_pixels, aligned.after_pixels)]
    size = display_size(images[0].grid, max_side=_MAX_SIDE)
    stretches = make_stretch(images, aligned.radiometry)
    pictures = [data_uri(encode_picture(render_image(image, stretch), size=size)) for image, stretch in zip(images, stretches, strict=True)]
    arrows, enlarged = _arrows(aligned, window, size)
    reasons = tuple(dict.fromkeys((*aligned.registration.reasons, *aligned.reasons)))
    return _template().render(
        aligned=aligned,
        registration=aligned.registration,
        pictures=pictures,
        width=size[0],
        height=size[1],
        arrows=arrows,
        enlarged=enlarged,
        gsd_m=float(np.mean(aligned.grid.gsd_m)),
        reasons=[reason.words for reason in reasons],
        is_part=window.shape != aligned.grid.shape,
        is_matched=stretches[-1].is_matched,
    )


def _shown_window(aligned: AlignedPair) -> Window:
    rows, cols = aligned.grid.shape
    side = int(_MOST_PIXELS**0.5)
    tall, wide = (rows, cols) if rows * cols <= _MOST_PIXELS else (min(rows, side), min(cols, side))
    top, left = (rows - tall) // 2, (cols - wide) // 2
    return Window(row_start=top, row_stop=top + tall, col_start=left, col_stop=left + wide)


def _read(pixels: Pixels, window: Window) -> Image:
    return pixels.read(window)


def _arrows(aligned: AlignedPair, window: Window, size: tuple[int, int]) -> tuple[Sequence[Arrow], float]:
    rows, cols = window.shape
    across, down = size[0] / cols, size[1] / rows
    residuals = [one for one in aligned.registration.residuals if _inside(one[0], one[1], window)]
    longest = max((float(np.hypot(one[2] * down, one[3] * across)) for one in residuals), default=0.0)
    enlarged = min(_MOST_ENLARGED, max(1.0, _LONGEST_SHARE * size[0] / longest)) if longest > 0 else 1.0
    enlarged = float(f"{enlarged:.1g}")
    arrows = [
        Arrow(
            x=round((col - window.col_start + 0.5) * across, 1),
            y=round((row - window.row_start + 0.5) * down, 1),
            dx=round(right * across * enlarged, 1),
            dy=round(below * down * enlarged, 1),
            words=f"{below:+.2f} rows, {right:+.2f} columns",
        )
        for row, col, below, right in residuals
    ]
    return arrows, enlarged


def _inside(row: float, col: float, window: Window) -> bool:
    return window.row_start <= row < window.row_stop and window.col_start <= col < window.col_stop


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("temoin.publish", "templates"), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    return environment.get_template("alignment.html.j2")

"""The page of an alignment: the two pictures on one ground, what windows leave over, and how far that can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from temoin.model import AlignedPair, PictureFitness
from temoin.publish.display import render_image, shrink_pair
from temoin.publish.environment import page_template
from temoin.publish.picture import data_uri, display_size, encode_picture
from temoin.publish.views.pictures import MAX_SIDE

__all__ = ["publish_alignment"]

_LONGEST_SHARE = 0.05
"""The longest arrow is drawn over this share of the picture's width; the page says how many times it is enlarged."""
_MOST_ENLARGED = 40.0
"""Beyond this, windows that agree to a hundredth would look as if they did not."""


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
        aligned: the pair; a very large one is shown reduced.
    """
    images, stretches = shrink_pair(aligned, max_side=MAX_SIDE)
    size = display_size(aligned.grid, max_side=MAX_SIDE)
    pictures = [data_uri(encode_picture(render_image(image, stretch), size=size)) for image, stretch in zip(images, stretches, strict=True)]
    arrows, enlarged = _arrows(aligned, size)
    limits = aligned.fitness.reasons if aligned.fitness is not None else ()
    reasons = [reason for reason in dict.fromkeys((*aligned.registration.reasons, *aligned.reasons)) if reason not in limits]
    return page_template("alignment.html.j2").render(
        aligned=aligned,
        registration=aligned.registration,
        pictures=pictures,
        width=size[0],
        height=size[1],
        arrows=arrows,
        enlarged=enlarged,
        gsd_m=float(np.mean(aligned.grid.gsd_m)),
        reasons=[reason.words for reason in reasons],
        fitness=aligned.fitness,
        limits=[reason.words for reason in limits],
        hidden=_shares,
        is_matched=stretches[-1].is_matched,
    )


def _shares(picture: PictureFitness) -> list[tuple[str, float]]:
    """What hides or spoils part of a picture, and how much of it; what spoils nothing is left out."""
    shares = attrs.asdict(picture, filter=lambda field, share: field.name.endswith("_share") and share > 0)
    return [(name.removesuffix("_share").replace("_", " ").replace("nodata", "no data"), share) for name, share in shares.items()]


def _arrows(aligned: AlignedPair, size: tuple[int, int]) -> tuple[Sequence[Arrow], float]:
    rows, cols = aligned.grid.shape
    across, down = size[0] / cols, size[1] / rows
    residuals = aligned.registration.residuals
    longest = max((float(np.hypot(one[2] * down, one[3] * across)) for one in residuals), default=0.0)
    enlarged = min(_MOST_ENLARGED, max(1.0, _LONGEST_SHARE * size[0] / longest)) if longest > 0 else 1.0
    enlarged = float(f"{enlarged:.1g}")
    arrows = [
        Arrow(
            x=round((col + 0.5) * across, 1),
            y=round((row + 0.5) * down, 1),
            dx=round(right * across * enlarged, 1),
            dy=round(below * down * enlarged, 1),
            words=f"{below:+.2f} rows, {right:+.2f} columns",
        )
        for row, col, below, right in residuals
    ]
    return arrows, enlarged

"""The placebo plot: how strongly buildings changed, beside the same statistic where nothing is known to have happened."""

from __future__ import annotations

import attrs
import numpy as np

from temoin.model import Findings, Placebo, PlaceboKind
from temoin.publish.amounts import fixed_words
from temoin.publish.words import Words

__all__ = ["PlaceboView", "placebo_view"]

_BINS = 25
_STEP = 20.0
"""Width of a bin, pixels."""
_MIDDLE = 100.0
"""Where the axis lies, pixels from the top."""
_TALLEST = 84.0
_QUIET = 0.95
PLACES = {
    PlaceboKind.CONTROL_GROUND: "the same outlines on other ground of these pictures",
    PlaceboKind.EARLIER_PICTURES: "the same outlines between two pictures from before the event",
}


@attrs.frozen(kw_only=True)
class PlaceboView:
    """Two histograms on one axis, from 0 to 1.

    Args:
        above: (x, height) of the bars of buildings, pixels.
        below: (x, height) of the bars of quiet places, at the same scale of shares.
        line: x of the score that 95 in 100 quiet places stay under.
        words: what it shows, in sentences.
        middle: y of the axis.
        step: width of a bar.
        width: of the drawing.
        half: the axis's middle, as words.
    """

    above: tuple[tuple[float, float], ...]
    below: tuple[tuple[float, float], ...]
    line: float
    words: tuple[str, ...]
    half: str
    middle: float = _MIDDLE
    step: float = _STEP
    width: float = _BINS * _STEP


def placebo_view(findings: Findings | None, words: Words) -> PlaceboView | None:
    """The plot of one pair, or `None` where no building was held against a placebo."""
    if findings is None or findings.placebo is None or not findings.placebo.scores:
        return None
    found = np.array([grade.score for grade in findings.grades if grade.is_assessable])
    if not found.size:
        return None
    quiet = np.array(findings.placebo.scores)
    edges = np.linspace(0, 1, _BINS + 1)
    shares = [np.histogram(np.clip(one, 0, 1), edges)[0] / one.size for one in (found, quiet)]
    tallest = max(float(one.max()) for one in shares)
    bars = [tuple((number * _STEP, round(float(share) / tallest * _TALLEST, 1)) for number, share in enumerate(one) if share) for one in shares]
    limit = float(np.quantile(quiet, _QUIET))
    return PlaceboView(
        above=bars[0],
        below=bars[1],
        line=round(limit * _BINS * _STEP, 1),
        words=_sentences(findings, found, limit, words),
        half=fixed_words(0.5, 1, words),
    )


def _sentences(findings: Findings, found: np.ndarray[tuple[int], np.dtype[np.float64]], limit: float, words: Words) -> tuple[str, ...]:
    placebo = findings.placebo
    if placebo is None:
        return ()
    places = "; ".join(words(PLACES[kind]) for kind in placebo.kinds)
    counted = words.plural("{count} building was assessed", "{count} buildings were assessed", found.size)
    over = int((found > limit).sum())
    return (
        words(
            "Above the line: the scores of the buildings. Below it: the same score where nothing is known to have happened ({places}).", places=places
        ),
        words(
            "{counted}; {over} score higher than 95 in 100 of {quiet} quiet places (the upright line, at {limit}).",
            counted=counted,
            over=over,
            quiet=len(placebo.scores),
            limit=fixed_words(limit, 2, words),
        ),
        *_pictures(placebo, words),
        words("With so many places, no p under {smallest} can be had.", smallest=fixed_words(placebo.smallest_p, 3, words)),
        *(words.reason(reason)[:1].upper() + words.reason(reason)[1:] + "." for reason in placebo.reasons),
    )


def _pictures(placebo: Placebo, words: Words) -> tuple[str, ...]:
    """How many pictures from before the event chance was told from."""
    if not placebo.earlier_ids:
        return ()
    pairs = words.plural("{count} pair", "{count} pairs", placebo.pairs)
    sentence = words.plural(
        "Chance was also told from {count} earlier picture ({pairs} of pictures that are all from before the event).",
        "Chance was also told from {count} earlier pictures ({pairs} of pictures that are all from before the event).",
        len(placebo.earlier_ids),
        pairs=pairs,
    )
    return (sentence,)

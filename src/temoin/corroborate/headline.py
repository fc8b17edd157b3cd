"""The published table that derives the headline from the verdict by pictures and the verdict by reports."""

from __future__ import annotations

from temoin.model import Confidence, Reason, Verdict

__all__ = ["HEADLINES", "PICTURE_VERDICTS", "confidence_of", "headline_verdict", "order_reasons"]

_S, _P, _C = Verdict.SUPPORTED, Verdict.PARTLY_SUPPORTED, Verdict.CONTRADICTED
_X, _O, _N, _Y = Verdict.CONTESTED, Verdict.SUPERSEDED, Verdict.NOT_CHECKABLE, Verdict.NOT_YET_CHECKED

PICTURE_VERDICTS = (_S, _P, _C, _N, _Y)
"""What pictures alone can come to: they neither contest nor supersede."""

_REPORT_ORDER = (_S, _P, _C, _X, _O, _N, _Y)

_ROWS = {
    # by pictures  by reports:  S   P   C   X   O   N   Y
    _S: (_S, _S, _X, _X, _X, _S, _S),
    _P: (_P, _P, _X, _X, _X, _P, _P),
    _C: (_X, _X, _C, _X, _O, _C, _C),
    _N: (_S, _P, _X, _X, _O, _N, _N),
    _Y: (_S, _P, _X, _X, _O, _Y, _Y),
}

HEADLINES: dict[tuple[Verdict, Verdict], Verdict] = {
    (pictures, reports): headline for pictures, row in _ROWS.items() for reports, headline in zip(_REPORT_ORDER, row, strict=True)
}
"""(by pictures, by reports) to the headline; printed in docs/explanation/verdicts, where a test compares the two."""


def headline_verdict(pictures: Verdict, reports: Verdict) -> Verdict:
    """The headline of a claim.

    >>> headline_verdict(Verdict.NOT_CHECKABLE, Verdict.SUPPORTED)
    <Verdict.SUPPORTED: 'supported'>
    >>> headline_verdict(Verdict.CONTRADICTED, Verdict.SUPPORTED)
    <Verdict.CONTESTED: 'contested'>

    Raises:
        ValueError: `pictures` is a verdict that pictures alone cannot come to.
    """
    if (pictures, reports) not in HEADLINES:
        message = f"pictures alone cannot come to the verdict {pictures!s}"
        raise ValueError(message)
    return HEADLINES[pictures, reports]


def order_reasons(headline: Verdict, pictures: tuple[Verdict, tuple[Reason, ...]], reports: tuple[Verdict, tuple[Reason, ...]]) -> tuple[Reason, ...]:
    """All reasons once, those of the side that made the headline first.

    Pictures lead where their verdict is the headline; where it is not, reports do. A forecast, background and an earlier event explain a
    claim before any picture does, so they lead always.
    """
    first, second = (pictures[1], reports[1]) if pictures[0] is headline else (reports[1], pictures[1])
    if pictures[0] is _C and headline is _X and reports[0] is not _X:
        first, second = pictures[1], reports[1]
    merged = tuple(dict.fromkeys((*first, *second)))
    leading = tuple(reason for reason in merged if reason in _ALWAYS_FIRST)
    return leading + tuple(reason for reason in merged if reason not in _ALWAYS_FIRST)


_ALWAYS_FIRST = frozenset({Reason.BACKGROUND, Reason.FORECAST, Reason.OTHER_EVENT})

_WEAKENING = frozenset(
    {
        Reason.WEAKLY_ALIGNED,
        Reason.ROUGH_GROUND,
        Reason.SAME_DAY_NO_HOUR,
        Reason.PICTURE_DURING_EVENT,
        Reason.PARTS_UNNAMED,
        Reason.NO_TIME,
        Reason.NO_EVENT_DATE,
        Reason.CLOUD,
        Reason.CLOUD_SHADOW,
        Reason.FEW_CONTROLS,
        Reason.DIFFERENT_VIEWS,
        Reason.DIFFERENT_SEASONS,
        Reason.LONG_GAP,
        Reason.OBLIQUE_VIEW,
        Reason.TOO_COARSE,
        Reason.HEARSAY,
    }
)
"""Reasons that take one step off the confidence."""


def confidence_of(headline: Verdict, pictures: Verdict, reports: Verdict, reasons: tuple[Reason, ...]) -> Confidence | None:
    """How firmly a headline stands; `None` where nothing was checked.

    High: pictures and reports both support. Low: a weakening reason is listed, or the claim is contested. Moderate: all else.
    """
    if headline in {_N, _Y}:
        return None
    weak = headline is _X or any(reason in _WEAKENING for reason in reasons)
    if pictures is _S and reports is _S:
        return Confidence.MODERATE if weak else Confidence.HIGH
    return Confidence.LOW if weak else Confidence.MODERATE

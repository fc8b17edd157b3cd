"""A pair and a report in one call, small enough for a unit test."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, date, datetime
from typing import Any

import attrs
import numpy as np

from temoin.model import Report, TimeRange
from temoin.scenes import Damage, DamageKind, HallPlan, MadePair, PairSpec, make_pair
from temoin.text import OffsetMap

__all__ = ["made_pair", "made_report"]

_SMALL = PairSpec(
    rows=320,
    cols=320,
    halls=2,
    houses=4,
    plans=(HallPlan(name="workshop 106", width_m=44, depth_m=28), HallPlan(name="workshop 110", width_m=46, depth_m=30)),
    plant_m=110.0,
    damages=(
        Damage(building_id="h1", kind=DamageKind.WINDOW_HIT),
        Damage(building_id="h2", kind=DamageKind.ROOF_COLLAPSE, area_m2=500.0),
    ),
)


def made_pair(seed: int = 1, **changes: Any) -> MadePair:  # noqa: ANN401  # any field of PairSpec
    """A small pair: 160 m at 0.5 m, two halls, part of the second one's roof fallen in over 500 m²; a tenth of a second.

    Args:
        seed: of all chance in it.
        changes: fields of `PairSpec` to set (`shift_px=(3.2, -1.5)`, `damages=()`).

    >>> made = made_pair(shift_px=(1.25, -0.5))
    >>> made.before.shape, made.truth.shift_px, round(made.truth.area_m2("h2"))
    ((3, 320, 320), (1.25, -0.5), 500)
    """
    spec: PairSpec = attrs.evolve(_SMALL, **changes)
    return make_pair(spec, np.random.default_rng(seed))


def made_report(
    text: str,
    *,
    lang: str | None = None,
    published: str | TimeRange | None = None,
    publisher: str | None = "The Daily Test",
    title: str = "",
    report_id: str = "r1",
    url: str | None = None,
) -> Report:
    """A report of the given words.

    Args:
        text: what was published; paragraphs end at line breaks.
        lang: ISO 639-1 code, or `None` where it is left open.
        published: a day (`2025-07-03`, in UTC), a moment with a zone (`2025-07-03T08:00+02:00`), a `TimeRange`, or `None`.
        publisher: who published it.
        title: the headline.
        report_id: its id.
        url: where.

    Raises:
        ValueError: `published` is a moment without a zone.

    >>> report = made_report("Three people were killed.", lang="en", published="2025-07-03")
    >>> str(report.published), report.paragraphs
    ('2025-07-03', ((0, 25),))
    """
    return Report(
        id=report_id,
        publisher=publisher,
        url=url,
        published=_when(published) if isinstance(published, str) else published,
        lang=lang,
        title=title,
        text=text,
        paragraphs=_paragraphs(text),
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        offsets=OffsetMap.identity(len(text)),
    )


def _when(text: str) -> TimeRange:
    if len(text) == len("2025-07-03"):
        return TimeRange.on(date.fromisoformat(text), UTC, zone_assumed=True)
    return TimeRange.at(datetime.fromisoformat(text))


def _paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    lines = text.splitlines(keepends=True)
    starts = list(itertools.accumulate((len(line) for line in lines), initial=0))
    return tuple((start, start + len(line.rstrip("\r\n"))) for start, line in zip(starts, lines, strict=False) if line.strip())

"""The report's section on alignment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from alignment_runs import verified_errors
from figure_intervals import Figure, bootstrap, share_of
from report_charts import COLOURS, Axis, Chart, stairs_of
from report_text import Goal, Measured, Section, chart, table
from spectral_runs import SEASONS
from tie_point_runs import LEAST_POINTS, WRONG_PX, figures_of, is_judged, is_right, is_wrong

from temoin.model import AlignState

__all__ = ["alignment_section"]

_KINDS = (("made", "made pairs"), ("hard", "hard made pairs"))
_STATES = (AlignState.VERIFIED, AlignState.WEAK, AlignState.UNVERIFIED)
Record = dict[str, Any]


def alignment_section(measured: Measured) -> Section:
    """All of it."""
    made, goals = _made(measured)
    points, more = _tie_points(measured["tie-points"].records)
    flagged, still = _flagged(measured)
    light, last = _radiometry(measured)
    return Section(text=f"## Alignment\n\n{made}\n\n{points}\n\n{flagged}\n\n{light}", goals=(*goals, *more, *still, *last))


def _made(measured: Measured) -> tuple[str, list[Goal]]:
    """Error against the known field."""
    drawn = Chart(
        "Error of verified made pairs",
        Axis("error, pixels", 0.003, 3.0, (0.01, 0.03, 0.1, 0.3, 1.0, 3.0), is_log=True),
        Axis("share of places", 0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 0.95, 1.0), form=".0%"),
    )
    rows, goals = [], []
    for (kind, name), colour in zip(_KINDS, COLOURS, strict=False):
        records = measured[f"align-{kind}"].records
        pairs = verified_errors(records)
        if not pairs:
            continue
        share = share_of(len(pairs), len(records))
        middle, high = (bootstrap(pairs, lambda some, at=at: float(np.quantile(np.concatenate(some), at))) for at in (0.5, 0.95))
        worst = max(float(np.median(one)) for one in pairs)
        rows.append((name, share.words(".0%"), middle.words(".3f"), high.words(".3f"), f"{worst:.3f}", f"{max(map(max, pairs)):.2f}"))
        drawn.line(stairs_of([error for one in pairs for error in one], drawn.x.low, drawn.x.high), colour, f"{name}, {len(pairs)} verified")
        goals += [
            Goal(f"error of {name}, median, px", middle, at_most=0.08, form=".3f"),
            Goal(f"error of {name}, 95th percentile, px", high, at_most=0.3, form=".3f"),
            Goal(f"error of {name}, worst pair, px", Figure(worst, told=f"the worst of {len(pairs)}: a maximum has no interval"), at_most=1.0),
            Goal(f"{name} verified", share, at_least=0.95, form=".0%"),
        ]
    drawn.goal("goal for half", x=0.08)
    drawn.goal("goal for 95 %", x=0.3)
    told = table(("pairs", "verified", "median error, px", "95th percentile, px", "worst pair's median, px", "worst place, px"), rows)
    text = f"""### Error against the known field

Made pairs differ in sun, air, dryness, view and (three in ten) sensor, two halls are gone, and one picture lies up to 12 px off. Hard pairs add
season, clouds, views up to 22° from above, a fifth of the open ground changed, shifts up to 15 px, and a third each are turned and scaled, or
warped. A made pair is held against its true shift in the middle, a hard one against its true field at 81 places. Errors are those of verified
pairs; intervals draw whole pairs anew.

{told}

{chart("align-errors", drawn, "Share of places whose error is no larger; the dashed lines are goals.")}"""
    return text, goals


def _tie_points(records: Sequence[Record]) -> tuple[str, list[Goal]]:
    """Real pairs."""
    if not records:
        return "### Real pairs, against points picked by eye\n\nThe measuring data were not there.", []
    counts, judged = figures_of(records), [record for record in records if is_judged(record)]
    silent, right = (
        share_of(counts["silent_errors"], sum(one["state"] == AlignState.VERIFIED for one in judged)),
        share_of(counts["right"], counts["judged"]),
    )
    flagged = [record for record in judged if record["state"] != AlignState.VERIFIED]
    strict = share_of(sum(map(is_right, flagged)), len(flagged))
    rows = [(record["kind"], record["name"], record["state"], _shift(record), *_off(record)) for record in records]
    pairs = table(("set", "pair", "state", "shift, rows and columns, px", "points", "median error, px", "nine in ten, px", "so it is"), rows)
    shares = [
        ("silent errors, of verified pairs that can be judged", silent.words(".0%")),
        ("verified and right, of all that can be judged", right.words(".0%")),
        ("within 1.5 px though weak or unverified, of the flagged", strict.words(".0%")),
    ]
    under = "Median error of each judged pair (dot), and what nine in ten of its points stay under (upper end); pairs in the order of the table."
    text = f"""### Real pairs, against points picked by eye

For each open pair, places that a person calls the same spot on the ground were picked by eye and written down before any estimate was looked at.
A pair with fewer than {LEAST_POINTS} points is not judged. It is **wrong** when the median of its points lies over {WRONG_PX} px off, less twice that
median's standard error; verified and wrong is a *silent error*, the one thing that must not be.

{table(("figure", "share (95 %)"), shares)}

{pairs}

{chart("tie-points", _points_chart(judged), under)}"""
    goals = [
        Goal("silent errors on real pairs", silent, at_most=0.0, form=".0%"),
        Goal("real pairs verified and right", right, at_least=0.8, form=".0%"),
    ]
    return text, goals


def _shift(record: Record) -> str:
    return ", ".join(f"{part:+.1f}" for part in record["shift_px"])


def _off(record: Record) -> tuple[str, str, str, str]:
    errors = record["errors_px"]
    if not is_judged(record):
        return str(len(errors)), "–", "–", "not judged"
    sure = record["state"] == AlignState.VERIFIED
    words = {(True, True): "verified and wrong" if is_wrong(record) else "verified, in doubt", (True, False): "verified and right"}
    words |= {(False, True): "flagged, and off", (False, False): "flagged, though within 1.5 px"}
    return str(len(errors)), f"{np.median(errors):.2f}", f"{np.quantile(errors, 0.9):.2f}", words[sure, not is_right(record)]


def _points_chart(judged: Sequence[Record]) -> Chart:
    drawn = Chart(
        "Error at tie points, pair by pair",
        Axis("pair", 0, len(judged) + 1, range(1, len(judged) + 1)),
        Axis("error, pixels", 0.2, 30.0, (0.3, 1.0, 3.0, 10.0, 30.0), is_log=True),
    )
    for state, colour in zip(_STATES, (COLOURS[0], COLOURS[1], COLOURS[3]), strict=True):
        some = [(number, record["errors_px"]) for number, record in enumerate(judged, start=1) if record["state"] == state]
        drawn.dots([(x, *(float(np.quantile(errors, at)) for at in (0.5, 0.5, 0.9))) for x, errors in some], colour, state.value)
    drawn.goal("wrong beyond this", y=WRONG_PX)
    return drawn


def _flagged(measured: Measured) -> tuple[str, list[Goal]]:
    """What must not be aligned."""
    rows, goals = [], []
    kinds = (("flagged-places", "made pictures of different places"), ("flagged-bare", "bare ground seen twice: water, a field, cloud"))
    for line, name in kinds:
        some = [record["flagged"] for record in measured[line].records]
        rows.append((name, share_of(sum(some), len(some))))
    crossed = [flag for record in measured["flagged-open"].records for flag in record["flagged"].values()]
    rows.append(("open pictures of different places, each with each", share_of(sum(crossed), len(crossed))))
    goals = [Goal(f"flagged: {name}", figure, at_least=1.0, form=".0%") for name, figure in rows]
    told = table(("pairs", "flagged as not aligned"), [(name, figure.words(".0%")) for name, figure in rows])
    return f"### What must be flagged\n\nTwo pictures that share no ground, or ground without marks, must end as *unverified*.\n\n{told}", goals


def _radiometry(measured: Measured) -> tuple[str, list[Goal]]:
    """Lines between the bands of two pictures."""
    rows, goals = [], []
    for season in SEASONS:
        records = measured[f"radiometry-{season}"].records
        if not records:
            continue
        flat = bootstrap(records, lambda some: _middle(some, "flat"))
        figures = (bootstrap(records, lambda some: _middle(some, "line")), flat, bootstrap(records, lambda some: _middle(some, "said")))
        least = min(band["r2"] for record in records for band in record["bands"])
        worst = max(band["flat"] or 0.0 for record in records for band in record["bands"])
        name = "the same season" if season == "same" else "drier ground"
        rows.append((name, str(len(records)), *(figure.words(".2%") for figure in figures), f"{worst:.2%}", f"{least:.3f}"))
        goals.append(Goal(f"radiometry of made pairs, {name}: left on still ground, median", flat, at_most=0.02, form=".2%"))
    bands = [band for record in measured["radiometry-landsat"].records for band in record["bands"]]
    lines = [
        (str(number), f"{band['r2']:.3f}", f"{band['residual']:.2%}", f"{band['off']:.1%}", f"{band['off_usual']:.1%}")
        for number, band in enumerate(bands, start=1)
    ]
    head = (
        "later picture",
        "pairs",
        "line off the true one, median",
        "left on still ground, median",
        "what the fit itself says",
        "worst band",
        "least R²",
    )
    text = f"""### Radiometry

All but R² are shares of the band's range (1st to 99th percentile). *Left on still ground*: root mean square of what the line leaves on means of
8 × 8 pixels whose ground truly did not change. Intervals draw whole pairs anew.

{table(head, rows)}

On the open Landsat pair (one pair, so no interval over pairs can be had) each band's line is held against the one by which the provider's raw
numbers become reflectance, and beside it the usual way (IR-MAD, chance over 0.95, orthogonal regression). The pictures are of other dates, so no
fit lies on that line.

{table(("band", "R²", "residual", "off the provider's line", "the usual way, off that line"), lines)}"""
    return text, goals


def _middle(records: Sequence[Record], name: str) -> float:
    return float(np.median([band[name] for record in records for band in record["bands"] if band[name] is not None]))

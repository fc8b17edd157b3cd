"""The report's section on made sites: areas and their intervals, false alarms, chances, sets, and spectral change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np
from figure_intervals import Figure, bootstrap, share_of, share_over
from measure_sites import CLASSES, SIZES_M2, area_figures, areas_of, falsely_graded, undamaged_of
from report_charts import COLOURS, Axis, Chart, stairs_of
from report_grades import score_bins
from report_text import Goal, Measured, Section, chart, table

from temoin.measure.rates import rate_of
from temoin.model import GradeClass

__all__ = ["sites_section"]

_AREAS = (("fine", "0.5 m", 0.05), ("middle", "3 m", 0.15), ("coarse", "10 m", 0.4))
"""Class of sites, its pixels, and the goal for the median error."""
_COVERED = (0.93, 0.97)
_SMALL = 0.05
Record = dict[str, Any]


def sites_section(measured: Measured) -> Section:
    """All of it."""
    sites = {name: measured[f"sites-{name}"].records for name in CLASSES}
    areas, goals = _areas(sites)
    everywhere = list(chain.from_iterable(sites.values()))
    false, more = _false(everywhere)
    chances, last = _chances(everywhere)
    spectral, final = _spectral(measured["spectral-change"].records)
    text = f"## Areas, false alarms and chances on made sites\n\n{_sites(sites)}\n\n{areas}\n\n{false}\n\n{chances}\n\n{spectral}"
    return Section(text=text, goals=(*goals, *more, *last, *final))


def _sites(sites: dict[str, Sequence[Record]]) -> str:
    count = sum(len(record["buildings"]) for records in sites.values() for record in records)
    told = ", ".join(f"{len(sites[name])} at {pixels}" for name, pixels, _ in _AREAS)
    return f"""Sites are made by chance in size, view, light, roofs and damage ({told}, and {len(sites["street"])} streets of small houses at 0.5 m:
{count:,} buildings in all), aligned and measured blind. No seed is one on which anything was tuned or calibrated."""


def _areas(sites: dict[str, Sequence[Record]]) -> tuple[str, list[Goal]]:
    """Roofs that fell in over 300 to 5,000 m²."""
    rows, bins, goals = [], [], []
    held = Chart(
        "How often the 95 % interval of an area holds the truth",
        Axis("true area, m²", SIZES_M2[0], SIZES_M2[-1], SIZES_M2, is_log=True),
        Axis("share of roofs", 0.5, 1.0, (0.5, 0.6, 0.7, 0.8, 0.9, 1.0), form=".0%"),
    )
    off = Chart(
        "Error of the area of fallen roofs",
        Axis("measured / true − 1", -1.0, 1.0, (-1, -0.5, -0.25, 0, 0.25, 0.5, 1), form=".0%"),
        Axis("share of roofs", 0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0), form=".0%"),
    )
    for at, (name, pixels, most) in enumerate(_AREAS):
        found = areas_of(sites[name])
        if len(found) < 2:
            continue
        scenes = [found[found[:, 0] == site] for site in np.unique(found[:, 0])]
        figures = {key: bootstrap(scenes, lambda some, key=key: area_figures(np.concatenate(some))[key]) for key in area_figures(found)}
        inside = (found[:, 3] <= found[:, 1]) & (found[:, 1] <= found[:, 4])
        figures["coverage"] = share_over(
            [(int(inside[found[:, 0] == site].sum()), int((found[:, 0] == site).sum())) for site in np.unique(found[:, 0])]
        )
        rows.append((pixels, str(len(scenes)), str(len(found)), *(figures[key].words(form) for key, form in _FORMS)))
        goals += [
            Goal(f"area at {pixels}, median error", figures["median_error"], at_most=most, form=".1%"),
            Goal(f"area at {pixels}, intervals that hold the truth", figures["coverage"], at_least=_COVERED[0], at_most=_COVERED[1], form=".0%"),
            Goal(f"area at {pixels}, median width in standard deviations of the error", figures["width_in_sd"], at_most=4.0, form=".1f"),
        ]
        points = []
        for low, high in pairwise(SIZES_M2):
            here = (found[:, 1] >= low) & (found[:, 1] < high)
            if here.any():
                errors = found[here, 2] / found[here, 1] - 1
                bins.append((pixels, f"{low:,} to {high:,} m²", *_bin(errors, inside[here])))
                points.append((math.sqrt(low * high), rate_of(int(inside[here].sum()), int(here.sum()))))
        held.rates(points, COLOURS[at], f"{pixels}, {len(found)} roofs", aside=7.0 * (at - 1))
        off.line(stairs_of((found[:, 2] / found[:, 1] - 1).tolist(), off.x.low, off.x.high), COLOURS[at], f"{pixels}, {len(found)} roofs")
    held.goal("95 %", y=0.95)
    off.goal("", x=0.0)
    head = ("pixels", "sites", "roofs", "median error", "intervals that hold the truth", "median width, of the area", "width in sd of the error")
    by_size = "By size and pixel. Bars are Wilson's intervals; roofs of one site are not independent, so that they are a little too short."
    text = f"""### Areas

Roofs that fell in over {SIZES_M2[0]} to {SIZES_M2[-1]:,} m². The error is |measured / true − 1|; intervals draw whole sites anew, since
roofs of one site share its light and view.

{table(head, rows)}

{table(("pixels", "true area", "roofs", "median of measured / true − 1", "intervals that hold the truth (Wilson)"), bins)}

{chart("area-coverage", held, by_size)}

{chart("area-errors", off, "Share of roofs whose error is no larger.")}"""
    return text, goals


_FORMS = (("median_error", ".1%"), ("coverage", ".0%"), ("width", ".0%"), ("width_in_sd", ".1f"))


def _bin(errors: np.ndarray, inside: np.ndarray) -> tuple[str, str, str]:
    return str(len(errors)), f"{np.median(errors):+.1%}", share_of(int(inside.sum()), len(inside)).words(".0%")


def _false(records: Sequence[Record]) -> tuple[str, list[Goal]]:
    """Buildings that nothing befell."""
    whole, rows = undamaged_of(records), []
    for kind in sorted({row["kind"] or "" for row in whole}):
        some = [row for row in whole if (row["kind"] or "") == kind]
        possible = sum(row["grade"] == GradeClass.POSSIBLE for row in some)
        rows.append((kind.replace("-", " ") or "nothing", *(share_of(part, len(some)).words(".1%") for part in (falsely_graded(some), possible))))
    every = share_over([(falsely_graded(some), len(some)) for some in (undamaged_of([record]) for record in records)])
    rows.append(("all", every.words(".1%"), ""))
    told = table(("what a whole roof got", "graded damaged or destroyed", "graded possible"), rows)
    text = f"""### False alarms on made sites

{len(whole):,} buildings that nothing befell and that could be judged, some with a look-alike. Shares of each kind with Wilson's
interval, the share of all with whole sites drawn anew.

{told}"""
    return text, [Goal("false alarms on made sites", every, at_most=0.01, form=".1%")]


def _chances(records: Sequence[Record]) -> tuple[str, list[Goal]]:
    """P of buildings that stand as they stood, and sets of grades."""
    # Paint, lorries and shadows on a roof are changes that are no damage: such roofs are not exchangeable with ground where nothing happened.
    sites = [[row["p"] for row in undamaged_of([record]) if row["kind"] is None and row["p"] is not None] for record in records]
    every = sorted(chain.from_iterable(sites))
    small = share_over([(sum(p <= _SMALL for p in site), len(site)) for site in sites])
    drawn = Chart(
        "Chances where nothing happened: the placebo",
        Axis("p", 0.0, 1.0, (0.0, 0.05, 0.25, 0.5, 0.75, 1.0)),
        Axis("share of buildings with no larger p", 0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0), form=".0%"),
    )
    drawn.line([(0.0, 0.0), (1.0, 1.0)], "#9aa3ab", "as it should be")
    if every:
        drawn.line(stairs_of(every, 0.0, 1.0), COLOURS[0], f"{len(every):,} buildings")
    graded = [[row for row in record["buildings"] if row["grade"] != GradeClass.NOT_ASSESSABLE] for record in records]
    held = share_over([(sum(row["truth"] in row["set"] for row in site), len(site)) for site in graded])
    worth = Chart(
        "What a score is worth: made sites",
        Axis("score", 0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0)),
        Axis("share of buildings", 0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0), form=".0%"),
    )
    rows = list(chain.from_iterable(graded))
    scores, truth = np.array([row["score"] for row in rows], float), np.array([row["truth"] for row in rows], str)
    worth.rates(score_bins(scores, truth != GradeClass.NO_VISIBLE_DAMAGE.value), COLOURS[0], "truly hurt", aside=-3.0)
    worth.rates(score_bins(scores, truth == GradeClass.DESTROYED.value), COLOURS[1], "truly destroyed", aside=3.0)
    text = f"""### Chances, sets and scores

p is the share of other places of the same picture that changed at least as much. Of {len(every):,} made buildings that nothing befell,
p ≤ {_SMALL} in {small.words(".3f")}. The set of grades, stated at 90 %, holds the true grade in {held.words(".1%")}. Both
intervals draw whole sites anew.

{chart("placebo", drawn, "Below the diagonal: p is cautious. Above it: too many small p.")}

{chart("reliability-made", worth, "Buildings that could be graded; bars are Wilson's intervals.")}"""
    goals = [Goal("p ≤ 0.05 where nothing happened, made buildings", small, at_least=0.04, at_most=0.06, form=".3f")]
    return text, [*goals, Goal("sets that hold the true grade", held, at_least=0.9, form=".1%")]


def _spectral(records: Sequence[Record]) -> tuple[str, list[Goal]]:
    """F1 of IR-MAD on pairs of several bands."""

    def mean(name: str) -> Figure:
        return bootstrap(records, lambda some: float(np.mean([record[name] for record in some])))

    lost = bootstrap(records, lambda some: float(np.mean([record["still"] - record["aligned"] for record in some])))
    rows = [
        (words, mean(name).words(".3f"), f"{min(record[name] for record in records):.3f}" if records else "–")
        for words, name in (
            ("as they lie", "still"),
            ("0.3 px off", "third"),
            ("half a pixel off, not aligned", "off"),
            ("half a pixel off, aligned", "aligned"),
        )
    ]
    goals = [
        Goal("F1 of change at 0.3 px, made multispectral pairs", mean("third"), at_least=0.93, form=".3f"),
        Goal("F1 lost by half a pixel, after alignment", lost, at_most=0.01, form=".3f"),
    ]
    text = f"""### Spectral change

F1 of the pixels that IR-MAD calls changed, on {len(records)} made pairs of four and seven bands of which a fifth of the open ground changed;
whole pairs drawn anew. After alignment the half pixel costs {lost.words(".3f")}.

{table(("pairs", "mean F1", "worst pair"), rows)}"""
    return text, goals

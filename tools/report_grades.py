"""The report's section on grades: open pairs with labels, quiet ones, floods, and footprints withheld."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from damage_runs import DESTROYED, HEAVY, LIGHT, WHOLE, Scores, auc_of, is_dry, is_unharmed, scored, withheld_figures
from figure_intervals import Figure, bootstrap, bootstrap_within, share_of
from report_charts import COLOURS, Axis, Chart
from report_text import Goal, Measured, Section, chart, table

from temoin.measure.rates import Rate, rate_of
from temoin.model import GradeClass

__all__ = ["BAD", "grades_section", "score_bins"]

BAD = (GradeClass.DAMAGED.value, GradeClass.DESTROYED.value)
_WHOLE, _UNKNOWN = GradeClass.NO_VISIBLE_DAMAGE.value, GradeClass.NOT_ASSESSABLE.value
_TESTS = (("destroyed against no damage", DESTROYED, WHOLE), ("major and destroyed against the rest", HEAVY, LIGHT))
_BINS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
_STEPS = 101
Record = dict[str, Any]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def grades_section(measured: Measured) -> Section:
    """All of it."""
    records = measured["open-damage"].records
    if not records:
        return Section(text="## Grades\n\nThe measuring data were not there, or nothing of them was measured yet.")
    by_event, goals = _events(records)
    quiet, more = _quiet(records)
    parts = ("## Grades", by_event, quiet, _floods(records, measured["chips"].records), _withheld(records))
    return Section(text="\n\n".join(parts), goals=(*goals, *more))


def _event_of(name: str) -> str:
    return name.partition("_")[0]


def _events(records: Sequence[Record]) -> tuple[str, list[Goal]]:
    """How well the scores tell heavy damage from light, by event and pooled."""
    rows = []
    for event in sorted({_event_of(record["name"]) for record in records}):
        some = [record for record in records if _event_of(record["name"]) == event]
        told = [row for record in some for row in record["buildings"]]
        labels = Counter(row["label"] for row in told)
        counts = ", ".join(str(labels[label]) for label in ("no-damage", "minor-damage", "major-damage", "destroyed"))
        unknown = share_of(sum(row["grade"] == _UNKNOWN for row in told), len(told))
        aucs = [bootstrap_within([scored(record) for record in some], _auc(worse, better)).words() for _, worse, better in _TESTS]
        rows.append((event, ", ".join(record["state"] for record in some), counts, unknown.words(".0%"), *aucs))
    scenes = [[scored(record) for record in records], [scored(record) for record in records if is_dry(record["name"])]]
    pooled = [bootstrap(some, _auc(worse, better)) for some, (_, worse, better) in zip(scenes, _TESTS, strict=True)]
    inside = [bootstrap_within(some, _auc(worse, better)) for some, (_, worse, better) in zip(scenes, _TESTS, strict=True)]
    pools = [
        ("scenes drawn anew", *(one.words(".3f") for one in pooled)),
        ("buildings drawn anew within their scenes", *(one.words(".3f") for one in inside)),
    ]
    goals = [
        Goal("AUC, destroyed against no damage, all events", pooled[0], at_least=0.9, form=".3f"),
        Goal("AUC, major and destroyed against the rest, without floods", pooled[1], at_least=0.82, form=".3f"),
    ]
    head = ("event", "pairs are", "buildings: none, minor, major, destroyed", "not assessable", *(f"AUC, {name}" for name, *_ in _TESTS))
    worth = "A score is no probability: it must rise with damage, and no more. Buildings that could be graded; bars are Wilson's intervals."
    text = f"""### Scores against labels

The area under the curve (AUC) is the share of within-scene pairs of buildings, one of each class, that the scores put in the right order, ties
counting half. A building that is not assessable keeps its score. Floods leave roofs as they were, which nobody can read from above: the pooled
second test is without them. Within an event the interval draws buildings anew; pooled, both ways are given, and the wider one is the honest one.

{table(head, rows)}

{table(("pooled", f"AUC, {_TESTS[0][0]}", f"AUC, {_TESTS[1][0]}, without floods"), pools)}

{chart("roc", _roc(scenes), "Mean over scenes, each weighted by its pairs of buildings.")}

{chart("reliability", _reliability([record for record in records if is_dry(record["name"])]), worth)}"""
    return text, goals


def _auc(worse: Sequence[str], better: Sequence[str]) -> Callable[[Sequence[Scores]], float]:
    return lambda scenes: auc_of(scenes, worse, better)


def _roc(scenes: Sequence[Sequence[Scores]]) -> Chart:
    drawn = Chart(
        "Damaged buildings above a score, against others above it",
        Axis("share of the others", 0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0), form=".0%"),
        Axis("share of the damaged", 0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0), form=".0%"),
    )
    across = np.linspace(0, 1, _STEPS)
    for some, (name, worse, better), colour in zip(scenes, _TESTS, COLOURS, strict=False):
        curves, weights = [], []
        for scores, labels in some:
            high, low = scores[np.isin(labels, worse)], scores[np.isin(labels, better)]
            if high.size and low.size:
                bounds = np.unique(np.concatenate([scores, [np.inf, -np.inf]]))[::-1]
                false, true = ([float((part >= bound).mean()) for bound in bounds] for part in (low, high))
                curves.append(np.interp(across, false, true))
                weights.append(high.size * low.size)
        if curves:
            mean = np.average(curves, axis=0, weights=weights)
            drawn.line(list(zip(across.tolist(), mean.tolist(), strict=True)), colour, name)
    return drawn


def _reliability(records: Sequence[Record]) -> Chart:
    drawn = Chart(
        "What a score is worth: open pairs without floods",
        Axis("score", 0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0)),
        Axis("share with that label", 0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0), form=".0%"),
    )
    rows = [row for record in records for row in record["buildings"] if row["grade"] != _UNKNOWN]
    scores, labels = np.array([row["score"] for row in rows], float), np.array([row["label"] for row in rows], str)
    for name, wanted, colour, aside in (("major or destroyed", HEAVY, COLOURS[0], -3.0), ("destroyed", DESTROYED, COLOURS[1], 3.0)):
        drawn.rates(score_bins(scores, np.isin(labels, wanted)), colour, name, aside=aside)
    return drawn


def score_bins(scores: Floats, hits: Mask) -> list[tuple[float, Rate]]:
    """(mean score, share of hits) of buildings of about one score."""
    points = []
    for low, high in pairwise(_BINS):
        inside = (scores >= low) & ((scores < high) | (high == _BINS[-1]))
        if inside.any():
            points.append((float(scores[inside].mean()), rate_of(int(hits[inside].sum()), int(inside.sum()))))
    return points


def _quiet(records: Sequence[Record]) -> tuple[str, list[Goal]]:
    """Pairs on which nothing befell any building."""
    rows = [row for record in records if is_unharmed(record["name"]) for row in record["buildings"]]
    count = len(rows)
    if not count:
        return "", []

    def of(*grades: str) -> Figure:
        return share_of(sum(row["grade"] in grades for row in rows), count)

    tested = [row["p"] for row in rows if row["p"] is not None]
    small = share_of(sum(p < 0.05 for p in tested), len(tested))
    room = 0.05 + 2 * math.sqrt(0.05 * 0.95 / max(len(tested), 1))
    false, possible, unknown = of(*BAD), of(GradeClass.POSSIBLE.value), of(_UNKNOWN)
    goals = [
        Goal(f"false alarms on {count} undamaged buildings", false, at_most=1 / count, form=".1%"),
        Goal(f"graded possible, of the {count}", possible, at_most=5 / count, form=".1%"),
        Goal(f"not assessable, of the {count}", unknown, at_most=0.1, form=".1%"),
        Goal("p < 0.05 where nothing happened, real buildings", small, at_most=room, form=".3f"),
    ]
    told = [(goal.name, goal.figure.words(goal.form)) for goal in goals]
    names = " and ".join(f"`{record['name']}`" for record in records if is_unharmed(record["name"]))
    text = f"""### Where nothing happened

On {names} people labelled all of {count} buildings undamaged.

{table(("figure", "share (95 %, Wilson)"), told)}"""
    return text, goals


def _floods(records: Sequence[Record], chips: Sequence[Record]) -> str:
    """Roofs that stand in water as they were."""
    groups = [
        (_event_of(record["name"]), [row for row in record["buildings"] if row["label"] not in WHOLE])
        for record in records
        if not is_dry(record["name"])
    ]
    events = sorted({event for event, _ in groups})
    some = [(event, [row for name, rows in groups if name == event for row in rows]) for event in events]
    some.append(("single houses, flooded (Harvey)", list(chips)))
    rows = []
    for name, told in some:
        count = len(told)
        unknown, whole = sum(row["grade"] == _UNKNOWN for row in told), sum(row["grade"] == _WHOLE for row in told)
        sure = sum(row["set"] == [_WHOLE] for row in told)
        if count:
            rows.append((name, str(count), *(share_of(part, count).words(".0%") for part in (unknown, whole, sure))))
    head = ("buildings labelled damaged by water", "n", "not assessable", "“no visible damage”", "that alone in its set: said with confidence")
    return f"""### Floods that leave roofs intact

Nobody can read from straight above that a house stood in water once the roof looks as it did. Such a house should be *not assessable*, or at least
never be called undamaged with confidence. (Which roof is meant on a picture of a single house is not known; a square in the middle stands for it.)

{table(head, rows)}"""


def _withheld(records: Sequence[Record]) -> str:
    """What is found when no footprints are given."""
    found = withheld_figures(records)
    rows = [
        (name, share_of(found[key], found["of"]).words(".0%"))
        for name, key in (("IoU of a half and more", "found"), ("IoU of a quarter and more", "near"), ("touched at all", "hit"))
    ]
    return f"""### Footprints withheld

Of {found["of"]} buildings labelled destroyed, so many are met by a piece of change when no footprints are given. IoU: ground that both share over
ground that either has. On the quiet pairs {found["quiet_changes"]} pieces are reported, none of which is damage.

{table(("best piece", "share (95 %, Wilson)"), rows)}"""

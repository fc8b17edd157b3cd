"""The report's section on self-validation: what was predicted against what was measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from figure_intervals import Figure, rate_words, share_of
from report_charts import COLOURS, Axis, Chart
from report_lines import slug
from report_text import Goal, Measured, Section, chart, table
from validation_runs import EDGES_M2, SETTINGS, WHOLE, cells_of, comparisons, part_of, rate_in, trials_of

from temoin.measure.rates import rate_of
from temoin.measure.validation import HOLE, Summary, Trial, summarise

__all__ = ["validation_section"]

_POINTS = 60
Record = dict[str, Any]


def validation_section(measured: Measured) -> Section:
    """All of it."""
    parts = [part_of(name, measured["predicted"].records, measured["measured"].records) for name in SETTINGS]
    made = [part for part in parts if part["predicted"] and part["measured"]]
    agreed, goals = _agreement(made)
    scenes = len(measured["measured"].records)
    hurt = sum(len(part["measured"]) for part in made)
    head = f"""## Self-validation

**Question.** When temoin says how good it is at a site ([validation](validation.md)), is that true?

In each of {len(made)} settings, three made scenes were validated as a user would validate a site: damage planted in their own pictures,
the whole chain run blind. The rates that came out (*predicted*) are held against those on {scenes} other made scenes of the same settings
(*measured*), with {hurt} buildings hurt in all, whose damage was not planted but drawn in three dimensions when the scene was made. No
seed is in both. The settings share their sites, so that they differ in the look alone. Found means: graded
"possible" or worse, or with a changed area that surely begins above the smallest that would be found. Shares
have Wilson's interval, or the exact one where none or all were found; sizes a bootstrap over buildings."""
    text = "\n\n".join((head, agreed, *map(_setting, made), _open(measured["open-validated"].records)))
    return Section(text=text, goals=tuple(goals))


def _agreement(made: Sequence[Record]) -> tuple[str, list[Goal]]:
    """How often prediction and measurement agree."""
    checks = comparisons(made)
    agreed = share_of(sum(is_same for *_, is_same in checks), len(checks))
    apart = [f"- {name}, {words}" for name, words, is_same in checks if not is_same]
    missed = "Those that do not:\n\n" + "\n".join(apart) if apart else "None disagrees."
    text = f"""### Agreement

Prediction and measurement agree when the 95 % interval of their difference (Newcombe's, from the two score intervals; for area errors from the two
bootstraps) holds zero. They do in {agreed.words(".0%")} of the comparisons. {missed}"""
    return text, [Goal("predicted rates that agree with measured ones", agreed, at_least=0.93, form=".0%")]


def _setting(part: Record) -> str:
    predicted, measured = trials_of(part["predicted"]), trials_of(part["measured"])
    rows = [(label, rate_words(first), rate_words(second)) for label, first, second in cells_of(part)]
    name = part["name"]
    drawn = chart(
        f"curve-{slug(name)}", _curve(name, predicted, measured), "Points with Wilson's intervals, by class of size; lines are the fitted curves."
    )
    told = table(("planted, or drawn", "predicted", "measured"), rows)
    return f"### {name.capitalize()}\n\n{told}\n\n{_figures(summarise(predicted), summarise(measured))}\n\n{drawn}"


def _curve(name: str, predicted: Sequence[Trial], measured: Sequence[Trial]) -> Chart:
    drawn = Chart(
        f"Share of holes found, by size: {name}",
        Axis("size of the hole, m²", EDGES_M2[0], EDGES_M2[-1], (2, 5, 10, 20, 50, 100, 200, 400), is_log=True),
        Axis("found", 0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 0.9, 1.0), form=".0%"),
    )
    for words, trials, colour, aside in (("predicted", predicted, COLOURS[0], -4.0), ("measured", measured, COLOURS[1], 4.0)):
        middles = [(math.sqrt(low * high), rate_in(trials, HOLE, low, high)) for low, high in pairwise(EDGES_M2)]
        drawn.rates(middles, colour, words, aside=aside)
        curve = summarise(trials).curve
        if curve is not None:
            first, last = math.log(curve.smallest_m2), math.log(curve.largest_m2)
            areas = [math.exp(first + (last - first) * step / _POINTS) for step in range(_POINTS + 1)]
            drawn.line([(area, curve.chance(area)) for area in areas], colour)
    drawn.goal("nine in ten", y=0.9)
    return drawn


def _figures(predicted: Summary, measured: Summary) -> str:
    rows = [("untouched buildings graded damaged or destroyed", rate_words(predicted.sure_alarms), "–")]
    rows += [(f"{kind.replace('-', ' ')} taken for damage", rate_words(rate), "–") for kind, rate in predicted.look_alikes]
    both = (predicted, measured)
    rows.append(("area of found holes, error in the middle", *(Figure(*one.area_error).words("+.0%") if one.area_error else "–" for one in both)))
    rows.append(("intervals that hold the true area", *(rate_words(one.coverage) for one in both)))
    rows.append(("hole found in nine of ten", *(_size(one) for one in both)))
    return table(("figure", "predicted", "measured"), rows)


def _size(summary: Summary) -> str:
    curve = summary.curve
    if curve is None or curve.nine_m2 is None:
        return "no size that was tried"
    return f"{curve.nine_m2:,.0f} m² ({curve.low_m2 or 0:,.0f} m² to {'unknown' if curve.high_m2 is None else f'{curve.high_m2:,.0f} m²'})"


def _open(pairs: Sequence[Record]) -> str:
    if not pairs:
        return "### Open pairs: whole buildings\n\nThe measuring data were not there, or nothing of them was measured yet."
    rows, notes = [], []
    for part in pairs:
        whole = rate_in(trials_of(part["trials"]), WHOLE)
        rows.append((part["name"], str(part["labelled"]), rate_words(rate_of(part["found"], part["judged"])), rate_words(whole)))
        if part["why"]:
            notes.append(f"- {part['name']}: no prediction, since {part['why']}.")
    total = {key: sum(part[key] for part in pairs) for key in ("labelled", "judged", "found")}
    told = table(("pair", "labelled destroyed", "really found, of those that can be judged", "predicted for whole collapse"), rows)
    return f"""### Open pairs: whole buildings

{told}

All pairs: {total["labelled"]} labelled destroyed, {total["judged"]} of them can be judged, {total["found"]} found.

The two columns measure different things. A *planted* collapse is a heap of the building's own materials on its own place. What people labelled
*destroyed* can be a house that water carried off and left bare ground, one that burnt to its slab, or one whose roof still lies flat; a flood's
label says that a house was lost, not that its roof changed. Where the prediction is higher, part of the real destruction does not look like a
collapse, and nobody may read the predicted rate as the share of destroyed houses that is found. Where it is lower, planting asked more than the
event did: a heap of a small house's own materials resembles its roof more than bare ground does, and where everything around a house changed too,
the chain counts that as damage to it. [On one pair](validation.md#a-planted-collapse-is-not-the-event) the same roofs were tried both ways. In
either case the prediction is not to be taken for the real rate of such an event. Buildings that could not be judged are in neither column.

{chr(10).join(notes)}"""

"""The validation report: `python tools/validation_report.py` runs what is not run yet and writes docs/explanation/validation-report.md.

Each finished part lies in results/validation/, so that a run that was stopped goes on; `--again` throws them away. The open pairs are looked for in
TEMOIN_DATA, or in ../shared/data; without them their part of the page says so.
"""

from __future__ import annotations

import argparse
import json
import math
import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from validation_runs import SETTINGS, difference_of, made_part, open_part, trials_of

import temoin
from temoin.measure.rates import Rate, rate_of
from temoin.measure.validation import HOLE, Trial, summarise
from temoin.publish import draw_detection, write_text
from temoin.workflows import Validation, shown_validation

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "explanation" / "validation-report.md"
PICTURES = ROOT / "docs" / "_static" / "validation"
"""Of made scenes alone: pictures of measuring data stay with the results, which are not shipped."""
KEPT = ROOT / "results" / "validation"
GATES = ("align_made", "align_made_hard", "align_open", "align_flagged", "align_tie_points", "measure", "measure_sites")
WHOLE = "whole-collapse"
EDGES_M2 = (2.0, 12.0, 40.0, 100.0, 400.0)
"""Sizes between which holes are compared."""


def main() -> None:
    """Run, then write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=20, help="made scenes of each setting on which rates are measured")
    parser.add_argument("--rounds", type=int, default=12, help="most rounds of validation on each made scene")
    parser.add_argument("--pair-rounds", type=int, default=6, help="most rounds of validation on each open pair")
    parser.add_argument("--again", action="store_true", help="throw finished parts away")
    parser.add_argument("--page-only", action="store_true", help="run nothing, write the page from the parts that are finished")
    given = parser.parse_args()
    if given.again:
        for path in KEPT.glob("*.json"):
            path.unlink()
    PICTURES.mkdir(parents=True, exist_ok=True)
    folder = Path(os.environ.get("TEMOIN_DATA", ROOT.parent / "shared" / "data")) / "imagery" / "xbd-json"
    if not given.page_only:
        for name in SETTINGS:
            _keep(f"made-{_slug(name)}", lambda name=name: made_part(name, scenes=given.scenes, rounds=given.rounds, pictures=PICTURES))
        for path in sorted(folder.glob("*_post_disaster.json")):
            name = path.name.removesuffix("_post_disaster.json")
            if '"destroyed"' in path.read_text("utf-8"):
                _keep(f"open-{name}", lambda name=name: open_part(folder, name, rounds=given.pair_rounds, pictures=KEPT))
    parts = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(KEPT.glob("*.json"))}
    made, pairs = ([part for name, part in parts.items() if name.startswith(kind)] for kind in ("made-", "open-"))
    write_text(PAGE, page(made, pairs))
    print(PAGE)


def _slug(name: str) -> str:
    return name.replace(", ", "-").replace(" ", "-")


def _keep(name: str, make: Callable[[], dict[str, Any]]) -> None:
    """Run a part unless it is finished."""
    path = KEPT / f"{name}.json"
    if not path.exists():
        write_text(path, json.dumps(make()))


def page(made: list[dict[str, Any]], pairs: list[dict[str, Any]]) -> str:
    """The whole page."""
    blocks = [_head(made, pairs), *(_setting(part) for part in made), _agreement(made), _open(pairs), _gates(), _limits()]
    return "\n\n".join(blocks) + "\n"


def _head(made: list[dict[str, Any]], pairs: list[dict[str, Any]]) -> str:
    hurt, scenes = sum(len(part["measured"]) for part in made), sum(part["scenes"] for part in made)
    return f"""# Validation report

*Written by `make validate` with temoin {temoin.__version__}. Every number below comes from that run; nothing is typed in by hand.*

**Question.** When temoin says how good it is at a site ([validation](validation.md)), is that true?

**Method.** In each of {len(made)} settings, three made scenes were validated as a user would validate a site: damage planted in their own
pictures, the whole chain run blind. The rates that came out (*predicted*) are held against those on {scenes} other made scenes of the same
settings (*measured*), with {hurt} buildings hurt in all, whose damage was not planted but drawn in three dimensions when the scene was
made. No seed is in both. The settings share their sites, so that they differ in the look alone. On {len(pairs)} open pairs with buildings
that people labelled destroyed, the predicted rate for whole collapse stands beside the real one. Found means: graded "possible" or worse.
Intervals are 95 %: Wilson's, or the exact one where none or all were found; for a size, a bootstrap over buildings."""


def _setting(part: dict[str, Any]) -> str:
    predicted, measured = trials_of(part["predicted"]), trials_of(part["measured"])
    name = part["name"]
    slug = _slug(name)
    curve = draw_detection(shown_validation(Validation(key="0" * 64, trials=predicted)))
    figure = ""
    if curve:
        write_text(PICTURES / f"curve-{slug}.svg", curve)
        figure = f"\n\n![Share of holes found by size, predicted: {name}](../_static/validation/curve-{slug}.svg)"
    rows = "\n".join(f"| {label} | {_words(first)} | {_words(second)} |" for label, first, second in _cells(predicted, measured))
    worst = ""
    if part["worst"]:
        worst = (
            f"\n\nThe largest hole that was missed on the measured scenes, {part['worst_m2']:,.0f} m² (before, after):\n\n"
            f"![Missed: before and after](../_static/validation/{part['worst']})"
        )
    return f"""## Made scenes: {name}

| planted, or drawn | predicted | measured |
|---|---|---|
{rows}

{_one_line(predicted, measured)}{figure}{worst}"""


def _cells(predicted: tuple[Trial, ...], measured: tuple[Trial, ...]) -> list[tuple[str, Rate, Rate]]:
    """Rates side by side: holes by size, and whole collapses."""
    cells = []
    for low, high in pairwise(EDGES_M2):
        pair = [_rate([one for one in trials if one.kind == HOLE and low <= one.area_m2 < high]) for trials in (predicted, measured)]
        cells.append((f"hole of {low:.0f} to {high:.0f} m²", *pair))
    cells.append(("whole collapse", *(_rate([one for one in trials if one.kind == WHOLE]) for trials in (predicted, measured))))
    return cells


def _rate(trials: list[Trial]) -> Rate:
    judged = [one for one in trials if one.is_judged]
    return rate_of(sum(one.is_found for one in judged), len(judged))


def _words(rate: Rate) -> str:
    return f"{rate.hits} of {rate.tries}: {rate.value:.0%} ({rate.low:.0%} to {rate.high:.0%})" if rate.tries else "none"


def _one_line(predicted: tuple[Trial, ...], measured: tuple[Trial, ...]) -> str:
    first, second = summarise(predicted), summarise(measured)
    parts = [f"False alarms: {_words(first.sure_alarms)} of untouched buildings graded damaged or destroyed."]
    parts += [f"{kind}: {_words(rate)} taken for damage." for kind, rate in first.look_alikes]
    for name, summary in (("predicted", first), ("measured", second)):
        if summary.area_error is not None:
            middle, low, high = summary.area_error
            held = summary.coverage
            parts.append(
                f"Area of found holes, {name}: {middle:+.0%} ({low:+.0%} to {high:+.0%}) off in the middle, interval right in {_words(held)}."
            )
        if summary.curve is not None:
            parts.append(f"Found in nine of ten, {name}: {_size(summary.curve.nine_m2, summary.curve.low_m2, summary.curve.high_m2)}.")
    return "\n".join(f"- {part}" for part in parts)


def _size(nine: float | None, low: float | None, high: float | None) -> str:
    if nine is None:
        return "no size that was tried"
    return f"{nine:,.0f} m² ({low or 0:,.0f} m² to {'unknown' if high is None else f'{high:,.0f} m²'})"


def comparisons(made: list[dict[str, Any]]) -> list[tuple[str, str, bool]]:
    """(setting, what is compared, whether the two agree within what chance allows) of every figure that was both predicted and measured."""
    checks: list[tuple[str, str, bool]] = []
    for part in made:
        predicted, measured = trials_of(part["predicted"]), trials_of(part["measured"])
        for label, first, second in _cells(predicted, measured):
            if first.tries and second.tries:
                low, high = difference_of(first, second)
                gap = first.value - second.value
                checks.append((part["name"], f"{label}: predicted − measured {gap:+.0%} ({low:+.0%} to {high:+.0%})", low <= 0 <= high))
        one, two = summarise(predicted).area_error, summarise(measured).area_error
        if one is not None and two is not None:
            gap = one[0] - two[0]
            low, high = gap - math.hypot(one[0] - one[1], two[2] - two[0]), gap + math.hypot(one[2] - one[0], two[0] - two[1])
            checks.append((part["name"], f"area error: {gap:+.0%} ({low:+.0%} to {high:+.0%})", low <= 0 <= high))
    return checks


def _agreement(made: list[dict[str, Any]]) -> str:
    """How often prediction and measurement agree."""
    checks = comparisons(made)
    agreed = rate_of(sum(is_same for *_, is_same in checks), len(checks))
    apart = [f"- {name}, {words}" for name, words, is_same in checks if not is_same]
    missed = "Those that do not:\n\n" + "\n".join(apart) if apart else "None disagrees."
    return f"""## Agreement

Prediction and measurement agree when the 95 % interval of their difference (Newcombe's, from the two score intervals; for area errors from the two
bootstraps) holds zero. They do in **{_words(agreed)}** of the comparisons; the floor is 93 %. {missed}"""


def _open(pairs: list[dict[str, Any]]) -> str:
    if not pairs:
        return "## Open pairs\n\nThe measuring data were not there when this page was made."
    rows, notes, total = [], [], [0, 0, 0]
    for part in pairs:
        whole = _rate([one for one in trials_of(part["predicted"]) if one.kind == WHOLE])
        real = rate_of(part["found"], part["judged"])
        total = [total[0] + part["found"], total[1] + part["judged"], total[2] + part["labelled"]]
        rows.append(f"| {part['name']} | {part['labelled']} | {_words(real)} | {_words(whole)} |")
        if part["why"]:
            notes.append(f"- {part['name']}: no prediction, since {part['why']}.")
        if part["picture"]:
            where = f"`results/validation/{part['picture']}`"
            notes.append(
                f"- {part['name']}: the largest destroyed building that was missed lies, before and after, in {where} where this page was made. "
                "The licence of the measuring data forbids to print it here."
            )
    table = "\n".join(rows)
    return f"""## Open pairs: whole buildings

| pair | labelled destroyed | really found, of those that can be judged | predicted for whole collapse |
|---|---|---|---|
{table}

All pairs: {total[2]} labelled destroyed, {total[1]} of them can be judged, {total[0]} found.

The two columns measure different things. A *planted* collapse is a heap of the building's own materials on its own place. What people
labelled *destroyed* can be a house that water carried off and left bare ground, one that burnt to its slab, or one whose roof still lies
flat; a flood's label says that a house was lost, not that its roof changed. Where the prediction is higher, part of the real destruction
does not look like a collapse, and nobody may read the predicted rate as the share of destroyed houses that is found. Where it is lower, planting
asked more than the event did: a heap of a small house's own materials resembles its roof more than bare ground does, and where everything around
a house changed too, the chain counts that as damage to it. [On one pair](validation.md#a-planted-collapse-is-not-the-event) the same roofs were
tried both ways. In either case the prediction is not to be taken for the real rate of such an event. Buildings that could not be judged are in
neither column.

""" + "\n".join(notes)


def _gates() -> str:
    """What the gates hold for alignment and measurement."""
    pinned = json.loads((ROOT / "tests" / "gates" / "baseline.json").read_text("utf-8"))
    rows = []
    for gate in GATES:
        for name, bounds in pinned.get(gate, {}).items():
            if isinstance(bounds, dict):
                rows += [
                    f"| {gate} | {name} | {side.replace('_', ' ')} {value} |" for side, value in bounds.items() if side in {"at_least", "at_most"}
                ]
    return """## Alignment and measurement: the floors that are held

Measured by `make gates` on made scenes and open pairs; a change that falls below one fails.

| gate | figure | floor |
|---|---|---|
""" + "\n".join(rows)


def _limits() -> str:
    return """## What this does not show

- Made scenes are made by the same project as the method. Their damage is drawn by other code than planting, but by the same people.
- Halls of 0.5 m pixels stand for all sites here; coarser pictures were not tried in this report.
- The open pairs with destroyed buildings are few: two tsunami pairs hold most of them, and rates there say little of other events.
- A rate for holes says nothing of walls, windows and what stands inside."""


if __name__ == "__main__":
    main()

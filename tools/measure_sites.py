"""Measures made sites blind, aligned and all, and tells how wrong it was: `python tools/measure_sites.py --minutes 30 --seeds tune`.

One line a site goes to `results/measure/<seeds>-<class>.jsonl`, so that a run goes on where the last one
stopped; `--minutes 0` prints the table alone.
The three classes of pixel size and the streets take turns, so that whenever it is stopped each has its share.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from made_sites import REPORT_SEED, STREET_SEED, TEST_SEED, TUNE_SEED, made_sites, made_streets

from temoin.align import align_pair
from temoin.measure import MeasureOptions, measure_damage
from temoin.measure.rates import rate_of
from temoin.model import GradeClass
from temoin.scenes import DamageKind, MadePair

__all__ = ["area_figures", "areas_of", "falsely_graded", "record_of", "sites_of", "undamaged_of"]

FOLDER = Path(__file__).resolve().parent.parent / "results" / "measure"
CLASSES = {"fine": 0.5, "middle": 3.0, "coarse": 10.0, "street": 0.5}
SEEDS = {"tune": TUNE_SEED, "report": REPORT_SEED, "test": TEST_SEED}
SIZES_M2 = (300, 600, 1200, 2500, 5000)
BAD = {GradeClass.DAMAGED.value, GradeClass.DESTROYED.value}
WHOLE = GradeClass.NO_VISIBLE_DAMAGE.value
CONTROLS = 39
"""Fewer places than a user gets, as they take most of the time and serve p alone, of which 1 in 40 is small enough here."""
_DRAWS = 500
Record = dict[str, Any]
Floats = npt.NDArray[np.float64]


def sites_of(name: str, first: int) -> Iterator[tuple[int, MadePair]]:
    """Endless sites of a class with their seeds."""
    return made_streets(first=first) if name == "street" else made_sites(CLASSES[name], first=first)


def record_of(seed: int, made: MadePair) -> Record:
    """What is true of each building of a site and what was measured of it, without any of the truth having been given."""
    aligned = align_pair(made.pair)
    findings = measure_damage(aligned, buildings=made.buildings, options=MeasureOptions(controls=CONTROLS))
    kinds = {damage.building_id: damage.kind.value for damage in made.truth.damages}
    alike = {changed.building_id: changed.kind.value for changed in made.truth.changed if changed.kind is not None}
    rows = []
    for grade in findings.grades:
        name, area = grade.building_id, grade.changed_area
        bounds = None if area is None or area.value is None else [round(float(bound or 0.0), 1) for bound in (area.value, area.low, area.high)]
        rows.append(
            {
                "id": name,
                "truth": made.truth.grade(name).value,
                "kind": kinds.get(name) or alike.get(name),
                "true_m2": round(made.truth.area_m2(name, on_roof=True), 1),
                "grade": grade.grade.value,
                "set": [each.value for each in grade.grade_set],
                "score": round(grade.score, 3),
                "p": grade.p_value,
                "area": bounds,
            }
        )
    return {"seed": seed, "state": aligned.registration.state.value, "buildings": rows}


def areas_of(records: Sequence[Record]) -> Floats:
    """(number of the site, true m², value, low, high) of each roof that fell in over 300 to 5,000 m² and was graded."""
    rows = [
        (number, row["true_m2"], *row["area"])
        for number, record in enumerate(records)
        for row in record["buildings"]
        if row["kind"] == DamageKind.ROOF_COLLAPSE.value and SIZES_M2[0] <= row["true_m2"] <= SIZES_M2[-1] and row["area"] and _is_graded(row)
    ]
    return np.array(rows, float).reshape(-1, 5)


def undamaged_of(records: Sequence[Record]) -> list[Record]:
    """Graded buildings that nothing befell, those with a look-alike among them."""
    return [row for record in records for row in record["buildings"] if row["truth"] == WHOLE and _is_graded(row)]


def _is_graded(row: Record) -> bool:
    return bool(row["grade"] != GradeClass.NOT_ASSESSABLE.value)


def area_figures(areas: Floats) -> dict[str, float]:
    """Median error, coverage, and width as a share and in standard deviations of the error."""
    _, true, value, low, high = areas.T
    return {
        "median_error": float(np.median(np.abs(value / true - 1))),
        "coverage": float(((low <= true) & (true <= high)).mean()),
        "width": float(np.median((high - low) / true)),
        "width_in_sd": float(np.median(high - low) / (value - true).std()),
    }


def falsely_graded(rows: Sequence[Record]) -> int:
    """How many of some undamaged buildings were graded damaged or destroyed."""
    return sum(row["grade"] in BAD for row in rows)


def _drawn(areas: Floats) -> dict[str, tuple[float, float]]:
    """95 % intervals of the figures, with whole sites drawn anew: roofs of one site share its light and view."""
    rng = np.random.default_rng(0)
    sites = [areas[areas[:, 0] == site] for site in np.unique(areas[:, 0])]
    drawn = [area_figures(np.concatenate([sites[place] for place in rng.integers(0, len(sites), len(sites))])) for _ in range(_DRAWS)]
    bounds = {name: np.quantile([one[name] for one in drawn], (0.025, 0.975)) for name in drawn[0]}
    return {name: (float(low), float(high)) for name, (low, high) in bounds.items()}


def _print_areas(name: str, records: Sequence[Record]) -> None:
    areas = areas_of(records)
    print(f"\n{name}: {len(records)} sites, {len(areas)} fallen roofs of {SIZES_M2[0]} to {SIZES_M2[-1]} m²")
    if len(areas) < 10:
        return
    figures, bounds = area_figures(areas), _drawn(areas)
    print("  " + "; ".join(f"{key.replace('_', ' ')} {value:.3f} ({bounds[key][0]:.3f} to {bounds[key][1]:.3f})" for key, value in figures.items()))
    for low, high in itertools.pairwise(SIZES_M2):
        part = areas[(low <= areas[:, 1]) & (areas[:, 1] < high)]
        if len(part) < 5:
            continue
        rate = rate_of(int(((part[:, 3] <= part[:, 1]) & (part[:, 1] <= part[:, 4])).sum()), len(part))
        figures, bias = area_figures(part), float(np.median(part[:, 2] / part[:, 1] - 1))
        print(
            f"  {low:>5}–{high} m²: {rate.hits} of {rate.tries} covered, {rate.value:.3f} ({rate.low:.3f} to {rate.high:.3f}); "
            f"median error {figures['median_error']:.3f}, bias {bias:+.3f}, width {figures['width']:.2f}, in sd {figures['width_in_sd']:.1f}"
        )


def _print_false(records: Sequence[Record]) -> None:
    rows = undamaged_of(records)
    for kind in (*sorted({row["kind"] or "" for row in rows}), "all"):
        some = [row for row in rows if kind == "all" or (row["kind"] or "") == kind]
        rate = rate_of(falsely_graded(some), len(some))
        possible = sum(row["grade"] == GradeClass.POSSIBLE.value for row in some)
        print(
            f"  {kind or 'nothing':<16} {rate.hits} of {rate.tries} damaged or destroyed: {1000 * rate.value:.1f} in 1,000 "
            f"({1000 * rate.low:.1f} to {1000 * rate.high:.1f}); possible {possible}"
        )
    graded = [row for record in records for row in record["buildings"] if _is_graded(row)]
    print(f"  sets hold the truth in {np.mean([row['truth'] in row['set'] for row in graded]):.3f} of {len(graded)}")


def print_table(seeds: str) -> None:
    """Everything that was recorded under some seeds."""
    kept = {name: read_lines(_path(seeds, name)) for name in CLASSES}
    for name, records in kept.items():
        if name != "street":
            _print_areas(name, records)
    for name, records in (*kept.items(), ("all", list(itertools.chain(*kept.values())))):
        if records:
            print(f"\nundamaged, {name}: {len(records)} sites")
            _print_false(records)


def _path(seeds: str, name: str) -> Path:
    return FOLDER / f"{seeds}-{name}.jsonl"


def read_lines(path: Path) -> list[Record]:
    """What was kept so far, one record a site."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def next_seed(path: Path, first: int) -> int:
    """The seed to go on with."""
    return max((int(record["seed"]) + 1 for record in read_lines(path)), default=first)


def take_turns(lines: Mapping[str, tuple[Path, Callable[[], Record]]], minutes: float) -> None:
    """Add a record of each line in turn to its file, for some minutes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    for round_number in itertools.count(1):
        for path, measure in lines.values():
            if time.monotonic() - begun > 60 * minutes:
                return
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(measure()) + "\n")
        if math.log2(round_number).is_integer():
            print(f"{round_number} rounds in {(time.monotonic() - begun) / 60:.1f} minutes", flush=True)


def _next(sites: Iterator[tuple[int, MadePair]]) -> Record:
    return record_of(*next(sites))


def run(seeds: str, minutes: float) -> None:
    """Go on with a run for some minutes."""
    sites = {name: sites_of(name, next_seed(_path(seeds, name), SEEDS[seeds] + (STREET_SEED if name == "street" else 0))) for name in CLASSES}
    take_turns({name: (_path(seeds, name), partial(_next, one)) for name, one in sites.items()}, minutes)


def main() -> None:
    """Run, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", choices=SEEDS, default="tune")
    parser.add_argument("--minutes", type=float, default=0.0)
    given = parser.parse_args()
    run(given.seeds, given.minutes)
    print_table(given.seeds)


if __name__ == "__main__":
    main()

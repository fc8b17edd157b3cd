"""Makes `src/temoin/measure/calibration.json` from made sites: scores by true class, how wrong areas are, and what was missed.

`python tools/make_measure_calibration.py --minutes 30` measures sites of the three classes in turn and keeps what it found in `results/measure`, so
that a run goes on where the last one stopped; `--write` makes the table from all of it. Everything in the table comes from made sites with seeds
from `CALIBRATION_SEED` on; no real picture had a part in it.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from made_sites import CALIBRATION_SEED, made_sites
from measure_sites import CONTROLS, FOLDER, next_seed, read_lines, take_turns
from scipy.optimize import linprog

from temoin.align import align_pair
from temoin.measure import MeasureOptions
from temoin.measure.buildings import grade_buildings
from temoin.measure.calibration import Calibration
from temoin.measure.change import edges_are_blunt
from temoin.measure.placebo import calibrate
from temoin.measure.roof_area import RoofArea, roof_area_of
from temoin.measure.study import study_pair
from temoin.scenes import DamageKind, MadePair

TARGET = Path(__file__).resolve().parent.parent / "src" / "temoin" / "measure" / "calibration.json"
CLASSES = (("fine", 0.5), ("middle", 3.0), ("coarse", 10.0))
BINS_PX = (2, 9, 30, 100, 400, 1600)
"""Measured areas, in pixels, from which each bin begins."""
LEAST_PX = {"fine": 9.0, "middle": 2.0, "coarse": 2.0}
"""Less than this counts as nothing found."""
FEWEST = 30
"""Fewer cases give no median worth correcting by."""
LEAST_WEIGHED_PX, LEAST_SIGMA_PX = 5.0, 0.3
WITHIN = 0.9
Case = tuple[float, RoofArea]


def case_of(seed: int, made: MadePair) -> dict[str, Any]:
    """The scores of all buildings of a site that were compared, with their true classes; and of each roof that fell in for a part, its areas.

    The pair is aligned blind, as a user's is: what alignment errs by belongs to what areas err by.
    """
    aligned = align_pair(made.pair)
    study = study_pair(aligned, made.buildings, None, MeasureOptions(controls=CONTROLS))
    calibrated = calibrate(study, made.buildings, ())
    grades = grade_buildings(study, calibrated, made.buildings, ())
    fallen = {damage.building_id: damage.area_m2 for damage in made.truth.damages if damage.kind is DamageKind.ROOF_COLLAPSE}
    blunt = edges_are_blunt(study.ground, study.options)
    areas = [
        (fallen[building.id] / aligned.grid.pixel_area_m2, attrs.asdict(roof_area_of(features, aligned.registration, blunt=blunt)))
        for building, features in zip(made.buildings, calibrated.features, strict=True)
        if building.id in fallen
    ]
    scores = [(made.truth.grade(grade.building_id).value, round(grade.score, 3)) for grade in grades if grade.is_assessable]
    return {"seed": seed, "scores": scores, "areas": areas}


def weights_of(found: list[Case]) -> list[float]:
    """Weights of the parts that make the scale of an area's error.

    Linear quantile regression (Koenker and Bassett 1978) of the error on the parts with no weight under 0: nine of ten errors lie within the
    weighted sum, which is as small as that allows. Each case counts by one over its area, so that large holes don't decide for small ones.
    """
    size = np.array([1 / max(measured.pixels, LEAST_WEIGHED_PX) for _, measured in found])
    parts = np.array([measured.parts for _, measured in found]) * size[:, None]
    error = np.array([abs(true - measured.pixels) for true, measured in found]) * size
    cases, count = parts.shape
    cost = np.concatenate([np.zeros(count), np.full(cases, WITHIN), np.full(cases, 1 - WITHIN)])
    fit = linprog(cost, A_eq=np.hstack([parts, np.eye(cases), -np.eye(cases)]), b_eq=error, bounds=(0, None), method="highs")
    return [float(f"{weight:.4g}") for weight in fit.x[:count]]


def bins_of(found: list[Case]) -> list[dict[str, Any]]:
    """For each bin of measured area: the median of true over measured, and the sorted errors over their scale.

    Each half of the cases is scaled with the weights of the other half: errors over a scale that was fitted to them would look too small.
    """
    halves = [_ruler(weights_of(found[1::2])), _ruler(weights_of(found[::2]))]
    scaled = [(true, measured.pixels, max(halves[place % 2].sigma(measured), LEAST_SIGMA_PX)) for place, (true, measured) in enumerate(found)]
    rows = []
    for low, high in itertools.pairwise((*BINS_PX, np.inf)):
        inside = [case for case in scaled if low <= case[1] < high]
        factor = round(float(np.median([true / pixels for true, pixels, _ in inside])), 3) if len(inside) >= FEWEST else 1.0
        rows.append(
            {"from_px": low, "factor": factor, "errors": sorted(round((true - factor * pixels) / sigma, 3) for true, pixels, sigma in inside)}
        )
    return rows


def _ruler(weights: list[float]) -> Calibration:
    return Calibration(scores={}, weights=tuple(weights), bins=(), found=(), missed=())


def scores_by_class(scores: list[tuple[str, float]]) -> dict[str, list[float]]:
    """Sorted scores of each true class."""
    table = defaultdict(list)
    for name, score in scores:
        table[name].append(score)
    return {name: sorted(values) for name, values in sorted(table.items())}


def missed(cases: list[Case], least: float) -> dict[str, list[float]]:
    """True sizes of damaged roofs of which less than the least was measured, and of the others."""
    small = sorted(round(true, 1) for true, measured in cases if measured.pixels < least)
    return {"missed_px": small, "found_px": sorted(round(true, 1) for true, measured in cases if measured.pixels >= least)}


def areas(cases: list[Case], least: float) -> dict[str, Any]:
    """All that is kept of the roofs that fell in."""
    found = [(true, measured) for true, measured in cases if measured.pixels >= least]
    return {"weights": weights_of(found), "areas": bins_of(found), **missed(cases, least)}


def _next(sites: Iterator[tuple[int, MadePair]]) -> dict[str, Any]:
    return case_of(*next(sites))


def run(minutes: float) -> None:
    """Go on measuring for some minutes."""
    lines = {name: made_sites(gsd_m, first=next_seed(_path(name), CALIBRATION_SEED)) for name, gsd_m in CLASSES}
    take_turns({name: (_path(name), partial(_next, one)) for name, one in lines.items()}, minutes)


def write() -> None:
    """Make the table."""
    document: dict[str, Any] = {"made_by": "tools/make_measure_calibration.py", "classes": {}}
    for name, gsd_m in CLASSES:
        records = read_lines(_path(name))
        cases = [(true, RoofArea(**measured)) for record in records for true, measured in record["areas"]]
        scores = scores_by_class([tuple(score) for record in records for score in record["scores"]])
        document["classes"][name] = {"gsd_m": gsd_m, "sites": len(records), "scores": scores, **areas(cases, LEAST_PX[name])}
    TARGET.write_text(json.dumps(document, separators=(",", ":")) + "\n", "utf-8")


def _path(name: str) -> Path:
    return FOLDER / f"calibration-{name}.jsonl"


def main() -> None:
    """Measure, and write the table where that is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    run(given.minutes)
    if given.write:
        write()


if __name__ == "__main__":
    main()

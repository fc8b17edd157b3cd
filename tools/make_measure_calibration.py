"""Makes `src/temoin/measure/calibration.json` from made sites: scores by true class, areas by their true size, and what was missed.

`python tools/make_measure_calibration.py FINE COARSE VERY_COARSE` with the numbers of sites at 0.5, 3 and 10 m. Everything in the file comes
from made sites with seeds from `CALIBRATION_SEED` on; no real picture had a part in it.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from made_sites import CALIBRATION_SEED, aligned_truly, made_sites

from temoin.measure import MeasureOptions, measure_damage
from temoin.scenes import DamageKind

TARGET = Path(__file__).resolve().parent.parent / "src" / "temoin" / "measure" / "calibration.json"
CLASSES = (("fine", 0.5), ("middle", 3.0), ("coarse", 10.0))
BINS_PX = (9, 30, 100, 300, 1000, 3000)
"""Measured areas, in pixels, from which each bin begins."""


def look(gsd_m: float, count: int) -> list[tuple[str, float]]:
    """(true class, score) of every building that was compared."""
    scores = []
    for made in itertools.islice(made_sites(gsd_m, first=CALIBRATION_SEED), count):
        findings = measure_damage(aligned_truly(made), buildings=made.buildings)
        scores += [(made.truth.grade(grade.building_id).value, round(grade.score, 3)) for grade in findings.grades if grade.is_assessable]
    return scores


def fallen_roofs(gsd_m: float, count: int) -> list[tuple[float, float]]:
    """(true, measured) area in pixels of every roof that fell in for a part; no controls are needed for that."""
    areas = []
    for made in itertools.islice(made_sites(gsd_m, first=CALIBRATION_SEED), count):
        aligned = aligned_truly(made)
        findings = measure_damage(aligned, buildings=made.buildings, options=MeasureOptions(controls=0))
        for damage in made.truth.damages:
            grade = findings.grade_of(damage.building_id)
            if damage.kind is DamageKind.ROOF_COLLAPSE and grade is not None and grade.is_assessable and grade.changed_area is not None:
                areas.append((damage.area_m2 / aligned.grid.pixel_area_m2, grade.changed_area.value / aligned.grid.pixel_area_m2))
    return areas


def scores_by_class(scores: list[tuple[str, float]]) -> dict[str, list[float]]:
    """Sorted scores of each true class."""
    table = defaultdict(list)
    for name, score in scores:
        table[name].append(score)
    return {name: sorted(values) for name, values in sorted(table.items())}


def ratios(areas: list[tuple[float, float]]) -> list[dict[str, Any]]:
    """For each bin of measured area: true over measured, sorted."""
    found = np.array([row for row in areas if row[1] >= BINS_PX[0]])
    rows = []
    for low, high in itertools.pairwise((*BINS_PX, np.inf)):
        inside = found[(found[:, 1] >= low) & (found[:, 1] < high)] if len(found) else np.zeros((0, 2))
        rows.append({"from_px": low, "true_over_measured": sorted(round(float(true / measured), 3) for true, measured in inside)})
    return rows


def missed(areas: list[tuple[float, float]]) -> dict[str, list[float]]:
    """True sizes of damaged roofs of which less than the smallest piece was measured, and of the others."""
    small = [round(true, 1) for true, measured in areas if measured < BINS_PX[0]]
    return {"missed_px": sorted(small), "found_px": sorted(round(true, 1) for true, measured in areas if measured >= BINS_PX[0])}


def main(counts: list[int]) -> None:
    """Make each part in turn; a part of which no site is wanted stays as it is."""
    document = json.loads(TARGET.read_text("utf-8")) if TARGET.exists() else {"made_by": "tools/make_measure_calibration.py", "classes": {}}
    for (name, gsd_m), count in zip(CLASSES, counts, strict=True):
        if not count:
            continue
        scores, areas = look(gsd_m, count), fallen_roofs(gsd_m, count)
        document["classes"][name] = {"gsd_m": gsd_m, "sites": count, "scores": scores_by_class(scores), "areas": ratios(areas), **missed(areas)}
        print(name, count, {key: len(value) for key, value in document["classes"][name]["scores"].items()}, len(areas), flush=True)
        TARGET.write_text(json.dumps(document, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]])

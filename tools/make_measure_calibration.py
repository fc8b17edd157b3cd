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

import numpy as np
from made_sites import CALIBRATION_SEED, aligned_truly, made_sites

from temoin.measure import measure_damage

TARGET = Path(__file__).resolve().parent.parent / "src" / "temoin" / "measure" / "calibration.json"
CLASSES = (("fine", 0.5), ("middle", 3.0), ("coarse", 10.0))
BINS_PX = (9, 30, 100, 300, 1000, 3000)
"""Measured areas, in pixels, from which each bin begins."""


def look(gsd_m, count):
    """(true class, score) of every building that was compared, and (true, measured, roof) of every damaged roof, in pixels."""
    scores, areas = [], []
    for made in itertools.islice(made_sites(gsd_m, first=CALIBRATION_SEED), count):
        aligned = aligned_truly(made)
        pixel = aligned.grid.pixel_area_m2
        findings = measure_damage(aligned, buildings=made.buildings)
        for building, grade in zip(made.buildings, findings.grades, strict=True):
            if not grade.is_assessable:
                continue
            scores.append((made.truth.grade(building.id).value, round(grade.score, 3)))
            true = made.truth.area_m2(building.id, on_roof=True) / pixel
            if true > 0 and grade.changed_area is not None:
                areas.append((true, grade.changed_area.value / pixel, building.footprint.area_m2 / pixel))
    return scores, areas


def scores_by_class(scores):
    """Sorted scores of each true class."""
    table = defaultdict(list)
    for name, score in scores:
        table[name].append(score)
    return {name: sorted(values) for name, values in sorted(table.items())}


def ratios(areas):
    """For each bin of measured area: true over measured, sorted."""
    found = np.array([(true, measured) for true, measured, _ in areas if measured >= BINS_PX[0]])
    rows = []
    for low, high in itertools.pairwise((*BINS_PX, np.inf)):
        inside = found[(found[:, 1] >= low) & (found[:, 1] < high)] if len(found) else np.zeros((0, 2))
        rows.append({"from_px": low, "true_over_measured": sorted(round(float(true / measured), 3) for true, measured in inside)})
    return rows


def missed(areas):
    """True sizes of damaged roofs of which less than the smallest piece was measured, and of the others."""
    small = [round(true, 1) for true, measured, _ in areas if measured < BINS_PX[0]]
    return {"missed_px": sorted(small), "found_px": sorted(round(true, 1) for true, measured, _ in areas if measured >= BINS_PX[0])}


def main(counts):
    document = {"made_by": "tools/make_measure_calibration.py", "classes": {}}
    for (name, gsd_m), count in zip(CLASSES, counts, strict=True):
        scores, areas = look(gsd_m, count)
        document["classes"][name] = {"gsd_m": gsd_m, "sites": count, "scores": scores_by_class(scores), "areas": ratios(areas), **missed(areas)}
        print(name, count, {key: len(value) for key, value in document["classes"][name]["scores"].items()}, len(areas), flush=True)
        TARGET.write_text(json.dumps(document, indent=None, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]])

"""Grades on the open pairs, end to end from files: one record a pair, from which the gate and the report draw their figures."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from alignment_runs import open_names
from tie_point_runs import flat_pair, join_tiles

from temoin.align import align_pair
from temoin.errors import NoCoverageError
from temoin.measure import measure_damage
from temoin.model import AlignedPair, Building, GradeClass
from temoin.read import read_buildings, read_pair

__all__ = [
    "DESTROYED",
    "HEAVY",
    "JOPLIN",
    "LIGHT",
    "UNHARMED",
    "WHOLE",
    "auc_of",
    "chip_names",
    "chip_record",
    "is_dry",
    "is_unharmed",
    "pair_names",
    "pair_record",
    "scored",
    "withheld_figures",
]

FLOOD = ("harvey", "florence", "midwest")
"""Events that leave roofs as they were: what happened there cannot be read from above, and no figure here claims it."""
UNHARMED = ("guatemala-volcano_00000021", "hurricane-florence_00000013")
WHOLE, DESTROYED = ("no-damage",), ("destroyed",)
LIGHT, HEAVY = ("no-damage", "minor-damage"), ("major-damage", "destroyed")
NOT_LABELLED = "un-classified"
JOPLIN = "joplin"
_CHIP_ROOF = (0.3, 0.7)
"""The building of a chip stands in its middle: its outline is not known, so that a square stands for it, from and to these shares of the sides."""
Record = dict[str, Any]
Scores = tuple[npt.NDArray[np.float64], npt.NDArray[np.str_]]


def pair_names(imagery: Path) -> list[str]:
    """Names of the open pairs with a label for each building."""
    return [*open_names(imagery / "xbd-json"), JOPLIN]


def pair_record(imagery: Path, name: str) -> Record:
    """What an open pair's labels say of each building, what was measured of it, and what is found when the footprints are withheld."""
    if name == JOPLIN:
        with tempfile.TemporaryDirectory() as scratch:
            return _joplin(imagery / "joplin-geotiff", Path(scratch))
    folder = imagery / "xbd-json"
    labels = json.loads((folder / f"{name}_post_disaster.json").read_text("utf-8"))["features"]["xy"]
    truth = {each["properties"]["uid"]: each["properties"]["subtype"] for each in labels}
    pair = read_pair(folder / f"{name}_pre_disaster.png", folder / f"{name}_post_disaster.png")
    return _record(name, align_pair(pair), read_buildings(folder / f"{name}_pre_disaster.json"), truth)


def _joplin(folder: Path, scratch: Path) -> Record:
    for side in ("pre", "post"):
        join_tiles(sorted((folder / side).glob("*.tif")), scratch / f"{side}.tif")
    labelled = read_buildings(folder / "labels_west.geojson")
    truth = {building.id: str(dict(building.attributes).get("subtype")) for building in labelled}
    buildings = tuple(building for building in labelled if truth[building.id] != "not-a-building")
    return _record(JOPLIN, align_pair(read_pair(scratch / "pre.tif", scratch / "post.tif")), buildings, truth)


def _record(name: str, aligned: AlignedPair, buildings: tuple[Building, ...], truth: dict[str, str]) -> Record:
    findings = measure_damage(aligned, buildings=buildings)
    rows = [
        {
            "id": grade.building_id,
            "label": truth[grade.building_id],
            "grade": grade.grade.value,
            "set": [each.value for each in grade.grade_set],
            "score": round(grade.score, 4),
            "p": grade.p_value,
            "reasons": [reason.value for reason in grade.reasons],
        }
        for grade in findings.grades
        if grade.building_id in truth and truth[grade.building_id] != NOT_LABELLED
    ]
    return {"name": name, "state": aligned.registration.state.value, "buildings": rows, **_withheld(aligned, buildings, truth)}


def _withheld(aligned: AlignedPair, buildings: Sequence[Building], truth: dict[str, str]) -> Record:
    """Without footprints: the number of changes, and for each destroyed building how well the best of them fits it (shared over joint ground)."""
    gone = [shapely.make_valid(aligned.grid.to_pixels(one.footprint)) for one in buildings if truth.get(one.id) in DESTROYED]
    pieces = [aligned.grid.to_pixels(change.footprint) for change in measure_damage(aligned).changes]
    fits = [max((shape.intersection(piece).area / shape.union(piece).area for piece in pieces), default=0.0) for shape in gone]
    return {"withheld_changes": len(pieces), "withheld_fits": [round(fit, 4) for fit in fits]}


def is_dry(name: str) -> bool:
    """Whether a pair is of an event whose damage can be read from above."""
    return not any(word in name for word in FLOOD)


def is_unharmed(name: str) -> bool:
    """Whether nothing befell the buildings of a pair."""
    return name in UNHARMED


def scored(record: Record) -> Scores:
    """Scores and labels of a pair's buildings, shape (buildings,) each."""
    return np.array([row["score"] for row in record["buildings"]], float), np.array([row["label"] for row in record["buildings"]], str)


def auc_of(scenes: Sequence[Scores], worse: Sequence[str], better: Sequence[str]) -> float:
    """Share of within-scene pairs in the right order, ties half; pooled over scenes. NaN where no scene holds both."""
    right = total = 0.0
    for scores, labels in scenes:
        high, low = scores[np.isin(labels, worse)], scores[np.isin(labels, better)]
        difference = high[:, None] - low[None, :]
        right += np.count_nonzero(difference > 0) + 0.5 * np.count_nonzero(difference == 0)
        total += difference.size
    return right / total if total else float("nan")


def withheld_figures(records: Sequence[Record]) -> dict[str, int]:
    """Destroyed buildings that are found without footprints: by IoU of a half, of a quarter, or touched at all; pieces on quiet pairs."""
    fits = [fit for record in records for fit in record["withheld_fits"]]
    return {
        "found": sum(fit >= 0.5 for fit in fits),
        "near": sum(fit >= 0.25 for fit in fits),
        "hit": sum(fit > 0 for fit in fits),
        "of": len(fits),
        "quiet_changes": sum(record["withheld_changes"] for record in records if is_unharmed(record["name"])),
    }


def chip_names(folder: Path) -> list[str]:
    """Names of the flooded chips whose both sides are there."""
    return sorted(path.stem for path in (folder / "after").glob("*.jpeg") if (folder / "before" / path.name).exists())


def chip_record(folder: Path, name: str) -> Record:
    """What is said of the roof in the middle of a flooded chip; the whole is damaged by water, the roof looks as it did."""
    aligned = align_pair(flat_pair(*(folder / side / f"{name}.jpeg" for side in ("before", "after"))))
    rows, cols = aligned.grid.shape
    first, last = _CHIP_ROOF
    footprint = aligned.grid.from_pixels(shapely.box(first * cols, first * rows, last * cols, last * rows))
    said: Record = {"state": aligned.registration.state.value, "grade": GradeClass.NOT_ASSESSABLE.value, "set": []}
    try:
        (grade,) = measure_damage(aligned, buildings=(Building(id="roof", footprint=footprint),)).grades
    except NoCoverageError:
        return said
    return said | {"grade": grade.grade.value, "set": [each.value for each in grade.grade_set]}

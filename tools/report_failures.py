"""The report's section on failures, as pictures: of made scenes in the documentation, of measuring data beside the results alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from alignment_runs import made_of as made_pair_of
from damage_runs import DESTROYED, JOPLIN, WHOLE
from kept_records import ROOT
from measure_sites import CLASSES, SIZES_M2, sites_of, undamaged_of
from report_grades import BAD
from report_text import LOCAL, PICTURES, Measured, picture
from tie_point_runs import is_judged, pointed_pairs, read_pointed
from validation_runs import made_of, trials_of

from temoin.geo import Footprint
from temoin.measure.validation import HOLE
from temoin.model import AlignState, GradeClass
from temoin.publish import encode_picture, write_bytes
from temoin.raster import Image
from temoin.read import read_buildings, read_pair
from temoin.scenes import DamageKind, MadePair

__all__ = ["failures_text"]

_MARGIN_M, _FEWEST_PX = 15.0, 8
_SIDE_PX = 360
"""Either picture is brought to about so many pixels; small ones by a whole factor, so that their own pixels are seen."""
Record = dict[str, Any]


def failures_text(measured: Measured, imagery: Path) -> str:
    """The section; writes its pictures."""
    made = list(chain(_alignments(measured), _false_alarms(measured), _areas(measured), _missed_holes(measured)))
    real = list(_real(measured, imagery)) if imagery.is_dir() else []
    shown = "\n\n".join(made) if made else "Nothing that was measured failed."
    kept = "\n".join(f"- {words}: `{path.relative_to(ROOT)}`" for path, words in real)
    local = f"""### Of real pairs

The licences of the measuring data forbid to print their pictures here. Where this page was made they lie beside the results:

{kept}"""
    return f"""## Failures

The worst of each kind, the earlier picture left and the later one right.

### Of made scenes

{shown}""" + (f"\n\n{local}" if real else "")


def _alignments(measured: Measured) -> Iterator[str]:
    """The verified pair that is most wrong, and a solvable one that was not verified."""
    every = [(kind == "hard", record) for kind in ("made", "hard") for record in measured[f"align-{kind}"].records]
    sure = [one for one in every if one[1]["state"] == AlignState.VERIFIED]
    if sure:
        is_hard, record = max(sure, key=lambda one: float(np.median(one[1]["errors_px"])))
        off = float(np.median(record["errors_px"]))
        words = f"Alignment: of all verified pairs this one (seed {record['seed']}) lies furthest off its truth, by {off:.2f} px in the median."
        yield _whole(made_pair_of(record["seed"], is_hard=is_hard), "align-worst", words)
    for is_hard, record in [one for one in every if one not in sure][:1]:
        words = f"Alignment: solvable, and yet only {record['state']} (seed {record['seed']}), {float(np.median(record['errors_px'])):.2f} px off."
        yield _whole(made_pair_of(record["seed"], is_hard=is_hard), "align-flagged", words)


def _false_alarms(measured: Measured) -> Iterator[str]:
    """The whole building with the highest score of those that were graded damaged or destroyed, with a look-alike and without."""
    every = [(name, record["seed"], row) for name in CLASSES for record in measured[f"sites-{name}"].records for row in undamaged_of([record])]
    for kind, some in (("plain", [one for one in every if one[2]["kind"] is None]), ("alike", [one for one in every if one[2]["kind"] is not None])):
        wrong = [one for one in some if one[2]["grade"] in BAD]
        if wrong:
            name, seed, row = max(wrong, key=lambda one: float(one[2]["score"]))
            what = "nothing was done to it" if row["kind"] is None else f"it got a look-alike ({row['kind'].replace('-', ' ')})"
            yield _site(
                name, seed, row["id"], f"false-{kind}", f"False alarm: graded {row['grade']}, and {what} (site {seed}, building {row['id']})."
            )


def _areas(measured: Measured) -> Iterator[str]:
    """For each pixel size the fallen roof whose area was most wrong, of those whose interval does not hold the truth."""
    for name, gsd_m in CLASSES.items():
        rows = [
            (record["seed"], row)
            for record in measured[f"sites-{name}"].records
            for row in record["buildings"]
            if name != "street" and _is_missed(row)
        ]
        if rows:
            seed, row = max(rows, key=lambda one: abs(np.log(max(one[1]["area"][0], 1.0) / one[1]["true_m2"])))
            value, low, high = row["area"]
            words = (
                f"Area at {gsd_m:g} m: {row['true_m2']:,.0f} m² fell in, measured {value:,.0f} ({low:,.0f} to {high:,.0f}; site {seed}, {row['id']})."
            )
            yield _site(name, seed, row["id"], f"area-{name}", words)


def _is_missed(row: Record) -> bool:
    if row["kind"] != DamageKind.ROOF_COLLAPSE or not row["area"] or row["grade"] == GradeClass.NOT_ASSESSABLE:
        return False
    _, low, high = row["area"]
    return SIZES_M2[0] <= row["true_m2"] <= SIZES_M2[-1] and not low <= row["true_m2"] <= high


def _missed_holes(measured: Measured) -> Iterator[str]:
    """The largest hole that nobody would have been told of."""
    trials = [
        (record, one) for record in measured["measured"].records for one in trials_of(record["trials"]) if one.kind == HOLE and not one.is_found
    ]
    if trials:
        record, trial = max(trials, key=lambda one: one[1].area_m2)
        made, building = made_of(record["name"], record["number"]), trial.building_id.partition("-")[2]
        footprint = next(one.footprint for one in made.truth.damages if one.building_id == building)
        words = f"Missed: a hole of {trial.area_m2:,.0f} m² in the setting “{record['name']}” (scene {record['number']}, {building})."
        yield picture(_draw(made.before, made.after, footprint, PICTURES / "missed-hole.jpg"), words)


def _whole(made: MadePair, name: str, words: str) -> str:
    return picture(_write([_seen(image.array) for image in (made.before, made.after)], PICTURES / f"{name}.jpg"), words)


def _site(name: str, seed: int, building: str, target: str, words: str) -> str:
    _, made = next(sites_of(name, seed))
    footprint = next(one.footprint for one in made.buildings if one.id == building)
    return picture(_draw(made.before, made.after, footprint, PICTURES / f"{target}.jpg"), words)


def _real(measured: Measured, imagery: Path) -> Iterator[tuple[Path, str]]:
    """Of real pairs: alignments that are off, destroyed roofs that were missed, whole ones that were graded damaged."""
    points = {f"{one.kind}/{one.name}": one for one in pointed_pairs(imagery)}
    judged = [record for record in measured["tie-points"].records if is_judged(record)]
    for record in sorted(judged, key=lambda one: -float(np.median(one["errors_px"])))[:3]:
        with tempfile.TemporaryDirectory() as scratch:
            pair = read_pointed(points[f"{record['kind']}/{record['name']}"], Path(scratch))
            sides = [_seen(image.read().array) for image in (pair.before_pixels, pair.after_pixels)]
        words = f"alignment of {record['name']}, {record['state']} and {float(np.median(record['errors_px'])):.1f} px off at its tie points"
        yield _write(sides, LOCAL / f"align-{record['kind']}-{record['name']}.jpg"), words
    for record in measured["open-damage"].records:
        if record["name"] != JOPLIN:
            missed = [row for row in record["buildings"] if row["label"] in DESTROYED and row["grade"] == GradeClass.NO_VISIBLE_DAMAGE]
            false = [row for row in record["buildings"] if row["label"] in WHOLE and row["grade"] in BAD]
            for kind, rows, sign in (("missed", missed, -1), ("false", false, 1)):
                if rows:
                    yield _roof(imagery / "xbd-json", record["name"], max(rows, key=lambda row, sign=sign: sign * row["score"]), kind)


def _roof(folder: Path, name: str, row: Record, kind: str) -> tuple[Path, str]:
    pair = read_pair(folder / f"{name}_pre_disaster.png", folder / f"{name}_post_disaster.png")
    footprint = next(one.footprint for one in read_buildings(folder / f"{name}_pre_disaster.json") if one.id == row["id"])
    target = _draw(pair.before_pixels.read(), pair.after_pixels.read(), footprint, LOCAL / f"{kind}-{name}.jpg")
    return target, f"{name}: labelled {row['label']}, graded {row['grade']}"


def _draw(before: Image, after: Image, footprint: Footprint, path: Path) -> Path:
    """A place in both pictures."""
    margin = max(round(_MARGIN_M / before.grid.gsd_m[0]), _FEWEST_PX)
    return _write([_seen(image.read(image.grid.window_of(footprint, margin_px=margin)).array) for image in (before, after)], path)


def _seen(array: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Three bands stretched for the eye, and brought to a size that it sees."""
    part = array[:3].astype(np.float32)
    low, high = np.percentile(part[:, (part > 0).any(axis=0)], (1, 99))
    shown = np.moveaxis(np.clip((part - low) / max(high - low, 1e-6) * 255, 0, 255), 0, 2).astype(np.uint8)
    factor = _SIDE_PX / max(shown.shape[:2])
    factor = float(max(int(factor), 1)) if factor > 1 else factor
    way = cv2.INTER_NEAREST if factor >= 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(shown, None, fx=factor, fy=factor, interpolation=way), np.uint8)


def _write(sides: Sequence[npt.NDArray[np.uint8]], path: Path) -> Path:
    """Two pictures side by side, with a white gap."""
    rows = max(side.shape[0] for side in sides)
    padded = [cv2.copyMakeBorder(side, 0, rows - side.shape[0], 0, 6, cv2.BORDER_CONSTANT, value=(255, 255, 255)) for side in sides]
    write_bytes(path, encode_picture(np.concatenate(padded, axis=1), kind="jpeg", quality=88))
    return path

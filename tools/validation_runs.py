"""The experiments behind the validation report: made scenes and open pairs, each part kept on disk as soon as it is done."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from temoin.align import align_pair
from temoin.errors import NoCoverageError, OptionError
from temoin.geo import Footprint
from temoin.measure import measure_damage
from temoin.measure.rates import Rate
from temoin.measure.validation import HOLE, Trial
from temoin.model import GradeClass
from temoin.publish import encode_picture, write_bytes
from temoin.raster import Image
from temoin.read import read_buildings, read_pair
from temoin.scenes import Damage, DamageKind, MadePair, PairSpec, make_pair
from temoin.workflows import ValidateOptions, validate_site
from temoin.workflows.validate_round import Plan

__all__ = ["SETTINGS", "difference_of", "made_part", "open_part", "trials_of"]

SETTINGS: dict[str, dict[str, Any]] = {
    "clear": {"shift_px": (1.3, -2.1)},
    "hazy, other sun": {"shift_px": (-3.4, 1.7), "after": attrs.evolve(PairSpec().after, gain=0.8, haze=0.06)},
    "oblique": {"shift_px": (2.2, 0.6), "after": attrs.evolve(PairSpec().after, off_nadir_deg=12.0, view_azimuth_deg=120.0)},
}
"""Name to what differs from a made pair of 0.5 m pixels."""
_SIDE = 280
_HALLS = 5
FIRST_PREDICTED, FIRST_INDEPENDENT = 7_000_000, 8_000_000
"""Seeds of the scenes on which rates are predicted, and of those on which they are measured: no scene is in both."""
DESTROYED = "destroyed"
_WHOLE_ONLY = Plan(kinds=((DamageKind.WHOLE_COLLAPSE, 1.0),))
"""On open pairs all that is planted is what the label is held against."""


def difference_of(first: Rate, second: Rate) -> tuple[float, float]:
    """95 % interval of the difference of two independent shares (Newcombe 1998, method 10: from the two score intervals)."""
    gap = first.value - second.value
    below = math.hypot(first.value - first.low, second.high - second.value)
    above = math.hypot(first.high - first.value, second.value - second.low)
    return gap - below, gap + above


def made_part(name: str, *, scenes: int, rounds: int, pictures: Path) -> dict[str, Any]:
    """Predicted on three scenes of a setting, measured on others of the same setting with damage drawn in three dimensions.

    Args:
        name: of the setting.
        scenes: on which rates are measured.
        rounds: of validation on each of the three.
        pictures: folder for a picture of the largest hole that was missed.
    """
    predicted: list[Trial] = []
    for number in range(3):
        made = _made(name, FIRST_PREDICTED + number, hurt=1)
        tried = validate_site(made.pair, buildings=made.buildings, site=made.site, options=ValidateOptions(most_rounds=rounds, seed=number))
        predicted += [attrs.evolve(one, building_id=f"{number}-{one.building_id}") for one in tried.trials]
        _say(f"{name}: predicted on scene {number + 1}, {len(tried.trials)} trials")
    measured: list[Trial] = []
    worst: tuple[float, str] = (0.0, "")
    for number in range(scenes):
        made = _made(name, FIRST_INDEPENDENT + number, hurt=3)
        some = list(_measured(made, number))
        measured += some
        missed = max((one for one in some if one.kind == HOLE and not one.is_found), key=lambda one: one.area_m2, default=None)
        if missed is not None and missed.area_m2 > worst[0]:
            worst = (missed.area_m2, _draw_made(made, missed, pictures / f"missed-{name.replace(', ', '-').replace(' ', '-')}.png"))
        _say(f"{name}: measured on scene {number + 1}")
    rows = {"predicted": _rows(predicted), "measured": _rows(measured)}
    return {"name": name, "scenes": scenes, "worst_m2": worst[0], "worst": worst[1], **rows}


def _draw_made(made: MadePair, missed: Trial, path: Path) -> str:
    footprint = next(one.footprint for one in made.truth.damages if one.building_id == missed.building_id.partition("-")[2])
    return _draw_two(made.before, made.after, footprint, footprint, path)


def _draw_two(before: Image, after: Image, first: Footprint, second: Footprint, path: Path) -> str:
    """Before and after, cut out around a place and laid side by side."""
    parts = []
    for image, place in ((before, first), (after, second)):
        part = image.read(image.grid.window_of(place, margin_px=40)).array[:3].astype(np.float64)
        low, high = np.percentile(part, [1, 99])
        parts.append(np.clip((part - low) / max(high - low, 1e-9) * 255, 0, 255).astype(np.uint8))
    rows, cols = (min(part.shape[axis] for part in parts) for axis in (1, 2))
    both = np.concatenate([part[:, :rows, :cols].repeat(3, axis=1).repeat(3, axis=2) for part in parts], axis=2)
    write_bytes(path, encode_picture(np.moveaxis(both, 0, 2), kind="png"))
    return path.name


def _made(name: str, seed: int, *, hurt: int) -> MadePair:
    """A made pair of a setting with some halls hurt; the next seed where the halls do not fit the plant."""
    while True:
        rng = np.random.default_rng(seed)
        damages = tuple(_damage(f"h{number}", rng) for number in range(1, hurt + 1))
        try:
            spec = PairSpec(rows=_SIDE, cols=_SIDE, halls=_HALLS, houses=0, damages=damages, **SETTINGS[name])
            return make_pair(spec, rng)
        except OptionError:
            seed += 100_000


def _damage(building: str, rng: np.random.Generator) -> Damage:
    """A whole collapse in a quarter of the cases, else a hole of a size drawn as the plan of validation draws it."""
    if rng.random() < 0.25:
        return Damage(building_id=building, kind=DamageKind.WHOLE_COLLAPSE)
    area = float(np.exp(rng.uniform(np.log(2.0), np.log(400.0))))
    return Damage(building_id=building, kind=DamageKind.ROOF_COLLAPSE, area_m2=area)


def _measured(made: MadePair, number: int) -> Iterator[Trial]:
    findings = measure_damage(align_pair(made.pair), buildings=made.buildings, site=made.site)
    for damage in made.truth.damages:
        grade = findings.grade_of(damage.building_id)
        if grade is None or grade.grade is GradeClass.NOT_ASSESSABLE:
            continue
        area = grade.changed_area
        yield Trial(
            round=number,
            building_id=f"{number}-{damage.building_id}",
            kind=damage.kind.value,
            area_m2=damage.area_m2,
            grade=grade.grade,
            measured=area.value if area is not None else None,
            low=area.low if area is not None else None,
            high=area.high if area is not None else None,
        )


def open_part(folder: Path, name: str, *, rounds: int, pictures: Path) -> dict[str, Any]:
    """Predicted whole collapse on one open pair, beside what is found of its buildings that the label calls destroyed.

    Args:
        folder: of the pairs.
        name: of the pair.
        rounds: of validation.
        pictures: folder for a picture of the largest destroyed building that was missed.
    """
    pair = read_pair(folder / f"{name}_pre_disaster.png", folder / f"{name}_post_disaster.png")
    labels = json.loads((folder / f"{name}_post_disaster.json").read_text("utf-8"))["features"]["xy"]
    truth = {each["properties"]["uid"]: each["properties"]["subtype"] for each in labels}
    buildings = read_buildings(folder / f"{name}_pre_disaster.json")
    aligned = align_pair(pair)
    findings = measure_damage(aligned, buildings=buildings)
    labelled = [grade for grade in findings.grades if truth.get(grade.building_id) == DESTROYED]
    real = [grade for grade in labelled if grade.is_assessable]
    missed = [grade for grade in real if grade.grade is GradeClass.NO_VISIBLE_DAMAGE]
    out: dict[str, Any] = {"name": name, "labelled": len(labelled), "judged": len(real), "found": len(real) - len(missed), "picture": ""}
    out |= {"sure": sum(grade.grade in {GradeClass.DAMAGED, GradeClass.DESTROYED} for grade in real), "state": aligned.registration.state.value}
    if missed:
        known = {building.id: building for building in buildings}
        largest = max((known[grade.building_id].footprint for grade in missed), key=lambda footprint: footprint.area_m2)
        grids = aligned.before_pixels.read(), aligned.after_pixels.read()
        out["picture"] = _draw_two(*grids, largest, largest, pictures / f"missed-{name}.png")
    try:
        given = {"buildings": buildings, "aligned": aligned, "findings": findings, "options": ValidateOptions(plan=_WHOLE_ONLY, most_rounds=rounds)}
        tried = validate_site(pair, **given)
    except NoCoverageError as error:
        return out | {"why": error.message, "predicted": [], "rounds": 0}
    return out | {"why": "", "predicted": _rows(tried.trials), "rounds": tried.rounds}


def _rows(trials: list[Trial] | tuple[Trial, ...]) -> list[dict[str, Any]]:
    return [attrs.asdict(one) | {"grade": one.grade.value} for one in trials]


def trials_of(rows: list[dict[str, Any]]) -> tuple[Trial, ...]:
    """Trials as they were kept."""
    return tuple(Trial(**{**row, "grade": GradeClass(row["grade"])}) for row in rows)


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")

"""Self-validation held against what is really found: on made scenes of the same setting, and on open pairs with destroyed buildings."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from temoin.align import align_pair
from temoin.errors import NoCoverageError, OptionError
from temoin.measure import measure_damage
from temoin.measure.rates import Rate, rate_of
from temoin.measure.validation import HOLE, Trial, summarise, trial_of
from temoin.model import GradeClass
from temoin.read import read_buildings, read_pair
from temoin.scenes import Damage, DamageKind, MadePair, PairSpec, make_pair
from temoin.workflows import ValidateOptions, validate_site
from temoin.workflows.validate_round import Plan

__all__ = [
    "SETTINGS",
    "WHOLE",
    "cells_of",
    "comparisons",
    "destroyed_names",
    "made_of",
    "made_part",
    "measured_record",
    "open_record",
    "predicted_record",
    "rate_in",
    "trials_of",
]

SETTINGS: dict[str, dict[str, Any]] = {
    "clear": {"shift_px": (1.3, -2.1)},
    "hazy, other sun": {"shift_px": (-3.4, 1.7), "after": attrs.evolve(PairSpec().after, gain=0.8, haze=0.06)},
    "oblique": {"shift_px": (2.2, 0.6), "after": attrs.evolve(PairSpec().after, off_nadir_deg=12.0, view_azimuth_deg=120.0)},
}
"""Name to what differs from a made pair of 0.5 m pixels."""
_SIDE = 280
_HALLS = 5
PREDICTED_SCENES = 3
FIRST_PREDICTED, FIRST_INDEPENDENT = 7_000_000, 8_000_000
"""Seeds of the scenes on which rates are predicted, and of those on which they are measured: no scene is in both."""
_HURT = 3
"""Halls that are hurt on a scene on which rates are measured."""
EDGES_M2 = (2.0, 12.0, 40.0, 100.0, 400.0)
"""Sizes between which holes are compared."""
WHOLE = DamageKind.WHOLE_COLLAPSE.value
_DESTROYED = "destroyed"
_WHOLE_ONLY = Plan(kinds=((DamageKind.WHOLE_COLLAPSE, 1.0),))
"""On open pairs all that is planted is what the label is held against."""
Record = dict[str, Any]


def predicted_record(name: str, number: int, *, rounds: int) -> Record:
    """What validation says of one scene of a setting, as a user would validate a site."""
    made = _made(name, FIRST_PREDICTED + number, hurt=1)
    options = ValidateOptions(most_rounds=rounds, seed=number)
    tried = validate_site(made.pair, buildings=made.buildings, site=made.site, options=options)
    return {"name": name, "trials": [_row(attrs.evolve(one, building_id=f"{number}-{one.building_id}")) for one in tried.trials]}


def measured_record(name: str, number: int) -> Record:
    """What is really found on another scene of a setting, with damage drawn in three dimensions."""
    return {"name": name, "number": number, "trials": [_row(one) for one in _measured(made_of(name, number), number)]}


def made_of(name: str, number: int) -> MadePair:
    """The scene on which that was measured."""
    return _made(name, FIRST_INDEPENDENT + number, hurt=_HURT)


def made_part(name: str, *, scenes: int, rounds: int) -> Record:
    """All of one setting: predicted on three scenes, measured on others.

    Args:
        name: of the setting.
        scenes: on which rates are measured.
        rounds: of validation on each of the three.
    """
    predicted = [predicted_record(name, number, rounds=rounds) for number in range(PREDICTED_SCENES)]
    return part_of(name, predicted, [measured_record(name, number) for number in range(scenes)])


def part_of(name: str, predicted: Sequence[Record], measured: Sequence[Record]) -> Record:
    """One setting out of its scenes."""
    both = {"predicted": predicted, "measured": measured}
    return {
        "name": name,
        **{which: [row for record in records if record["name"] == name for row in record["trials"]] for which, records in both.items()},
    }


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
        trial = trial_of(findings, number=number, building_id=damage.building_id, kind=damage.kind.value, area_m2=damage.area_m2)
        if trial.is_judged:
            yield attrs.evolve(trial, building_id=f"{number}-{damage.building_id}")


def destroyed_names(folder: Path) -> list[str]:
    """Names of the open pairs with a building that people labelled destroyed."""
    files = sorted(folder.glob("*_post_disaster.json"))
    return [path.name.removesuffix("_post_disaster.json") for path in files if f'"{_DESTROYED}"' in path.read_text("utf-8")]


def open_record(folder: Path, name: str, *, rounds: int) -> Record:
    """Predicted whole collapse on one open pair, beside what is found of its buildings that the label calls destroyed.

    Args:
        folder: of the pairs.
        name: of the pair.
        rounds: of validation.
    """
    pair = read_pair(folder / f"{name}_pre_disaster.png", folder / f"{name}_post_disaster.png")
    labels = json.loads((folder / f"{name}_post_disaster.json").read_text("utf-8"))["features"]["xy"]
    truth = {each["properties"]["uid"]: each["properties"]["subtype"] for each in labels}
    buildings = read_buildings(folder / f"{name}_pre_disaster.json")
    aligned = align_pair(pair)
    findings = measure_damage(aligned, buildings=buildings)
    labelled = [grade for grade in findings.grades if truth.get(grade.building_id) == _DESTROYED]
    real = [grade for grade in labelled if grade.is_assessable]
    trials = [trial_of(findings, number=0, building_id=grade.building_id, kind=WHOLE, area_m2=1.0) for grade in real]
    missed = {one.building_id for one in trials if not one.is_found}
    largest = max((one for one in buildings if one.id in missed), key=lambda one: one.footprint.area_m2, default=None)
    out: Record = {"name": name, "labelled": len(labelled), "judged": len(real), "found": len(real) - len(missed)}
    out |= {"state": aligned.registration.state.value, "missed": largest.id if largest is not None else ""}
    try:
        given = {"buildings": buildings, "aligned": aligned, "findings": findings, "options": ValidateOptions(plan=_WHOLE_ONLY, most_rounds=rounds)}
        tried = validate_site(pair, **given)
    except NoCoverageError as error:
        return out | {"why": error.message, "trials": []}
    return out | {"why": "", "trials": [_row(one) for one in tried.trials]}


def _row(trial: Trial) -> Record:
    return attrs.asdict(trial) | {"grade": trial.grade.value}


def trials_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Trial, ...]:
    """Trials as they were kept."""
    return tuple(Trial(**{**row, "grade": GradeClass(row["grade"])}) for row in rows)


def rate_in(trials: Sequence[Trial], kind: str, low: float = 0.0, high: float = math.inf) -> Rate:
    """How many of one kind and size were found, of those that could be judged."""
    judged = [one for one in trials if one.kind == kind and low <= one.area_m2 < high and one.is_judged]
    return rate_of(sum(one.is_found for one in judged), len(judged))


def cells_of(part: Record) -> list[tuple[str, Rate, Rate]]:
    """(what, predicted, measured): holes by size, and whole collapses."""
    both = (trials_of(part["predicted"]), trials_of(part["measured"]))
    holes = [(f"hole of {low:.0f} to {high:.0f} m²", *(rate_in(one, HOLE, low, high) for one in both)) for low, high in pairwise(EDGES_M2)]
    return [*holes, ("whole collapse", *(rate_in(one, WHOLE) for one in both))]


def comparisons(made: Sequence[Record]) -> list[tuple[str, str, bool]]:
    """(setting, what is compared, whether the two agree within what chance allows) of every figure that was both predicted and measured."""
    checks: list[tuple[str, str, bool]] = []
    for part in made:
        for label, first, second in cells_of(part):
            if first.tries and second.tries:
                low, high = _difference(first, second)
                gap = first.value - second.value
                checks.append((part["name"], f"{label}: predicted − measured {gap:+.0%} ({low:+.0%} to {high:+.0%})", low <= 0 <= high))
        one, two = (summarise(trials_of(part[which])).area_error for which in ("predicted", "measured"))
        if one is not None and two is not None:
            gap = one[0] - two[0]
            low, high = gap - math.hypot(one[0] - one[1], two[2] - two[0]), gap + math.hypot(one[2] - one[0], two[0] - two[1])
            checks.append((part["name"], f"area error: {gap:+.0%} ({low:+.0%} to {high:+.0%})", low <= 0 <= high))
    return checks


def _difference(first: Rate, second: Rate) -> tuple[float, float]:
    """95 % interval of the difference of two independent shares (Newcombe 1998, method 10: from the two score intervals)."""
    gap = first.value - second.value
    below = math.hypot(first.value - first.low, second.high - second.value)
    above = math.hypot(first.high - first.value, second.value - second.low)
    return gap - below, gap + above

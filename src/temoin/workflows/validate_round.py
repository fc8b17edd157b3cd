"""One round of self-validation: plant, run the whole chain blind, read what it said."""

from __future__ import annotations

import math

import attrs
import numpy as np
import shapely
from shapely.affinity import translate

from temoin.align import align_pair
from temoin.errors import NoCoverageError, OptionError
from temoin.geo import Footprint
from temoin.measure import measure_damage
from temoin.measure.validation import HOLE, NOTHING, Trial, trial_of
from temoin.model import Building, Findings, ScenePair, Site
from temoin.progress import SILENT, Progress
from temoin.raster import Image
from temoin.scenes import Damage, DamageKind, PlantOptions, plant
from temoin.scenes.plant_lookalike import PLANTABLE, plant_look_alike
from temoin.scenes.plant_setting import Setting, assumed_height_m, lean_of, read_setting
from temoin.scenes.quiet import QuietAfter

__all__ = ["Place", "Plan", "play_round"]

_WHOLE = 0.8
"""A hole takes no more of a roof than this."""


@attrs.frozen(kw_only=True)
class Plan:
    """What is planted, and how often: stated before anything is looked at.

    Args:
        kinds: (kind of damage, its share of all that is planted).
        hurt_share: share of the buildings that are hurt in one round; more would leave too little unchanged ground to compare with.
        alike_share: share that gets a look-alike.
        smallest_px: smallest hole, pixels.
    """

    kinds: tuple[tuple[DamageKind, float], ...] = (
        (DamageKind.ROOF_COLLAPSE, 0.55),
        (DamageKind.WHOLE_COLLAPSE, 0.2),
        (DamageKind.ROOF_COVER_LOSS, 0.125),
        (DamageKind.BURN, 0.125),
    )
    hurt_share: float = 0.15
    alike_share: float = 0.08
    smallest_px: float = 6.0


@attrs.frozen(kw_only=True, eq=False)
class Place:
    """What is validated.

    Args:
        pair: the user's own.
        quiet: the later picture's conditions.
        buildings: or segments that stand for them.
        hosts: those of them that the pictures show well enough to be judged: only there is anything planted.
        site: only this place counts, or `None`.
        options: what is known of the picture.
    """

    pair: ScenePair
    quiet: QuietAfter
    buildings: tuple[Building, ...]
    hosts: tuple[Building, ...]
    site: Site | None = None
    options: PlantOptions = attrs.field(factory=PlantOptions)


@attrs.frozen(kw_only=True)
class _Done:
    building: Building
    kind: str
    area_m2: float


def play_round(place: Place, plan: Plan, number: int, *, seed: int, is_quiet: bool, progress: Progress = SILENT) -> tuple[Trial, ...]:
    """Play one round.

    A quiet round is played on the earlier picture under the later one's conditions, so that nothing befell any building: what is found there is a
    false alarm. In all others damage is planted in the later picture, in which whatever was found changed is undone first. Look-alikes are planted
    in both.

    Args:
        place: what is validated.
        plan: what is planted.
        number: of the round.
        seed: of the whole validation; the same seed and number give the same round.
        is_quiet: whether nothing happens in it.
        progress: told of each stage.
    """
    rng = np.random.default_rng([seed, number])
    image = place.quiet.whole_picture(rng) if is_quiet else place.quiet.picture()
    image, done = _plant_all(place, plan, image, rng, is_quiet=is_quiet)
    findings = _found(place, image, progress)
    known = {one.building.id: one for one in done}
    if is_quiet:
        known |= {one.id: _Done(building=one, kind=NOTHING, area_m2=0.0) for one in place.hosts if one.id not in known}
    return tuple(trial_of(findings, number=number, building_id=one.building.id, kind=one.kind, area_m2=one.area_m2) for one in known.values())


def _found(place: Place, image: Image, progress: Progress) -> Findings | None:
    """What the whole chain makes of the planted picture, blind; `None` where it says that the two cannot be compared."""
    pair = attrs.evolve(place.pair, after_pixels=image)
    try:
        aligned = align_pair(pair, buildings=place.buildings, progress=progress)
        return measure_damage(aligned, buildings=place.buildings, site=place.site, progress=progress)
    except NoCoverageError:
        return None


def _plant_all(place: Place, plan: Plan, image: Image, rng: np.random.Generator, *, is_quiet: bool) -> tuple[Image, list[_Done]]:
    order = [place.hosts[index] for index in rng.permutation(len(place.hosts))]
    hurt = 0 if is_quiet else max(round(plan.hurt_share * len(order)), min(3, math.ceil(len(order) / 3)))
    alike = max(round(plan.alike_share * len(order)), 1)
    done: list[_Done] = []
    setting: Setting | None = None
    for building in order:
        if len(done) >= hurt + alike:
            break
        height_m = building.height_m if building.height_m is not None else assumed_height_m(building.footprint, place.options)
        try:
            roof = _roof(place, building, height_m)
            setting = attrs.evolve(setting or read_setting(image, roof, place.pair.after, place.options), height_m=height_m)
            if len(done) < hurt:
                wish = _wish(building, plan, place, rng)
                planted = plant(image, roof, wish, rng, scene=place.pair.after, options=place.options, setting=setting)
                if planted.seen_share < 0.5:
                    continue
                image = planted.image
                done.append(_Done(building=building, kind=wish.kind.value, area_m2=planted.damage.area_m2))
            else:
                kind = PLANTABLE[int(rng.integers(len(PLANTABLE)))]
                image = plant_look_alike(image, roof, kind, setting, rng)
                done.append(_Done(building=building, kind=kind.value, area_m2=0.0))
        except (NoCoverageError, OptionError, shapely.errors.GEOSException):
            continue  # this roof is not wholly in the picture, or the damage does not fit it
    return image, done


def _roof(place: Place, building: Building, height_m: float) -> Footprint:
    """Where the later picture shows the roof of an outline: its ground's place, moved by what the two views make the roof lean."""
    ground = place.quiet.footprint(building.footprint)
    grid, pair = place.quiet.after.grid, place.pair
    (x, y), (was_x, was_y) = (lean_of(scene, grid, ground) for scene in (pair.after, pair.before))
    down, across = grid.gsd_m
    by = (height_m * (x - was_x) / across, height_m * (y - was_y) / down)
    return grid.from_pixels(translate(grid.to_pixels(ground), *by)) if by != (0.0, 0.0) else ground


def _wish(building: Building, plan: Plan, place: Place, rng: np.random.Generator) -> Damage:
    """A kind by the plan's shares; a size evenly over its logarithm, from a few pixels to most of the roof."""
    kinds, shares = zip(*plan.kinds, strict=True)
    kind = kinds[int(rng.choice(len(kinds), p=np.array(shares) / sum(shares)))]
    if not kind.has_own_size:
        return Damage(building_id=building.id, kind=kind)
    most = _WHOLE * building.footprint.area_m2
    least = min(plan.smallest_px * place.quiet.after.grid.pixel_area_m2, 0.5 * most)
    area = math.exp(float(rng.uniform(math.log(least), math.log(most))))
    spread = 0.5 if kind.value == HOLE else 0.0
    at = (float(rng.uniform(-spread, spread)), float(rng.uniform(-spread, spread))) if area < 0.25 * most else (0.0, 0.0)
    return Damage(building_id=building.id, kind=kind, area_m2=area, place=at)

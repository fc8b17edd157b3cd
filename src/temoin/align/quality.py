"""Whether two acquisitions can be compared at all, before a pixel of one is held against one of the other.

Each line below is a stated convention with the reason for it, not a fitted value. What is *forbidden* leaves nothing to measure; all else *limits*:
it is told, and the measurement carries on with intervals of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from temoin.align.content import picture_fitness, pixel_m
from temoin.align.expected import height_effects, suns_apart, views_apart
from temoin.geo import Grid
from temoin.model import Fitness, FitnessGrade, PictureFitness, Reason, Scene, ScenePair
from temoin.raster import Image

__all__ = ["judge_fitness", "pair_reasons"]

OBLIQUE_DEG = 30.0
"""Off-nadir angle from which façades fill what roofs should: a wall of height h covers h · tan(30°) = 0.58 h of the ground behind it. Copernicus
EMS and most orders ask for less than 25–30°."""
VIEWS_DIFFER = 0.36
"""Difference of the two view vectors (tan of the off-nadir angle, along the azimuth): at 0.36, a roof 10 m up lies 3.6 m apart in the two."""
SEASON_DAYS = 75
"""Days of the year apart from which leaves, crops and shadows are another season's."""
LONG_GAP_DAYS = 730
"""Two years: new building in between is then to be expected, whatever the event."""
LOW_SUN_DEG = 20.0
"""Sun's elevation under which a shadow is more than 2.7 times as long as what throws it: that of a hall then crosses a street of 25 m."""
SUNS_DIFFER = 1.0
"""Difference of the two shadow vectors (cot of the sun's elevation, away from the sun): at 1, shadow tips lie apart by the height itself, so that
beside each building about as much ground changes from light to dark as the building is high."""
COARSE_M = 4.0
"""The coarsest pixel that Copernicus' data classes call very high resolution (VHR2, 1 to 4 m): beyond it, a house of 10 m is under 2.5 pixels."""
COARSER_THAN_OBJECTS_M = 50.0
"""A building is graded from a width of four pixels on (`MeasureOptions.building_px`): the largest halls, 200 m wide, have just that at 50 m."""
DETAIL_DIFFERS = 1.5
"""Ratio of pixel sizes from which the coarser picture's grid is taken for both (`AlignOptions.coarser_from`): the finer one's detail is not used."""
LITTLE_OVERLAP = 0.5
"""Half of the smaller picture: with less of it in the other, most of what was given cannot be compared."""
LEAST_SEEN_PX = 64 * 64
"""Ground seen in both, pixels: the smallest window that registration uses. With less, nothing can be brought onto anything."""
HIDDEN_SHARE = 0.05
"""Share of the ground under cloud, haze or overexposure from which it is told of the pair: one building in twenty."""
FEW_LEVELS = 50
"""Different shades in the middle 98 % of the richest band. With fewer, one step is 2 % of the range or more: as much as is asked of the
radiometric match, so that rounding alone looks like change."""
NO_PICTURE_LEVELS = 8
"""Three bits: with fewer shades this is a drawing, a mask or a classification, not a picture."""

_YEAR_DAYS = 365.25


def judge_fitness(pair: ScenePair, grid: Grid, sample: tuple[Image, Image]) -> Fitness:
    """How far two pictures can be compared.

    Args:
        pair: the two as they were read.
        grid: the one that they are compared on.
        sample: both on that grid, moved into place, or as many rows of both.

    Returns:
        The grade with all that limits the comparison, and what to expect of things 3, 10 and 30 m high.

    >>> from temoin.testing import made_pair
    >>> made = made_pair()
    >>> fitness = judge_fitness(made.pair, made.before.grid, (made.before, made.after))
    >>> fitness.grade.value, fitness.gap_days is not None, round(fitness.heights[1].shadow_after_m, 1)
    ('good', True, 7.3)
    """
    before, after = (picture_fitness(image, pixels.grid) for image, pixels in zip(sample, (pair.before_pixels, pair.after_pixels), strict=True))
    seen = float((sample[0].mask & sample[1].mask).mean())
    gap, season = _days(pair.before, pair.after)
    facts = Fitness(
        grade=FitnessGrade.GOOD,
        gsd_m=pixel_m(grid),
        gsd_ratio=max(before.gsd_m, after.gsd_m) / min(before.gsd_m, after.gsd_m),
        overlap_share=_overlap(pair, grid, before, after),
        seen_share=seen,
        gap_days=gap,
        season_days=season,
        views_apart=views_apart(pair.before, pair.after),
        suns_apart=suns_apart(pair.before, pair.after),
        before=before,
        after=after,
        heights=height_effects(pair.before, pair.after, pixel_m(grid)),
    )
    forbidding = tuple(dict.fromkeys(_forbidding(facts, pair, seen * grid.height * grid.width)))
    limiting = tuple(_limiting(facts, pair))
    grade = FitnessGrade.NOT_COMPARABLE if forbidding else FitnessGrade.LIMITED if limiting else FitnessGrade.GOOD
    return attrs.evolve(facts, grade=grade, forbidding=forbidding, reasons=tuple(dict.fromkeys((*forbidding, *limiting))))


def pair_reasons(before: Scene, after: Scene) -> tuple[Reason, ...]:
    """What the metadata of two acquisitions says against trusting that nothing changed; empty where they say nothing against it, or nothing at all.

    >>> from temoin.testing import made_pair
    >>> import attrs
    >>> made = made_pair()
    >>> pair_reasons(made.before_scene, made.after_scene)
    ()
    >>> pair_reasons(made.before_scene, attrs.evolve(made.after_scene, off_nadir_deg=38.0, acquired=None))
    (<Reason.OBLIQUE_VIEW: 'oblique-view'>, <Reason.DIFFERENT_VIEWS: 'different-views'>, <Reason.NO_TIME: 'no-time'>)
    """
    gap, season = _days(before, after)
    apart = views_apart(before, after)
    lines = (
        (Reason.OBLIQUE_VIEW, any(scene.off_nadir_deg is not None and abs(scene.off_nadir_deg) > OBLIQUE_DEG for scene in (before, after))),
        (Reason.DIFFERENT_VIEWS, apart is not None and apart > VIEWS_DIFFER),
        (Reason.NO_TIME, gap is None),
        (Reason.DIFFERENT_SEASONS, season is not None and season > SEASON_DAYS),
        (Reason.LONG_GAP, gap is not None and abs(gap) > LONG_GAP_DAYS),
    )
    return tuple(reason for reason, holds in lines if holds)


def _forbidding(facts: Fitness, pair: ScenePair, seen_px: float) -> Iterator[Reason]:
    pixels = (pair.before_pixels, pair.after_pixels)
    if not set(pixels[0].roles) & set(pixels[1].roles) and not all(any(role.is_visible for role in one.roles) for one in pixels):
        yield Reason.DIFFERENT_BANDS
    if facts.gsd_m > COARSER_THAN_OBJECTS_M:
        yield Reason.TOO_COARSE
    if any(_needs_light(scene) and scene.sun_elevation_deg is not None and scene.sun_elevation_deg <= 0 for scene in (pair.before, pair.after)):
        yield Reason.NO_DAYLIGHT
    if seen_px < LEAST_SEEN_PX:
        yield Reason.CLOUD if max(facts.before.cloud_share, facts.after.cloud_share) > HIDDEN_SHARE else Reason.LITTLE_OVERLAP
    elif min(facts.before.grey_levels, facts.after.grey_levels) < NO_PICTURE_LEVELS:
        yield Reason.FEW_GREY_LEVELS


def _limiting(facts: Fitness, pair: ScenePair) -> Iterator[Reason]:
    yield from pair_reasons(pair.before, pair.after)
    yield from _of_angles(facts, pair)
    one, other = facts.before, facts.after
    lines = (
        (Reason.COARSE, facts.gsd_m > COARSE_M),
        (Reason.DIFFERENT_DETAIL, facts.gsd_ratio >= DETAIL_DIFFERS),
        (Reason.DIFFERENT_DEPTH, min(one.bits, other.bits) == 8 < max(one.bits, other.bits)),  # 8 bits are a stretch for the eye
        (Reason.FEW_GREY_LEVELS, min(one.grey_levels, other.grey_levels) < FEW_LEVELS),
        (Reason.LITTLE_OVERLAP, facts.overlap_share < LITTLE_OVERLAP),
        (Reason.CLOUD, max(one.cloud_share, other.cloud_share) > HIDDEN_SHARE),
        (Reason.CLOUD_SHADOW, max(one.cloud_shadow_share, other.cloud_shadow_share) > HIDDEN_SHARE),
        (Reason.HAZE, max(one.haze_share, other.haze_share) > HIDDEN_SHARE),
        (Reason.SATURATED, max(one.saturated_share, other.saturated_share) > HIDDEN_SHARE),
    )
    yield from (reason for reason, holds in lines if holds)


def _of_angles(facts: Fitness, pair: ScenePair) -> Iterator[Reason]:
    scenes = (pair.before, pair.after)
    if facts.views_apart is None:
        yield Reason.NO_VIEW_ANGLES
    if not all(map(_needs_light, scenes)):
        return
    elevations = [scene.sun_elevation_deg for scene in scenes]
    if None in elevations:
        yield Reason.NO_SUN_ANGLES
    if any(elevation is not None and elevation < LOW_SUN_DEG for elevation in elevations):
        yield Reason.LOW_SUN
    if facts.suns_apart is not None and facts.suns_apart > SUNS_DIFFER:
        yield Reason.DIFFERENT_SUN


def _needs_light(scene: Scene) -> bool:
    return not any(role.is_radar for role in scene.roles)


def _days(before: Scene, after: Scene) -> tuple[float | None, float | None]:
    """Days from one to the other, and how far apart they are in the year."""
    if before.acquired is None or after.acquired is None:
        return None, None
    days = (after.acquired.start - before.acquired.start).total_seconds() / 86_400
    over = abs(days) % _YEAR_DAYS
    return days, min(over, _YEAR_DAYS - over)


def _overlap(pair: ScenePair, grid: Grid, before: PictureFitness, after: PictureFitness) -> float:
    """Ground with data in both over the smaller picture's; rims without data, which slant through many pictures, count as covered by it."""
    smaller = min(pixels.grid.footprint.area_m2 for pixels in (pair.before_pixels, pair.after_pixels))
    return min(1.0, grid.footprint.area_m2 * (1 - max(before.nodata_share, after.nodata_share)) / smaller)

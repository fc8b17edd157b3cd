"""`Fitness`: how far two pictures can be compared at all, whatever they show."""

from __future__ import annotations

from enum import StrEnum

import attrs

from temoin.model.reason import Reason

__all__ = ["Fitness", "FitnessGrade", "HeightEffect", "PictureFitness"]


class FitnessGrade(StrEnum):
    """How far two pictures can be compared."""

    GOOD = "good"
    LIMITED = "usable-with-limits"
    NOT_COMPARABLE = "not-comparable"


@attrs.frozen(kw_only=True)
class PictureFitness:
    """One picture of a pair by itself; shares are of the ground that both pictures cover, 0 to 1.

    Args:
        gsd_m: size of its own pixels on the ground, metres, from its transform.
        bits: of its numbers.
        grey_levels: different numbers that its richest band holds between its 1st and 99th percentile.
        nodata_share: without data.
        cloud_share: under cloud.
        cloud_shadow_share: in the shadow of a cloud.
        haze_share: seen through haze or thin cloud.
        snow_share: under snow.
        saturated_share: overexposed.
        water_share: under water.
        building_shadow_share: in the shadow that a building of known height throws.
    """

    gsd_m: float
    bits: int
    grey_levels: int
    nodata_share: float = 0.0
    cloud_share: float = 0.0
    cloud_shadow_share: float = 0.0
    haze_share: float = 0.0
    snow_share: float = 0.0
    saturated_share: float = 0.0
    water_share: float = 0.0
    building_shadow_share: float = 0.0


@attrs.frozen(kw_only=True)
class HeightEffect:
    """What is to be expected of anything of one height; `None` where the angles are not known.

    Lengths are on level ground, in metres and in pixels of the common grid. Where azimuths are not known, what lies apart is the least it can be.

    Args:
        height_m: above the ground.
        parallax_m: how far apart its top lies in the two pictures.
        parallax_px: likewise.
        shadow_before_m: length of its shadow in the earlier picture.
        shadow_before_px: likewise.
        shadow_after_m: length of its shadow in the later picture.
        shadow_after_px: likewise.
        shadows_apart_m: how far apart the tips of the two shadows lie.
        shadows_apart_px: likewise.
    """

    height_m: float
    parallax_m: float | None
    parallax_px: float | None
    shadow_before_m: float | None
    shadow_before_px: float | None
    shadow_after_m: float | None
    shadow_after_px: float | None
    shadows_apart_m: float | None
    shadows_apart_px: float | None


@attrs.frozen(kw_only=True)
class Fitness:
    """How far two pictures can be compared; `temoin.align.quality` says where each line is drawn, and why there.

    Args:
        grade: `good` where nothing limits the comparison, `not-comparable` where anything forbids it.
        reasons: all that limits it, what forbids it first.
        forbidding: those of the reasons for which nothing may be measured.
        gsd_m: pixel of the common grid, metres.
        gsd_ratio: the coarser picture's pixel over the finer one's, 1 or more.
        overlap_share: ground with data in both, as a share of what the smaller picture covers.
        seen_share: ground seen in both, as a share of the common grid.
        gap_days: from the earlier to the later picture; `None` where a time is not known.
        season_days: how far apart they are in the year, 0 to 183; `None` likewise.
        views_apart: length of the difference of the two view vectors (tangent of the off-nadir angle, along the azimuth): metres that the two show
            each metre of height apart; without azimuths the least it can be, `None` without angles.
        suns_apart: the same for shadows (cotangent of the sun's elevation).
        before: the earlier picture.
        after: the later one.
        heights: what to expect of walls, roofs and towers.
    """

    grade: FitnessGrade
    reasons: tuple[Reason, ...] = ()
    forbidding: tuple[Reason, ...] = ()
    gsd_m: float
    gsd_ratio: float
    overlap_share: float
    seen_share: float
    gap_days: float | None
    season_days: float | None
    views_apart: float | None
    suns_apart: float | None
    before: PictureFitness
    after: PictureFitness
    heights: tuple[HeightEffect, ...] = ()

"""What limits the comparison of two acquisitions before a pixel is looked at."""

from __future__ import annotations

import math

from temoin.model import Reason, Scene

__all__ = ["pair_reasons"]

OBLIQUE_DEG = 30.0
"""Off-nadir angle from which façades fill what roofs should: a wall of height h covers h · tan(30°) = 0.58 h of the ground behind it. Copernicus
EMS and most orders ask for less than 25–30°."""
VIEWS_DIFFER = 0.36
"""Difference of the two view vectors (tan of the off-nadir angle, along the azimuth): at 0.36, a roof 10 m up lies 3.6 m apart in the two."""
SEASON_DAYS = 75
"""Days of the year apart from which leaves, crops and shadows are another season's."""
LONG_GAP_DAYS = 730
"""Two years: new building in between is then to be expected, whatever the event."""
_YEAR_DAYS = 365.25


def pair_reasons(before: Scene, after: Scene) -> tuple[Reason, ...]:
    """What the metadata of two acquisitions says against comparing them; empty where they say nothing against it, or nothing at all.

    >>> from temoin.testing import made_pair
    >>> import attrs
    >>> made = made_pair()
    >>> pair_reasons(made.before_scene, made.after_scene)
    ()
    >>> pair_reasons(made.before_scene, attrs.evolve(made.after_scene, off_nadir_deg=38.0, acquired=None))
    (<Reason.OBLIQUE_VIEW: 'oblique-view'>, <Reason.DIFFERENT_VIEWS: 'different-views'>, <Reason.NO_TIME: 'no-time'>)
    """
    reasons = []
    angles = (before.off_nadir_deg, after.off_nadir_deg)
    if any(angle is not None and abs(angle) > OBLIQUE_DEG for angle in angles):
        reasons.append(Reason.OBLIQUE_VIEW)
    apart = _view_difference(before, after)
    if apart is not None and apart > VIEWS_DIFFER:
        reasons.append(Reason.DIFFERENT_VIEWS)
    if before.acquired is None or after.acquired is None:
        return (*reasons, Reason.NO_TIME)
    days = (after.acquired.start - before.acquired.start).total_seconds() / 86_400
    over = abs(days) % _YEAR_DAYS
    if min(over, _YEAR_DAYS - over) > SEASON_DAYS:
        reasons.append(Reason.DIFFERENT_SEASONS)
    if abs(days) > LONG_GAP_DAYS:
        reasons.append(Reason.LONG_GAP)
    return tuple(reasons)


def _view_difference(before: Scene, after: Scene) -> float | None:
    """Length of the difference of the view vectors; without azimuths the least that it can be; `None` without angles."""
    if before.off_nadir_deg is None or after.off_nadir_deg is None:
        return None
    first, second = (math.tan(math.radians(abs(angle))) for angle in (before.off_nadir_deg, after.off_nadir_deg))
    if before.view_azimuth_deg is None or after.view_azimuth_deg is None:
        return abs(first - second)
    between = math.radians(before.view_azimuth_deg - after.view_azimuth_deg)
    return math.sqrt(max(0.0, first**2 + second**2 - 2 * first * second * math.cos(between)))

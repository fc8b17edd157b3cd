"""What metadata says against a comparison."""

from datetime import UTC, datetime

import attrs
import pytest

from temoin.align.quality import pair_reasons
from temoin.model import Reason, TimeRange
from temoin.testing import made_pair


@pytest.fixture(scope="module")
def scenes():
    """Two scenes that can be compared."""
    made = made_pair(1)
    return made.before_scene, made.after_scene


def _at(scene, year, month, day):
    return attrs.evolve(scene, acquired=TimeRange.at(datetime(year, month, day, 11, tzinfo=UTC)))


def test_nothing_against_like_scenes(scenes):
    """Three weeks apart and from straight above, nothing speaks against it."""
    assert pair_reasons(*scenes) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"off_nadir_deg": 31.0, "view_azimuth_deg": 0.0}, (Reason.OBLIQUE_VIEW, Reason.DIFFERENT_VIEWS)),
        ({"off_nadir_deg": 22.0}, (Reason.DIFFERENT_VIEWS,)),
        ({"off_nadir_deg": 15.0}, ()),
        ({"off_nadir_deg": None}, ()),
        ({"acquired": None}, (Reason.NO_TIME,)),
    ],
)
def test_views_and_times(scenes, changes, expected):
    """Angles past the thresholds and missing times are named; missing angles say nothing."""
    assert pair_reasons(scenes[0], attrs.evolve(scenes[1], **changes)) == expected


def test_two_oblique_views_from_opposite_sides_differ(scenes):
    """Equal angles from opposite sides are different views; from the same side they are not."""
    east = attrs.evolve(scenes[0], off_nadir_deg=20.0, view_azimuth_deg=90.0)
    assert Reason.DIFFERENT_VIEWS in pair_reasons(east, attrs.evolve(scenes[1], off_nadir_deg=20.0, view_azimuth_deg=270.0))
    assert Reason.DIFFERENT_VIEWS not in pair_reasons(east, attrs.evolve(scenes[1], off_nadir_deg=20.0, view_azimuth_deg=95.0))


def test_seasons_go_round_the_year(scenes):
    """December and January are one season, January and July are not; three years are a long gap."""
    before, after = scenes
    assert pair_reasons(_at(before, 2024, 12, 20), _at(after, 2025, 1, 10)) == ()
    assert pair_reasons(_at(before, 2025, 1, 10), _at(after, 2025, 7, 10)) == (Reason.DIFFERENT_SEASONS,)
    assert pair_reasons(_at(before, 2022, 7, 1), _at(after, 2025, 7, 1)) == (Reason.LONG_GAP,)

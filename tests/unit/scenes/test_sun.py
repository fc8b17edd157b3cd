"""The sun stands where almanacs say."""

from datetime import UTC, datetime

import pytest

from temoin.scenes.sun import sun_position


@pytest.mark.parametrize(
    ("moment", "longitude", "latitude", "elevation", "azimuth"),
    [
        # 90° - latitude + declination at local noon of solstice and equinox.
        (datetime(2025, 6, 21, 12, 2, tzinfo=UTC), 0.0, 51.48, 61.96, 180),
        (datetime(2025, 12, 21, 11, 58, tzinfo=UTC), 0.0, 51.48, 15.08, 180),
        (datetime(2025, 3, 20, 12, 7, tzinfo=UTC), 0.0, 0.0, 89.9, None),
        (datetime(2025, 6, 21, 2, 0, tzinfo=UTC), 151.2, -33.9, 32.7, 0),
    ],
)
def test_the_sun_at_noon(moment, longitude, latitude, elevation, azimuth):
    """Elevation at local noon is 90° less the distance between latitude and declination."""
    up, round_ = sun_position(moment, longitude, latitude)
    assert up == pytest.approx(elevation, abs=0.2)
    if azimuth is not None:
        assert min(abs(round_ - azimuth), 360 - abs(round_ - azimuth)) < 2.5


def test_the_morning_sun_stands_in_the_east():
    """Before noon the azimuth is under 180°, after it above."""
    assert sun_position(datetime(2025, 7, 2, 9, tzinfo=UTC), 0.0, 53.0)[1] < 180
    assert sun_position(datetime(2025, 7, 2, 15, tzinfo=UTC), 0.0, 53.0)[1] > 180

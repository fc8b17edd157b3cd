"""Two pictures that must be of one place and in order."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest
import rasterio
from affine import Affine

from temoin.errors import NoCoverageError, OptionError
from temoin.model import Reason, TimeRange
from temoin.read import SceneFacts, read_pair


def taken(day, hour=8):
    """What a caller knows of a picture of that day of July 2025."""
    return SceneFacts(acquired=TimeRange.at(datetime(2025, 7, day, hour, tzinfo=UTC)))


@pytest.fixture
def two(write_tif, ramp):
    """Two pictures of one place, with different pixels."""
    return write_tif("b.tif"), write_tif("a.tif", ramp()[::-1])


def transform_of(path):
    """Where the pixels of a file lie."""
    with rasterio.open(path) as file:
        return file.transform


def test_a_pair_is_read(two):
    """Both scenes with their own pixels and times."""
    pair = read_pair(*two, before_facts=taken(1), after_facts=taken(2))
    assert (pair.before.name, pair.after.name) == ("b.tif", "a.tif")
    assert (pair.before.acquired.start.day, pair.after.acquired.start.day) == (1, 2)
    assert (pair.before_pixels.read().array[0] == pair.after_pixels.read().array[2]).all()


def test_unknown_times_are_notes(two):
    """Without times the pair is read, and each scene says that its time is not known."""
    pair = read_pair(*two)
    assert pair.before.notes == pair.after.notes == (Reason.NO_TIME,)


def test_swapped_pictures_are_refused(two):
    """The error names both files and times and says how to mend it."""
    with pytest.raises(OptionError, match=r"swapped: b\.tif, given as before, was taken 2025-07-02.*a\.tif, given as after, 2025-07-01") as caught:
        read_pair(*two, before_facts=taken(2), after_facts=taken(1))
    assert "Swap --before and --after" in caught.value.hint


def test_one_day_without_hours_is_not_swapped(two):
    """Where only the day of one is known and the other lies in it, order cannot be told and is not refused."""
    day = SceneFacts(acquired=TimeRange.on(date(2025, 7, 1), UTC))
    read_pair(*two, before_facts=day, after_facts=taken(1))
    read_pair(*two, before_facts=taken(1), after_facts=day)


def test_the_same_moment_is_refused(two):
    """Two pictures of one moment are no before and after."""
    with pytest.raises(OptionError, match="same moment"):
        read_pair(*two, before_facts=taken(1), after_facts=taken(1))


def test_the_same_picture_twice_is_refused(write_tif, tmp_path):
    """By its bytes, so a copy under another name is found too."""
    path = write_tif("b.tif")
    copy = tmp_path / "copy.tif"
    copy.write_bytes(path.read_bytes())
    for other in (path, copy):
        with pytest.raises(OptionError, match="same picture"):
            read_pair(path, other)


def test_pictures_of_two_places_are_refused(write_tif, ramp):
    """The error tells where each lies and how far apart."""
    far = write_tif("far.tif", ramp()[::-1], transform=Affine(3, 0, 534_000, 0, -3, 6_305_000))
    with pytest.raises(NoCoverageError, match=r"b\.tif lies around 56\.8\d+ N 53\.\d+ E, far\.tif around .* E, \d+\.\d km away"):
        read_pair(write_tif("b.tif"), far)


def test_pictures_that_only_touch_share_no_ground(write_tif, ramp):
    """A common edge is not a common ground."""
    with pytest.raises(NoCoverageError):
        read_pair(write_tif("b.tif"), write_tif("t.tif", ramp()[::-1], transform=Affine(3, 0, 634_150, 0, -3, 6_305_000)))


def test_two_reference_systems_overlap(write_tif, ramp):
    """A picture in degrees and one in metres of one place make a pair, each on its own grid."""
    other = write_tif("deg.tif", ramp()[::-1], crs="EPSG:4326", transform=Affine(5e-5, 0, 53.198, 0, -3e-5, 56.8693))
    pair = read_pair(write_tif("b.tif"), other)
    assert (pair.before.grid.crs.to_epsg(), pair.after.grid.crs.to_epsg()) == (32639, 4326)


def test_two_files_of_one_name_get_two_ids(write_tif, ramp):
    """Ids stay unique in a case."""
    pair = read_pair(write_tif("x/s.tif"), write_tif("y/s.tif", ramp()[::-1]))
    assert (pair.before.id, pair.after.id) == ("before-s", "after-s")


def test_one_picture_in_two_files_is_refused(write_tif, ramp, tmp_path):
    """The same pixels in another file, or in a larger one, are one acquisition: "no change" would mean nothing."""
    noise = np.random.default_rng(3).integers(0, 255, (3, 40, 50), dtype=np.uint8)
    first, again = write_tif("b.tif", noise), write_tif("a.tif", noise, tags={"NOTE": "copied"})
    assert first.read_bytes() != again.read_bytes()
    with pytest.raises(OptionError, match=r"b\.tif and a\.tif hold the same pixels"):
        read_pair(first, again, before_facts=taken(1), after_facts=taken(2))
    part = write_tif("part.tif", noise[:, 5:, 10:], transform=transform_of(first) @ Affine.translation(10, 5))
    with pytest.raises(OptionError, match="the same pixels"):
        read_pair(first, part, before_facts=taken(1), after_facts=taken(2))


def test_one_different_pixel_makes_two_pictures(write_tif, tmp_path):
    """Only pictures that agree in every number they share are called the same; a uniform picture proves nothing."""
    noise = np.random.default_rng(3).integers(0, 254, (3, 40, 50), dtype=np.uint8)
    other = noise.copy()
    other[0, 39, 49] += 1
    assert read_pair(write_tif("b.tif", noise), write_tif("a.tif", other)).before.name == "b.tif"
    flat = np.full((3, 40, 50), 7, dtype=np.uint8)
    assert read_pair(write_tif("c.tif", flat), write_tif("d.tif", flat, tags={"NOTE": "x"})).after.name == "d.tif"

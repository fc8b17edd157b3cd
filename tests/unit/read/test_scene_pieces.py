"""Pieces of one acquisition laid together: which lies on top, what stays bit for bit, what is written of the seam, and what is refused."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

import attrs
import numpy as np
import pytest
from affine import Affine

from temoin.errors import CrsError, NoCoverageError, OptionError, TooLargeError, UnsupportedError
from temoin.geo import Footprint, Window
from temoin.model import Reason, Site, TimeRange
from temoin.raster import MaskKind
from temoin.read import RasterBounds, SceneFacts, read_pair, read_scene

_SPEC = importlib.util.spec_from_file_location("cameras", Path(__file__).with_name("cameras.py"))
cameras = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(cameras)

NOON = "2025-07-02T08:14:00Z"
X, Y = 634_000.0, 6_305_000.0


def at(col=0.0, row=0.0, gsd_m=3.0):
    """The place of a piece whose corner lies so many pixels right of and below the first one's."""
    return Affine(gsd_m, 0, X + 3.0 * col, 0, -gsd_m, Y - 3.0 * row)


@pytest.fixture
def piece(write_tif, ramp):
    """Writes a piece of 40 × 50 pixels, taken at noon."""

    def make(name, col=0.0, row=0.0, *, when=NOON, add=0, sensor=None, dtype="uint16", bands=3, gsd_m=3.0, **profile):
        tags = {"ACQUISITION_DATETIME": when} if when else {}
        tags |= {"SATELLITEID": sensor} if sensor else {}
        array = ramp(bands=bands, dtype=dtype) + np.dtype(dtype).type(add)
        return write_tif(name, array, tags=tags, **({"transform": at(col, row, gsd_m), "nodata": 0} | profile))

    return make


def test_the_first_lies_on_top_and_numbers_stay(piece, ramp):
    """On one lattice nothing is resampled: the first piece's numbers stand where it holds data, the second's beside it."""
    scene, pixels = read_scene([piece("a.tif"), piece("b.tif", 30, 12, add=1000)])
    image = pixels.read()
    first = ramp(dtype="uint16")
    assert image.shape == (3, 52, 80)
    assert np.array_equal(image.array[:, :40, :50], first)
    assert np.array_equal(image.array[:, 12:, 50:], first[:, :, 20:] + 1000)
    assert np.array_equal(image.array[:, 40:, 30:50], first[:, 28:, :20] + 1000)
    assert (image.flags[:12, 50:] == MaskKind.NODATA).all()
    assert (image.flags[40:, :30] == MaskKind.NODATA).all()
    assert image.mask.sum() == 2 * 40 * 50 - 28 * 20
    assert scene.grid.transform == at()
    assert scene.name == "a.tif + b.tif"


def test_where_the_first_holds_nothing_the_second_shows(piece, ramp, write_tif):
    """No data in the upper piece is no reason to hide what the lower one saw."""
    array = ramp(dtype="uint16")
    array[:, 10:20, 10:20] = 0
    holed = write_tif("holed.tif", array, tags={"ACQUISITION_DATETIME": NOON}, nodata=0)
    _, pixels = read_scene([holed, piece("b.tif", add=1000)])
    image = pixels.read()
    assert image.mask.all()
    assert np.array_equal(image.array[:, 10:20, 10:20], ramp(dtype="uint16")[:, 10:20, 10:20] + 1000)
    assert np.array_equal(image.array[:, :10], array[:, :10])


def test_windows_are_the_whole_in_pieces(piece):
    """Any window holds what the whole picture holds there."""
    _, pixels = read_scene([piece("a.tif"), piece("b.tif", 30, 12, add=1000), piece("c.tif", -20.4, 8.3, add=500)])
    whole = pixels.read()
    for row, col in ((0, 0), (10, 40), (30, 20), (5, 60)):
        window = Window(row_start=row, row_stop=row + 20, col_start=col, col_stop=col + 25)
        part, same = pixels.read(window), whole.read(window)
        assert np.array_equal(part.array, same.array)
        assert np.array_equal(part.flags, same.flags)
        assert part.grid == same.grid


def test_a_piece_beside_the_lattice_is_resampled_once(write_tif):
    """A ramp that lies a fraction of a pixel off comes out where it is on the ground."""
    col, row = np.meshgrid(np.arange(50), np.arange(40))

    def ramp_at(name, right, down):
        array = (100 + 2 * (col + right) + 3 * (row + down))[None].astype(np.float32)
        return write_tif(name, array, transform=at(right, down), tags={"ACQUISITION_DATETIME": NOON})

    _, pixels = read_scene([ramp_at("a.tif", 0, 0), ramp_at("b.tif", 40.37, 0.61)])
    image = pixels.read()
    col, row = np.meshgrid(np.arange(image.shape[2]), np.arange(image.shape[1]))
    inner = image.mask.copy()
    inner[:, 87:] = False  # two columns from the edge the kernel is cut
    inner[38:] = False
    inner[:4, 50:] = False
    assert inner[:, 60:80].any()
    assert np.abs(image.array[0] - (100 + 2 * col + 3 * row))[inner].max() < 0.02


def test_the_seam_is_written_down(piece):
    """Pieces with their hashes, the order, the overlap, the length of the seam and the step in brightness are kept with the scene."""
    scene, _ = read_scene([piece("a.tif"), piece("b.tif", 30, 0, add=10)])
    sources = dict(scene.sources)
    assert sources["grid"] == "2 pieces, each over those after it: a.tif, b.tif"
    assert sources["seam"].startswith("b.tif lies under the pieces above it over 40% of its ground; the seam is ")
    assert "its numbers differ from theirs by " in sources["seam"]
    assert [name for name, _ in scene.pieces] == ["a.tif", "b.tif"]
    assert scene.sha256 is None
    assert len(set(scene.hashes)) == 2
    assert Reason.LAID_TOGETHER in scene.notes


def test_a_folder_of_pieces_is_one_picture(piece, tmp_path):
    """In a folder the piece taken first lies on top."""
    piece("order/z.tif", when="2025-07-02T08:14:00Z")
    piece("order/a.tif", 30, 0, add=1000, when="2025-07-02T08:14:41Z")
    scene, _ = read_scene(tmp_path / "order")
    assert [name for name, _ in scene.pieces] == ["z.tif", "a.tif"]
    assert scene.acquired == TimeRange(start=datetime(2025, 7, 2, 8, 14, tzinfo=UTC), end=datetime(2025, 7, 2, 8, 14, 42, tzinfo=UTC))


def test_pieces_without_a_time_need_one_from_the_caller(piece):
    """Nothing says that undated pictures are of one acquisition, until the caller does."""
    paths = [piece("a.tif", when=None), piece("b.tif", 30, 0, when=None)]
    with pytest.raises(UnsupportedError, match=r"nothing says when a\.tif was taken") as caught:
        read_scene(paths)
    assert "--before-date" in caught.value.hint
    day = TimeRange.on(datetime(2025, 7, 2, tzinfo=UTC).date(), UTC)
    assert read_scene(paths, facts=SceneFacts(acquired=day))[0].acquired == day


@pytest.mark.parametrize(
    ("other", "error", "words"),
    [
        ({"when": "2025-07-05T08:14:00Z"}, UnsupportedError, r"taken at different times \(2025-07-02 08:14:00\+00:00 and 2025-07-05"),
        ({"when": "2025-07-02T08:40:00Z"}, UnsupportedError, "taken at different times"),
        ({"sensor": "WV03"}, UnsupportedError, "taken by WV02 and WV03"),
        ({"bands": 1}, UnsupportedError, "their bands differ"),
        ({"dtype": "uint8"}, UnsupportedError, "their numbers are uint16 and uint8"),
        ({"gsd_m": 2.0}, UnsupportedError, r"their pixels are of 3\.00 m and 2\.00 m"),
        ({"crs": "EPSG:32640"}, CrsError, "they are in EPSG:32639 and EPSG:32640"),
        ({"col": 4000.0}, UnsupportedError, "12 km apart"),
    ],
)
def test_what_is_not_of_one_acquisition_is_refused(piece, other, error, words):
    """Other days, sensors, bands, types, sizes or systems, or pieces far apart: both files are named, and the hint says what to do."""
    paths = [piece("a.tif", sensor="WV02"), piece("b.tif", **({"col": 30.0, "sensor": "WV02"} | other))]
    with pytest.raises(error, match=words) as caught:
        read_scene(paths)
    assert "a.tif" in caught.value.message
    assert "b.tif" in caught.value.message
    assert caught.value.hint


def test_pictures_of_other_days_are_sent_to_the_stack(piece):
    """A date that the caller states for both does not hide that the files bear two; the hint names the option for earlier pictures."""
    facts = SceneFacts(acquired=TimeRange.on(datetime(2025, 7, 2, tzinfo=UTC).date(), UTC))
    with pytest.raises(UnsupportedError, match="different times") as caught:
        read_scene([piece("a.tif"), piece("b.tif", when="2024-07-02T08:14:00Z")], facts=facts)
    assert "--earlier" in caught.value.hint


def test_bounds_and_points_hold_for_the_whole(piece, tmp_path):
    """The whole may not declare more than one picture may; control points are of one picture; no picture at all is an error too."""
    paths = [piece("a.tif"), piece("b.tif", 30, 0)]
    with pytest.raises(TooLargeError, match="2 pieces would make a picture of 80 × 40 pixels"):
        read_scene(paths, bounds=RasterBounds(samples=8000))
    points = tmp_path / "points.csv"
    points.write_text("0,0,53.2,56.8\n50,0,53.3,56.8\n0,40,53.2,56.7\n")
    with pytest.raises(OptionError, match="control points are of one picture"):
        read_scene(paths, facts=SceneFacts(gcps=points))
    with pytest.raises(OptionError, match="0 pictures"):
        read_scene([])


def test_a_site_crops_the_whole(piece):
    """A site across the seam is cut out of both pieces; one beside them is not covered."""
    paths = [piece("a.tif"), piece("b.tif", 30, 0, add=1000)]
    grid = read_scene(paths)[0].grid
    site = Site(footprint=grid.crop(Window(row_start=10, row_stop=12, col_start=48, col_stop=52)).footprint)
    scene, pixels = read_scene(paths, site=site)
    assert pixels.read().shape == (3, 40, 64)
    assert scene.grid == pixels.grid
    away = attrs.evolve(site, footprint=Footprint(shape=site.footprint.shape.buffer(0.1), crs=cameras.pyproj.CRS.from_epsg(32640)))
    with pytest.raises(NoCoverageError, match=r"a\.tif \+ b\.tif does not cover the site"):
        read_scene(paths, site=away)


def test_one_piece_in_both_pictures_is_refused(piece):
    """A file may not stand on both sides of a pair, as a piece either."""
    shared, other = piece("a.tif"), piece("b.tif", 30, 0)
    with pytest.raises(OptionError, match="byte for byte"):
        read_pair([shared, other], shared)


def test_strips_in_sensor_geometry_share_a_lattice(write_tif, tmp_path):
    """Two strips of one pass, each with its own camera model, come onto one grid and meet to a fraction of a pixel."""
    whole = cameras.Pinhole(shape=(300, 340))
    facts = SceneFacts(dem=cameras.write_dem(tmp_path / "dem.tif"))
    paths = []
    for name, cols in (("west.tif", slice(0, 200)), ("east.tif", slice(150, 340))):
        rpcs = attrs.evolve(whole.rpcs(), samp_off=whole.rpcs().samp_off - cols.start)
        tags = {"ACQUISITION_DATETIME": NOON}
        paths.append(write_tif(name, whole.picture()[:, :, cols], crs=None, transform=None, rpcs=rpcs, tags=tags))
    scene, pixels = read_scene(paths, facts=facts)
    image = pixels.read()
    rows, cols = np.nonzero(image.mask)
    x, y = image.grid.transform @ (cols + 0.5, rows + 0.5)
    off = np.hypot(*(image.array[:, rows, cols] - np.stack([x - cameras.EAST, y - cameras.NORTH])))
    assert np.quantile(off, 0.99) < 0.2
    assert (
        off.size
        > 0.95 * read_scene(write_tif("all.tif", whole.picture(), crs=None, transform=None, rpcs=whole.rpcs()), facts=facts)[1].read().mask.sum()
    )
    assert scene.notes == (Reason.PLACED_BY_CAMERA, Reason.LAID_TOGETHER)

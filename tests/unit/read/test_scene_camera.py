"""Pictures in sensor geometry: laid on the ground by their camera model, on one height or on a height model, or refused with a way out."""

from __future__ import annotations

import importlib.util
import itertools
import math
from pathlib import Path

import attrs
import numpy as np
import pytest
import rasterio
import shapely
from scipy.ndimage import map_coordinates

from temoin.errors import CrsError, InputError, NoCoverageError, UnreadableError, UnsupportedError
from temoin.geo import Footprint, Window
from temoin.geo.crs import WGS84
from temoin.model import Reason, Site
from temoin.raster import MaskKind
from temoin.raster.spline import Places
from temoin.read import SceneFacts, read_scene
from temoin.read.ortho import OrthoPixels

_SPEC = importlib.util.spec_from_file_location("cameras", Path(__file__).with_name("cameras.py"))
cameras = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(cameras)

CAMERA = cameras.Pinhole()
SIDE_CARS = ["_RPC.TXT", "_rpc.txt", ".RPB", ".geom"]


@pytest.fixture
def take(write_tif):
    """Writes the picture that a camera takes, with the model in its own tag; another model or none may be put there."""

    def make(camera=CAMERA, name="strip.tif", *, array=None, **profile):
        array = camera.picture() if array is None else array
        return write_tif(name, array, **({"crs": None, "transform": None, "rpcs": camera.rpcs()} | profile))

    return make


def misplaced(pixels, window=None):
    """By how many metres each pixel shows ground from elsewhere, shape (2, pixels): east and north."""
    image = pixels.read(window)
    rows, cols = np.nonzero(image.mask)
    x, y = image.grid.transform @ (cols + 0.5, rows + 0.5)
    return image.array[:, rows, cols] - np.stack([x - cameras.EAST, y - cameras.NORTH])


@pytest.mark.parametrize(("tilt", "towards"), [(0.0, 0.0), (25.0, 110.0), (38.0, 290.0)])
def test_relief_comes_out_right_with_a_height_model(take, tmp_path, tilt, towards):
    """Over hills of 140 m each pixel shows its own ground to a fraction of a pixel, however slanted the view."""
    camera = attrs.evolve(CAMERA, tilt_deg=tilt, towards_deg=towards)
    scene, pixels = read_scene(take(camera), facts=SceneFacts(dem=cameras.write_dem(tmp_path / "dem.tif")))
    off_px = np.hypot(*misplaced(pixels)) / min(scene.grid.gsd_m)
    assert np.median(off_px) < 0.02
    assert np.quantile(off_px, 0.99) < 0.1
    assert off_px.size > 0.9 * np.prod(camera.shape)
    assert scene.grid.gsd_m == pytest.approx((camera.gsd_m, camera.gsd_m), rel=0.03)
    assert scene.grid.crs.to_epsg() == 32639
    assert scene.notes == (Reason.NO_TIME, Reason.PLACED_BY_CAMERA)


def test_every_pixel_is_worked_out_on_rough_ground(take, tmp_path):
    """On heights that jump by metres from one sample to the next no pixel is placed by its neighbours: camera, heights and picture say the same."""
    rows, cols = CAMERA.shape
    dem = cameras.write_dem(tmp_path / "dem.tif")
    with rasterio.open(dem, "r+") as file:
        heights = file.read(1) + np.random.default_rng(7).normal(0, 4, file.shape).astype(np.float32)
        file.write(heights, 1)
        to_ground = file.transform
    own = np.stack(np.meshgrid(np.arange(cols) + 0.5, np.arange(rows) + 0.5)).astype(np.float32)
    _, pixels = read_scene(take(array=own), facts=SceneFacts(dem=dem))
    image = pixels.read()
    down, right = np.nonzero(image.mask)
    x, y = image.grid.transform @ (right + 0.5, down + 0.5)
    col, row = ~to_ground @ (x, y)
    height = map_coordinates(heights.astype(np.float64), [row - 0.5, col - 0.5], order=1)
    expected = np.stack(pixels.camera.pixels_of(*cameras.TO_DEGREES.transform(x, y), height))
    inner = (expected[0] > 3) & (expected[0] < cols - 3) & (expected[1] > 3) & (expected[1] < rows - 3)
    assert inner.sum() > 0.8 * rows * cols
    assert np.abs(image.array[:, down, right] - expected)[:, inner].max() < 0.01


@pytest.mark.parametrize("has_dem", [True, False])
@pytest.mark.parametrize("shape", [(160, 180), (1, 1), (513, 40)])
def test_numbers_are_sampled_anew_from_the_cameras_own_pixels(take, tmp_path, has_dem, shape):
    """At places between the pixels of the ground each number is what the camera saw there, up to the spline; twice sampled it would be off."""
    facts = SceneFacts(dem=cameras.write_dem(tmp_path / "dem.tif")) if has_dem else SceneFacts(height_m=320.0)
    _, pixels = read_scene(take(), facts=facts)
    rows, cols = (np.arange(0, side + 64, 32.0) for side in shape)
    nodes = np.stack(np.broadcast_arrays(rows[:, None] + 140.37 + 0.002 * cols, cols + 170.61))
    grid = attrs.evolve(pixels.grid, height=shape[0], width=shape[1])
    image = pixels.sample(Places(nodes=nodes, step=32, corner=(0, 0), shape=shape), grid)
    down, right = np.nonzero(image.mask)
    assert len(down) > 0.3 * np.prod(shape)
    x, y = pixels.grid.transform @ (right + 171.11, down + 140.87 + 0.002 * right)
    expected = np.stack([x - cameras.EAST, y - cameras.NORTH])
    if not has_dem:
        whole = pixels.read()
        expected = np.stack([map_coordinates(band, [down + 140.37 + 0.002 * right, right + 170.61], order=1) for band in whole.array])
    off = np.hypot(*(image.array[:, down, right] - expected)) / min(pixels.grid.gsd_m)
    assert np.quantile(off, 0.95) < 0.1


def test_nothing_is_sampled_where_the_camera_saw_nothing(take):
    """Beyond the picture there is no data."""
    _, pixels = read_scene(take(), facts=SceneFacts(height_m=320.0))
    nodes = np.indices((4, 4)) * 32.0 + 50_000
    assert not pixels.sample(Places(nodes=nodes, step=32, corner=(0, 0), shape=(60, 60)), attrs.evolve(pixels.grid, height=60, width=60)).mask.any()


@pytest.mark.parametrize("height", [None, 340.0])
def test_level_ground_is_off_by_what_is_said(take, height):
    """On one height, ground lies off by its own height above it times the tangent of the view; the sources say how much that is."""
    scene, pixels = read_scene(take(), facts=SceneFacts(height_m=height))
    level = 300.0 if height is None else height
    x, y = np.array([cameras.EAST - 150.0, cameras.EAST + 120]), np.array([cameras.NORTH + 90.0, cameras.NORTH - 100])
    found = []
    for place in zip(x, y, strict=True):
        row, col = (round(number) for number in scene.grid.rowcol(*place))
        off = misplaced(pixels, Window(row_start=row, row_stop=row + 1, col_start=col, col_stop=col + 1))
        shown = cameras.hills(*(np.array(scene.grid.xy(row, col)) + off[:, 0])) - level
        found.append((float(np.hypot(*off)[0]), abs(shown) * math.tan(math.radians(25.0))))
    assert [off for off, _ in found] == pytest.approx([expected for _, expected in found], abs=0.1)
    said = dict(scene.sources)["grid"]
    assert "each 10 m of error in height put ground 4.7 m off" in said
    assert (Reason.HEIGHT_ASSUMED in scene.notes) == (height is None)
    assert ("300 m, the middle of the camera model's heights" in said) == (height is None)


def test_the_view_is_read_off_the_model(take, write_json):
    """Angle and direction of the view come from the model where no metadata gives them, and give way to those that do."""
    scene, _ = read_scene(take())
    assert scene.off_nadir_deg == pytest.approx(25.0, abs=0.02)
    assert scene.view_azimuth_deg == pytest.approx(110.0 + 1.84, abs=0.05)  # grid north lies 1.84° beside true north there
    assert dict(scene.sources)["off_nadir_deg"] == "the camera model (RPC) in strip.tif"


def test_windows_are_the_whole_picture_in_pieces(take, tmp_path):
    """A window holds what the whole picture holds there, and only the part of the file that sees it is decoded."""
    _, pixels = read_scene(take(), facts=SceneFacts(dem=cameras.write_dem(tmp_path / "dem.tif")))
    asked = []

    class Watched:
        dtype, roles = pixels.source.dtype, pixels.source.roles

        def read(self, window):
            asked.append(window)
            return pixels.source.read(window)

    watched = attrs.evolve(pixels, source=Watched())
    whole = pixels.read()
    for row, col in itertools.product((100, 180), (90, 200)):
        window = Window(row_start=row, row_stop=row + 60, col_start=col, col_stop=col + 70)
        part, same = watched.read(window), whole.read(window)
        assert part.grid == same.grid
        assert np.array_equal(part.flags, same.flags)
        assert np.abs(part.array - same.array).max() < 0.001
    assert all(np.prod(window.shape) < 0.35 * np.prod(CAMERA.shape) for window in asked)


def test_outside_the_picture_there_is_nothing(take):
    """A turned picture leaves corners of its grid without data; nothing is made up there."""
    _, pixels = read_scene(take())
    image = pixels.read()
    corners = image.flags[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert (corners == MaskKind.NODATA).all()
    assert (image.array[:, ~image.mask] == 0).all()
    far = attrs.evolve(pixels, grid=attrs.evolve(pixels.grid, transform=pixels.grid.transform @ rasterio.Affine.translation(5000, 0)))
    assert not far.read().mask.any()


@pytest.mark.parametrize("ending", SIDE_CARS)
def test_every_form_of_a_camera_model_says_the_same(take, tmp_path, ending):
    """A model beside the picture puts it where its own tag does."""
    expected, _ = read_scene(take(name="tagged.tif"))
    path = take(name="plain.tif", rpcs=None)
    (tmp_path / f"plain{ending}").write_text(cameras.as_text(CAMERA.rpcs(), ending))
    scene, pixels = read_scene(path)
    assert isinstance(pixels, OrthoPixels)
    assert np.allclose(scene.grid.transform[:6], expected.grid.transform[:6], atol=1e-5)
    assert f"plain{ending}" in dict(scene.sources)["grid"]


def test_a_cut_out_with_a_geom_file_counts_from_the_uncut_corner(take, tmp_path):
    """The transform of a cut-out says how far its corner lies from the one that a `.geom` counts from."""
    rows, cols = slice(60, 260), slice(40, 300)
    transform = rasterio.Affine.translation(cols.start - 0.5, rows.start - 0.5)
    path = take(name="cut.tif", array=CAMERA.picture()[:, rows, cols], rpcs=None, transform=transform)
    (tmp_path / "cut.geom").write_text(cameras.as_text(CAMERA.rpcs(), ".geom"))
    _, pixels = read_scene(path, facts=SceneFacts(dem=cameras.write_dem(tmp_path / "dem.tif")))
    assert np.quantile(np.hypot(*misplaced(pixels)), 0.99) < 0.2


def test_heights_over_the_sea_are_raised_by_the_stated_height(take, tmp_path):
    """A height model that counts from the sea gives the same picture once the geoid's height is stated."""
    path, facts = take(), SceneFacts(dem=cameras.write_dem(tmp_path / "sea.tif", down_m=12.5), height_m=12.5)
    scene, pixels = read_scene(path, facts=facts)
    assert np.quantile(np.hypot(*misplaced(pixels)), 0.99) < 0.2
    assert "the heights of sea.tif raised by 12.5 m (SHA-256 " in dict(scene.sources)["grid"]


def test_a_hole_in_the_heights_is_a_hole_in_the_picture(take, tmp_path):
    """Where the height model says nothing the picture holds nothing; the rest stands."""
    _, pixels = read_scene(take(), facts=SceneFacts(dem=cameras.write_dem(tmp_path / "dem.tif", hole=True)))
    image = pixels.read()
    row, col = (round(number) for number in image.grid.rowcol(cameras.EAST, cameras.NORTH))
    assert (image.flags[row - 20 : row + 20, col - 20 : col + 20] == MaskKind.NODATA).all()
    assert image.mask.mean() > 0.45


@pytest.mark.parametrize(
    ("dem", "error", "words"),
    [
        ({"half_m": 200.0}, NoCoverageError, r"dem\.tif covers only \d+% of strip\.tif"),
        ({"transform": rasterio.Affine(5, 0, 640_000, 0, -5, 6_305_800)}, NoCoverageError, r"dem\.tif covers nothing of strip\.tif"),
        ({"nodata": None, "down_m": 20_000.0}, UnreadableError, "no heights in metres"),
        ({"crs": None}, CrsError, "does not say in its own tags where it lies"),
        ({"count": 3}, UnsupportedError, "no height model"),
        ({"dtype": "uint8", "nodata": 0}, UnsupportedError, "no height model"),
    ],
)
def test_a_height_model_that_does_not_serve_is_refused(take, tmp_path, dem, error, words):
    """Too small, elsewhere, not in metres, without a place, or a picture: the file is named and the hint says what to give."""
    path = cameras.write_dem(tmp_path / "dem.tif", **dem)
    with pytest.raises(error, match=words) as caught:
        read_scene(take(), facts=SceneFacts(dem=path))
    assert caught.value.hint


def test_a_height_model_without_any_height_is_refused(take, tmp_path):
    """Nothing but nodata under the picture is no level ground at zero."""
    path = cameras.write_dem(tmp_path / "dem.tif")
    with rasterio.open(path, "r+") as file:
        file.write(np.full((1, *file.shape), -9999, np.float32))
    with pytest.raises(NoCoverageError, match="holds no height anywhere under"):
        read_scene(take(), facts=SceneFacts(dem=path))


def test_a_height_model_of_the_site_is_enough_for_the_site(take, tmp_path):
    """Cropped to a site, only the site's ground needs heights."""
    dem = cameras.write_dem(tmp_path / "dem.tif", half_m=200.0)
    x, y = cameras.TO_DEGREES.transform(cameras.EAST + np.array([-30, 30, 0]), cameras.NORTH + np.array([-30, -30, 30]))
    site = Site(footprint=Footprint(shape=shapely.Polygon(np.column_stack([x, y])), crs=WGS84))
    _, pixels = read_scene(take(), facts=SceneFacts(dem=dem), site=site)
    assert np.hypot(*misplaced(pixels)).max() < 0.2


BROKEN = {
    "a list is short": (lambda text: text.replace("SAMP_DEN_COEFF_20", "SAMP_DEN_COEFF_XX"), "not whole: SAMP_DEN_COEFF"),
    "an offset is gone": (lambda text: text.replace("LINE_OFF", "LINE_OFT"), "not whole: LINE_OFF"),
    "no line is a number": (lambda _: "not a model", "not whole"),
    "a scale is negative": (lambda text: text.replace("LAT_SCALE: +5", "LAT_SCALE: -5"), "numbers that no camera has"),
    "a latitude of 156": (lambda text: text.replace("LAT_OFF: +5.6", "LAT_OFF: +1.56E+02 "), "numbers that no camera has"),
    "rows and columns do not depend on the ground": (
        lambda text: (
            "\n".join(line for line in text.splitlines() if "NUM_COEFF" not in line)
            + "".join(f"\n{axis}_NUM_COEFF_{number}: {1.0 if number == 1 else 0.0}" for axis in ("LINE", "SAMP") for number in range(1, 21))
        ),
        "does not fit its picture",
    ),
    "another picture's": (lambda text: text.replace("LINE_OFF: +1", "LINE_OFF: +1000").replace("SAMP_OFF: +1", "SAMP_OFF: +9000"), "does not fit"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_camera_model_is_named(take, tmp_path, what):
    """A model that is not whole, or that no camera can have, is an error that names its file; the picture is never laid by it."""
    change, words = BROKEN[what]
    path = take(rpcs=None)
    (tmp_path / "strip_RPC.TXT").write_text(change(cameras.as_text(CAMERA.rpcs(), "_RPC.TXT")))
    with pytest.raises(InputError, match=words) as caught:
        read_scene(path)
    assert "strip_RPC.TXT" in caught.value.message


def test_control_points_go_before_a_camera_model(take, tmp_path):
    """Who gives control points wants them used; own tags go before the model too."""
    points = [(0, 0), (340, 0), (0, 300), (340, 300)]
    ground = [cameras.TO_DEGREES.transform(cameras.EAST + 2 * col, cameras.NORTH - 2 * row) for col, row in points]
    lines = [f"{col},{row},{lon:.9f},{lat:.9f}" for (col, row), (lon, lat) in zip(points, ground, strict=True)]
    file = tmp_path / "points.csv"
    file.write_text("\n".join(lines))
    scene, _ = read_scene(take(), facts=SceneFacts(gcps=file))
    assert Reason.PLACED_BY_POINTS in scene.notes
    placed, pixels = read_scene(take(name="placed.tif", crs="EPSG:32639", transform=rasterio.Affine(2, 0, 634_000, 0, -2, 6_305_000)))
    assert Reason.PLACED_BY_CAMERA not in placed.notes
    assert not isinstance(pixels, OrthoPixels)


def test_a_damaged_height_model_is_named(take, tmp_path):
    """A truncated height model is an error of that file."""
    path = cameras.write_dem(tmp_path / "dem.tif")
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(UnreadableError, match=r"dem\.tif"):
        read_scene(take(), facts=SceneFacts(dem=path))

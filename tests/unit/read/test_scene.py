"""Reading one picture: bands, masks, windows and where each field came from."""

from __future__ import annotations

import hashlib
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.enums import ColorInterp

from temoin.errors import NoCoverageError, OptionError, UnreadableError, UnsupportedError
from temoin.geo import Footprint, Window, parse_crs
from temoin.model import Reason, Site, TimeRange
from temoin.raster import BandRole, MaskKind
from temoin.read import SceneFacts, read_scene

NODATA = MaskKind.NODATA


def flagged(image):
    """Where an image holds nothing."""
    return (image.flags & np.uint8(NODATA)) != 0


def test_a_geotiff_is_read_as_it_is(write_tif, ramp):
    """Pixels, grid and hash are those of the file, and every pixel is usable."""
    path = write_tif()
    scene, pixels = read_scene(path)
    image = pixels.read()
    assert (image.array == ramp()).all()
    assert image.mask.all()
    assert scene.grid == pixels.grid == image.grid
    assert scene.grid.crs == parse_crs("EPSG:32639")
    assert scene.grid.xy(0, 0) == (634_001.5, 6_304_998.5)
    assert scene.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (scene.id, scene.name) == ("scene", "scene.tif")
    assert scene.notes == (Reason.NO_TIME,)
    assert scene.acquired is None


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32", "float64"])
def test_all_number_types_are_kept(write_tif, ramp, dtype):
    """Eight and sixteen bits and floats come out as they went in."""
    _, pixels = read_scene(write_tif(array=ramp(bands=2, dtype=dtype)))
    image = pixels.read()
    assert pixels.dtype == image.array.dtype == np.dtype(dtype)
    assert (image.array == ramp(bands=2, dtype=dtype)).all()


@pytest.mark.parametrize(
    ("bands", "roles"),
    [
        (1, (BandRole.PAN,)),
        (2, (BandRole.UNKNOWN,) * 2),
        (3, (BandRole.RED, BandRole.GREEN, BandRole.BLUE)),
        (4, (BandRole.UNKNOWN,) * 4),
        (7, (BandRole.UNKNOWN,) * 7),
    ],
)
def test_roles_fall_back_on_the_number_of_bands(write_tif, ramp, bands, roles):
    """Without a word from the file one band is panchromatic and three are colours; four are not guessed."""
    scene, _ = read_scene(write_tif(array=ramp(bands=bands, dtype="uint16"), photometric="minisblack"))
    assert scene.roles == roles
    assert ("roles", "the number of bands alone") in scene.sources


def test_the_fourth_band_of_an_eight_bit_picture_is_transparency(write_tif, ramp):
    """A red, green, blue, alpha file has three bands, and its transparent pixels hold nothing."""
    array = ramp(bands=4)
    array[3] = 255
    array[3, :5] = 0
    scene, pixels = read_scene(write_tif(array=array, photometric="rgb", alpha="yes"))
    image = pixels.read()
    assert scene.roles == (BandRole.RED, BandRole.GREEN, BandRole.BLUE)
    assert image.shape == (3, 40, 50)
    assert flagged(image)[:5].all()
    assert not flagged(image)[5:].any()


def test_near_infrared_is_known_where_the_file_names_it(write_tif, ramp):
    """A band described as near-infrared is that, even where GDAL calls it transparency."""
    path = write_tif(array=ramp(bands=4), photometric="rgb", alpha="yes", descriptions=("red", "green", "blue", "Near Infrared"))
    scene, pixels = read_scene(path)
    assert scene.roles == (BandRole.RED, BandRole.GREEN, BandRole.BLUE, BandRole.NIR)
    assert pixels.read().shape[0] == 4


def test_described_transparency_stays_transparency(write_tif, ramp):
    """A band described as alpha is not counted among the picture's bands."""
    path = write_tif(array=ramp(bands=4), photometric="rgb", alpha="yes", descriptions=("red", "green", "blue", "alpha"))
    assert read_scene(path)[0].roles == (BandRole.RED, BandRole.GREEN, BandRole.BLUE)


def test_colours_of_the_file_give_the_roles(write_tif, ramp):
    """Blue, green, red in that order is read in that order."""
    colours = [ColorInterp.blue, ColorInterp.green, ColorInterp.red]
    assert read_scene(write_tif(colours=colours))[0].roles == (BandRole.BLUE, BandRole.GREEN, BandRole.RED)


def test_nodata_of_eight_bits_needs_all_bands(write_tif, ramp):
    """A zero in one band of a colour picture is a colour; in all bands it is nothing."""
    array = ramp()
    array[0, 3, 3] = 0
    array[:, 7, 7] = 0
    flags = flagged(read_scene(write_tif(array=array, nodata=0))[1].read())
    assert flags[7, 7]
    assert flags.sum() == 1


def test_nodata_of_sixteen_bits_needs_one_band(write_tif, ramp):
    """At the rim of a strip one band may be missing: that pixel holds nothing."""
    array = ramp(bands=4, dtype="uint16")
    array[2, 3, 3] = 0
    flags = flagged(read_scene(write_tif(array=array, nodata=0))[1].read())
    assert flags[3, 3]
    assert flags.sum() == 1


def test_numbers_that_are_not_finite_hold_nothing(write_tif, ramp):
    """NaN and infinity are flagged, declared or not, and leave no trace in the array."""
    array = ramp(bands=2, dtype="float32")
    array[0, 1, 1], array[1, 2, 2] = np.nan, np.inf
    image = read_scene(write_tif(array=array))[1].read()
    assert flagged(image)[1, 1]
    assert flagged(image)[2, 2]
    assert flagged(image).sum() == 2
    assert np.isfinite(image.array).all()


def test_an_internal_mask_is_respected(write_tif):
    """Pixels that the file's own mask hides hold nothing."""
    mask = np.full((40, 50), 255, np.uint8)
    mask[:, :4] = 0
    flags = flagged(read_scene(write_tif(mask=mask))[1].read())
    assert flags[:, :4].all()
    assert not flags[:, 4:].any()


def test_a_mask_file_of_the_same_name_is_respected(write_tif):
    """GDAL's `.msk` beside the picture is read; one of another size is refused."""
    path = write_tif()
    mask = np.full((1, 40, 50), 255, np.uint8)
    mask[0, :, 46:] = 0
    write_tif("scene.tif.msk", mask)
    scene, pixels = read_scene(path)
    assert flagged(pixels.read()).sum() == 4 * 40
    assert ("flags", "scene.tif.msk") in scene.sources
    write_tif("scene.tif.msk", mask[:, :5])
    with pytest.raises(UnreadableError, match="not of the size"):
        read_scene(path)


def test_a_palette_becomes_colours(write_tif, tmp_path):
    """An indexed picture is handed out as red, green, blue, its nodata entry as nothing."""
    index = np.zeros((1, 40, 50), np.uint8)
    index[0, :, 10:] = 1
    path = write_tif(array=index, nodata=0)
    with rasterio.open(path, "r+") as file:
        file.write_colormap(1, {0: (0, 0, 0, 0), 1: (200, 30, 20, 255)})
    scene, pixels = read_scene(path)
    image = pixels.read()
    assert scene.roles == (BandRole.RED, BandRole.GREEN, BandRole.BLUE)
    assert image.array[:, 5, 20].tolist() == [200, 30, 20]
    assert flagged(image)[:, :10].all()
    assert not flagged(image)[:, 10:].any()


def test_a_transparent_palette_entry_holds_nothing(tmp_path):
    """A PNG with a palette may call one of its colours transparent."""
    from PIL import Image as Pillow

    index = np.zeros((40, 50), np.uint8)
    index[:, 10:] = 1
    made = Pillow.frombytes("P", (50, 40), index.tobytes())
    made.putpalette([0, 0, 0, 200, 30, 20])
    made.save(tmp_path / "p.png", transparency=0)
    (tmp_path / "p.pgw").write_text("3\n0\n0\n-3\n634000\n6305000\n")
    image = read_scene(tmp_path / "p.png", facts=SceneFacts(crs="EPSG:32639"))[1].read()
    assert image.array[:, 5, 20].tolist() == [200, 30, 20]
    assert flagged(image)[:, :10].all()
    assert not flagged(image)[:, 10:].any()


def test_undeclared_black_fill_holds_nothing(write_tif, ramp):
    """A block of zeros in all bands is fill where the file declares none; a few dark pixels are not."""
    array = ramp(rows=120, cols=130)
    array[:, :40] = 0
    for row in range(40, 60):
        array[:, row, : 60 - row] = 0  # a slanted rim
    array[:, 100:104, 100:104] = 0  # deep shadow
    flags = flagged(read_scene(write_tif(array=array))[1].read())
    assert flags[:40].all()
    assert flags[45, :10].all()
    assert not flags[100:104, 100:104].any()


def test_a_window_is_the_same_part_of_the_whole(write_tif, write_png, ramp):
    """Reading by window gives what cutting the whole gives, fill and all, for formats of both kinds."""
    array = ramp(rows=120, cols=130)
    array[:, 30:70, :33] = 0
    window = Window(row_start=28, row_stop=61, col_start=20, col_stop=77)
    png = write_png(array=array)
    facts = SceneFacts(crs="EPSG:32639")
    png.with_suffix(".pgw").write_text("3\n0\n0\n-3\n634000\n6305000\n")
    for path in (write_tif(array=array), png):
        _, pixels = read_scene(path, facts=facts)
        part, cut = pixels.read(window), pixels.read().read(window)
        assert (part.array == cut.array).all()
        assert (part.flags == cut.flags).all()
        assert part.grid == cut.grid


def test_a_window_outside_is_refused(write_tif):
    """A window that leaves the picture is an error, not a smaller answer."""
    _, pixels = read_scene(write_tif())
    with pytest.raises(NoCoverageError, match=r"scene\.tif"):
        pixels.read(Window(row_start=30, row_stop=41, col_start=0, col_stop=50))


def test_pixels_serve_threads_and_travel(write_tif, write_png, ramp):
    """One value reads in several threads at once, and in another process after pickling."""
    png = write_png(array=ramp(rows=200, cols=200))
    png.with_suffix(".pgw").write_text("3\n0\n0\n-3\n634000\n6305000\n")
    for path in (write_tif(array=ramp(rows=200, cols=200), tiled=True, blockxsize=16, blockysize=16), png):
        _, pixels = read_scene(path, facts=SceneFacts(crs="EPSG:32639"))
        windows = [Window(row_start=r, row_stop=r + 50, col_start=c, col_stop=c + 50) for r in range(0, 200, 50) for c in range(0, 200, 50)]
        with ThreadPoolExecutor(4) as pool:
            parts = list(pool.map(pixels.read, windows))
        whole = pickle.loads(pickle.dumps(pixels)).read()  # noqa: S301  # our own bytes
        for window, part in zip(windows, parts, strict=True):
            assert (part.array == whole.read(window).array).all()


def test_nothing_is_written_beside_a_picture(write_tif, tmp_path):
    """Reading leaves the folder as it was."""
    path = write_tif()
    before = sorted(file.name for file in tmp_path.iterdir())
    read_scene(path)[1].read()
    assert sorted(file.name for file in tmp_path.iterdir()) == before


def test_a_site_crops_the_picture_with_a_margin(write_tif, ramp):
    """The crop holds the site and at least 32 pixels around it, and reads the same ground."""
    array = ramp(rows=300, cols=320, dtype="uint16")
    path = write_tif(array=array)
    square = shapely.box(634_000 + 150 * 3, 6_305_000 - 170 * 3, 634_000 + 160 * 3, 6_305_000 - 150 * 3)
    site = Site(footprint=Footprint(shape=square, crs=parse_crs("EPSG:32639")).to_crs(parse_crs("EPSG:4326")))
    scene, pixels = read_scene(path, site=site)
    image = pixels.read()
    rows, cols = image.grid.shape
    assert scene.grid == pixels.grid == image.grid
    assert 84 <= rows <= 87
    assert 74 <= cols <= 77
    row, col = (round(value) for value in parse_row_col(image.grid))
    assert (image.array == array[:, row : row + rows, col : col + cols]).all()
    part = pixels.read(Window(row_start=3, row_stop=9, col_start=4, col_stop=12))
    assert (part.array == image.array[:, 3:9, 4:12]).all()


def parse_row_col(grid):
    """Row and column of a crop's corner in the whole picture."""
    return ((6_305_000 - grid.transform.f) / 3, (grid.transform.c - 634_000) / 3)


def test_a_site_elsewhere_is_no_coverage(write_tif):
    """The error says where the picture lies and where the site."""
    site = Site(footprint=Footprint(shape=shapely.box(2.0, 48.0, 2.1, 48.1), crs=parse_crs("EPSG:4326")))
    with pytest.raises(NoCoverageError, match=r"scene\.tif does not cover the site.* N .* E.*48\.0500 N 2\.0500 E"):
        read_scene(write_tif(), site=site)


@pytest.mark.parametrize(
    "transform",
    [
        Affine(3, 0, 634_000, 0, 3, 6_304_000),  # south up
        Affine.translation(634_000, 6_305_000) @ Affine.rotation(27) @ Affine.scale(3, -3),
        Affine.translation(634_000, 6_305_000) @ Affine.shear(10, 4) @ Affine.scale(3, -3),
    ],
)
def test_turned_and_sheared_grids_are_kept(write_tif, transform):
    """South-up, rotated and sheared pictures keep their affine and their ground distance."""
    scene, pixels = read_scene(write_tif(transform=transform))
    assert scene.grid.transform.almost_equals(transform, 1e-6)
    assert scene.grid.gsd_m[0] == pytest.approx(3.0, rel=0.05)
    assert pixels.read().grid == scene.grid


def test_a_picture_in_degrees_is_measured_on_the_ground(write_tif):
    """In longitude and latitude the ground distance differs by direction, as it should."""
    scene, _ = read_scene(write_tif(crs="EPSG:4326", transform=Affine(6e-6, 0, -94.5, 0, -6e-6, 37.07)))
    down, right = scene.grid.gsd_m
    assert down == pytest.approx(0.666, abs=0.002)
    assert right == pytest.approx(0.534, abs=0.002)


def test_what_the_caller_states_wins(write_tif):
    """Time, sensor, credit and licence from the caller go before the file's, and a clash of times is noted."""
    path = write_tif(tags={"ACQUISITION_DATETIME": "2025-07-02T08:00:00Z", "SENSOR": "X1"})
    moment = TimeRange.at(datetime(2025, 6, 30, 9, tzinfo=UTC))
    scene, _ = read_scene(path, facts=SceneFacts(acquired=moment, sensor="Y2", credit="Image © A", licence="CC BY 4.0"))
    assert (scene.acquired, scene.sensor, scene.credit, scene.licence) == (moment, "Y2", "Image © A", "CC BY 4.0")
    assert scene.notes == (Reason.TIMES_CLASH,)
    assert ("acquired", "stated by the caller") in scene.sources
    assert any("2025-07-02" in source and "not used" in source for _, source in scene.sources)


def test_a_stated_day_that_holds_the_moment_is_no_clash(write_tif):
    """A day and a moment within it agree."""
    path = write_tif(tags={"ACQUISITION_DATETIME": "2025-07-02T08:00:00Z"})
    day = TimeRange.on(datetime(2025, 7, 2, tzinfo=UTC).date(), UTC)
    assert read_scene(path, facts=SceneFacts(acquired=day))[0].notes == ()


def test_a_folder_with_one_picture_is_that_picture(write_tif):
    """A folder is looked through; several pictures that nothing calls pieces of one are named in the error."""
    path = write_tif("delivery/a/one.tif")
    assert read_scene(path.parents[1])[0].name == "one.tif"
    write_tif("delivery/b/two.tif")
    with pytest.raises(UnsupportedError, match=r"2 pictures: one\.tif, two\.tif; nothing says when"):
        read_scene(path.parents[1])


@pytest.mark.parametrize("path", ["https://example.org/a.tif", "/vsicurl/https://example.org/a.tif", "/vsizip/a.zip/b.tif", "s3://bucket/key.tif"])
def test_addresses_are_refused(path):
    """Nothing is fetched from a network, and GDAL's virtual paths are not typed in."""
    with pytest.raises(OptionError, match="not a file on this machine"):
        read_scene(path)

"""When a picture was taken and how: tags, STAC items, xBD labels, in their order."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from temoin.model import Reason, TimeRange
from temoin.raster import BandRole
from temoin.read import read_scene
from temoin.read.acquired import moment_of

MOMENT = datetime(2025, 7, 2, 8, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "assumed"),
    [
        ("2025-07-02T08:14:05Z", MOMENT, False),
        ("2025-07-02T08:14:05.123456789Z", MOMENT.replace(microsecond=123456), False),
        ("2025-07-02T10:14:05+02:00", MOMENT, False),
        ("2025-07-02 08:14:05 UTC", MOMENT, False),
        ("2025-07-02T08:14:05", MOMENT, True),
        ("2025:07:02 08:14:05", MOMENT, True),
        ("2025:07:02T08:14:05Z", MOMENT, False),
    ],
)
def test_metadata_times(text, start, assumed):
    """ISO 8601 and TIFF's form; a missing zone is taken as UTC and that is kept."""
    found = moment_of(text)
    assert found is not None
    assert (found.start, found.zone_assumed, found.is_day) == (start, assumed, False)


@pytest.mark.parametrize("text", ["2025-07-02", "2025:07:02"])
def test_a_day_alone_is_that_day(text):
    """Without an hour the whole day is meant."""
    found = moment_of(text)
    assert found is not None
    assert found.is_day
    assert found.zone_assumed
    assert found.days.iso == "2025-07-02"


@pytest.mark.parametrize("text", ["", "soon", "2025", "0000:00:00 00:00:00", "2025-13-01", None, 20250702, ["2025-07-02"]])
def test_what_is_no_time_is_none(text):
    """Nothing is guessed from other values."""
    assert moment_of(text) is None


def test_the_tiff_tag_is_a_last_resort(write_tif, write_json):
    """`TIFFTAG_DATETIME` may be when the file was made: it is used alone, says so, and yields silently to a better source."""
    path = write_tif(tags={"TIFFTAG_DATETIME": "2025:07:02 08:14:05"})
    scene, _ = read_scene(path)
    assert scene.acquired == TimeRange.at(MOMENT, zone_assumed=True)
    assert ("acquired", "TIFFTAG_DATETIME of scene.tif, which may be when the file was made") in scene.sources
    write_json("scene.json", stac(datetime="2025-06-20T07:00:00Z"))
    scene, _ = read_scene(path)
    assert scene.acquired.start == datetime(2025, 6, 20, 7, tzinfo=UTC)
    assert scene.notes == ()


@pytest.mark.parametrize("key", ["ACQUISITIONDATETIME", "acquisition_date", "acquired", "capture_date"])
def test_acquisition_tags(write_tif, key):
    """The names that exporters use are known, in any capitals."""
    scene, _ = read_scene(write_tif(tags={key: "2025-07-02T08:14:05Z", "SATELLITEID": "SAT-1"}))
    assert (scene.acquired.start, scene.sensor) == (MOMENT, "SAT-1")


def stac(picture="scene.tif", bands=None, **properties):
    """A STAC item with one asset."""
    asset = {"href": f"https://example.org/data/{picture}?sig=1"} | ({"eo:bands": bands} if bands else {})
    return {"type": "Feature", "stac_version": "1.0.0", "id": "x", "properties": properties, "assets": {"visual": asset}, "links": []}


def test_a_stac_item_of_the_same_name(write_tif, write_json):
    """Time, angles, cloud, licence, credit and bands come from the item; its view azimuth is turned round."""
    path = write_tif()
    item = stac(
        datetime="2025-07-02T08:14:05Z", platform="sat-a", instruments=["cam"], license="CC-BY-4.0",
        providers=[{"name": "Maker", "roles": ["producer"]}, {"name": "Host", "roles": ["host"]}],
        bands=[{"name": "B1", "common_name": "red"}, {"common_name": "nir"}, {"common_name": "green"}],
        **{"view:off_nadir": 12.5, "view:azimuth": 100, "view:sun_elevation": 55, "view:sun_azimuth": 160, "eo:cloud_cover": 20},
    )  # fmt: skip
    write_json("scene.json", item)
    scene, _ = read_scene(path)
    assert scene.acquired == TimeRange.at(MOMENT)
    assert (scene.sensor, scene.licence, scene.credit) == ("sat-a cam", "CC-BY-4.0", "Maker")
    assert (scene.off_nadir_deg, scene.view_azimuth_deg, scene.sun_elevation_deg, scene.sun_azimuth_deg) == (12.5, 280.0, 55.0, 160.0)
    assert scene.cloud_cover == pytest.approx(0.2)
    assert scene.roles == (BandRole.RED, BandRole.NIR, BandRole.GREEN)
    assert ("acquired", "scene.json") in scene.sources


def test_a_stac_item_of_another_name_by_its_asset(write_tif, write_json):
    """An item that lists the picture as its asset belongs to it; one that lists another does not."""
    path = write_tif()
    write_json("other.json", stac("other.tif", datetime="2020-01-01T00:00:00Z"))
    write_json("item.json", stac(datetime="2025-07-02T08:14:05Z"))
    assert read_scene(path)[0].acquired == TimeRange.at(MOMENT)


def test_a_stac_range_is_a_range(write_tif, write_json):
    """Without a single time the item's start and end are taken."""
    write_json("scene.json", stac(datetime=None, start_datetime="2025-07-02T08:00:00Z", end_datetime="2025-07-02T09:00:00Z"))
    acquired = read_scene(write_tif())[0].acquired
    assert (acquired.start.hour, acquired.end) == (8, datetime(2025, 7, 2, 9, 0, 1, tzinfo=UTC))


def test_bands_of_stac_one_one(write_tif, write_json):
    """STAC 1.1 writes `bands` with `eo:common_name`."""
    item = stac(datetime="2025-07-02T08:14:05Z")
    item["assets"]["visual"]["bands"] = [{"name": "x", "eo:common_name": name} for name in ("blue", "green", "red")]
    write_json("scene.json", item)
    assert read_scene(write_tif())[0].roles == (BandRole.BLUE, BandRole.GREEN, BandRole.RED)


@pytest.mark.parametrize(
    "properties",
    [
        {"datetime": "never", "view:off_nadir": 123, "eo:cloud_cover": -4, "view:sun_azimuth": "north", "providers": "x", "instruments": 3},
        {"datetime": 5, "view:off_nadir": True, "view:azimuth": None, "license": 7},
    ],
)
def test_rubbish_in_an_item_is_nothing(write_tif, write_json, properties):
    """A field that cannot be what its name says is left out."""
    write_json("scene.json", stac(**properties))
    scene, _ = read_scene(write_tif())
    assert scene.notes == (Reason.NO_TIME,)
    assert (scene.off_nadir_deg, scene.cloud_cover, scene.sun_azimuth_deg, scene.credit, scene.licence) == (None,) * 5


def test_an_xbd_label_beside(write_tif, write_json):
    """Date, angles and sensor come from the label file of the same name; its `gsd` is never used."""
    metadata = {
        "sensor": "SENSOR01", "gsd": 2.9, "capture_date": "2025-07-02T08:14:05.000Z", "off_nadir_angle": 21.5,
        "sun_azimuth": 120.0, "sun_elevation": 60.0, "target_azimuth": 300.0,
    }  # fmt: skip
    write_json("scene.json", {"features": {"lng_lat": [], "xy": []}, "metadata": metadata})
    scene, _ = read_scene(write_tif())
    assert scene.acquired == TimeRange.at(MOMENT)
    assert (scene.sensor, scene.off_nadir_deg, scene.view_azimuth_deg, scene.sun_elevation_deg) == ("SENSOR01", 21.5, 120.0, 60.0)
    assert scene.grid.gsd_m == pytest.approx((3.0, 3.0), rel=0.01)


def test_a_label_of_another_picture_is_not_used(write_tif, write_json):
    """An xBD label belongs to the picture of its own name only."""
    write_json("other.json", {"features": {"lng_lat": []}, "metadata": {"capture_date": "2025-07-02T08:14:05Z"}})
    assert read_scene(write_tif())[0].acquired is None


def test_a_broken_json_beside_is_passed_over(write_tif, tmp_path, caplog):
    """It need not belong to the picture; a warning says that it was not read."""
    path = write_tif()
    for text in ("{", "[" * 100_000, "[1, 2]", '"x"', "\xff"):
        (tmp_path / "scene.json").write_text(text, "latin-1")
        assert read_scene(path)[0].acquired is None
    assert "scene.json beside scene.tif was passed over" in caplog.text

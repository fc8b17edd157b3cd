"""Bad input: each a clear message, its exit code, and nothing half-written."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine


def _picture(path, *, west=500_000.0, tags=None, crs="EPSG:32633", size=120, seed=1):
    rng = np.random.default_rng(seed)
    profile = {
        "driver": "GTiff",
        "width": size,
        "height": size,
        "count": 3,
        "dtype": "uint8",
        "compress": "deflate",
        "tiled": True,
        "blockxsize": 64,
        "blockysize": 64,
    }
    if crs:
        profile |= {"crs": crs, "transform": Affine(0.5, 0, west, 0, -0.5, 6_000_000)}
    with rasterio.open(path, "w", **profile) as file:
        file.write(rng.integers(0, 255, (3, size, size), dtype=np.uint8))
        if tags:
            file.update_tags(**tags)
    return path


@pytest.fixture
def out(tmp_path):
    """A case folder that is not there yet."""
    return tmp_path / "case"


def _refused(ended, code, *words):
    assert ended.code == code, ended.err
    assert "Traceback" not in ended.err
    for word in words:
        assert word in " ".join(ended.err.split()), ended.err


def test_nothing_given(call, out):
    """Neither a report nor a picture: usage error that names both."""
    _refused(call("verify", "--out", out), 2, "neither a report nor a picture", "--before and --after")
    assert not out.exists()


def test_unknown_option_is_a_usage_error(call, out):
    """A misspelt option ends with 2."""
    _refused(call("verify", "x.txt", "--out", out, "--befor", "y"), 2, "--befor")


def test_missing_report(call, out, tmp_path):
    """A file that is not there is named."""
    _refused(call("verify", tmp_path / "gone.txt", "--out", out), 1, "gone.txt")
    assert not out.exists()


def test_empty_report(call, out, tmp_path):
    """An empty file is named, and nothing is written."""
    (tmp_path / "empty.txt").write_bytes(b"")
    _refused(call("verify", tmp_path / "empty.txt", "--out", out), 1, "empty.txt")
    assert not out.exists()


def test_report_of_200_megabytes(call, out, tmp_path):
    """A giant file is refused at once, without being read."""
    big = tmp_path / "big.txt"
    with big.open("wb") as file:
        file.truncate(200_000_000)
    begun = time.monotonic()
    _refused(call("verify", big, "--out", out), 1, "big.txt")
    assert time.monotonic() - begun < 5
    assert not out.exists()


def test_url_instead_of_a_file(call, out):
    """A web address gets told how to save the page."""
    _refused(call("verify", "https://example.org/news/1", "--out", out), 2, "save", "mhtml")
    assert not out.exists()


def test_picture_without_a_place(call, out, tmp_path):
    """No reference system and no points: three ways to give one are named."""
    import warnings

    from rasterio.errors import NotGeoreferencedWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        before, after = _picture(tmp_path / "b.tif", crs=None), _picture(tmp_path / "a.tif", crs=None, seed=2)
    _refused(call("verify", "--before", before, "--after", after, "--out", out), 1, "b.tif", "gcp")
    assert not out.exists()


def test_truncated_tiff(call, out, tmp_path):
    """A TIFF cut in the middle is named and refused before the case folder is made."""
    before, after = _picture(tmp_path / "b.tif"), _picture(tmp_path / "a.tif", seed=2)
    data = after.read_bytes()
    after.write_bytes(data[: len(data) // 2])
    _refused(call("verify", "--before", before, "--after", after, "--out", out), 1, "a.tif")
    assert not out.exists()


def test_tiff_bomb(call, out, tmp_path):
    """A small file that declares a huge picture is refused by its declared size."""
    bomb = tmp_path / "bomb.tif"
    profile = {
        "driver": "GTiff",
        "width": 400_000,
        "height": 400_000,
        "count": 1,
        "dtype": "uint8",
        "SPARSE_OK": True,
        "tiled": True,
        "BIGTIFF": "YES",
    }
    with rasterio.open(
        bomb, "w", crs="EPSG:32633", transform=Affine(0.5, 0, 500_000, 0, -0.5, 6_000_000), blockxsize=4096, blockysize=4096, **profile
    ):
        pass
    assert bomb.stat().st_size < 1_000_000
    _refused(call("verify", "--after", bomb, "--out", out), 1, "bomb.tif", "400")
    assert not out.exists()


def test_pictures_of_different_places(call, out, tmp_path):
    """Two pictures that share no ground are refused, and both places are named."""
    before, after = _picture(tmp_path / "b.tif"), _picture(tmp_path / "a.tif", west=700_000.0)
    _refused(call("verify", "--before", before, "--after", after, "--out", out), 1, "share no ground")
    assert not out.exists()


def test_swapped_dates(call, out, tmp_path):
    """A "before" that is later than "after" is refused."""
    before, after = _picture(tmp_path / "b.tif"), _picture(tmp_path / "a.tif", seed=2)
    words = ("--before-date", "2025-07-02T10:00Z", "--after-date", "2025-06-01T10:00Z")
    _refused(call("verify", "--before", before, "--after", after, *words, "--out", out), 2, "b.tif")
    assert not out.exists()


def test_before_taken_after_the_event(call, out, tmp_path):
    """A "before" from after the event is refused."""
    before, after = _picture(tmp_path / "b.tif"), _picture(tmp_path / "a.tif", seed=2)
    words = ("--before-date", "2025-06-20T10:00Z", "--after-date", "2025-07-02T10:00Z", "--event-date", "2025-06-10")
    _refused(call("verify", "--before", before, "--after", after, *words, "--out", out), 2, "b.tif", "after the event")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--after-date", "2931-07-02"), "--after is taken 2931-07-02, which lies in the future"),
        (("--after-date", "1025-07-02", "--before-date", "1024-07-02"), "--before is taken 1024-07-02: there was no picture from above then"),
        (("--event-date", "2931-07-02"), "the event is dated 2931-07-02"),
        (("--published", "2931-07-02"), "is published 2931-07-02"),
    ],
)
def test_dates_that_cannot_be(call, out, note, tmp_path, words, said):
    """In the future, or before there were pictures from above: refused, with this machine's clock for comparison."""
    before, after = _picture(tmp_path / "b.tif"), _picture(tmp_path / "a.tif", seed=2)
    _refused(call("verify", note, "--before", before, "--after", after, *words, "--out", out), 2, said)
    assert not out.exists()


def test_time_without_a_zone(call, out, note):
    """A time without a zone is refused with the form that is wanted."""
    _refused(call("verify", note, "--published", "2025-05-04T10:00", "--out", out), 2, "--published", "zone")


def test_published_is_for_one_report(call, out, note, tmp_path):
    """Several reports need a side-car file."""
    other = tmp_path / "other.txt"
    other.write_text("A short report of something that happened in Larnby yesterday.", "utf-8")
    _refused(call("verify", note, other, "--published", "2025-05-04", "--out", out), 2, "--sidecar")


def test_a_report_given_twice(call, out, note):
    """One text is not made two by naming it twice."""
    _refused(call("verify", note, note, "--out", out), 2, "note.txt was given twice")
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (("--before-date", "2025-01-01"), "--before"),
        (("--after-date", "2025-01-01"), "--after"),
        (("--after-credit", "me"), "--after"),
        (("--layer", "a"), "--buildings"),
        (("--buffer-m", "5"), "--buildings"),
        (("--crs", "EPSG:32633"), "--before or --after"),
    ],
)
def test_an_option_without_its_file(call, out, note, words, needed):
    """An option that would be left unused is refused, and the file that it speaks of is named."""
    _refused(call("verify", note, *words, "--out", out), 2, f"{words[0]} was given without {needed}")
    assert not out.exists()


def test_no_reference_system_of_that_name(call, out, tmp_path):
    """A wrong --crs is refused even where no picture needs it."""
    _refused(call("verify", "--after", _picture(tmp_path / "a.tif"), "--crs", "EPSG:99999", "--out", out), 1, "EPSG:99999")
    assert not out.exists()


def test_crs_moves_no_picture_that_names_its_own(call, tmp_path):
    """`--crs` is for pictures that name no system: a GeoTIFF stays where it says it lies."""
    before, after = _picture(tmp_path / "b.tif"), _picture(tmp_path / "a.tif", seed=2)
    plain, stated = tmp_path / "plain", tmp_path / "stated"
    assert call("measure", "--before", before, "--after", after, "--out", plain).code == 0
    assert call("measure", "--before", before, "--after", after, "--crs", "EPSG:32634", "--out", stated).code == 0
    assert (plain / "findings.json").read_text("utf-8") == (stated / "findings.json").read_text("utf-8")


def test_a_picture_copied_into_another_file(call, out, tmp_path):
    """Two files with one picture's pixels are refused: that nothing changed between them would contradict every report."""
    before, after = _picture(tmp_path / "b.tif"), _picture(tmp_path / "a.tif", tags={"NOTE": "copied"})
    words = ("--before-date", "2025-06-20T10:00Z", "--after-date", "2025-07-02T10:00Z")
    _refused(call("verify", "--before", before, "--after", after, *words, "--out", out), 2, "b.tif and a.tif hold the same pixels")
    assert not out.exists()


def test_a_site_of_other_footprints(call, out, tmp_path):
    """A site whose parts name no building of the footprint file is refused: names would be tied to nothing."""
    before, after = _picture(tmp_path / "b.tif"), _picture(tmp_path / "a.tif", seed=2)
    ring = [[500010, 5999960], [500040, 5999960], [500040, 5999990], [500010, 5999990], [500010, 5999960]]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}

    def write(name, *features):
        shape = {"type": "Polygon", "coordinates": [ring]}
        listed = [{"type": "Feature", "properties": properties, "geometry": shape if has_shape else None} for properties, has_shape in features]
        (tmp_path / name).write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": listed}), "utf-8")
        return tmp_path / name

    buildings = write("b.geojson", ({"id": "b1"}, True))
    site = write("s.geojson", ({"name": "yard"}, True), ({"name": "hall 2", "building_id": "zz"}, False))
    words = ("--before", before, "--after", after, "--buildings", buildings, "--site")
    _refused(call("verify", *words, site, "--out", out), 2, "s.geojson ties 'hall 2' to the building 'zz'", "b.geojson")
    assert not out.exists()
    site = write("s2.geojson", ({"name": "yard"}, True), ({"name": "hall 2", "building_id": "b1"}, False))
    assert call("verify", *words, site, "--out", out).code == 0


def test_invalid_rings_are_repaired_and_said(call, out, tmp_path):
    """A self-crossing footprint is repaired, measured, and its repair is said."""
    before, after = _picture(tmp_path / "b.tif"), _picture(tmp_path / "a.tif", seed=2)
    ring = [[500010, 5999990], [500040, 5999960], [500040, 5999990], [500010, 5999960], [500010, 5999990]]
    feature = {"type": "Feature", "properties": {"id": "bow"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}
    bow = json.dumps({"type": "FeatureCollection", "crs": crs, "features": [feature]})
    (tmp_path / "bow.geojson").write_text(bow, "utf-8")
    ended = call("verify", "--before", before, "--after", after, "--buildings", tmp_path / "bow.geojson", "--out", out, "--json")
    assert ended.code == 0, ended.err
    grades = [item for item in ended.json()["findings"]["items"] if item.get("building_id") == "bow"]
    assert len(grades) == 1
    assert "repaired" in (out / "products" / "dossier.html").read_text("utf-8")


def test_output_folder_that_is_no_case(call, note, tmp_path):
    """A folder with other things in it is left alone."""
    folder = tmp_path / "holiday"
    folder.mkdir()
    (folder / "photo.jpg").write_bytes(b"x")
    _refused(call("verify", note, "--out", folder), 1, "holiday")
    assert [path.name for path in folder.iterdir()] == ["photo.jpg"]


def test_other_inputs_name_the_command_to_add_them(call, out, note, tmp_path):
    """A case of other inputs is not overwritten; the way to add to it is named, and works."""
    assert call("verify", note, "--published", "2025-05-05", "--out", out).code == 0
    other = tmp_path / "other.txt"
    other.write_text("Four people were killed in the fire at a depot in Larnby, the regional governor said on 6 May 2025.\n", "utf-8")
    _refused(call("verify", other, "--published", "2025-05-06", "--out", out), 1, "temoin case add")
    added = call("case", "add", out, other, "--published", "2025-05-06", "--json")
    assert added.code == 0, added.err
    assert len(added.json()["reports"]) == 2
    assert call("case", "check", out).code == 0


def test_altered_exhibit_is_custody_broken(call, out, note):
    """An exhibit that was changed by a byte ends with 3 and its name."""
    assert call("verify", note, "--published", "2025-05-05", "--out", out).code == 0
    exhibit = next(path for path in (out / "exhibits").rglob("*") if path.is_file())
    exhibit.chmod(0o600)
    exhibit.write_bytes(exhibit.read_bytes().replace(b"Three", b"Seven"))
    _refused(call("case", "check", out), 3, exhibit.name[:16])


def test_language_without_a_table_ends_with_failures(call, out, tmp_path):
    """A report that cannot be read yet is kept, said, and the exit code is 4."""
    path = tmp_path / "fi.txt"
    path.write_text("Kolme ihmistä kuoli ja kaksitoista loukkaantui, kun varasto paloi maan tasalle Larnbyssa, pelastuslaitos kertoi.\n", "utf-8")
    ended = call("verify", path, "--published", "2025-05-05", "--out", out)
    _refused(ended, 4, "cannot be read in this language yet")
    assert (out / "products" / "dossier.html").is_file()


def test_after_only(call, out, tmp_path, note):
    """One picture from after the event: everything about the ground is "not checkable: no-before", and the picture is shown."""
    after = _picture(tmp_path / "a.tif")
    ended = call("verify", note, "--published", "2025-05-05", "--after", after, "--after-date", "2025-05-06T09:00Z", "--out", out, "--json")
    assert ended.code == 0, ended.err
    reasons = {reason for one in ended.json()["assessments"] for reason in one["reasons"]}
    assert "no-before" in reasons
    assert all(one["verdict"] != "contradicted" for one in ended.json()["assessments"])


def test_full_disk_leaves_nothing_half_written(call, tmp_path, monkeypatch):
    """When the disk is full the example's writer says so, and no half file stays."""
    real = os.replace

    def full(source, target):
        # Others in the process rename files too: the compiler keeps its code, in a folder of its own.
        if tmp_path in Path(target).parents:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    ended = call("demo", "--out", tmp_path / "case", "--keep", tmp_path / "files")
    _refused(ended, 1, "No space left")
    assert [path for path in (tmp_path / "files").iterdir() if path.stat().st_size] == []
    assert not (tmp_path / "case").exists()


def test_interrupted_half_way_goes_on(tmp_path):
    """Ctrl-C in the middle ends with 130; the same command again ends like an uninterrupted one."""
    out = tmp_path / "case"
    command = [sys.executable, "-m", "temoin", "demo", "--out", str(out)]
    # Tests that run in the background of a shell would hand down that Ctrl-C means nothing.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, before)
    deadline = time.monotonic() + 60
    while not (out / "case.gpkg").exists() and time.monotonic() < deadline and running.poll() is None:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130, err
    assert "goes on where it stopped" in err
    again = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert again.returncode == 0, again.stderr
    assert again.stdout.strip().endswith("dossier.html")
    checked = subprocess.run([sys.executable, "-m", "temoin", "case", "check", str(out)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("command", ["publish", "verify", "add"])
def test_nothing_is_taken_over_from_an_altered_case(call, out, note, tmp_path, command):
    """A dossier that was changed after it was written is never handed out as the case's own: exit 3, whatever command goes on with it."""
    assert call("verify", note, "--published", "2025-05-05", "--out", out).code == 0
    dossier = out / "products" / "dossier.html"
    dossier.chmod(0o600)
    dossier.write_text(dossier.read_text("utf-8").replace("Larnby", "Elsewhere"), "utf-8")
    other = tmp_path / "other.txt"
    other.write_text("Four people were killed in the fire at a depot in Larnby, the regional governor said on 6 May 2025.\n", "utf-8")
    words = {
        "publish": ("publish", out),
        "verify": ("verify", note, "--published", "2025-05-05", "--out", out),
        "add": ("case", "add", out, other, "--published", "2025-05-06"),
    }[command]
    _refused(call(*words), 3, "dossier.html")


def test_the_same_report_with_another_date_is_not_a_second_report(call, out, note):
    """The same bytes given again with another time of publication are refused, not counted twice."""
    assert call("verify", note, "--published", "2025-05-05", "--out", out).code == 0
    _refused(call("case", "add", out, note, "--published", "2025-05-06"), 2, "note.txt", "already")


def test_pictures_that_cannot_be_compared_have_no_area(call, out, tmp_path):
    """A blank later picture: no changed area at all, rather than an area of nothing."""
    before = _picture(tmp_path / "b.tif")
    after = tmp_path / "a.tif"
    profile = {"driver": "GTiff", "width": 120, "height": 120, "count": 3, "dtype": "uint8", "crs": "EPSG:32633"}
    with rasterio.open(after, "w", transform=Affine(0.5, 0, 500_000, 0, -0.5, 6_000_000), **profile) as file:
        file.write(np.full((3, 120, 120), 90, dtype=np.uint8))
    ended = call("verify", "--before", before, "--after", after, "--out", out, "--json")
    found = ended.json()
    assert found["registration"]["state"] == "unverified"
    assert [item for item in found["findings"]["items"] if item.get("name") in {"changed_area", "roof_changed_area"} or "area" in item] == []

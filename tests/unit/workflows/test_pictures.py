"""More than two picture files: further pictures from before the event, pieces of one picture, and pictures in sensor geometry with ground heights."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning

from temoin.custody import CaseStore
from temoin.errors import NoCoverageError, OptionError, UnsupportedError
from temoin.geo.crs import WGS84
from temoin.model import ExhibitRole, PlaceboKind, Reason
from temoin.scenes import Acquisition, OpticalStackSpec, make_stack
from temoin.testing import made_pair
from temoin.workflows import VerifyInputs, VerifyOptions, add_to_case, forget_exhibit, replay_case, rerun_case, verify_event

_SPEC = importlib.util.spec_from_file_location("cameras", Path(__file__).parents[1] / "read" / "cameras.py")
cameras = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(cameras)

pytestmark = pytest.mark.usefixtures("registered_once")

EVENT = datetime(2025, 7, 1, 6, tzinfo=UTC)
DAYS = (-330, -40, -6, 2)


@attrs.frozen
class Stack:
    """Where the files of a series lie: the pictures in order of time, and the footprints."""

    pictures: tuple[Path, ...]
    buildings: Path


def write_tif(path, array, when, *, rpcs=None, **profile):
    """A GeoTIFF that bears the time of its acquisition, and a camera model where one is given."""
    bands, rows, cols = array.shape
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        file = rasterio.open(path, "w", driver="GTiff", count=bands, height=rows, width=cols, dtype=array.dtype, nodata=0, **profile)
    with file:
        file.write(array)
        file.update_tags(ACQUISITION_DATETIME=when.isoformat())
        if rpcs is not None:
            file.rpcs = rpcs
    return path


@pytest.fixture(scope="module")
def stack(tmp_path_factory) -> Stack:
    """A made series of one site: three looks from before the event, one from after it."""
    folder = tmp_path_factory.mktemp("stack")
    looks = tuple(Acquisition(moment=EVENT + timedelta(days=day, hours=3), gain=1 + day / 5000) for day in DAYS)
    made = make_stack(OpticalStackSpec(site=made_pair().spec, event=EVENT, looks=looks), np.random.default_rng(3))
    paths = [folder / f"look{number}.tif" for number in range(len(DAYS))]
    for path, image, scene in zip(paths, made.images, made.scenes, strict=True):
        write_tif(path, image.array, scene.acquired.start, crs=image.grid.crs.to_wkt(), transform=image.grid.transform, photometric="rgb")
    shapes = [json.loads(shapely.to_geojson(building.footprint.to_crs(WGS84).shape)) for building in made.buildings]
    features = [{"type": "Feature", "properties": {"id": one.id}, "geometry": shape} for one, shape in zip(made.buildings, shapes, strict=True)]
    buildings = folder / "buildings.geojson"
    buildings.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return Stack(tuple(paths), buildings)


def roles(folder):
    """Name to role of the case's exhibits."""
    with CaseStore.open(folder) as store:
        return {exhibit.name: exhibit.role for exhibit in store.case().exhibits}


def test_earlier_pictures_join_the_placebo(stack, tmp_path, clock):
    """Every two of three pictures from before are held against each other; they are exhibits, stand in the dossier, and the case gives them back."""
    first, second, before, after = stack.pictures
    out = tmp_path / "case"
    done = verify_event(VerifyInputs(before=before, after=after, buildings=stack.buildings, earlier=(second, first)), out, now=clock)
    placebo = done.findings.placebo
    assert PlaceboKind.EARLIER_PICTURES in placebo.kinds
    assert set(placebo.earlier_ids) == {"look0", "look1"}
    assert placebo.pairs == 3
    assert Reason.CONTROLS_ONLY not in placebo.reasons
    assert len(placebo.scores) >= 3 * len(done.findings.grades)
    assert done.failures == ()
    assert {name for name, role in roles(out).items() if role is ExhibitRole.EARLIER} == {"look0.tif", "look1.tif"}
    assert "Chance was also told from 2 earlier pictures (3 pairs of pictures" in done.dossier.read_text("utf-8")
    assert rerun_case(out, now=clock).head == done.head


def test_an_earlier_picture_is_added_later(stack, tmp_path, clock):
    """An added picture from before makes the measurement anew, and nothing else of the pictures; given again it changes nothing."""
    _, second, before, after = stack.pictures
    out = tmp_path / "case"
    alone = verify_event(VerifyInputs(before=before, after=after, buildings=stack.buildings), out, now=clock)
    more = VerifyInputs(earlier=(second,), is_addition=True)
    added = add_to_case(out, more, now=clock)
    assert "aligning" in added.reused
    assert "measuring" not in added.reused
    assert added.findings.placebo.earlier_ids == ("look1",)
    assert [grade.score for grade in added.findings.grades] == [grade.score for grade in alone.findings.grades]
    assert add_to_case(out, more, now=clock).head == added.head
    with pytest.raises(OptionError, match=r"look3\.tif, given with --earlier, is look3\.tif again, byte for byte"):
        add_to_case(out, VerifyInputs(earlier=(after,), is_addition=True), now=clock)


def test_pictures_that_are_not_earlier_are_refused(stack, tmp_path):
    """A picture from between --before and the event, one given twice, and one without --before are refused before a case is made."""
    first, second, before, after = stack.pictures
    for earlier, words in (((before,), r"look2\.tif, given with --earlier, was taken .* after look1\.tif"), ((first, first), "again, byte for byte")):
        with pytest.raises(OptionError, match=words):
            verify_event(VerifyInputs(before=second, after=after, earlier=earlier), tmp_path / "case")
    with pytest.raises(OptionError, match="--earlier was given without --before"):
        VerifyInputs(after=after, earlier=(first,))
    assert not (tmp_path / "case").exists()


def test_an_earlier_picture_of_another_place_is_refused(stack, tmp_path):
    """A picture that shares no ground with the others tells nothing of chance there."""
    _, second, before, after = stack.pictures
    with rasterio.open(second) as file:
        moved = Affine.translation(5000, 0) @ file.transform
        away = write_tif(tmp_path / "away.tif", file.read(), EVENT - timedelta(days=90), crs=file.crs, transform=moved)
    with pytest.raises(NoCoverageError, match=r"away\.tif, given with --earlier, shares no ground"):
        verify_event(VerifyInputs(before=before, after=after, earlier=(away,)), tmp_path / "case")


def test_without_footprints_it_is_said_that_earlier_pictures_serve_nothing(stack, tmp_path, clock):
    """Chance is told for grades of buildings; where none are given, the picture left unused is named."""
    _, second, before, after = stack.pictures
    done = verify_event(VerifyInputs(before=before, after=after, earlier=(second,)), tmp_path / "case", now=clock)
    assert any(note.startswith("look1: no footprint was measured") for note in done.failures)


@pytest.fixture
def halves(stack, tmp_path):
    """The picture from before in two overlapping pieces."""
    with rasterio.open(stack.pictures[2]) as file:
        array, crs, transform = file.read(), file.crs, file.transform
    when = EVENT + timedelta(days=DAYS[2], hours=3)
    return tuple(
        write_tif(tmp_path / name, array[:, rows], when, crs=crs, transform=transform @ Affine.translation(0, rows.start), photometric="rgb")
        for name, rows in (("north.tif", slice(0, 190)), ("south.tif", slice(150, 320)))
    )


def test_pieces_measure_like_the_whole(stack, halves, tmp_path, clock):
    """A picture in two pieces gives the findings of the uncut one; each piece is an exhibit, and the case gives both back."""
    after = stack.pictures[3]
    whole = verify_event(VerifyInputs(before=stack.pictures[2], after=after, buildings=stack.buildings), tmp_path / "whole", now=clock)
    inputs = VerifyInputs(before=halves[0], more_before=halves[1:], after=after, buildings=stack.buildings)
    done = verify_event(inputs, tmp_path / "case", now=clock)
    assert done.registration == whole.registration
    assert [(grade.grade, grade.score) for grade in done.findings.grades] == [(grade.grade, grade.score) for grade in whole.findings.grades]
    assert [name for name, role in roles(tmp_path / "case").items() if role is ExhibitRole.BEFORE] == ["north.tif", "south.tif"]
    page = done.dossier.read_text("utf-8")
    assert "laid together from several pieces" in page
    assert "north.tif, south.tif" in page
    assert "the seam is 160 m long" in page
    assert rerun_case(tmp_path / "case", now=clock).head == done.head
    with pytest.raises(OptionError, match="already has a file given as --before"):
        add_to_case(tmp_path / "case", VerifyInputs(before=halves[0], more_before=(stack.pictures[1],), is_addition=True), now=clock)


def test_a_picture_of_which_a_piece_is_forgotten_is_gone(stack, halves, tmp_path, clock):
    """What is left of a picture after one piece was forgotten is not measured as if it were the picture."""
    out = tmp_path / "case"
    verify_event(VerifyInputs(before=halves[0], more_before=halves[1:], after=stack.pictures[3], earlier=(stack.pictures[1],)), out, now=clock)
    with CaseStore.open(out) as store:
        sha256 = next(exhibit.sha256 for exhibit in store.case().exhibits if exhibit.name == "south.tif")
    forget_exhibit(out, sha256, who="A. Editor", why="licence withdrawn", now=clock)
    done = rerun_case(out, now=clock)
    assert done.findings is None


def test_pictures_of_two_days_are_no_pieces(stack, tmp_path):
    """Two dates in one picture are refused, with the option for earlier pictures in the hint."""
    first, _, before, after = stack.pictures
    with pytest.raises(UnsupportedError, match="taken at different times") as caught:
        verify_event(VerifyInputs(before=before, more_before=(first,), after=after), tmp_path / "case")
    assert "--earlier" in caught.value.hint


@pytest.fixture(scope="module")
def strips(tmp_path_factory):
    """Two looks of pinhole cameras at the same hills, with their camera models, and the hills' heights."""
    folder = tmp_path_factory.mktemp("strips")
    rng = np.random.default_rng(5)
    texture = rng.normal(size=(600, 600)).cumsum(axis=0).cumsum(axis=1)
    texture = (texture - texture.min()) / np.ptp(texture) + 0.3 * rng.random((600, 600))
    looks = {
        "before.tif": (datetime(2025, 6, 1, 8, tzinfo=UTC), cameras.Pinhole(tilt_deg=20.0, towards_deg=100.0)),
        "after.tif": (datetime(2025, 7, 2, 8, tzinfo=UTC), cameras.Pinhole(tilt_deg=14.0, towards_deg=280.0, turn_deg=5.0)),
    }
    for name, (when, camera) in looks.items():
        east, north = camera.picture()
        grey = texture[np.clip((300 - north / 2), 0, 599).astype(int), np.clip(300 + east / 2, 0, 599).astype(int)]
        write_tif(folder / name, (40 + 150 * grey / texture.max()).astype(np.uint8)[None], when, rpcs=camera.rpcs())
    cameras.write_dem(folder / "dem.tif")
    return folder


def test_heights_are_an_exhibit(strips, tmp_path, clock):
    """The height model is kept with its hash, the scenes say that they rest on it, and the case runs again alike from its own copy."""
    out = tmp_path / "case"
    inputs = VerifyInputs(before=strips / "before.tif", after=strips / "after.tif", dem=strips / "dem.tif")
    done = verify_event(inputs, out, now=clock)
    assert roles(out)["dem.tif"] is ExhibitRole.HEIGHTS
    assert done.registration.state.value == "verified"
    assert np.hypot(*done.registration.shift_px) < 0.2
    page = done.dossier.read_text("utf-8")
    assert "laid on the ground by its camera model" in page
    assert "ground heights" in page
    assert "no ground heights were given" not in page
    assert "each 10 m of error in height put ground 3.6 m off" in page
    assert hashlib.sha256((strips / "dem.tif").read_bytes()).hexdigest() in page
    assert replay_case(out).different == ()


def test_a_height_is_a_choice_of_the_run(strips, tmp_path, clock):
    """A stated height stands in the ledger's options; without any, the dossier says that level ground was assumed."""
    inputs = VerifyInputs(before=strips / "before.tif")
    done = verify_event(inputs, tmp_path / "stated", VerifyOptions(height_m=310.0), now=clock)
    with CaseStore.open(tmp_path / "stated") as store:
        assert json.loads(store.case().options) == {"height_m": 310.0}
    assert replay_case(tmp_path / "stated").different == ()
    assert done.failures == ()


def test_heights_that_no_picture_needs_are_refused(stack, strips, tmp_path):
    """Heights beside pictures that have a place of their own would be left unused without a word."""
    inputs = VerifyInputs(before=stack.pictures[2], after=stack.pictures[3], dem=strips / "dem.tif")
    with pytest.raises(OptionError, match="--dem was given, but every picture has a place of its own"):
        verify_event(inputs, tmp_path / "case")
    with pytest.raises(OptionError, match="--height was given, but"):
        verify_event(VerifyInputs(before=stack.pictures[2]), tmp_path / "case", VerifyOptions(height_m=0.0))

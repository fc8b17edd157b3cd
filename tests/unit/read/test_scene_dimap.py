"""Camera models of Airbus deliveries, beside whole pictures and beside their tiles."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from temoin.errors import CrsError, UnreadableError
from temoin.read import SceneFacts, read_scene

_SPEC = importlib.util.spec_from_file_location("cameras", Path(__file__).with_name("cameras.py"))
cameras = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(cameras)

CAMERA = cameras.Pinhole()
NAME = "PHR1A_P_202302081000000_SEN_1"


@pytest.fixture
def take(write_tif):
    """Writes what the camera sees, or a tile of it, without a camera model of its own."""

    def make(name=f"IMG_{NAME}_R1C1.TIF", *, rows=slice(None), cols=slice(None)):
        return write_tif(name, CAMERA.picture()[:, rows, cols], crs=None, transform=None)

    return make


@pytest.fixture
def facts(tmp_path):
    """The hills as a height model."""
    return SceneFacts(dem=cameras.write_dem(tmp_path / "heights" / "dem.tif"))


@pytest.fixture(autouse=True)
def _folder(tmp_path):
    (tmp_path / "heights").mkdir()


def _misplaced_m(pixels):
    """By how many metres pixels show ground from elsewhere, 99 in 100 at the most."""
    image = pixels.read()
    rows, cols = np.nonzero(image.mask)
    x, y = image.grid.transform @ (cols + 0.5, rows + 0.5)
    return float(np.quantile(np.hypot(*(image.array[:, rows, cols] - np.stack([x - cameras.EAST, y - cameras.NORTH]))), 0.99))


@pytest.mark.parametrize(("version", "first"), [(2, (1, 1)), (3, (0, 0)), (3, (1, 1))])
@pytest.mark.parametrize("document", [f"RPC_{NAME}.XML", f"RPC_{NAME}_R1C1.xml"])
def test_a_picture_is_placed_by_its_document(take, facts, tmp_path, version, first, document):
    """Pixels count from one in the second version, from what the document says in the third; each shows its own ground."""
    path = take()
    (tmp_path / document).write_text(cameras.as_dimap(CAMERA.rpcs(), version=version, first=first))
    scene, pixels = read_scene(path, facts=facts)
    assert _misplaced_m(pixels) < 0.2
    assert f"the camera model (RPC) in {document}" in dict(scene.sources)["grid"]


def test_a_tile_begins_where_its_place_says(take, facts, tmp_path):
    """The second tile down and across counts on from those before it."""
    path = take(f"IMG_{NAME}_R2C2.TIF", rows=slice(120, None), cols=slice(150, None))
    (tmp_path / f"RPC_{NAME}.XML").write_text(cameras.as_dimap(CAMERA.rpcs()))
    (tmp_path / f"DIM_{NAME}.XML").write_text(cameras.as_tiling(120, 150))
    assert _misplaced_m(read_scene(path, facts=facts)[1]) < 0.2


@pytest.mark.parametrize("described", [None, cameras.as_tiling(120, 150, overlap=8), "<Dimap_Document/>"])
def test_a_tile_whose_place_is_not_told_is_refused(take, tmp_path, described):
    """Without the size of the tiles before it, or where they overlap, nobody can say where a tile begins."""
    path = take(f"IMG_{NAME}_R1C2.TIF", cols=slice(150, None))
    (tmp_path / f"RPC_{NAME}.XML").write_text(cameras.as_dimap(CAMERA.rpcs()))
    if described is not None:
        (tmp_path / f"DIM_{NAME}.XML").write_text(described)
    with pytest.raises(UnreadableError, match=f"IMG_{NAME}_R1C2.TIF is a tile of a larger picture, and DIM_{NAME}.XML does not say where it begins"):
        read_scene(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<Dimap_Document/>", "holds no camera model from the ground to the picture"),
        ("no XML", "is no XML"),
        (cameras.as_dimap(CAMERA.rpcs()).replace("SAMP_NUM_COEFF_7>", "SAMP_NUM_COEFF_77>"), "is not whole: SAMP_NUM_COEFF cannot be read"),
        (cameras.as_dimap(CAMERA.rpcs()).replace("LAT_OFF", "LAT_OF"), "is not whole: LAT_OFF cannot be read"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><Dimap_Document/>", "declares a document type"),
    ],
)
def test_a_damaged_document_is_refused_by_name(take, tmp_path, text, words):
    """No XML, another document, a number that is missing: the file is named."""
    (tmp_path / f"RPC_{NAME}.XML").write_text(text)
    with pytest.raises(UnreadableError, match=words) as caught:
        read_scene(take())
    assert f"RPC_{NAME}.XML" in str(caught.value)


def test_a_document_of_another_picture_is_left_alone(take, tmp_path):
    """Names must fit."""
    (tmp_path / "RPC_PHR1B_P_1.XML").write_text(cameras.as_dimap(CAMERA.rpcs()))
    with pytest.raises(CrsError):
        read_scene(take())

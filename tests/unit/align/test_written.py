"""What an alignment writes down and reads back."""

import json

import attrs
import numpy as np
import pytest
from affine import Affine

from temoin.align import align_pair
from temoin.cli.main import main
from temoin.errors import WireError
from temoin.model import AlignState, Registration, ShiftField
from temoin.publish import publish_alignment, write_geotiff
from temoin.scenes import Displacement
from temoin.testing import made_pair
from temoin.wire import from_document, to_document

FIELD = ShiftField(step_px=64, rows=((0.0, 1.0), (2.0, 3.5)), cols=((0.25, 0.5), (-1.0, 0.0)))
BENT = Registration(
    state=AlignState.WEAK,
    shift_px=(1.0, 0.1),
    transform=Affine.translation(0.1, 1.0),
    field=FIELD,
    rmse_px=0.4,
    ce90_px=0.9,
    windows=7,
    windows_tried=9,
    agreement=0.7,
    residuals=((10.5, 20.5, 0.1, -0.2),),
)


def test_a_field_comes_back_as_it_was():
    """A registration with a field and residuals survives JSON."""
    assert from_document(json.loads(json.dumps(to_document(BENT)))) == BENT


@pytest.mark.parametrize("displacement", [None, Displacement(warp_px=1.5, warp_length_px=320.0), Displacement(rotation_deg=0.8)])
def test_what_was_written_is_applied_again_without_a_search(displacement, monkeypatch):
    """A registration read back brings the pictures onto the same ground, to the last number."""
    made = made_pair(31, shift_px=(2.3, -1.4), displacement=displacement)
    first = align_pair(made.pair)
    known = from_document(json.loads(json.dumps(to_document(first.registration))))
    assert (first.registration.field is None) is (displacement is None)
    monkeypatch.setattr("temoin.align.pair.register_source", None)  # would fail if it were called
    again = align_pair(made.pair, known=known)
    assert again.registration == first.registration
    assert np.array_equal(again.after_pixels.array, first.after_pixels.array)
    assert np.array_equal(again.after_pixels.flags, first.after_pixels.flags)
    assert (again.radiometry, again.reasons, again.fitness) == (first.radiometry, first.reasons, first.fitness)


def test_pictures_that_were_not_aligned_stay_where_they_are():
    """A registration that nothing was believed of moves nothing when it is applied again."""
    made = made_pair(32, shift_px=(4.0, 0.0))
    unmoved = attrs.evolve(align_pair(made.pair).registration, state=AlignState.UNVERIFIED, shift_px=(0.0, 0.0), transform=Affine.identity())
    assert np.array_equal(align_pair(made.pair, known=unmoved).after_pixels.read().array, made.after.array)


def test_a_registration_from_before_fields_is_read():
    """A document that knows neither field nor residuals is one with none."""
    document = to_document(attrs.evolve(BENT, field=None, residuals=()))
    del document["content"]["field"]
    del document["content"]["residuals"]
    assert from_document(document) == attrs.evolve(BENT, field=None, residuals=())


@pytest.mark.parametrize("rows", [[], [[1.0, 2.0]], [[1.0, 2.0], [3.0]]])
def test_a_field_of_another_size_is_refused(rows):
    """Layers that differ in size do not hold together, and the message names the file."""
    document = to_document(BENT)
    document["content"]["field"]["rows"] = rows
    with pytest.raises(WireError, match=r"registration\.json does not hold together"):
        from_document(document, name="registration.json")


def test_the_shift_is_had_at_any_pixel():
    """With a field it is interpolated; without one it is the same everywhere."""
    assert BENT.shift_at(32, 32) == pytest.approx((1.625, -0.0625))
    assert BENT.shift_at(-9, 900) == pytest.approx((1.0, 0.5))
    assert attrs.evolve(BENT, field=None).shift_at(300, 2) == (1.0, 0.1)


def test_the_page_holds_both_pictures_and_every_residual():
    """The page loads nothing, escapes names, and draws one arrow a residual."""
    made = made_pair(3, shift_px=(2.0, -1.0))
    aligned = align_pair(made.pair)
    aligned = attrs.evolve(aligned, before=attrs.evolve(aligned.before, name="<b>.tif"))
    page = publish_alignment(aligned)
    assert page.count("data:image/webp") == 2
    assert page.count('class="arrow"') == len(aligned.registration.residuals) > 0
    assert "<b>" not in page
    assert "http" not in page.split("</head>")[1]


def test_the_page_tells_fitness_and_heights():
    """The page names the grade, what limits and what forbids, and what to expect of heights, unknown angles as unknown."""
    made = made_pair(3)
    pair = attrs.evolve(made.pair, after=attrs.evolve(made.after_scene, sun_elevation_deg=-3.0, off_nadir_deg=None))
    page = publish_alignment(align_pair(pair))
    assert "Fitness: not comparable" in page
    assert "<dt>Forbids</dt><dd>a picture was taken without daylight</dd>" in page
    assert "<dt>Limits</dt><dd>it is not known from which angle a picture was taken</dd>" in page
    assert page.count('<th scope="row">') == 3
    assert "<td>not known</td>" in page


def test_report_writes_the_pair(tmp_path, capsys):
    """`align --report` leaves two pictures on one grid, the registration and the page."""
    rasterio = pytest.importorskip("rasterio")
    made = made_pair(4, shift_px=(3.0, -2.0))
    for name, image, scene in (("b", made.before, made.before_scene), ("a", made.after, made.after_scene)):
        write_geotiff(tmp_path / f"{name}.tif", image, acquired=scene.acquired)
    out = tmp_path / "out"
    assert main(["align", str(tmp_path / "b.tif"), str(tmp_path / "a.tif"), "--report", str(out), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((out / "registration.json").read_text("utf-8"))
    assert np.hypot(printed["shift_px"][0] - 3, printed["shift_px"][1] + 2) < 0.15
    assert printed["fitness"]["after"]["gsd_m"] == pytest.approx(0.5, rel=1e-3)
    assert printed["fitness"]["grade"] == "usable-with-limits"
    assert (out / "index.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    with rasterio.open(out / "before.tif") as first, rasterio.open(out / "after.tif") as second:
        assert (first.transform, first.shape, first.crs) == (second.transform, second.shape, second.crs)

"""What is rendered is what geometry says: cover, shadows, parallax, and where content moved."""

from __future__ import annotations

import math

import attrs
import cv2
import numpy as np
import pytest
import shapely

from temoin.raster import coverage_of
from temoin.scenes import (
    Acquisition,
    Displacement,
    HallPlan,
    PairSpec,
    RoofKind,
    fine_camera,
    make_pair,
    planet_like,
    sentinel2_like,
)
from temoin.scenes.canvas import Canvas, Codes
from temoin.scenes.layout import lay_out
from temoin.scenes.render import Sampler

QUIET = attrs.evolve(fine_camera(), noise_floor=0.0, noise_signal=0.0, sharpen=0.0, shoulder=1.0)
PLAN = HallPlan(name="hall", width_m=56, depth_m=40, height_m=12.0, roof=RoofKind.FLAT)
BASE = PairSpec(rows=280, cols=280, halls=1, houses=0, plans=(PLAN,), plant_m=76, camera=QUIET)


@pytest.mark.parametrize(("gsd_m", "camera"), [(0.5, fine_camera()), (3.0, planet_like()), (10.0, sentinel2_like())])
@pytest.mark.parametrize("area_m2", [300.0, 1300.0, 5000.0])
def test_rendered_cover_sums_to_the_area(gsd_m, camera, area_m2):
    """A ragged shape, drawn, blurred and sampled like any other surface, holds its own area within a thousandth."""
    rng = np.random.default_rng(int(area_m2 + gsd_m))
    side = math.ceil(3 * math.sqrt(area_m2) / gsd_m) + 20
    spec = PairSpec(gsd_m=gsd_m, rows=side, cols=side, camera=camera)
    canvas = Canvas.of(spec, 0.0)
    sampler = Sampler(canvas=canvas, shape=(side, side), gsd_m=gsd_m, psf_px=camera.psf_px)
    errors = []
    for _ in range(6):
        turns = np.linspace(0, 2 * math.pi, 60, endpoint=False)
        radii = 1 + rng.normal(0, 0.06, 60)
        shape = shapely.Polygon(np.column_stack([1.6 * radii * np.cos(turns), radii * np.sin(turns)]))
        size = math.sqrt(area_m2 / shape.area)
        shape = shapely.affinity.rotate(shapely.affinity.scale(shape, size, size), rng.uniform(0, 90))
        shape = shapely.affinity.translate(shape, *rng.uniform(-gsd_m, gsd_m, 2))
        codes = Codes.of(canvas.burn([(shape, 1)], 0), canvas.finer)
        if gsd_m > 1:
            codes = codes.exact_for(shape, canvas)
        seen = sampler.sample(codes.mean(np.array([0.0, 1.0], dtype=np.float32)))
        errors.append(seen.sum(dtype=np.float64) * gsd_m**2 / area_m2 - 1)
    assert np.abs(errors).max() < (1e-3 if gsd_m < 1 else 2e-4)


@pytest.mark.parametrize(("elevation", "azimuth", "height"), [(45.0, 180.0, 12.0), (30.0, 180.0, 8.0), (60.0, 180.0, 15.0), (40.0, 360.0, 10.0)])
def test_shadows_have_the_length_of_geometry(elevation, azimuth, height):
    """The half-light line of a hall's shadow lies height / tan(elevation) from its wall, within a pixel."""
    look = Acquisition(moment=BASE.before.moment, sun_elevation_deg=elevation, sun_azimuth_deg=azimuth)
    made = make_pair(attrs.evolve(BASE, before=look, after=look, plans=(attrs.evolve(PLAN, height_m=height),)), np.random.default_rng(2))
    wall = _wall_row(made, north=azimuth == 180.0)
    length = height / math.tan(math.radians(elevation)) / 0.5
    found = []
    for offset in range(-30, 31, 4):
        column = int(wall[1]) + offset
        row = _row_at(made, column, north=azimuth == 180.0)
        line = made.before.array[:, :, column - 1 : column + 2].astype(float).mean(axis=(0, 2))
        step = -1 if azimuth == 180.0 else 1
        profile = line[np.arange(round(row) + 3 * step, round(row) + step * int(length + 14), step)]
        dark, bright = np.median(profile[2 : int(length) - 6]), np.median(profile[int(length) + 2 :])
        beyond = np.flatnonzero(profile > (dark + bright) / 2)
        if len(beyond):
            # Pixel centres lie half a pixel off the corner-counted row of the wall.
            found.append(abs(round(row) + 3 * step + step * beyond[0] + 0.5 - row) - 0.5)
    assert np.median(found) == pytest.approx(length, abs=1.0)


def _hall(made):
    return made.spec.grid.to_pixels(made.buildings[0].footprint)


def _wall_row(made, *, north):
    hall = _hall(made)
    return (hall.bounds[1] if north else hall.bounds[3], hall.centroid.x)


def _row_at(made, column, *, north):
    cut = shapely.intersection(_hall(made), shapely.LineString([(column + 0.5, 0), (column + 0.5, 280)])).bounds
    return cut[1] if north else cut[3]


def _moved(before, after, inside, guess):
    """Sub-pixel move of a patch: least squares on the gradient around a whole-pixel guess, iterated."""
    move = np.array(guess, dtype=float)
    rows, cols = np.indices(before.shape).astype(np.float32)
    down, across = np.gradient(before)
    design = np.column_stack([down[inside], across[inside]])
    for _ in range(8):
        back = cv2.remap(after, cols + np.float32(move[1]), rows + np.float32(move[0]), cv2.INTER_CUBIC)
        move -= np.linalg.lstsq(design, (back - before)[inside], rcond=None)[0]
    return move


@pytest.mark.parametrize(("off_nadir", "azimuth"), [(5.0, 90.0), (12.0, 210.0), (20.0, 270.0), (30.0, 45.0)])
def test_parallax_is_height_times_tangent(off_nadir, azimuth):
    """A flat roof of 12 m is seen 12 · tan(off-nadir) further from the camera, within a tenth of a pixel; the ground stays where it is."""
    looks = [Acquisition(moment=BASE.before.moment), Acquisition(moment=BASE.before.moment, off_nadir_deg=off_nadir, view_azimuth_deg=azimuth)]
    layout = lay_out(BASE, np.random.default_rng(3))
    # Vents stand on the roof and lean further than it.
    layout = attrs.evolve(layout, structures=tuple(attrs.evolve(structure, details=()) for structure in layout.structures))
    made = make_pair(attrs.evolve(BASE, before=looks[0], after=looks[1], layout=layout), np.random.default_rng(11))
    length = 12.0 * math.tan(math.radians(off_nadir)) / 0.5
    expected = np.array([length * math.cos(math.radians(azimuth)), -length * math.sin(math.radians(azimuth))])
    inner = coverage_of(made.spec.grid.from_pixels(_hall(made).buffer(-8)), made.spec.grid) > 0.99
    # A slanted look is blurrier; the sharper one is brought to it.
    blur = 0.65 * math.sqrt(1 / math.cos(math.radians(off_nadir)) ** 4 - 1)
    before = cv2.GaussianBlur(made.before.array[1].astype(np.float32), (0, 0), max(blur, 0.01))
    after = made.after.array[1].astype(np.float32)
    roof = _moved(cv2.GaussianBlur(before, (0, 0), 1.0), cv2.GaussianBlur(after, (0, 0), 1.0), inner, np.rint(expected))
    assert np.abs(roof - expected).max() < 0.1


WISHES = {
    "rotation": (Displacement(rotation_deg=0.8), (2.0, -1.0)),
    "scale": (Displacement(scale=(1.012, 0.991)), (0.0, 0.5)),
    "warp": (Displacement(warp_px=2.5, warp_length_px=150.0), (-4.0, 3.3)),
    "strips": (Displacement(strips=3, jump_px=2.0), (1.0, 1.0)),
    "all": (Displacement(rotation_deg=-0.5, scale=(0.995, 1.004), warp_px=1.0, strips=2, jump_px=1.5), (9.0, -14.5)),
}


@pytest.mark.parametrize("wish", list(WISHES))
def test_content_lies_where_the_field_says(wish):
    """The after-picture, sampled where the returned field says, is the before-picture to a twentieth of a pixel."""
    displacement, shift = WISHES[wish]
    still = Acquisition(moment=BASE.before.moment)
    spec = attrs.evolve(BASE, before=still, after=still, displacement=displacement, shift_px=shift, halls=0, plans=(), rows=360, cols=340)
    made = make_pair(spec, np.random.default_rng(8))
    down, across = made.truth.field.array()
    rows, cols = np.indices(made.before.grid.shape)
    before, after = (cv2.GaussianBlur(image.array[1].astype(np.float32), (0, 0), 1.0) for image in (made.before, made.after))
    back = cv2.remap(after, (cols + across).astype(np.float32), (rows + down).astype(np.float32), cv2.INTER_CUBIC)
    inner = np.zeros(before.shape, dtype=bool)
    inner[45:-45, 45:-45] = True
    for seam in made.truth.field.seams[1:]:
        inner[int(seam) - 8 : int(seam) + 9] = False
    error = back - before
    inner &= np.abs(error) < 12  # cars come and go
    for block in np.array_split(np.arange(45, 315), 3):
        here = inner.copy()
        here[: block[0]] = here[block[-1] + 1 :] = False
        if here.sum() < 4000:
            continue
        slope = np.gradient(before)
        left = np.linalg.lstsq(np.column_stack([part[here] for part in slope]), error[here], rcond=None)[0]
        assert np.abs(left).max() < 0.05


@pytest.mark.parametrize("wish", list(WISHES))
def test_the_inverse_undoes_the_field(wish):
    """Content that a place of the after-picture shows comes from where the inverse says, away from seams."""
    displacement, shift = WISHES[wish]
    made = make_pair(attrs.evolve(BASE, displacement=displacement, shift_px=shift, rows=200, cols=220), np.random.default_rng(4))
    field = made.truth.field
    rows, cols = np.mgrid[20:180:7, 20:200:9].astype(float)
    down, across = field(rows, cols)
    row, col = field.origin_of(rows + down, cols + across)
    clear = np.min(np.abs(rows[..., None] - field.seams[1:]), axis=-1, initial=99.0) > 12
    assert np.abs(row - rows)[clear].max() < 1e-3
    assert np.abs(col - cols)[clear].max() < 1e-3
    assert made.truth.shift_px == pytest.approx(field.centre_px)
    assert max(np.abs(down).max(), np.abs(across).max()) <= field.reach_px

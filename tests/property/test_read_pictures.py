"""Laws of the picture reader: an affine comes back from its points, and a window is always the same part of the whole."""

from __future__ import annotations

import numpy as np
import pyproj
from affine import Affine
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from temoin.geo import Window
from temoin.read import read_scene
from temoin.read.acquired import moment_of
from temoin.read.bands import role_of_name
from temoin.read.control import ControlPoint, fit_control

UTM = pyproj.CRS.from_epsg(32639)


@given(
    turn=st.floats(-180, 180),
    shear=st.floats(-30, 30),
    step=st.floats(0.2, 30),
    corner=st.tuples(st.floats(200_000, 800_000), st.floats(-1e6, 9e6)),
    places=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 2000)), min_size=3, max_size=9, unique=True),
)
@settings(max_examples=60, deadline=None)
def test_an_affine_comes_back_from_its_points(turn, shear, step, corner, places):
    """Any affine, through any points that are not on a line, within a millimetre of ground at the corners."""
    made = Affine.translation(*corner) @ Affine.rotation(turn) @ Affine.shear(shear, 0) @ Affine.scale(step, -step)
    picture = np.array(places, dtype=float)
    long, short = np.linalg.svd(picture - picture.mean(axis=0), compute_uv=False)[:2]
    ground = np.array([made @ place for place in places])
    _, ground_short = np.linalg.svd(ground - ground.mean(axis=0), compute_uv=False)[:2]
    assume(short > 0.05 * long)
    assume(ground_short > 0.05 * np.linalg.svd(ground - ground.mean(axis=0), compute_uv=False)[0])
    fit = fit_control([ControlPoint(*map(float, place), *(made @ place)) for place in places], UTM, name="p.csv")
    for place in ((0, 0), (2000, 0), (0, 2000)):
        x, y = fit.transform @ place
        assert np.hypot(x - (made @ place)[0], y - (made @ place)[1]) < 1e-3
    assert (fit.rmse_px is None) == (len(places) == 3)


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_window_is_the_same_part_of_the_whole(data, tmp_path):
    """With fill of any shape, the flags and pixels of a window are those of the whole picture there."""
    import rasterio

    rows, cols = 60, 70
    seed = data.draw(st.integers(0, 2**32 - 1))
    array = np.random.default_rng(seed).integers(0, 2, (2, rows, cols)).astype(np.uint8)
    top, left = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, cols - 1))
    array[:, top : top + data.draw(st.integers(1, 40)), left : left + data.draw(st.integers(1, 40))] = 0
    path = tmp_path / "p.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=2, height=rows, width=cols, dtype="uint8", crs=UTM.to_wkt(), transform=Affine(1, 0, 5e5, 0, -1, 6e6)
    ) as file:
        file.write(array)
    r0, c0 = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, cols - 1))
    window = Window(row_start=r0, row_stop=data.draw(st.integers(r0 + 1, rows)), col_start=c0, col_stop=data.draw(st.integers(c0 + 1, cols)))
    _, pixels = read_scene(path)
    part, cut = pixels.read(window), pixels.read().read(window)
    assert (part.array == cut.array).all()
    assert (part.flags == cut.flags).all()


@given(st.text(max_size=40))
def test_no_text_breaks_the_small_readers(text):
    """Times and band names of any text are read or are nothing."""
    found = moment_of(text)
    assert found is None or found.start.tzinfo is not None
    role = role_of_name(text)
    assert role is None or role_of_name(text.upper()) is role

"""Made pictures are held to what the realism page says of real ones, and the page to the pictures."""

from __future__ import annotations

import re
import sys
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import shapely

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "explanation" / "realism.md"
_ROW = re.compile(r"^\| `(\w+)` \|[^|]*\| (\S+) \((\S+) to (\S+)\) \| (\S+) \(", re.MULTILINE)


@pytest.fixture(scope="module")
def tools():
    """The modules of `tools/realism.py`."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import realism
        import realism_figures
        import realism_pictures

        return realism, realism_figures, realism_pictures
    finally:
        sys.path.remove(str(ROOT / "tools"))


@pytest.fixture(scope="module")
def page():
    """For each figure of the page's tables: 10th percentile, median and 90th percentile of the real ones, and the median of the made ones."""
    text = PAGE.read_text("utf-8").replace("−", "-")
    return {name: tuple(float(part) for part in (low, middle, high, made)) for name, middle, low, high, made in _ROW.findall(text)}


def sample(tools, grey: np.ndarray, **facts):
    """A picture of grey values alone."""
    return tools[1].Sample(name="test", kind="test", grey=grey, mask=np.ones(grey.shape, dtype=bool), **facts)


@pytest.mark.parametrize("wanted", [0.0, -2.0, -3.5])
def test_a_known_slope_is_found(tools, wanted):
    """A field whose power falls by a known power of frequency is measured so, within 0.1."""
    rng = np.random.default_rng(1)
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(512), np.fft.fftfreq(512)))
    frequency[0, 0] = 1
    field = np.fft.ifft2(np.fft.fft2(rng.standard_normal((512, 512))) * frequency ** (wanted / 2)).real
    spectrum = tools[1].spectrum(sample(tools, field - field.min()))
    for band in (tools[1].LOW_BAND, tools[1].HIGH_BAND):
        assert tools[1].slope(*spectrum, band) == pytest.approx(wanted, abs=0.15)


@pytest.mark.parametrize("height", [5.0, 9.0])
def test_a_known_shadow_is_measured(tools, height):
    """The shadow of an upright block, sun in the south at 45 degrees, is as long as the block is high, within a pixel."""
    grey = np.full((160, 160), 120.0)
    grey[60:100, 50:110] = 160.0
    length = round(height / 0.5)
    grey[60 - length : 60, 50:110] = 40.0
    found = tools[1].shadows(sample(tools, grey, sun=(45.0, 180.0), roofs=(shapely.box(50, 60, 110, 100),), heights=(height,), gsd_m=0.5))
    assert found["shadow_px"] == pytest.approx(length, abs=1.0)
    assert abs(found["shadow_error_px"]) < 1.0


def test_a_heap_like_its_ground_stands_out_by_nothing(tools):
    """On one texture all ratios are 1."""
    grey = np.random.default_rng(2).normal(120, 10, (200, 200))
    found = tools[1].heap(sample(tools, grey), shapely.box(80, 80, 120, 120))
    assert (found["contrast"], found["detail"], found["level_ring"]) == pytest.approx((1.0, 1.0, 1.0), rel=0.1)


def test_made_pictures_look_like_the_real_ones_of_the_page(tools, page):
    """Each figure of two made pairs lies between the 10th and the 90th percentile of the real ones, where the page doesn't say that it differs."""
    assert len(page) > 15
    rows, _ = tools[0].measure(tools[2].made_samples(range(2), side=512), lambda _: None)
    made = tools[0].summary(rows)["all"]
    checked = 0
    for name, (low, _, high, _) in page.items():
        if name in made and name not in {"noise_floor", "noise_slope", "shadow_px", "shadow_height_m"}:
            assert low - 0.02 * abs(low) <= made[name][1] <= high + 0.02 * abs(high), name
            checked += 1
    assert checked >= 14
    assert abs(made["shadow_error_px"][1]) < 1.5


@pytest.mark.data
def test_the_page_says_what_the_pictures_show(tools, page, data_dir):
    """The medians of pictures measured afresh lie within half of the page's ranges' width of the page's own."""
    rows, _ = tools[0].measure(islice(tools[2].real_samples(data_dir), 0, 22, 3), lambda _: None)
    for name in ("slope_low", "slope_high", "noise_sigma_mid", "texture_p50", "relative_std", "p1", "p99", "ground_grain"):
        low, middle, high, _ = page[name]
        assert abs(np.median([row[name] for row in rows if name in row]) - middle) <= 0.5 * (high - low), name


@pytest.mark.data
def test_planted_heaps_stand_out_like_real_ones(tools, page, data_dir):
    """Whole collapses planted in open pictures have the contrast, the fineness and the level that buildings graded destroyed have, within a tenth."""
    found = tools[0].summary(tools[0].measure_heaps(islice(tools[2].planted_heaps(data_dir, most=4), 2, 9, 3)))["all"]
    assert found["count"] >= 8
    for name in ("contrast", "detail_share", "level_ring"):
        low, _, high, _ = page[name]
        assert 0.9 * low <= found[name][1] <= 1.1 * high, name

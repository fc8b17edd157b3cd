"""Roofs parted into what stayed and what changed by tone, where pixels are too coarse for edges."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
import shapely
from scipy import ndimage

from temoin.measure.mixture import split_roof
from temoin.measure.roof_pixels import Tones
from temoin.raster import cover_polygons

SIZE = 60
HALL = shapely.box(14.3, 18.7, 44.6, 40.2)


def _tones(rng: np.random.Generator, *, hole: shapely.Geometry | None = None, tone: float = 0.0, noise: float = 0.15) -> Tones:
    """A roof of one tone on other ground, seen through a blur of 0.6 pixels; rubble in a hole."""
    roof, gone = (cover_polygons([shape], (SIZE, SIZE)) if shape is not None else None for shape in (HALL, hole))
    before = np.zeros((3, SIZE * SIZE))
    before[:, roof.pixels] += 3.0 * roof.shares
    after = before.copy()
    after[:, roof.pixels] += tone * roof.shares
    if gone is not None:
        rubble = ndimage.gaussian_filter(rng.normal(0, 1, (SIZE, SIZE)), 0.5).ravel()
        looks = 1.0 + 1.2 * rubble[gone.pixels]
        after[:, gone.pixels] = after[:, gone.pixels] * (1 - gone.shares) + looks * gone.shares
    soft = [np.stack([ndimage.gaussian_filter(band.reshape(SIZE, SIZE), 0.6) for band in picture]) for picture in (before, after)]
    return Tones(
        expected=soft[0].astype(np.float32),
        after=(soft[1] + rng.normal(0, noise, soft[1].shape)).astype(np.float32),
        clear=np.ones((SIZE, SIZE), bool),
        zero=np.full(3, -1.0),
        mean=np.zeros(3),
        covariance=1.5 * np.eye(3) + 1.0,
        noise=(noise**2 + 0.05**2) * np.eye(3),
        gsd_m=3.0,
    )


def _split(tones: Tones):
    return split_roof(tones, *cover_polygons([HALL], (SIZE, SIZE)).of(0))


@pytest.mark.parametrize(("box", "tone"), [((18, 22, 30, 36), 0.0), ((16, 20, 42, 38), 0.3), ((30.4, 22.2, 37.1, 28.9), -0.3)])
def test_a_hole_is_measured_whatever_its_share_and_the_tone_of_the_rest(box, tone) -> None:
    """Holes of 7 to 72 % of a roof come out within 12 %, with the roof a little brighter or darker than before."""
    hole = shapely.box(*box)
    areas = [_split(_tones(np.random.default_rng(seed), hole=hole, tone=tone)).area for seed in range(5)]
    assert np.median(areas) == pytest.approx(hole.area, rel=0.12)


def test_a_whole_roof_has_no_hole_but_a_new_tone_is_told() -> None:
    """An unchanged roof gives next to nothing; a duller one nothing either, with how far it moved; a painted one is changed, but evenly."""
    rng = np.random.default_rng(3)
    plain, dull, painted = _split(_tones(rng)), _split(_tones(rng, tone=-1.2)), _split(_tones(rng, tone=-2.2))
    assert plain.area < 0.01 * HALL.area
    assert dull.area < 0.1 * HALL.area
    assert dull.tone > 1.5
    assert plain.tone < 0.5
    assert painted.is_even


def test_what_cannot_be_seen_is_not_parted() -> None:
    """A roof of which three pixels are clear is not parted, and hidden pixels do not count."""
    tones = _tones(np.random.default_rng(4), hole=shapely.box(18, 22, 30, 36))
    hidden = np.zeros((SIZE, SIZE), bool)
    hidden[20, 20:23] = True
    assert _split(attrs.evolve(tones, clear=hidden)) is None
    half = np.ones((SIZE, SIZE), bool)
    half[:, :24] = False
    assert _split(attrs.evolve(tones, clear=half)).area == pytest.approx(6 * 14, rel=0.2)


def test_an_even_shadow_is_told_from_rubble() -> None:
    """A strip at half the light is a shadow; rubble holds bright and dark."""
    rng = np.random.default_rng(5)
    tones = _tones(rng)
    shaded = tones.after.copy()
    shaded[:, 24:30, 16:42] = (shaded[:, 24:30, 16:42] + 1) * 0.5 - 1
    assert _split(attrs.evolve(tones, after=shaded)).is_even
    assert not _split(_tones(rng, hole=shapely.box(18, 22, 30, 36))).is_even

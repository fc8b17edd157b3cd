"""Made-up series: speckle, seasons, orbits, weather and truth, held against open series where nothing happened."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta

import attrs
import numpy as np
import pytest
import rasterio

from temoin.errors import OptionError
from temoin.model import GradeClass
from temoin.raster import BandRole, MaskKind
from temoin.scenes import (
    Acquisition,
    Clouds,
    Damage,
    DamageKind,
    OpticalStackSpec,
    Orbit,
    PairSpec,
    RadarStackSpec,
    ground_range_like,
    make_stack,
    passes_around,
    sentinel2_like,
    terrain_corrected_like,
)
from temoin.scenes.stack import Pass

EVENT = datetime(2025, 7, 1, 12, tzinfo=UTC)
SITE = PairSpec(gsd_m=10, rows=48, cols=48, halls=4, houses=6, damages=(Damage(building_id="h1", kind=DamageKind.WHOLE_COLLAPSE),))


def radar_spec(**changes) -> RadarStackSpec:
    """Ten passes of each orbit before the event and four after it."""
    return attrs.evolve(RadarStackSpec(site=SITE, event=EVENT, passes=passes_around(EVENT)), **changes)


def optical_spec(**changes) -> OpticalStackSpec:
    """A winter, a spring, a clouded and a late look; the damage is seen in the last two."""
    looks = (
        Acquisition(moment=datetime(2025, 2, 11, 12, 10, tzinfo=UTC), snow=0.9),
        Acquisition(moment=datetime(2025, 5, 11, 12, 10, tzinfo=UTC)),
        Acquisition(moment=datetime(2025, 7, 11, 12, 10, tzinfo=UTC), clouds=Clouds(share=0.3)),
        Acquisition(moment=datetime(2025, 9, 11, 12, 10, tzinfo=UTC), dryness=0.8),
    )
    site = attrs.evolve(SITE, camera=sentinel2_like(), flag_clouds=True)
    return attrs.evolve(OpticalStackSpec(site=site, event=EVENT, looks=looks), **changes)


def test_passes_lie_around_the_event():
    """As many of each orbit on each side as asked for, twelve days apart, sorted, none at the event itself."""
    passes = passes_around(EVENT, before=3, after=2)
    assert [each.moment for each in passes] == sorted(each.moment for each in passes)
    for orbit in Orbit:
        own = [each.moment for each in passes if each.orbit is orbit]
        assert sum(moment < EVENT for moment in own) == 3
        assert {second - first for first, second in itertools.pairwise(own)} == {timedelta(days=12)}


def test_a_radar_series_runs_in_step():
    """Images, scenes, orbits and sides of the event belong together; power is positive 32-bit VV and VH on the site's grid."""
    made = make_stack(radar_spec(), np.random.default_rng(1))
    assert len(made.images) == len(made.scenes) == len(made.orbits) == len(made.truth.means) == len(made.truth.wetness) == 28
    assert sum(made.is_after) == 8
    for image, scene, orbit, after in zip(made.images, made.scenes, made.orbits, made.is_after, strict=True):
        assert image.roles == (BandRole.VV, BandRole.VH)
        assert image.dtype == np.float32
        assert float(image.array.min()) > 0
        assert scene.grid == image.grid == SITE.grid
        assert orbit.value in scene.sensor
        assert (scene.acquired.start >= EVENT) is after
    assert len({scene.id for scene in made.scenes}) == 28


def test_the_same_seed_gives_the_same_series():
    """Pixels and truth depend on the seed alone; every date has its own speckle."""
    spec = radar_spec(passes=passes_around(EVENT, before=2, after=1))
    first, again, other = (make_stack(spec, np.random.default_rng(seed)).array() for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    field = first[:2, 0, :12] / first[:2, 0, :12].mean(axis=(1, 2), keepdims=True) - 1
    assert abs(np.corrcoef(field.reshape(2, -1))[0, 1]) < 0.2


def test_speckle_multiplies_the_true_mean():
    """Power over its own mean has mean 1, and on open ground the wanted number of looks."""
    made = make_stack(radar_spec(radar=attrs.evolve(ground_range_like(), floor_db=-60.0)), np.random.default_rng(5))
    ratio = np.stack([image.array / mean for image, mean in zip(made.images, made.truth.means, strict=True)])
    assert ratio.mean() == pytest.approx(1.0, abs=0.01)
    assert 1 / ratio[:, :, :10].var() == pytest.approx(4.4, rel=0.06)
    # Walls and fixed points hold still.
    bright = made.truth.means[0][0] > 0.5
    assert bright.any()
    brightest = np.stack([each[0] for each in ratio[[orbit is made.orbits[0] for orbit in made.orbits]]])[:, bright]
    assert 1 / brightest.var() > 6


def test_the_orbits_see_the_damage_each_in_its_way():
    """What the collapse does to the mean is told an orbit, is nothing far off, and shows in the means before and after."""
    made = make_stack(radar_spec(), np.random.default_rng(1))
    changes = dict(made.truth.damage_db)
    assert set(changes) == set(Orbit)
    far = made.truth.cover == 0
    far[:, :] &= np.hypot(*np.indices(far.shape).astype(float) - np.argwhere(made.truth.cover > 0).mean(axis=0)[:, None, None]) > 14
    for change in changes.values():
        assert np.abs(change[:, far]).max() < 1e-6
        assert np.abs(change[:, made.truth.cover > 0.5]).max() > 1
    assert not np.allclose(changes[Orbit.ASCENDING], changes[Orbit.DESCENDING], atol=0.5)
    assert dict(made.truth.grades)["h1"] is GradeClass.DESTROYED


def test_wetness_is_taken_where_it_is_given():
    """A wet date is brighter than a dry one by about what the classes of ground say."""
    passes = tuple(Pass(moment=EVENT + timedelta(days=6 * step), orbit=Orbit.ASCENDING, wetness=float(step % 2)) for step in range(-6, 0))
    made = make_stack(radar_spec(passes=passes, radar=attrs.evolve(ground_range_like(), gain_db=0.0)), np.random.default_rng(2))
    assert made.truth.wetness == (0.0, 1.0, 0.0, 1.0, 0.0, 1.0)
    level = [10 * np.log10(np.median(mean[0])) for mean in made.truth.means]
    assert np.mean(level[1::2]) - np.mean(level[::2]) == pytest.approx(1.5, abs=0.6)


def test_an_optical_series_has_seasons_clouds_and_damage():
    """Snow is white, spring is green, late grass is dry, clouds are flagged, and only the dates after the event lack the hall."""
    made = make_stack(optical_spec(), np.random.default_rng(1))
    roles = made.images[0].roles
    assert {BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.NIR, BandRole.SWIR1, BandRole.SWIR2} <= set(roles)
    red, nir, swir = (made.array()[:, roles.index(role)].astype(float) for role in (BandRole.RED, BandRole.NIR, BandRole.SWIR1))
    index = np.median((nir - red) / (nir + red), axis=(1, 2))
    assert index[0] < 0.1
    assert index[1] > 0.45
    assert index[3] < index[1] - 0.1
    assert np.median(red[0]) > 4000 > 2.5 * np.median(swir[0])
    clouded = (made.images[2].flags & np.uint8(MaskKind.CLOUD)) > 0
    assert 0.1 < clouded.mean() < 0.6
    assert made.truth.clouds[2] is not None
    assert made.is_after == (False, False, True, True)
    inside = made.truth.cover > 0.9
    change = np.abs(np.log(red[3] / red[1]))
    assert change[inside].mean() > 0.05
    assert made.scenes[2].cloud_cover > 0.1


def test_a_site_stays_where_it_is():
    """Without weather, two looks at the same hour of the same day of two years are the same but for noise and passing texture."""
    looks = tuple(Acquisition(moment=datetime(year, 6, 1, 12, 10, tzinfo=UTC)) for year in (2023, 2024))
    made = make_stack(optical_spec(looks=looks), np.random.default_rng(1))
    first, second = made.array().astype(float)
    assert np.corrcoef(first[3].ravel(), second[3].ravel())[0, 1] > 0.95
    assert not np.array_equal(first, second)


def test_nonsense_series_are_refused():
    """No date, two equal dates, or a time without a zone."""
    rng = np.random.default_rng(1)
    with pytest.raises(OptionError, match="needs a date"):
        make_stack(radar_spec(passes=()), rng)
    one = Pass(moment=EVENT, orbit=Orbit.ASCENDING)
    with pytest.raises(OptionError, match="the same"):
        make_stack(radar_spec(passes=(one, one)), rng)
    with pytest.raises(OptionError, match="no zone"):
        Pass(moment=datetime(2025, 7, 1, 12), orbit=Orbit.ASCENDING)  # noqa: DTZ001  # what is refused
    with pytest.raises(ValueError, match="wetness"):
        Pass(moment=EVENT, orbit=Orbit.ASCENDING, wetness=1.5)


def _variation(series: np.ndarray) -> tuple[float, float]:
    """Median over pixels of the temporal coefficient of variation, and correlation of neighbours in what differs from a pixel's own mean."""
    mean = series.mean(axis=0)
    rest = np.log(series / mean)
    rest -= rest.mean(axis=(0, 1, 2))
    rest -= np.median(rest, axis=(1, 2), keepdims=True)
    return float(np.median(series.std(axis=0, ddof=1) / mean)), float((rest[:, :, 1:] * rest[:, :, :-1]).mean() / (rest**2).mean())


@pytest.mark.data
def test_quiet_series_vary_like_the_open_ones(data_dir):
    """Where nothing happened, the temporal variation of made VV and VH lies within 15 % of the open series, neighbours correlate alike within 0.1."""
    folder = data_dir / "imagery" / "s1-opera-rtc" / "10SGD_T137-292319-IW2"
    site = attrs.evolve(SITE, gsd_m=30, rows=90, cols=90, halls=9, houses=20, damages=())
    passes = passes_around(EVENT, before=16, after=4, orbits=(Orbit.ASCENDING,))
    made = make_stack(RadarStackSpec(site=site, event=EVENT, passes=passes, radar=terrain_corrected_like()), np.random.default_rng(1)).array()
    for band, name in enumerate(("VV", "VH")):
        paths = sorted(folder.glob(f"*_{name}.tif"), key=lambda path: re.search(r"_(20\d{6}T)", path.name)[1])
        real = np.stack([rasterio.open(path).read(1) for path in paths]).astype(float)
        real = real[:, np.isfinite(real).all(axis=(0)).all(axis=1)]
        own, other = _variation(made[:, band].astype(float)), _variation(real)
        assert own[0] == pytest.approx(other[0], rel=0.15)
        assert own[1] == pytest.approx(other[1], abs=0.1)

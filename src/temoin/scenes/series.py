"""How a made-up series comes about: the site once, then every date in its own weather."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs
import numpy as np
import numpy.typing as npt

from temoin.errors import OptionError
from temoin.geo.crs import WGS84, transformer
from temoin.model import Building, Scene, Site, TimeRange
from temoin.raster import Image
from temoin.scenes.canvas import Canvas
from temoin.scenes.damage import Wreck, wreck_buildings
from temoin.scenes.displacement import DisplacementField
from temoin.scenes.layout import lay_out
from temoin.scenes.lookalike import Alteration, alter
from temoin.scenes.pair import buildings_of, light_of, painter_of, picture_of, scene_of, site_of, truth_of
from temoin.scenes.sar import CLASSES, POLARISATIONS, Backscatter, Orbit, Radar, backscatter_of, season_of
from temoin.scenes.site import paint_site
from temoin.scenes.solid import Layout
from temoin.scenes.spec import PairSpec
from temoin.scenes.speckle import speckle
from temoin.scenes.stack import MadeStack, OpticalStackSpec, Pass, RadarStackSpec, StackTruth
from temoin.scenes.texture import make_texture
from temoin.scenes.truth import Truth

__all__ = ["make_stack"]

Floats = npt.NDArray[np.float64]
_RAIN_EVERY_DAYS = 7.0
_DRIES_IN_DAYS = 5.0
"""Rain comes by chance, a week apart in the mean, and is two thirds gone after five days."""
_DRIFT_DB = 0.3
"""Standard deviation by which each class of growing ground wanders from date to date (moisture comes on top)."""


@attrs.frozen(kw_only=True, eq=False)
class _Place:
    """A site that stays the same through a series."""

    spec: PairSpec
    layout: Layout
    wrecks: tuple[Wreck, ...]
    alterations: tuple[Alteration, ...]
    buildings: tuple[Building, ...]
    site: Site
    truth: Truth


def make_stack(spec: RadarStackSpec | OpticalStackSpec, rng: np.random.Generator) -> MadeStack:
    """Make a series. The same spec and a generator of the same seed give the same pixels and the same truth.

    Args:
        spec: what to make; dates are sorted.
        rng: where all chance comes from.

    Raises:
        OptionError: no date was given, two dates are the same, a damage does not fit, or the sun stands under the horizon.
    """
    site_rng, looks_rng = rng.spawn(2)
    if isinstance(spec, RadarStackSpec):
        moments = sorted(each.moment for each in spec.passes)
        _require_dates(moments)
        return _radar(spec, _place(spec.site, site_rng), looks_rng)
    _require_dates(sorted(each.moment for each in spec.looks))
    return _optical(spec, site_rng, looks_rng)


def _require_dates(moments: list[datetime]) -> None:
    if not moments:
        raise OptionError("a series needs a date", hint="Give at least one pass or look.")
    if len(set(moments)) < len(moments):
        raise OptionError("two dates of the series are the same", hint="Give every pass or look its own moment.")


def _place(spec: PairSpec, rng: np.random.Generator) -> _Place:
    layout_rng, damage_rng, change_rng = rng.spawn(3)
    layout = spec.layout if spec.layout is not None else lay_out(spec, layout_rng)
    wrecks = wreck_buildings(layout, spec, damage_rng)
    # Stacks that throw shadows need a sun; those of the later look of the spec count.
    light = light_of(spec, spec.after)
    alterations = alter(layout, spec, light, change_rng)
    still = DisplacementField(shape=(spec.rows, spec.cols), shift_px=(0.0, 0.0))
    return _Place(
        spec=spec,
        layout=layout,
        wrecks=wrecks,
        alterations=alterations,
        buildings=buildings_of(layout, spec),
        site=site_of(layout, spec),
        truth=truth_of(layout, wrecks, alterations, spec, still, light, (None, None)),
    )


def _latitude(spec: PairSpec) -> float:
    _, latitude = transformer(spec.grid.crs, WGS84).transform(*spec.centre)
    return float(latitude)


# ---- radar


def _radar(spec: RadarStackSpec, place: _Place, rng: np.random.Generator) -> MadeStack:
    weather_rng, ground_rng, speckle_rng = rng.spawn(3)
    passes = tuple(sorted(spec.passes, key=lambda each: each.moment))
    wetness = _wetness(passes, weather_rng)
    orbits = [orbit for orbit in Orbit if any(each.orbit is orbit for each in passes)]
    grounds = {orbit: int(ground_rng.integers(2**63)) for orbit in Orbit}
    backscatter = {
        (orbit, after): backscatter_of(
            place.layout, spec.site, orbit, place.wrecks if after else (), spec.radar, np.random.default_rng(grounds[orbit])
        )
        for orbit in orbits
        for after in (False, True)
    }
    images, means = [], []
    for each, wet, child in zip(passes, wetness, speckle_rng.spawn(len(passes)), strict=True):
        own = backscatter[each.orbit, each.moment >= spec.event]
        array, mean = _acquire(own, spec, (wet, season_of(each.moment, _latitude(spec.site))), child)
        images.append(Image(array=array, flags=np.zeros(spec.site.grid.shape, dtype=np.uint8), grid=spec.site.grid, roles=POLARISATIONS))
        means.append(mean)
    return MadeStack(
        spec=spec,
        images=tuple(images),
        scenes=tuple(_radar_scene(number, each, spec) for number, each in enumerate(passes, 1)),
        orbits=tuple(each.orbit for each in passes),
        is_after=tuple(each.moment >= spec.event for each in passes),
        buildings=place.buildings,
        site=place.site,
        truth=StackTruth(
            event=spec.event,
            damages=place.truth.damages,
            cover=place.truth.cover,
            grades=place.truth.grades,
            means=tuple(means),
            damage_db=tuple((orbit, _change_db(backscatter[orbit, False], backscatter[orbit, True])) for orbit in orbits),
            wetness=wetness,
        ),
    )


def _wetness(passes: tuple[Pass, ...], rng: np.random.Generator) -> tuple[float, ...]:
    """Of the soil on each date: what is given, else chance rain that dries off; both orbits see the same rain."""
    first, last = passes[0].moment - timedelta(days=30), passes[-1].moment
    span = (last - first).total_seconds() / 86_400
    rains = np.sort(rng.uniform(0, span, int(rng.poisson(span / _RAIN_EVERY_DAYS))))
    amounts = rng.uniform(0.3, 1.0, len(rains))
    out = []
    for each in passes:
        day = (each.moment - first).total_seconds() / 86_400
        past = rains <= day
        chance = float(min(1.0, (amounts[past] * np.exp(-(day - rains[past]) / _DRIES_IN_DAYS)).sum()))
        out.append(chance if each.wetness is None else each.wetness)
    return tuple(out)


def _acquire(
    own: Backscatter, spec: RadarStackSpec, weather: tuple[float, float], rng: np.random.Generator
) -> tuple[npt.NDArray[np.float32], Floats]:
    """One image in linear power, and the mean behind it."""
    drift_rng, gain_rng, *speckle_rngs = rng.spawn(4)
    drift = drift_rng.normal(0, _DRIFT_DB, len(CLASSES)) * np.array([name in {"grass", "crop", "woods", "soil"} for name in CLASSES])
    spread, fixed = own.means(weather[0], weather[1], drift)
    gain = 10 ** (spec.radar.gain_db * gain_rng.standard_normal() / 10)
    floor = 10 ** (spec.radar.floor_db / 10)
    mean = gain * (spread + fixed)
    power = np.stack([_speckled(spread[band], fixed[band], floor, spec.radar, speckle_rngs[band]) for band in (0, 1)])
    return np.asarray(gain * power, dtype=np.float32), mean


def _speckled(spread: Floats, fixed: Floats, floor: float, radar: Radar, rng: np.random.Generator) -> Floats:
    """Power of one band: a fixed answer among spread ones varies less than speckle alone.

    One look at a constant amplitude √S among spread power C has mean S + C and variance C² + 2SC (Rice 1944; Goodman 1975); the gamma law that is
    drawn has both moments. The radar's own noise adds to the spread power; its mean is taken off again, as products have it.
    """
    noisy = spread + floor
    mean = noisy + fixed
    looks = radar.looks * mean**2 / (noisy**2 + 2 * noisy * fixed)
    power = mean * speckle(rng, looks, (mean.shape[0], mean.shape[1]), correlation=radar.correlation)
    # Products cut what noise leaves below nothing; a hundredth of the floor keeps logarithms finite.
    return np.maximum(power - floor, 0.01 * floor)


def _change_db(before: Backscatter, after: Backscatter) -> Floats:
    first, second = (sum(own.means()) for own in (before, after))
    return np.asarray(10 * np.log10(second / first))


def _radar_scene(number: int, each: Pass, spec: RadarStackSpec) -> Scene:
    return Scene(
        id=f"r{number}",
        name=f"{each.moment:%Y%m%dT%H%M%S}_{each.orbit.value}.tif",
        acquired=TimeRange.at(each.moment),
        grid=spec.site.grid,
        roles=POLARISATIONS,
        sensor=f"{spec.radar.name}, {each.orbit.value}",
        off_nadir_deg=spec.radar.incidence_deg,
        view_azimuth_deg=each.orbit.view_azimuth_deg,
        credit="made-up picture",
        licence="CC0-1.0",
    )


# ---- optical


def _optical(spec: OpticalStackSpec, site_rng: np.random.Generator, rng: np.random.Generator) -> MadeStack:
    looks = tuple(sorted(spec.looks, key=lambda each: each.moment))
    later = next((each for each in looks if each.moment >= spec.event), looks[-1])
    site = attrs.evolve(spec.site, before=looks[0], after=later)
    place = _place(site, site_rng)
    texture_rng, *look_rngs = rng.spawn(len(looks) + 1)
    canvas = Canvas.of(site, 0.0)
    texture = make_texture(texture_rng, canvas)
    images, scenes, clouds = [], [], []
    for number, (look, child) in enumerate(zip(looks, look_rngs, strict=True), 1):
        light, is_after = light_of(site, look), look.moment >= spec.event
        painter = painter_of(site, look, light)
        paint_site(painter, place.layout, place.alterations, place.wrecks if is_after else (), is_after=is_after)
        image, cover = picture_of(painter, texture, canvas, site, look, None, child)
        images.append(image)
        clouds.append(cover)
        scenes.append(attrs.evolve(scene_of(f"o{number}", site, look, light, cover), name=f"{look.moment:%Y%m%dT%H%M%S}.tif"))
    return MadeStack(
        spec=spec,
        images=tuple(images),
        scenes=tuple(scenes),
        orbits=(None,) * len(looks),
        is_after=tuple(look.moment >= spec.event for look in looks),
        buildings=place.buildings,
        site=place.site,
        truth=StackTruth(event=spec.event, damages=place.truth.damages, cover=place.truth.cover, grades=place.truth.grades, clouds=tuple(clouds)),
    )

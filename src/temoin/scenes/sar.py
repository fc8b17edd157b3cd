"""Backscatter of a made-up site, in linear power: what the ground, the roofs and the walls send back to one orbit, before and after the event."""

from __future__ import annotations

import itertools
import math
from datetime import datetime
from enum import StrEnum

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely
from shapely.affinity import translate

from temoin.raster import BandRole, cover_polygons
from temoin.scenes.damage import Wreck
from temoin.scenes.kinds import DamageKind
from temoin.scenes.relief import fractal
from temoin.scenes.solid import Layout, Structure
from temoin.scenes.spec import PairSpec

__all__ = ["CLASSES", "POLARISATIONS", "Backscatter", "Orbit", "Radar", "backscatter_of", "ground_range_like", "season_of", "terrain_corrected_like"]

Floats = npt.NDArray[np.float64]
POLARISATIONS = (BandRole.VV, BandRole.VH)
"""The bands of every radar image made here."""


class Orbit(StrEnum):
    """On which side of the site the satellite passes."""

    ASCENDING = "ascending"
    DESCENDING = "descending"

    @property
    def view_azimuth_deg(self) -> float:
        """From the ground to the satellite, clockwise from north: right-looking from headings of 348° and 192° (Sentinel-1 at 50° north)."""
        return 258.0 if self is Orbit.ASCENDING else 102.0


@attrs.frozen(kw_only=True)
class Radar:
    """What looks down.

    Args:
        name: as it stands in the scene's metadata.
        looks: equivalent number of looks.
        correlation: of the speckle of neighbouring pixels.
        resolution_m: width at half power.
        incidence_deg: of the middle of the swath.
        floor_db: noise that equals a backscatter of so much.
        gain_db: standard deviation of the calibration from date to date.
    """

    name: str
    looks: float = attrs.field(default=4.4, validator=attrs.validators.gt(0))
    correlation: float = 0.3
    resolution_m: float = 20.0
    incidence_deg: float = 38.0
    floor_db: float = -28.0
    gain_db: float = 0.15


def ground_range_like() -> Radar:
    """Like Sentinel-1's ground-range product of ten metres: 4.4 looks (its product specification), 20 m at half power."""
    return Radar(name="made-up radar 10 m")


def terrain_corrected_like() -> Radar:
    """Like OPERA's terrain-corrected product of thirty metres: what two open series of it show, 8 looks with hardly any correlation."""
    return Radar(name="made-up radar 30 m", looks=8.0, correlation=0.05, resolution_m=30.0)


# VV and VH at about 38° of incidence, dB; then how VV and VH rise from dry to wet, and from winter to summer, dB.
# Means of the size that the literature on C band gives (Ulaby and Dobson 1989; Small 2011); not measured here.
_GROUND: dict[str, tuple[float, float, float, float, float, float]] = {
    "grass": (-11.5, -18.0, 1.5, 1.0, 0.4, 0.6),
    "crop": (-10.5, -16.5, 1.6, 1.1, 0.6, 0.9),
    "woods": (-8.5, -13.5, 0.6, 0.4, 0.3, 0.6),
    "soil": (-12.0, -20.0, 3.0, 2.0, 0.0, 0.0),
    "paved": (-14.5, -22.5, 1.0, 0.6, 0.0, 0.0),
    "gravel": (-12.0, -20.0, 1.5, 0.9, 0.0, 0.0),
    "roof": (-9.5, -17.5, 0.4, 0.3, 0.0, 0.0),
    "water": (-20.0, -27.0, 0.0, 0.0, 0.0, 0.0),
    "rubble": (-7.5, -13.5, 0.6, 0.4, 0.0, 0.0),
    "bare": (-11.0, -20.5, 2.5, 1.6, 0.0, 0.0),
}
CLASSES = tuple(_GROUND)
"""Classes of ground that answer the radar each in their own way."""
_GROUND_OF = {
    "grass": "grass", "meadow": "grass", "straw": "grass", "crop": "crop", "ripe": "crop", "woods": "woods", "soil": "soil", "mud": "soil",
    "gravel": "gravel", "water": "water", "flood": "water",
}  # fmt: skip
_TEXTURE_DB = {"woods": 0.9, "grass": 0.8, "crop": 0.8, "soil": 0.9, "rubble": 2.2, "roof": 1.5, "gravel": 1.0}
"""Unevenness of the ground itself, which stays from date to date."""
_BEHIND = 0.35
"""Share of the power left on ground that a building hides from the radar (other paths reach it)."""
_WALL = 2.6
"""Radar cross-section of a wall that faces the radar, m² a m² of wall: brings aligned streets to the +3 to +8 dB that cities show."""
_ALIGNED_DEG = 12.0
_UNALIGNED = 0.05
_CROSS = (0.08, 0.025)
"""Share of a wall's VV return in VH, and of the wall whatever its direction."""
_STRIP_M = 3.0
"""The double bounce lies at the foot of the wall, this wide."""
_VENT_M2 = 9.0
"""Cross-section of a fixed point on a roof: an edge, a vent, a lamp."""
_FLOODED_WALL = 1.8
"""Smooth water in front of a wall is a better mirror than ground."""
_STEP_M = 2.0


@attrs.frozen(kw_only=True, eq=False)
class Backscatter:
    """What a site sends back in the mean, without speckle.

    Args:
        spread: power of ground made of very many scatterers, by class of ground: shape (classes, rows, columns) of each class's share of a pixel,
            its own unevenness and what buildings hide in it; times the class's own backscatter it is power.
        fixed: power of walls and fixed points, shape (2, rows, columns).
    """

    spread: Floats
    fixed: Floats

    def means(self, wetness: float = 0.3, season: float = 0.0, drift_db: Floats | None = None) -> tuple[Floats, Floats]:
        """Mean power of the spread and of the fixed scatterers, shape (2, rows, columns) each.

        Args:
            wetness: of the soil, 0 dry to 1 wet.
            season: -1 winter to 1 summer.
            drift_db: of each class on this date, shape (classes,), or `None`.
        """
        table = np.array([_GROUND[name] for name in CLASSES])
        level = table[:, :2] + wetness * table[:, 2:4] + season * table[:, 4:6]
        if drift_db is not None:
            level = level + drift_db[:, None]
        return np.einsum("cp,crk->prk", 10 ** (level / 10), self.spread), self.fixed


def backscatter_of(layout: Layout, spec: PairSpec, orbit: Orbit, wrecks: tuple[Wreck, ...], radar: Radar, rng: np.random.Generator) -> Backscatter:
    """The mean backscatter of a site for one orbit.

    Walls that face the radar answer by double bounce, the stronger the better they are aligned; behind buildings the ground is hidden. Nothing leans
    (no layover): each building answers from its own ground. `wrecks` is empty before the event: a fallen building loses its walls' answer and its
    fixed points and becomes disordered ground; rubble along a wall blocks its answer, flood strengthens it.

    Args:
        layout: the site.
        spec: for grid and place.
        orbit: from where it is seen.
        wrecks: what has happened.
        radar: what looks.
        rng: for the unevenness of the ground; the same generator state gives the same ground.
    """
    texture_rng, point_rng = rng.spawn(2)
    codes, hidden = _classes(layout, spec, orbit, wrecks, radar)
    fine = spec.gsd_m / codes.shape[0] * spec.rows
    shares = []
    for number, name in enumerate(CLASSES):
        uneven = 10 ** (_TEXTURE_DB.get(name, 0.5) * fractal(texture_rng, codes.shape, longest=60 / fine, slope=1.6).astype(np.float64) / 10)
        layer = np.where(codes == number, uneven / uneven.mean(), 0) * np.where(hidden, _BEHIND, 1.0)
        shares.append(_seen(layer, spec, radar))
    return Backscatter(spread=np.stack(shares), fixed=_fixed(layout, spec, orbit, wrecks, radar, point_rng))


def _towards(orbit: Orbit) -> tuple[float, float]:
    """Unit vector from the ground to the radar, x east and y south."""
    azimuth = math.radians(orbit.view_azimuth_deg)
    return (math.sin(azimuth), -math.cos(azimuth))


def _fine_shape(spec: PairSpec) -> tuple[tuple[int, int], float]:
    finer = max(2, math.ceil(spec.gsd_m / _STEP_M))
    return (spec.rows * finer, spec.cols * finer), spec.gsd_m / finer


def _classes(
    layout: Layout, spec: PairSpec, orbit: Orbit, wrecks: tuple[Wreck, ...], radar: Radar
) -> tuple[npt.NDArray[np.int_], npt.NDArray[np.bool_]]:
    """Class of ground at fine points, and what buildings hide from the radar."""
    shape, step = _fine_shape(spec)
    classes = np.full(shape, CLASSES.index("grass"), dtype=np.uint8)
    hidden = np.zeros(shape, dtype=np.uint8)
    for patch in layout.ground:
        _burn(classes, patch.shape, CLASSES.index(_GROUND_OF.get(patch.material, "paved")), step)
    x, y = _towards(orbit)
    tan = math.tan(math.radians(radar.incidence_deg))
    gone = {wreck.structure.id for wreck in wrecks if wreck.damage.kind is DamageKind.WHOLE_COLLAPSE}
    standing = [structure for structure in layout.structures if structure.id not in gone]
    for structure in standing:
        away = (-x * structure.height * tan, -y * structure.height * tan)
        _burn(hidden, shapely.union(structure.shape, translate(structure.shape, *away)).convex_hull, 1, step)
    for crown in layout.trees.crowns:
        _burn(classes, shapely.Point(crown[0], crown[1]).buffer(crown[2], quad_segs=3), CLASSES.index("woods"), step)
    for structure in standing:
        _burn(classes, structure.shape, CLASSES.index("roof"), step)
        _burn(hidden, structure.shape, 0, step)
    for wreck in wrecks:
        name = _LEAVES.get(wreck.damage.kind)
        if name is not None and not (name == "bare" and wreck.damage.on_roof):
            _burn(classes, wreck.shape, CLASSES.index(name), step)
    return classes.astype(np.int_), hidden > 0


_LEAVES = {
    DamageKind.WHOLE_COLLAPSE: "rubble",
    DamageKind.ROOF_COLLAPSE: "rubble",
    DamageKind.RUBBLE_SPILL: "rubble",
    DamageKind.CRATER: "bare",
    DamageKind.FLOOD: "water",
    DamageKind.BURN: "bare",
}
"""What a kind of damage makes of the ground; soot, tarpaulins and lost roofing are nothing that a radar sees at this size."""


def _burn(out: npt.NDArray[np.uint8], shape: shapely.Geometry, value: int, step: float) -> None:
    """A shape in local metres, by the rule of point centres."""
    for part in shapely.get_parts(shape):
        if not isinstance(part, shapely.Polygon) or part.is_empty:
            continue
        rings = [
            shapely.get_coordinates(ring) / step + np.array([out.shape[1] / 2 - 0.5, out.shape[0] / 2 - 0.5])
            for ring in (part.exterior, *part.interiors)
        ]
        cv2.fillPoly(out, [np.rint(ring * 16).astype(np.int32) for ring in rings], value, shift=4)


def _seen(fine: Floats, spec: PairSpec, radar: Radar) -> Floats:
    """Through the radar's resolution to pixels."""
    _, step = _fine_shape(spec)
    sigma = math.sqrt(max((radar.resolution_m / 2.355) ** 2 - spec.gsd_m**2 / 12, step**2 / 4)) / step
    blurred = cv2.GaussianBlur(fine, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    return np.asarray(cv2.resize(blurred, (spec.cols, spec.rows), interpolation=cv2.INTER_AREA), dtype=np.float64)


def _fixed(layout: Layout, spec: PairSpec, orbit: Orbit, wrecks: tuple[Wreck, ...], radar: Radar, rng: np.random.Generator) -> Floats:
    """Power of walls and fixed points, shape (2, rows, columns): cross-section over the ground that it is spread on."""
    shape, step = _fine_shape(spec)
    power = np.zeros((2, *shape))
    for structure, child in zip(layout.structures, rng.spawn(len(layout.structures)), strict=True):
        own = tuple(wreck for wreck in wrecks if wreck.structure.id == structure.id)
        if any(wreck.damage.kind is DamageKind.WHOLE_COLLAPSE for wreck in own):
            continue
        for strip, section in _walls(structure, orbit, own):
            _spread(power, strip, section, step)
        for point in _points(structure, own, child):
            _spread(power, point.buffer(step), (_VENT_M2 * float(child.uniform(0.3, 1.7)),) * 2, step, share=(1.0, 0.15))
    return np.stack([_seen(band, spec, radar) for band in power])


def _spread(power: Floats, shape: shapely.Geometry, section: tuple[float, ...], step: float, share: tuple[float, float] = (1.0, 1.0)) -> None:
    """A cross-section in m² laid evenly over a shape in local metres."""
    rows, cols = power.shape[1:]
    covered = cover_polygons([shapely.transform(shape, lambda xy: xy / step + np.array([cols / 2, rows / 2]))], (rows, cols))
    area = shape.area / step**2
    for band in (0, 1):
        np.add.at(power[band].reshape(-1), covered.pixels, covered.shares * section[band] * share[band] / (area * step**2))


def _walls(structure: Structure, orbit: Orbit, wrecks: tuple[Wreck, ...]) -> list[tuple[shapely.Polygon, tuple[float, float]]]:
    """The foot of each wall that faces the radar, with its cross-section in VV and VH, m²."""
    towards = np.array(_towards(orbit))
    out = []
    blocks = shapely.union_all([wreck.shape for wreck in wrecks if wreck.damage.kind is DamageKind.RUBBLE_SPILL] or [shapely.Polygon()])
    water = shapely.union_all([wreck.shape for wreck in wrecks if wreck.damage.kind is DamageKind.FLOOD] or [shapely.Polygon()])
    ring = shapely.orient_polygons(structure.shape, exterior_cw=False).exterior
    for first, second in itertools.pairwise(shapely.get_coordinates(ring)):
        side = second - first
        length = float(np.hypot(*side))
        # Counter-clockwise in (x, y): the outside lies to the right of each side.
        outward = np.array([side[1], -side[0]]) / max(length, 1e-9)
        facing = float(outward @ towards)
        if facing <= 0 or length < 0.5:
            continue
        strip = shapely.Polygon([first, second, second + outward * _STRIP_M, first + outward * _STRIP_M])
        angle = math.degrees(math.acos(min(facing, 1.0)))
        wall = _WALL * structure.height * length
        wall *= 1 - strip.intersection(blocks).area / strip.area
        wall *= 1 + (_FLOODED_WALL - 1) * strip.intersection(water).area / strip.area
        straight = math.exp(-((angle / _ALIGNED_DEG) ** 2)) + _UNALIGNED * facing
        out.append((strip, (wall * straight, wall * (_CROSS[0] * straight + _CROSS[1] * facing))))
    return out


def _points(structure: Structure, wrecks: tuple[Wreck, ...], rng: np.random.Generator) -> list[shapely.Point]:
    """Fixed points on a roof that still stand, about one every 250 m²."""
    fallen = shapely.union_all([wreck.shape for wreck in wrecks if wreck.damage.kind is DamageKind.ROOF_COLLAPSE] or [shapely.Polygon()])
    places = [structure.place(*rng.uniform(-0.9, 0.9, 2)) for _ in range(max(1, round(structure.shape.area / 250)))]
    return [point for place in places if not fallen.contains(point := shapely.Point(*place))]


def season_of(moment: datetime, latitude: float) -> float:
    """-1 in deep winter to 1 in high summer, by date; 0 within the tropics."""
    if abs(latitude) < 23.4:
        return 0.0
    day = moment.timetuple().tm_yday - (0 if latitude > 0 else 182)
    return math.cos(2 * math.pi * (day - 200) / 365.25)

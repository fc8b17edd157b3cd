"""What a kind of damage looks like at fine points: heights, materials, and how sun and sky fall on them."""

from __future__ import annotations

import math
from collections.abc import Callable

import attrs
import numpy as np
import numpy.typing as npt
import shapely

from temoin.scenes.kinds import DamageKind
from temoin.scenes.plant_canvas import FineCanvas, FinePlane
from temoin.scenes.plant_shapes import roof_axis
from temoin.scenes.radiometry import Radiometry
from temoin.scenes.relief import SunLight, light_relief

__all__ = ["Overlay", "Wrecked", "draw_damage"]

Singles = npt.NDArray[np.float32]
_DEBRIS = {"roof": 0.30, "concrete": 0.20, "dust": 0.16, "brick": 0.08, "wood": 0.12, "sheet": 0.05, "void": 0.03, "ground": 0.06}
"""What a fallen building is made of, as shares of its pieces: mostly its own roof."""


@attrs.frozen(kw_only=True, eq=False)
class Wrecked:
    """What damage is drawn from.

    Args:
        kind: what befell the building.
        shape: the damaged ground or roof, metres.
        roof: the building's outline, metres.
        height_m: of its eaves.
        on_roof: whether the damage lies on it.
        roof_tint: numbers of the roof, shape (bands,).
        ground_tint: numbers of the ground around it, shape (bands,).
        radiometry: of the picture.
        sun: where it stands; `None` where nobody knows.
        roof_light: brightness of the roof's slopes against its own median at fine points, smoothed.
    """

    kind: DamageKind
    shape: shapely.Geometry
    roof: shapely.Geometry
    height_m: float
    on_roof: bool
    roof_tint: npt.NDArray[np.float64]
    ground_tint: npt.NDArray[np.float64]
    radiometry: Radiometry
    sun: SunLight | None
    roof_light: Singles


@attrs.frozen(kw_only=True, eq=False)
class Overlay:
    """What is laid over the picture at fine points.

    Args:
        cover: how far the old surface is hidden, 0 to 1.
        tint: numbers of what hides it, in its light, shape (bands, rows, columns).
        direct: direct sun left on what is not hidden, 0 to 1: new shadows.
    """

    cover: Singles
    tint: Singles
    direct: Singles


def draw_damage(wrecked: Wrecked, plane: FinePlane, rng: np.random.Generator) -> Overlay:
    """Draw damage at fine points.

    Args:
        wrecked: what and where.
        plane: the fine points.
        rng: where all chance comes from.
    """
    cover = plane.cover(wrecked.shape)
    standing = np.asarray(wrecked.height_m * plane.cover(wrecked.roof), dtype=np.float32)
    canvas = FineCanvas.of(plane, standing, rng)
    hidden, grain = _DRAWN[wrecked.kind](wrecked, canvas, cover)
    direct, sky = light_relief(canvas.heights, plane.step_m, wrecked.sun)
    tint = _light(wrecked, canvas, (direct, sky), grain)
    left = np.ones_like(cover)
    if wrecked.kind in _CASTS:
        # The ground keeps its own light where nothing new stands in the way.
        gone = wrecked.kind is DamageKind.WHOLE_COLLAPSE
        old, _ = light_relief(np.zeros_like(standing) if gone else standing, plane.step_m, wrecked.sun)
        lost = np.clip(np.where(old > 0.05, direct / np.maximum(old, 0.05), 1), 0, 1)
        left = np.where(cover > 0, 1, lost).astype(np.float32)
    return Overlay(cover=hidden, tint=tint, direct=left)


def _light(wrecked: Wrecked, canvas: FineCanvas, light: tuple[Singles, Singles], grain: Singles) -> Singles:
    """Numbers of the drawn materials in their light, shape (bands, rows, columns)."""
    radiometry, (direct, sky) = wrecked.radiometry, light
    own = {"roof": wrecked.roof_tint, "ground": wrecked.ground_tint}
    numbers = np.array([own[name] if name in own else radiometry.numbers(name) for name in canvas.names])
    if wrecked.kind in _DUSTY:
        powder = (radiometry.numbers("dust") + radiometry.numbers("concrete") + wrecked.roof_tint + wrecked.ground_tint) / 4
        numbers = (1 - _DUST) * numbers + _DUST * powder
    if wrecked.kind in _ON_SLOPES:
        direct = direct * wrecked.roof_light
    bands = []
    for band, zero in enumerate(radiometry.zero):
        share = radiometry.sky[band]
        level = (numbers[:, band] - zero).astype(np.float32)[canvas.materials]
        bands.append(zero + level * grain * (share * sky + (1 - share) * direct))
    return np.asarray(np.stack(bands), dtype=np.float32)


# ---- one function a kind: fills the canvas, gives back how far the old surface is hidden and the grain of the new one


def _roof_collapse(wrecked: Wrecked, canvas: FineCanvas, cover: Singles) -> tuple[Singles, Singles]:
    """An opening: the roof hangs down along part of its edge; below lie floor, plates and fallen trusses."""
    height, inside, depth = wrecked.height_m, cover > 0.5, canvas.plane.inwards(cover)
    hangs = np.clip(1.2 + 1.6 * canvas.fractal(14), 0.1, 4.5)
    fall = np.clip(depth / hangs, 0, 1)
    # What came down lies on the floor: a tenth to a third of the height.
    bottom = 0.3 + height * (0.06 + 0.10 * np.abs(canvas.fractal(9)))
    canvas.heights[inside] = (bottom + (height - bottom) * (1 - fall) ** 1.5)[inside]
    canvas.fill(inside & (fall >= 1), "dust")
    canvas.fill(inside & (fall >= 1) & (canvas.fractal(10) > 0.4), "concrete")
    canvas.fill(inside & (fall < 1), "roof")
    canvas.scatter(wrecked.shape, _DEBRIS | {"roof": 0.42}, density=0.6, largest_m=4.0)
    _trusses(wrecked, canvas)
    return cover, canvas.grain(0.16)


def _trusses(wrecked: Wrecked, canvas: FineCanvas) -> None:
    """Some of the members that bore the roof still span the opening, others lie across the floor."""
    rng = canvas.rng
    angle, length, _ = roof_axis(wrecked.roof)
    x0, y0, x1, y1 = wrecked.shape.bounds
    middle, reach = np.array([(x0 + x1) / 2, (y0 + y1) / 2]), math.hypot(x1 - x0, y1 - y0)
    if reach < 3.5:
        return
    along, across = np.array([math.cos(angle), math.sin(angle)]), np.array([-math.sin(angle), math.cos(angle)])
    # Halls have frames every bay, houses have rafters.
    spacing = float(rng.uniform(3.5, 6.0)) if length > 18 else float(rng.uniform(1.6, 2.6))
    for number in range(-int(reach / spacing / 2), int(reach / spacing / 2) + 1):
        standing = rng.random() < 0.35
        place = middle + along * (number * spacing + float(rng.normal(0, 0.3))) + across * float(rng.uniform(-0.25, 0.25)) * reach
        turn = angle + math.pi / 2 + (0.0 if standing else float(rng.normal(0, 0.5)))
        size = (reach * float(rng.uniform(0.3, 0.9)), 0.3)
        canvas.plate(tuple(place), size, str(rng.choice(["steel", "rust", "wood"])), angle=turn, top_m=wrecked.height_m if standing else None)


def _whole_collapse(wrecked: Wrecked, canvas: FineCanvas, cover: Singles) -> tuple[Singles, Singles]:
    """A heap over the whole footprint, pieces of roof on top."""
    inside, depth = cover > 0.5, canvas.plane.inwards(cover)
    heap = 0.5 + 0.16 * wrecked.height_m
    heights = heap * np.clip(depth / 2.5, 0, 1) ** 0.7 * np.clip(0.75 + 0.35 * canvas.fractal(12), 0.1, 1.8)
    heights += 0.18 * np.abs(canvas.fractal(2.5))
    canvas.heights[:] = np.where(inside, heights, 0)
    canvas.fill(inside, "dust")
    canvas.fill(inside & (canvas.fractal(9) > 0.3), "concrete")
    canvas.fill(inside & (canvas.fractal(6) > 1.0), "roof")
    # Halls leave whole bays of roofing, houses leave boards.
    largest = float(np.clip(0.16 * math.sqrt(wrecked.shape.area), 2.5, 9.0))
    canvas.scatter(wrecked.shape, {"roof": 0.75, "concrete": 0.25}, density=0.35, largest_m=largest, smallest_m=0.3 * largest)
    canvas.scatter(wrecked.shape, _DEBRIS, density=0.6, largest_m=3.0)
    return cover, canvas.grain(0.3, 15.0, slope=1.8)


def _rubble_spill(wrecked: Wrecked, canvas: FineCanvas, cover: Singles) -> tuple[Singles, Singles]:
    """Rubble against the wall, thinning out over the ground."""
    inside, depth = cover > 0.5, canvas.plane.inwards(cover)
    away = canvas.plane.outwards(canvas.plane.cover(wrecked.roof))
    thick = np.clip(1 - away / max(2.0, 0.8 * math.sqrt(wrecked.shape.area)), 0.1, 1)
    heights = 1.2 * thick * np.clip(depth / 1.2, 0, 1) * np.clip(0.7 + 0.4 * canvas.fractal(5), 0.05, 1.6)
    canvas.heights[inside] = heights[inside]
    canvas.fill(inside, "dust")
    canvas.fill(inside & (canvas.fractal(4) > 0.4), "concrete")
    canvas.scatter(wrecked.shape, _DEBRIS | {"ground": 0.0}, density=0.55, largest_m=2.2)
    bare = (canvas.fractal(3) > 1.6 * thick) & (canvas.materials == canvas.number("dust"))
    return np.asarray(cover * np.where(bare, 0.45, 1.0), dtype=np.float32), canvas.grain(0.18)


def _burn(wrecked: Wrecked, canvas: FineCanvas, cover: Singles) -> tuple[Singles, Singles]:
    """Charred through in places, ash on top in others, the old surface dimly there."""
    canvas.fill(cover > 0, "char")
    canvas.fill((cover > 0) & (canvas.fractal(7, slope=2.8) > 0.9), "ash")
    if wrecked.on_roof:
        canvas.fill((cover > 0.5) & (canvas.fractal(5, slope=3.0) > 1.7), "void")
    edge = np.clip(canvas.plane.inwards(cover) / np.clip(1.6 + 0.8 * canvas.fractal(9), 0.3, 4), 0, 1)
    hidden = cover * np.clip(0.45 + 0.46 * edge + 0.07 * canvas.fractal(7, slope=3.0), 0.35, 0.97)
    return np.asarray(hidden, dtype=np.float32), canvas.grain(0.12, 8.0)


def _soot(_: Wrecked, canvas: FineCanvas, cover: Singles) -> tuple[Singles, Singles]:
    """A veil, thicker towards the middle, that lets the surface show."""
    canvas.fill(cover > 0, "char")
    depth = canvas.plane.inwards(cover)
    thick = np.clip(depth / max(float(depth.max()), 1e-6), 0, 1) ** 0.6
    hidden = cover * np.clip(0.25 + 0.5 * thick + 0.06 * canvas.fractal(8, slope=3.0), 0.2, 0.9)
    return np.asarray(hidden, dtype=np.float32), canvas.grain(0.1)


def _tarpaulin(_: Wrecked, canvas: FineCanvas, cover: Singles) -> tuple[Singles, Singles]:
    """A sheet with folds."""
    canvas.fill(cover > 0, str(canvas.rng.choice(["blue-sheet", "blue-sheet", "grey-sheet"])))
    canvas.heights += np.asarray(0.02 * canvas.fractal(4, slope=3.2) * (cover > 0), dtype=np.float32)
    return cover, canvas.grain(0.04)


def _cover_loss(wrecked: Wrecked, canvas: FineCanvas, cover: Singles) -> tuple[Singles, Singles]:
    """Sheets gone: deck or dark between battens that run along the roof."""
    plane, rng = canvas.plane, canvas.rng
    angle, _, _ = roof_axis(wrecked.roof)
    rows, cols = np.indices(plane.shape, dtype=np.float32)
    across = -cols * plane.step_m[1] * math.sin(angle) + rows * plane.step_m[0] * math.cos(angle)
    batten = ((across + 0.15 * canvas.fractal(10)) % float(rng.uniform(0.9, 1.6))) < 0.22
    decked = canvas.fractal(8, slope=3.2) > float(rng.uniform(-1.8, -0.4))
    inside = cover > 0.5
    canvas.fill(cover > 0, "deck")
    canvas.fill(inside & ~decked, "void")
    canvas.fill(inside & batten, "wood")
    canvas.heights -= np.where(inside, np.where(batten, 0.05, np.where(decked, 0.12, 0.7)), 0).astype(np.float32)
    return cover, canvas.grain(0.12)


def _crater(wrecked: Wrecked, canvas: FineCanvas, cover: Singles) -> tuple[Singles, Singles]:
    """A bowl with a raised rim and thrown-out soil; loose soil stands no steeper than about 35°."""
    radius = math.sqrt(wrecked.shape.area / math.pi)
    depth = canvas.plane.inwards(cover)
    share = 1 - np.clip(depth / max(float(depth.max()), 1e-6), 0, 1)
    bowl = 0.62
    deep = -0.5 * bowl * radius * np.clip(1 - (share / bowl) ** 2, 0, 1)
    rim = 0.11 * radius * np.exp(-(((share - bowl) / 0.12) ** 2))
    lumps = 0.04 * radius * canvas.fractal(max(radius, 1.0))
    canvas.heights += np.asarray((deep + rim + lumps) * (cover > 0.5), dtype=np.float32)
    canvas.fill(cover > 0, "soil")
    canvas.fill((cover > 0) & (share < 0.9) & (canvas.fractal(3) > -0.2), "subsoil")
    thrown = np.clip((1 - share) / 0.25, 0, 1) * 0.6 + 0.4
    patchy = np.clip(thrown + 0.25 * canvas.fractal(2.0) * (share > bowl), 0.2, 1)
    return np.asarray(cover * patchy, dtype=np.float32), canvas.grain(0.16, 3.0)


def _flood(_: Wrecked, canvas: FineCanvas, cover: Singles) -> tuple[Singles, Singles]:
    """Muddy water, smooth, a little of the ground showing at its edge."""
    canvas.fill(cover > 0, "muddy-water")
    shallow = np.clip(canvas.plane.inwards(cover) / 2.0, 0, 1)
    return np.asarray(cover * np.clip(0.72 + 0.26 * shallow, 0, 0.98), dtype=np.float32), canvas.grain(0.035, 40.0)


def _nothing(_: Wrecked, canvas: FineCanvas, cover: Singles) -> tuple[Singles, Singles]:
    """A window hit: no trace from above."""
    return np.zeros_like(cover), np.ones(canvas.plane.shape, dtype=np.float32)


_DRAWN: dict[DamageKind, Callable[[Wrecked, FineCanvas, Singles], tuple[Singles, Singles]]] = {
    DamageKind.ROOF_COLLAPSE: _roof_collapse,
    DamageKind.WHOLE_COLLAPSE: _whole_collapse,
    DamageKind.RUBBLE_SPILL: _rubble_spill,
    DamageKind.BURN: _burn,
    DamageKind.SOOT: _soot,
    DamageKind.CRATER: _crater,
    DamageKind.FLOOD: _flood,
    DamageKind.TARPAULIN: _tarpaulin,
    DamageKind.ROOF_COVER_LOSS: _cover_loss,
    DamageKind.WINDOW_HIT: _nothing,
}
_ON_SLOPES = {DamageKind.TARPAULIN, DamageKind.ROOF_COVER_LOSS}
"""What lies in the plane of the old roof and takes its slopes' light."""
_DUSTY = {DamageKind.ROOF_COLLAPSE, DamageKind.WHOLE_COLLAPSE, DamageKind.RUBBLE_SPILL}
_DUST = 0.5
"""How far the powder of a fall covers all pieces alike: with it planted heaps have the contrast of real ones (docs: realism)."""
_CASTS = {DamageKind.WHOLE_COLLAPSE, DamageKind.RUBBLE_SPILL, DamageKind.CRATER}
"""What throws shadows on ground that it does not cover."""

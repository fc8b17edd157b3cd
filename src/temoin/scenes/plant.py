"""`plant`: a kind of damage blended into a real picture, with that picture's own sharpness, noise, light and numbers."""

from __future__ import annotations

import math

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import shapely
from shapely.affinity import translate

from temoin.errors import NoCoverageError, OptionError
from temoin.geo import Footprint, Grid, Window
from temoin.model import GradeClass, Scene
from temoin.raster import Image, coverage_of
from temoin.scenes.kinds import DamageKind
from temoin.scenes.plant_canvas import FinePlane
from temoin.scenes.plant_draw import Overlay, Wrecked, draw_damage
from temoin.scenes.plant_setting import PlantOptions, Setting, grey_of, read_setting
from temoin.scenes.plant_shapes import damage_shape
from temoin.scenes.spec import Damage
from temoin.scenes.truth import DamagedArea

__all__ = ["Planted", "plant"]

_MARGIN_PX = 12
_STEP_M = 0.13
_PIXEL_VARIANCE = 1 / 12
"""Of a square pixel's own spread, pixels²: what an edge's blur holds beside the optics'."""
_MOST_CORRELATION = 0.35
"""What flat ground correlates by beyond this is texture, not noise."""
_TRACE = 1e-4
"""Below this cover, and this much lost light, a pixel keeps its number."""
Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]


@attrs.frozen(kw_only=True, eq=False)
class Planted:
    """A real picture with damage that nobody suffered, and what is true of it.

    Args:
        image: the picture, on its own grid, with its own type and flags.
        damage: what was planted, with its exact area and footprint.
        cover: share of each pixel under visible damage, shape (rows, columns), exact; it counts pixels that cannot be seen, too.
        seen_share: share of the damaged area on usable pixels, 0 to 1; 1.0 where there is none.
        setting: what the picture was taken to be.
    """

    image: Image
    damage: DamagedArea
    cover: npt.NDArray[np.float32]
    seen_share: float
    setting: Setting

    @property
    def grade(self) -> GradeClass:
        """The class of the building's visible damage."""
        return self.damage.grade


def plant(
    image: Image,
    roof: Footprint,
    damage: Damage,
    rng: np.random.Generator,
    *,
    scene: Scene | None = None,
    options: PlantOptions | None = None,
    setting: Setting | None = None,
) -> Planted:
    """Plant damage in a real picture.

    The damage is drawn at fine points as heights and materials, lit by the picture's sun, blurred by the picture's point spread, averaged over its
    pixels and given its noise; the old surface stays below wherever it is not covered. A whole collapse also takes the building's shadow away, and in
    an oblique picture lies where the building stood, beside where its roof was seen; the ground that roof and walls hid is filled in.

    Args:
        image: an optical picture of any real type; pixels that its flags call unusable stay as they are.
        roof: the outline of the building's roof where the picture shows it.
        damage: what befalls it; `building_id` is only passed on.
        rng: where all chance comes from: the same seed gives the same pixels.
        scene: the picture's metadata, for the sun.
        options: what is known better than it could be estimated.
        setting: of an earlier planting in the same picture, so that nothing is estimated anew: `planted.setting`. Its height counts too.

    Raises:
        NoCoverageError: the roof lies outside the picture or wholly on unusable pixels, or too little of the picture is usable.
        OptionError: the roof is no area, the damage does not fit it, or a band holds no reflected sunlight.
    """
    options = options or PlantOptions()
    outline = _outline(image, roof)
    setting = setting if setting is not None else read_setting(image, roof, scene, options)
    shape_rng, draw_rng, fill_rng, noise_rng = rng.spawn(4)
    base = _base(image.grid, outline, damage, setting)
    shape = _shape(image.grid, base, damage, shape_rng)
    footprint = image.grid.from_pixels(shape)
    cover = coverage_of(footprint, image.grid) if not shape.is_empty else np.zeros(image.grid.shape, dtype=np.float32)
    total = float(cover.sum())
    array = image.array
    if not shape.is_empty:
        array = _blend(image, (outline, base, shape), damage, setting, options, (draw_rng, fill_rng, noise_rng))
    planted = Image(array=array, flags=image.flags, grid=image.grid, roles=image.roles)
    return Planted(
        image=planted,
        damage=_truth(image.grid, base, shape, damage),
        cover=cover,
        seen_share=float(cover[image.mask].sum()) / total if total else 1.0,
        setting=setting,
    )


def _outline(image: Image, roof: Footprint) -> shapely.Geometry:
    """The roof in pixel coordinates.

    Raises:
        NoCoverageError: it is not in the picture.
        OptionError: it is no area.
    """
    outline = image.grid.to_pixels(roof)
    if outline.is_empty or outline.area == 0 or not outline.is_valid:
        message = f"a roof is an area, not an empty or broken {outline.geom_type}"
        raise OptionError(message, hint="Give the building's outline as a polygon.")
    frame = shapely.box(0, 0, image.grid.width, image.grid.height)
    if not outline.within(frame):
        message = "the roof lies outside the picture" if not outline.intersects(frame) else "the roof lies partly outside the picture"
        raise NoCoverageError(message, hint="Choose a building that the picture shows whole.")
    if not image.mask[coverage_of(roof, image.grid) > 0].any():
        message = "the roof lies wholly on unusable pixels (cloud, shadow or no data)"
        raise NoCoverageError(message, hint="Choose a building that the picture shows.")
    return outline


def _base(grid: Grid, outline: shapely.Geometry, damage: Damage, setting: Setting) -> shapely.Geometry:
    """What the damage lies within, in pixel coordinates: the roof as it is seen, or the ground that a fallen building stood on."""
    if damage.kind is not DamageKind.WHOLE_COLLAPSE:
        return outline
    down, across = grid.gsd_m
    return translate(outline, -setting.lean[0] * setting.height_m / across, -setting.lean[1] * setting.height_m / down)


def _metres(grid: Grid, shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda xy: xy * np.array([grid.gsd_m[1], grid.gsd_m[0]]))


def _shape(grid: Grid, outline: shapely.Geometry, damage: Damage, rng: np.random.Generator) -> shapely.Geometry:
    """The damaged ground in pixel coordinates, of exactly the wanted area on the ellipsoid."""
    down, across = grid.gsd_m
    # A sheared or stretched grid's pixel is no gsd × gsd rectangle: its true area decides.
    stretch = down * across / grid.pixel_area_m2
    area = damage.area_m2 * stretch if damage.area_m2 is not None else None
    shape = damage_shape(damage.kind, _metres(grid, outline), area, damage.place, on_roof=damage.on_roof, rng=rng)
    pixels = shapely.transform(shape, lambda xy: xy / np.array([across, down]))
    if not shapely.box(0, 0, grid.width, grid.height).contains(pixels) and not pixels.is_empty:
        message = f"{damage.kind.value} would reach over the picture's edge"
        raise OptionError(message, hint="Choose a building further from the edge, or a smaller area_m2.")
    return pixels


def _truth(grid: Grid, outline: shapely.Geometry, shape: shapely.Geometry, damage: Damage) -> DamagedArea:
    return DamagedArea(
        building_id=damage.building_id,
        kind=damage.kind,
        area_m2=float(shape.area * grid.pixel_area_m2),
        on_roof=damage.on_roof,
        footprint=grid.from_pixels(shape),
        share=float(shape.area / outline.area) if damage.on_roof else 0.0,
    )


def _blend(
    image: Image,
    shapes: tuple[shapely.Geometry, shapely.Geometry, shapely.Geometry],
    damage: Damage,
    setting: Setting,
    options: PlantOptions,
    rngs: tuple[np.random.Generator, np.random.Generator, np.random.Generator],
) -> npt.NDArray[np.generic]:
    outline, base_outline, shape = shapes
    reach = _reach_px(image.grid, setting, damage)
    window = image.grid.window_of(image.grid.from_pixels(shapely.union(outline, shape)), margin_px=_MARGIN_PX + reach)
    part = image.read(window)
    corner = (-float(window.col_start), -float(window.row_start))
    seen, stood, hurt = (translate(one, *corner) for one in (outline, base_outline, shape))
    base = part.array.astype(np.float64)
    if damage.kind is DamageKind.WHOLE_COLLAPSE:
        base = _without_shadow(part, base, stood, setting, rngs[1])
        base = _without_walls(part, base, (seen, stood), rngs[1])
    finer = options.finer or int(np.clip(math.ceil(max(image.grid.gsd_m) / _STEP_M), 4, 12))
    plane = FinePlane(shape=(part.grid.height * finer, part.grid.width * finer), step_m=(image.grid.gsd_m[0] / finer, image.grid.gsd_m[1] / finer))
    wrecked = _wrecked(part, base, (seen, stood, hurt), damage, setting, finer)
    overlay = draw_damage(wrecked, plane, rngs[0])
    mixed, touched = _mix(base, overlay, setting, finer, rngs[2])
    touched |= (base != part.array).any(axis=0)
    return _written(image, window, mixed, touched & part.mask)


def _reach_px(grid: Grid, setting: Setting, damage: Damage) -> int:
    """How far new or lost shadows reach, pixels."""
    if setting.sun is None or damage.kind is not DamageKind.WHOLE_COLLAPSE:
        return 0
    x, y = setting.sun.shadow_m(setting.height_m)
    return math.ceil(1.3 * math.hypot(x, y) / min(grid.gsd_m))


def _wrecked(
    part: Image,
    base: Floats,
    shapes: tuple[shapely.Geometry, shapely.Geometry, shapely.Geometry],
    damage: Damage,
    setting: Setting,
    finer: int,
) -> Wrecked:
    seen, roof, hurt = shapes
    grid = part.grid
    own = coverage_of(grid.from_pixels(seen), grid)
    hidden = coverage_of(grid.from_pixels(roof), grid) + own
    around = (coverage_of(grid.from_pixels(roof.buffer(8)), grid) > 0.5) & (hidden == 0) & part.mask
    inner = (own > 0.99) & part.mask
    inner = inner if inner.any() else (own > 0.3) & part.mask
    # What the roof is made of the picture shows as it came: where walls were, ground was filled in.
    roof_tint = np.median(part.array[:, inner].astype(np.float64), axis=1)
    # The ground's upper half: the lower one may lie in the roof's shadow.
    ground_tint = np.percentile(base[:, around], 65, axis=1) if around.any() else roof_tint
    zero = setting.radiometry.zero
    grey = np.mean((base - zero[:, None, None]) / np.maximum(roof_tint - zero, 1e-9)[:, None, None], axis=0)
    light = cv2.GaussianBlur(np.where(inner, grey, 1.0).astype(np.float32), (0, 0), 1.2)
    fine = cv2.resize(np.clip(light, 0.5, 1.6), (grid.width * finer, grid.height * finer), interpolation=cv2.INTER_LINEAR)
    return Wrecked(
        kind=damage.kind,
        shape=_metres(grid, hurt),
        roof=_metres(grid, roof),
        height_m=setting.height_m,
        on_roof=damage.on_roof,
        roof_tint=roof_tint,
        ground_tint=ground_tint,
        radiometry=setting.radiometry,
        sun=setting.sun,
        roof_light=np.asarray(fine, dtype=np.float32),
    )


def _mix(base: Floats, overlay: Overlay, setting: Setting, finer: int, rng: np.random.Generator) -> tuple[Floats, Bools]:
    """Old surface and overlay through the picture's point spread, with the noise that the covered share lost."""
    sigma = math.sqrt(max(setting.psf_px**2 - _PIXEL_VARIANCE, 0.04)) * finer
    shape = (base.shape[2], base.shape[1])

    def seen(fine: Singles) -> Floats:
        blurred = cv2.GaussianBlur(fine, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
        return np.asarray(cv2.resize(blurred, shape, interpolation=cv2.INTER_AREA), dtype=np.float64)

    hidden = seen(overlay.cover)
    lost = seen((1 - overlay.cover) * (1 - overlay.direct))
    touched = (hidden > _TRACE) | (lost > _TRACE)
    shared = _correlated(rng, base.shape[1:], setting.noise[0].correlation)
    mixed = np.empty_like(base)
    for band, noise in enumerate(setting.noise):
        zero, sky = setting.radiometry.zero[band], setting.radiometry.sky[band]
        kept = 1 - hidden - (1 - sky) * lost
        clean = zero * (1 - hidden) + (base[band] - zero) * kept + seen(overlay.cover * overlay.tint[band])
        own = _correlated(rng, base.shape[1:], noise.correlation)
        field = math.sqrt(setting.noise_shared) * shared + math.sqrt(1 - setting.noise_shared) * own
        missing = np.clip(1 - np.clip(kept, 0, 1) ** 2, 0, 1)
        mixed[band] = clean + np.sqrt(noise.variance(clean) * missing) * field
    return mixed, touched


def _correlated(rng: np.random.Generator, shape: tuple[int, ...], correlation: float) -> Floats:
    """Noise whose neighbours correlate, and whose residual under Immerkær's mask has variance 1."""
    rho = min(correlation, _MOST_CORRELATION)
    white = rng.standard_normal(shape)
    if rho < 0.02:
        return white
    # White noise blurred by a Gaussian of σ correlates by exp(-1 / 4σ²).
    sigma = math.sqrt(1 / (4 * math.log(1 / rho)))
    blurred = cv2.GaussianBlur(white, (0, 0), sigma, borderType=cv2.BORDER_WRAP if min(shape) < 3 else cv2.BORDER_REFLECT)
    kernel = np.asarray(cv2.filter2D(blurred, cv2.CV_64F, np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]]) / 6.0))
    return np.asarray(blurred / max(float(kernel.std()), 1e-12))


def _without_shadow(part: Image, base: Floats, roof: shapely.Geometry, setting: Setting, rng: np.random.Generator) -> Floats:
    """The picture without the shadow of a building that is gone: its dark ground is filled from lit ground nearby."""
    if setting.sun is None:
        return base
    grid = part.grid
    x, y = setting.sun.shadow_m(1.3 * setting.height_m)
    by = (x / grid.gsd_m[1], y / grid.gsd_m[0])
    swept = shapely.union_all([shapely.union(translate(roof, by[0] * k, by[1] * k), roof).convex_hull for k in (0.5, 1.0)]).difference(roof)
    own = coverage_of(grid.from_pixels(roof), grid) > 0
    place = (coverage_of(grid.from_pixels(swept), grid) > 0.3) & ~own
    grey = grey_of(part)
    around = (cv2.dilate((own | place).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0) & ~own & ~place & part.mask
    if not place.any() or not around.any():
        return base
    lit, dark = float(np.percentile(grey[around], 50)), float(np.percentile(grey[part.mask], 1))
    shadow = place & (grey < dark + 0.6 * (lit - dark))
    hole = cv2.dilate(shadow.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    hole &= ~own
    return _filled(base, hole, own | ~part.mask, rng) if hole.any() else base


def _without_walls(part: Image, base: Floats, shapes: tuple[shapely.Geometry, shapely.Geometry], rng: np.random.Generator) -> Floats:
    """The picture without the roof and walls that an oblique view shows beside a building's ground: what they hid is filled from nearby."""
    seen, stood = shapes
    if seen.equals(stood):
        return base
    grid = part.grid
    own = coverage_of(grid.from_pixels(stood), grid) > 0
    leaning = shapely.union(seen, stood).convex_hull if seen.geom_type == "Polygon" else seen
    hole = (coverage_of(grid.from_pixels(leaning), grid) > 0.3) & ~own & part.mask
    return _filled(base, hole, own | ~part.mask, rng) if hole.any() else base


def _filled(base: Floats, hole: Bools, avoid: Bools, rng: np.random.Generator) -> Floats:
    """A hole filled with the piece of the same window that fits its rim best, feathered."""
    rim = (cv2.dilate(hole.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0) & ~hole & ~avoid
    rows, cols = np.nonzero(hole | rim)
    rim_rows, rim_cols = np.nonzero(rim)
    spread = base[:, ~avoid].std(axis=1)[:, None]
    best, least = None, np.inf
    for down, across in rng.integers(-60, 61, (400, 2)):
        inside = rows + down >= 0, rows + down < hole.shape[0], cols + across >= 0, cols + across < hole.shape[1]
        if not np.logical_and.reduce(inside).all():
            continue
        taken = hole[rows + down, cols + across] | avoid[rows + down, cols + across]
        if taken.any():
            continue
        miss = (base[:, rim_rows + down, rim_cols + across] - base[:, rim_rows, rim_cols]) / np.maximum(spread, 1e-9)
        cost = float((miss**2).mean())
        if cost < least:
            best, least = (int(down), int(across)), cost
    if best is None:
        return base
    out = base.copy()
    weight = cv2.GaussianBlur(hole.astype(np.float32), (0, 0), 0.8).astype(np.float64)
    where = weight > 0.01
    rows, cols = np.nonzero(where & ~avoid)
    source = (np.clip(rows + best[0], 0, hole.shape[0] - 1), np.clip(cols + best[1], 0, hole.shape[1] - 1))
    share = np.maximum(weight, hole)[rows, cols]
    out[:, rows, cols] = (1 - share) * base[:, rows, cols] + share * base[:, source[0], source[1]]
    return out


def _written(image: Image, window: Window, mixed: Floats, touched: Bools) -> npt.NDArray[np.generic]:
    """The whole picture with the touched pixels of a window replaced, in its own type and range."""
    out = image.array.copy()
    part = out[:, window.row_start : window.row_stop, window.col_start : window.col_stop]
    dtype = image.dtype
    if np.issubdtype(dtype, np.integer):
        # 0 is "no data" in most products of unsigned numbers; above the largest number seen a product of 11 or 12 bit has none.
        least = max(float(np.iinfo(dtype).min), 1.0) if np.issubdtype(dtype, np.unsignedinteger) else float(np.iinfo(dtype).min)  # type: ignore[type-var]
        mixed = np.clip(np.rint(mixed), least, float(image.array[:, image.mask].max()))
    part[:, touched] = mixed[:, touched].astype(dtype)
    return out

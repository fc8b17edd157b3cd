"""`make_pair`: a made-up before/after pair with its truth."""

from __future__ import annotations

import math

import attrs
import numpy as np
import shapely

from temoin.errors import OptionError
from temoin.geo import Footprint
from temoin.geo.crs import WGS84, transformer
from temoin.model import Building, Scene, ScenePair, Site, SitePart, TimeRange
from temoin.raster import Image, MaskKind, coverage_of
from temoin.scenes.canvas import Canvas
from temoin.scenes.damage import Wreck, wreck_buildings
from temoin.scenes.detector import take_picture
from temoin.scenes.displacement import DisplacementField
from temoin.scenes.kinds import DamageKind
from temoin.scenes.layout import lay_out
from temoin.scenes.light import Light
from temoin.scenes.look import Acquisition, leaves_on
from temoin.scenes.lookalike import Alteration, alter
from temoin.scenes.materials import Palette
from temoin.scenes.paint import Painter
from temoin.scenes.render import Sampler, expose
from temoin.scenes.site import paint_site
from temoin.scenes.solid import Layout
from temoin.scenes.spec import PairSpec
from temoin.scenes.sun import sun_position
from temoin.scenes.texture import Texture, make_texture
from temoin.scenes.truth import ChangedGround, DamagedArea, Truth, worst_grade
from temoin.scenes.weather import Cover, draw_clouds

__all__ = ["MadePair", "buildings_of", "light_of", "make_pair", "painter_of", "picture_of", "scene_of", "site_of", "truth_of"]

_FINE_GSD_M = 1.5
"""At this pixel size and under, windows, battens and the like are drawn."""
_LOWEST_SUN = 3.0
_HIDDEN = 0.15
"""A pixel that loses more than this share of its ground or sun is flagged."""


@attrs.frozen(kw_only=True, eq=False)
class MadePair:
    """A made-up pair and all that is true of it.

    Args:
        spec: what was asked for.
        before: the earlier picture.
        after: the later picture, its content moved by `truth.field`; on the same grid unless its look has its own pixel size.
        before_scene: its metadata.
        after_scene: likewise.
        buildings: the footprints that the pictures show at least in part.
        site: the plant; its parts tie the halls' names to their ids.
        truth: what is true.
    """

    spec: PairSpec
    before: Image
    after: Image
    before_scene: Scene
    after_scene: Scene
    buildings: tuple[Building, ...]
    site: Site
    truth: Truth

    @property
    def pair(self) -> ScenePair:
        """The two pictures as `align` takes them."""
        return ScenePair(before=self.before_scene, after=self.after_scene, before_pixels=self.before, after_pixels=self.after)


def make_pair(spec: PairSpec, rng: np.random.Generator) -> MadePair:
    """Make a pair. The same spec and a generator of the same seed give the same pixels and the same truth.

    Args:
        spec: what to make.
        rng: where all chance comes from.

    Raises:
        OptionError: a hall, a damage or a look-alike does not fit, or the sun stands under the horizon.
    """
    layout_rng, damage_rng, texture_rng, before_rng, after_rng, change_rng, field_rng = rng.spawn(7)
    layout = spec.layout if spec.layout is not None else lay_out(spec, layout_rng)
    lights = (light_of(spec, spec.before), light_of(spec, spec.after))
    wrecks = wreck_buildings(layout, spec, damage_rng)
    alterations = alter(layout, spec, lights[1], change_rng)
    field = DisplacementField.draw((spec.rows, spec.cols), spec.shift_px, spec.displacement, field_rng)
    canvas = Canvas.of(spec, field.reach_px)
    texture = make_texture(texture_rng, canvas)
    pictures = []
    for is_after, look, light, child in ((False, spec.before, lights[0], before_rng), (True, spec.after, lights[1], after_rng)):
        painter = painter_of(spec, look, light)
        paint_site(painter, layout, alterations, wrecks if is_after else (), is_after=is_after)
        pictures.append(picture_of(painter, texture, canvas, spec, look, field if is_after else None, child))
    (before, before_cover), (after, after_cover) = pictures
    return MadePair(
        spec=spec,
        before=before,
        after=after,
        before_scene=scene_of("before", spec, spec.before, lights[0], before_cover),
        after_scene=scene_of("after", spec, spec.after, lights[1], after_cover),
        buildings=buildings_of(layout, spec),
        site=site_of(layout, spec),
        truth=truth_of(layout, wrecks, alterations, spec, field, lights[1], (before_cover, after_cover)),
    )


def _place(spec: PairSpec) -> tuple[float, float]:
    longitude, latitude = transformer(spec.grid.crs, WGS84).transform(*spec.centre)
    return float(longitude), float(latitude)


def light_of(spec: PairSpec, look: Acquisition) -> Light:
    """Where sun and camera stand in one look.

    Raises:
        OptionError: the sun stands under 3°: no picture would be taken.
    """
    elevation, azimuth = sun_position(look.moment, *_place(spec))
    elevation = elevation if look.sun_elevation_deg is None else look.sun_elevation_deg
    if elevation < _LOWEST_SUN:
        message = f"the sun stands at {elevation:.1f}° on {look.moment.isoformat()}, too low for a picture"
        raise OptionError(message, hint="Choose an hour of full daylight at the site, or set sun_elevation_deg.")
    return Light(
        sun_elevation=elevation,
        sun_azimuth=azimuth if look.sun_azimuth_deg is None else look.sun_azimuth_deg,
        off_nadir=look.off_nadir_deg,
        view_azimuth=look.view_azimuth_deg,
    )


def painter_of(spec: PairSpec, look: Acquisition, light: Light) -> Painter:
    """What one look is painted with; trees are in leaf as the look says, else by date and latitude."""
    leaves = leaves_on(look.moment, _place(spec)[1]) if look.leaves is None else look.leaves
    return Painter(light=light, palette=Palette(light=light, dryness=look.dryness), leaves=leaves, fine=spec.gsd_m <= _FINE_GSD_M)


def picture_of(
    painter: Painter, texture: Texture, canvas: Canvas, spec: PairSpec, look: Acquisition, field: DisplacementField | None, rng: np.random.Generator
) -> tuple[Image, Cover | None]:
    """One look at what was painted, with its clouds where there are any; `field` is `None` for a picture whose content lies where it is."""
    camera, grid = spec.camera_of(look), spec.grid_of(look)
    ground_rng, cloud_rng, noise_rng = rng.spawn(3)
    gsd_m = look.gsd_m or spec.gsd_m
    # A slanted look is resampled from pixels that are longer on the ground: by 1 / cos² along the slant.
    psf_px = camera.psf_px / math.cos(math.radians(look.off_nadir_deg)) ** 2
    sampler = Sampler(canvas=canvas, shape=grid.shape, gsd_m=gsd_m, psf_px=psf_px, field=field)
    cover = draw_clouds(look.clouds, grid, gsd_m, painter.light, cloud_rng)
    exposure = expose(painter, texture, sampler, look.snow, ground_rng)
    array = take_picture(exposure, camera, look, cover, noise_rng)
    flags = np.zeros(grid.shape, dtype=np.uint8)
    if cover is not None and spec.flag_clouds:
        flags[cover.cloud > _HIDDEN] |= np.uint8(MaskKind.CLOUD)
        flags[cover.shadow > _HIDDEN] |= np.uint8(MaskKind.CLOUD_SHADOW)
    return Image(array=array, flags=flags, grid=grid, roles=camera.roles), cover


def scene_of(name: str, spec: PairSpec, look: Acquisition, light: Light, cover: Cover | None) -> Scene:
    """The metadata of one look."""
    camera = spec.camera_of(look)
    return Scene(
        id=name,
        name=f"{name}.tif",
        acquired=TimeRange.at(look.moment),
        grid=spec.grid_of(look),
        roles=camera.roles,
        sensor=camera.name,
        off_nadir_deg=light.off_nadir,
        view_azimuth_deg=light.view_azimuth,
        sun_elevation_deg=round(light.sun_elevation, 2),
        sun_azimuth_deg=round(light.sun_azimuth, 2),
        cloud_cover=0.0 if cover is None else round(cover.share, 3),
        credit="made-up picture",
        licence="CC0-1.0",
    )


def _on_ground(shape: shapely.Geometry, spec: PairSpec) -> Footprint:
    x, y = spec.centre
    return Footprint(shape=shapely.transform(shape, lambda xy: np.column_stack([x + xy[:, 0], y - xy[:, 1]])), crs=spec.grid.crs)


def buildings_of(layout: Layout, spec: PairSpec) -> tuple[Building, ...]:
    """The footprints that the spec's pictures show at least in part."""
    frame = spec.grid.footprint
    return tuple(
        Building(
            id=structure.id,
            footprint=footprint,
            name=structure.name,
            attributes=(("height_m", round(structure.height, 1)), ("roof", structure.roof.value)),
        )
        for structure in layout.structures
        if frame.intersects(footprint := _on_ground(structure.shape, spec))
    )


def site_of(layout: Layout, spec: PairSpec) -> Site:
    """The outline of the plant, and its parts by name."""
    named = [structure for structure in layout.structures if structure.name] or list(layout.structures)
    hull = shapely.union_all([structure.shape.buffer(12) for structure in named]).convex_hull
    parts = tuple(SitePart(name=structure.name, building_id=structure.id) for structure in layout.structures if structure.name)
    return Site(name="made-up plant", footprint=_on_ground(hull, spec), parts=parts)


def truth_of(
    layout: Layout,
    wrecks: tuple[Wreck, ...],
    alterations: tuple[Alteration, ...],
    spec: PairSpec,
    field: DisplacementField,
    light: Light,
    clouds: tuple[Cover | None, Cover | None],
) -> Truth:
    """What is true of a pair: `light` is that of the later look."""
    damages = tuple(
        DamagedArea(
            building_id=wreck.structure.id,
            kind=wreck.damage.kind,
            area_m2=float(wreck.shape.area),
            on_roof=wreck.damage.on_roof,
            footprint=_on_ground(wreck.shape, spec),
            share=float(wreck.shape.area / wreck.structure.shape.area) if wreck.damage.on_roof else 0.0,
        )
        for wreck in wrecks
    )
    changed = tuple(ChangedGround(kind=each.kind, building_id=each.building_id, footprint=_on_ground(each.shape, spec)) for each in alterations)
    grades = tuple(
        (building.id, worst_grade(tuple(damage for damage in damages if damage.building_id == building.id)))
        for building in buildings_of(layout, spec)
    )
    return Truth(
        field=field,
        damages=damages,
        changed=changed,
        cover=_cover([wreck.shape for wreck in wrecks], spec),
        cover_seen=_cover([_seen(wreck, light) for wreck in wrecks], spec),
        changed_cover=_cover([each.shape for each in alterations], spec),
        grades=grades,
        clouds=clouds,
    )


def _seen(wreck: Wreck, light: Light) -> shapely.Geometry:
    """Damage where an oblique view shows it on the ground's map; a mound hardly leans."""
    if not wreck.damage.on_roof or wreck.damage.kind is DamageKind.WHOLE_COLLAPSE:
        return wreck.shape
    return wreck.structure.slid(wreck.shape, light.lean(1.0))


def _cover(shapes: list[shapely.Geometry], spec: PairSpec) -> np.ndarray:
    return coverage_of(_on_ground(shapely.union_all(shapes) if shapes else shapely.Polygon(), spec), spec.grid)

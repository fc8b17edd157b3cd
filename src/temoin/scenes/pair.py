"""`make_pair`: a made-up before/after pair with its truth."""

from __future__ import annotations

import attrs
import numpy as np
import shapely

from temoin.geo import Footprint, Grid
from temoin.geo.crs import WGS84, transformer
from temoin.model import Building, GradeClass, Scene, ScenePair, Site, SitePart, TimeRange
from temoin.raster import Image
from temoin.scenes.damage import Wreck, wreck_buildings
from temoin.scenes.layout import Layout, Structure, lay_out
from temoin.scenes.materials import Palette
from temoin.scenes.paint import Light, Painter
from temoin.scenes.render import Canvas, make_texture, take_picture
from temoin.scenes.spec import Acquisition, DamageKind, PairSpec
from temoin.scenes.sun import sun_position
from temoin.scenes.truth import DamagedArea, Truth, cover_of

__all__ = ["MadePair", "make_pair"]


@attrs.frozen(kw_only=True, eq=False)
class MadePair:
    """A made-up pair and all that is true of it.

    Args:
        spec: what was asked for.
        before: the earlier picture.
        after: the later picture, on the same grid, its content shifted by `truth.shift_px`.
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
        OptionError: a hall or a damage does not fit.
    """
    layout_rng, damage_rng, texture_rng, before_rng, after_rng = rng.spawn(5)
    layout = lay_out(spec, layout_rng)
    wrecks = wreck_buildings(layout, spec, damage_rng)
    canvas = Canvas.of(spec)
    texture = make_texture(texture_rng, canvas)
    images, lights = [], []
    for look, cars, seen, shift, child in (
        (spec.before, layout.cars_before, (), (0.0, 0.0), before_rng),
        (spec.after, layout.cars_after, wrecks, spec.shift_px, after_rng),
    ):
        light = _light(spec, look)
        painter = Painter(light=light, palette=Palette(dryness=look.dryness))
        painter.paint(layout, cars, spec, seen)
        picture = take_picture(painter, texture, canvas, spec, look, shift, child)
        images.append(Image(array=picture, flags=np.zeros(spec.grid.shape, dtype=np.uint8), grid=spec.grid, roles=spec.camera.roles))
        lights.append(light)
    return MadePair(
        spec=spec,
        before=images[0],
        after=images[1],
        before_scene=_scene("before", spec, spec.before, lights[0]),
        after_scene=_scene("after", spec, spec.after, lights[1]),
        buildings=_buildings(layout, spec),
        site=_site(layout, spec),
        truth=_truth(layout, wrecks, spec),
    )


def _light(spec: PairSpec, look: Acquisition) -> Light:
    grid = spec.grid
    longitude, latitude = transformer(grid.crs, WGS84).transform(*spec.centre)
    elevation, azimuth = sun_position(look.moment, longitude, latitude)
    return Light(
        sun_elevation=elevation if look.sun_elevation_deg is None else look.sun_elevation_deg,
        sun_azimuth=azimuth if look.sun_azimuth_deg is None else look.sun_azimuth_deg,
        off_nadir=look.off_nadir_deg,
        view_azimuth=look.view_azimuth_deg,
    )


def _scene(name: str, spec: PairSpec, look: Acquisition, light: Light) -> Scene:
    return Scene(
        id=name,
        name=f"{name}.tif",
        acquired=TimeRange.at(look.moment),
        grid=spec.grid,
        roles=spec.camera.roles,
        sensor=spec.camera.name,
        off_nadir_deg=light.off_nadir,
        view_azimuth_deg=light.view_azimuth,
        sun_elevation_deg=round(light.sun_elevation, 2),
        sun_azimuth_deg=round(light.sun_azimuth, 2),
        cloud_cover=0.0,
        credit="made-up picture",
        licence="CC0-1.0",
    )


def _on_ground(shape: shapely.Geometry, spec: PairSpec) -> Footprint:
    x, y = spec.centre
    return Footprint(shape=shapely.transform(shape, lambda xy: np.column_stack([x + xy[:, 0], y - xy[:, 1]])), crs=spec.grid.crs)


def _shown(structure: Structure, grid: Grid, spec: PairSpec) -> bool:
    return grid.footprint.intersects(_on_ground(structure.shape, spec))


def _buildings(layout: Layout, spec: PairSpec) -> tuple[Building, ...]:
    return tuple(
        Building(
            id=structure.id,
            footprint=_on_ground(structure.shape, spec),
            name=structure.name,
            attributes=(("height_m", round(structure.height, 1)), ("roof", structure.roof.value)),
        )
        for structure in layout.structures
        if _shown(structure, spec.grid, spec)
    )


def _site(layout: Layout, spec: PairSpec) -> Site:
    shapes = [structure.shape.buffer(12) for structure in layout.structures if structure.name]
    parts = tuple(SitePart(name=structure.name, building_id=structure.id) for structure in layout.structures if structure.name)
    return Site(name="made-up plant", footprint=_on_ground(shapely.union_all(shapes).convex_hull, spec), parts=parts)


def _truth(layout: Layout, wrecks: tuple[Wreck, ...], spec: PairSpec) -> Truth:
    damages = tuple(
        DamagedArea(
            building_id=wreck.structure.id,
            kind=wreck.damage.kind,
            area_m2=float(wreck.shape.area),
            on_roof=not wreck.damage.beside,
            footprint=_on_ground(wreck.shape, spec),
        )
        for wreck in wrecks
    )
    seen = shapely.union_all([damage.footprint.shape for damage in damages]) if damages else shapely.Polygon()
    cover = cover_of(Footprint(shape=seen, crs=spec.grid.crs), spec.grid)
    grades = tuple((building.id, _grade(building.id, damages)) for building in _buildings(layout, spec))
    return Truth(shift_px=spec.shift_px, damages=damages, cover=cover, grades=grades)


def _grade(building_id: str, damages: tuple[DamagedArea, ...]) -> GradeClass:
    kinds = {damage.kind for damage in damages if damage.building_id == building_id and damage.on_roof}
    if DamageKind.WHOLE_COLLAPSE in kinds:
        return GradeClass.DESTROYED
    return GradeClass.DAMAGED if kinds & {DamageKind.ROOF_COLLAPSE, DamageKind.BURN} else GradeClass.NO_VISIBLE_DAMAGE

"""The pictures that `tools/realism.py` measures: open ones, made ones, and heaps of rubble, real and planted."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import rasterio
import shapely
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning
from realism_figures import TILE, Bools, Floats, Sample

from temoin.geo import Grid, parse_crs
from temoin.model import Scene
from temoin.raster import BandRole, Image
from temoin.scenes import Acquisition, Damage, DamageKind, PairSpec, make_pair, plant

# ---- real pictures


def _grey(path: Path) -> tuple[Floats, Bools]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path) as source:
            array = source.read()
    bands = array[:3].astype(np.float64)
    return bands.mean(axis=0), (bands > 0).any(axis=0)


def _facts(label: Path) -> tuple[dict[str, float | str], list[tuple[shapely.Polygon, str]]]:
    """Metadata and graded roofs, in pixels, of one xBD label file."""
    facts = json.loads(label.read_text("utf-8"))
    roofs = [(shapely.from_wkt(each["wkt"]), str(each["properties"].get("subtype", "no-damage"))) for each in facts["features"]["xy"]]
    return facts["metadata"], [(roof, grade) for roof, grade in roofs if roof.is_valid and not roof.is_empty]


def _sun(meta: dict[str, float | str]) -> tuple[float, float]:
    return float(meta["sun_elevation"]), float(meta["sun_azimuth"])


def real_samples(data: Path) -> Iterator[Sample]:
    """The open pictures of half a metre or so."""
    imagery = data / "imagery"
    for label in sorted((imagery / "xbd-json").glob("*_disaster.json")):
        meta, graded = _facts(label)
        grey, mask = _grey(label.with_suffix(".png"))
        roofs = [roof for roof, grade in graded if grade == "no-damage"]
        when = "after" if "_post_" in label.name else "before"
        yield Sample(name=label.stem, kind=f"xbd {when}", grey=grey, mask=mask, sun=_sun(meta), roofs=tuple(roofs), gsd_m=_xbd_gsd(label))
    for when, folder in (("before", "pre"), ("after", "post")):
        for path in sorted((imagery / "joplin-geotiff" / folder).glob("*.tif")):
            grey, mask = _grey(path)
            if min(grey.shape) >= TILE:
                yield Sample(name=path.stem, kind=f"joplin {when}", grey=grey, mask=mask)
    for when, folder in (("before", "A"), ("after", "B")):
        for path in sorted((imagery / "levir-cd" / folder).glob("*.png")):
            grey, mask = _grey(path)
            # These have black ground and no "no data".
            yield Sample(name=path.stem, kind=f"levir {when}", grey=grey, mask=np.ones_like(mask))
    for path in sorted((imagery / "kahramanmaras-pleiades").glob("*.tif")):
        grey, mask = _grey(path)
        yield Sample(name=path.stem, kind="pleiades pan", grey=grey, mask=mask, full=None)


def _xbd_transform(label: Path) -> Affine:
    text = label.with_suffix(".png.aux.xml").read_text("utf-8").partition("<GeoTransform>")[2].partition("</GeoTransform>")[0]
    return Affine.from_gdal(*(float(part) for part in text.split(",")))


def _xbd_gsd(label: Path) -> float:
    """Pixel size in metres, from the transform beside the picture; degrees at its own latitude."""
    transform = _xbd_transform(label)
    return float(np.sqrt(abs(transform.determinant) * np.cos(np.radians(transform.f))) * 111_195.0)


# ---- heaps: buildings that people called destroyed, and collapses planted in the pictures from before


def real_heaps(data: Path) -> Iterator[tuple[Sample, list[shapely.Polygon]]]:
    """After-pictures of xBD with the outlines of what is graded destroyed."""
    for label in sorted((data / "imagery" / "xbd-json").glob("*_post_disaster.json")):
        grey, mask = _grey(label.with_suffix(".png"))
        yield Sample(name=label.stem, kind="real heaps", grey=grey, mask=mask), [roof for roof, grade in _facts(label)[1] if grade == "destroyed"]


def planted_heaps(data: Path, most: int = 12) -> Iterator[tuple[Sample, list[shapely.Polygon]]]:
    """Before-pictures of xBD with whole collapses planted in the first dozen buildings that have room around them."""
    for label in sorted((data / "imagery" / "xbd-json").glob("*_pre_disaster.json")):
        meta, graded = _facts(label)
        roofs = [roof for roof, _ in graded if roof.within(shapely.box(40, 40, 984, 984))][:most]
        with rasterio.open(label.with_suffix(".png")) as source:
            array = source.read()
        grid = Grid(crs=parse_crs("EPSG:4326"), transform=_xbd_transform(label), height=array.shape[1], width=array.shape[2])
        roles = (BandRole.RED, BandRole.GREEN, BandRole.BLUE)
        elevation, azimuth = _sun(meta)
        scene = Scene(id=label.stem, name=label.stem, grid=grid, roles=roles, sun_elevation_deg=elevation, sun_azimuth_deg=azimuth)
        image = Image(array=array, grid=grid, roles=roles)
        setting = None
        for number, roof in enumerate(roofs):
            wish = Damage(building_id=str(number), kind=DamageKind.WHOLE_COLLAPSE)
            planted = plant(image, grid.from_pixels(roof), wish, np.random.default_rng(number), scene=scene, setting=setting)
            image, setting = planted.image, planted.setting
        grey = image.array.astype(np.float64).mean(axis=0)
        yield Sample(name=label.stem, kind="planted heaps", grey=grey, mask=(array > 0).any(axis=0)), roofs


# ---- made pictures

MOMENTS = (
    (datetime(2025, 6, 11, 12, 41, 20, tzinfo=UTC), datetime(2025, 7, 2, 11, 8, 5, tzinfo=UTC)),
    (datetime(2025, 3, 4, 12, 10, tzinfo=UTC), datetime(2025, 9, 21, 13, 20, tzinfo=UTC)),
    (datetime(2025, 4, 19, 11, 2, tzinfo=UTC), datetime(2025, 8, 6, 12, 50, tzinfo=UTC)),
)
"""Days and hours of the made pairs: the sun stands 27 to 58 degrees high, as in the real ones (35 to 71)."""


def made_samples(seeds: range = range(4), side: int = 768) -> Iterator[Sample]:
    """Made pictures of half a metre, as many kinds of light and season as there are `MOMENTS`."""
    for seed in seeds:
        before, after = MOMENTS[seed % len(MOMENTS)]
        plan = PairSpec(
            rows=side, cols=side, houses=24, before=Acquisition(moment=before), after=Acquisition(moment=after, off_nadir_deg=12.0, haze=0.02)
        )
        made = make_pair(plan, np.random.default_rng(seed))
        for name, image, scene in (("before", made.before, made.before_scene), ("after", made.after, made.after_scene)):
            roofs = [image.grid.to_pixels(building.footprint) for building in made.buildings]
            heights = [float(dict(building.attributes)["height_m"] or 0) for building in made.buildings]
            yield Sample(
                name=f"made {seed} {name}",
                kind=f"made {name}",
                grey=image.array[:3].astype(np.float64).mean(axis=0),
                mask=image.mask,
                sun=(float(scene.sun_elevation_deg or 0), float(scene.sun_azimuth_deg or 0)),
                roofs=tuple(roofs),
                heights=tuple(heights),
                gsd_m=plan.gsd_m,
            )

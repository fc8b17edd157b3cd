"""`Piece`: one picture file as it was read, before it is cropped or laid together with others."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

import attrs
import rasterio

from temoin.errors import UnreadableError
from temoin.geo import Grid
from temoin.model import Reason, Scene, TimeRange
from temoin.raster import BandRole, Pixels
from temoin.read.bands import roles_by_colour, roles_by_count, roles_by_name
from temoin.read.beside import captures_beside
from temoin.read.capture import Capture, lay_over
from temoin.read.facts import SceneFacts
from temoin.read.georef import Located, locate
from temoin.read.heights import Heights, read_heights
from temoin.read.holder import HeldFile
from temoin.read.ortho import rectify
from temoin.read.picture import BandLayout, FilePixels, SideMask, layout_of
from temoin.read.planet import PlanetScene, manifest_of, manifest_sha256, planet_scene_of
from temoin.read.rasterfile import RasterBounds, check_bounds, open_raster, probe
from temoin.read.tags import captures_of_tags

__all__ = ["Piece", "read_piece"]

_log = logging.getLogger(__name__)


@attrs.frozen(kw_only=True, eq=False)
class Piece:
    """One picture file.

    Args:
        scene: its metadata.
        pixels: where its pixels can be had from.
        heights: of the ground that it was laid on by its camera model, or `None`.
        own_time: when it was taken by its own metadata, whatever the caller says; `None` where they do not say.
    """

    scene: Scene
    pixels: Pixels
    heights: Heights | None = None
    own_time: TimeRange | None = None


def read_piece(file: HeldFile, facts: SceneFacts, bounds: RasterBounds) -> Piece:
    """Read one file's metadata; no pixel but a small probe is decoded here.

    Raises:
        TemoinError: all that `read_scene` raises of a file.
    """
    planet = planet_scene_of(file)
    with open_raster(file) as dataset:
        check_bounds(file, dataset, bounds)
        probe(file, dataset)
        located = locate(file, dataset, facts)
        order_id, digest = _from_manifest(file) if planet else (None, None)
        beside = captures_beside(file, metadata=planet.metadata if planet else None, order_id=order_id)
        captures = (*beside, *captures_of_tags(dataset, name=file.label))
        layout, roles, roles_source = _bands(dataset, file, planet, captures)
    masks = (*(planet.masks() if planet else ()), *_msk(file, located.grid))
    placed = _placed(FilePixels(file=file, grid=located.grid, roles=roles, layout=layout, masks=masks), located, facts, bounds)
    said = lay_over((_stated(facts), *captures, *placed.captures))
    sha256 = file.holder.sha256(file.name)
    sources = (
        ("grid", placed.source),
        ("roles", roles_source),
        *said.sources,
        *_digest_words(sha256, digest),
        *(("flags", mask.file.label) for mask in masks),
    )
    scene = Scene(
        id=_slug(file.stem),
        name=file.label,
        grid=placed.pixels.grid,
        roles=roles,
        sha256=sha256,
        sources=sources,
        notes=(*said.notes, *placed.notes),
        **said.fields,
    )
    own_time = next((capture.acquired for capture in captures if capture.acquired is not None and not capture.is_weak), None)
    return Piece(scene=scene, pixels=placed.pixels, heights=placed.heights, own_time=own_time)


@attrs.frozen(kw_only=True, eq=False)
class _Placed:
    """A picture on the ground, and what is to be said of how it came there."""

    pixels: Pixels
    source: str
    heights: Heights | None = None
    captures: tuple[Capture, ...] = ()
    notes: tuple[Reason, ...] = ()


def _placed(pixels: FilePixels, located: Located, facts: SceneFacts, bounds: RasterBounds) -> _Placed:
    """The picture as it lies, or laid on the ground by its camera model."""
    if located.camera is None:
        return _Placed(pixels=pixels, source=located.source, notes=(Reason.PLACED_BY_POINTS,) if located.by_points else ())
    heights = read_heights(facts.dem, facts.height_m, middle_m=located.camera.rpcs.height_off)
    ortho = rectify(pixels, located.camera, heights, bounds)
    slant = located.camera.slant(located.camera.rpcs.height_off)
    return _Placed(
        pixels=ortho,
        source=f"{located.source}, on {heights.words}; each 10 m of error in height put ground {10 * slant.metres_per_metre:.1f} m off",
        heights=heights,
        captures=(Capture(source=located.source, off_nadir_deg=slant.zenith_deg, view_azimuth_deg=slant.azimuth_deg),),
        notes=(Reason.PLACED_BY_CAMERA, *((Reason.HEIGHT_ASSUMED,) if heights.is_assumed else ())),
    )


def _stated(facts: SceneFacts) -> Capture:
    return Capture(source="stated by the caller", acquired=facts.acquired, credit=facts.credit, licence=facts.licence, sensor=facts.sensor)


def _bands(
    dataset: rasterio.io.DatasetReader, file: HeldFile, planet: PlanetScene | None, captures: Sequence[Capture]
) -> tuple[BandLayout, tuple[BandRole, ...], str]:
    """Layout, the role of each picture band, and where the roles come from."""
    count = dataset.count
    stated = [(capture.roles, capture.source) for capture in captures if capture.roles is not None]
    candidates: list[tuple[tuple[BandRole, ...] | None, str]] = [
        (planet.roles(count) if planet else None, f"the name of {file.label}"),
        (roles_by_name(dataset.descriptions), f"band names of {file.label}"),
        *((roles if len(roles) == count else None, source) for roles, source in stated),
    ]
    full, source = next(((roles, source) for roles, source in candidates if roles is not None), (None, ""))
    layout = layout_of(dataset, full)
    if layout.palette is not None:
        return layout, (BandRole.RED, BandRole.GREEN, BandRole.BLUE), f"palette of {file.label}"
    if full is not None:
        return layout, tuple(full[band - 1] for band in layout.bands), source
    for roles, from_whom in stated:
        if len(roles) == len(layout.bands):
            return layout, roles, from_whom
    colours = roles_by_colour([dataset.colorinterp[band - 1] for band in layout.bands])
    if colours is not None:
        return layout, colours, f"colours of {file.label}"
    return layout, roles_by_count(len(layout.bands)), "the number of bands alone"


def _msk(file: HeldFile, grid: Grid) -> tuple[SideMask, ...]:
    """GDAL's mask of the same name beside the picture, where it has the picture's size."""
    beside = file.beside(f"{file.label}.msk")
    if beside is None:
        return ()
    with open_raster(beside) as dataset:
        fits = dataset.shape == grid.shape
    if not fits:
        raise UnreadableError(f"{beside.label} is not of the size of {file.label}", hint="Delete the mask file, or make it again.")
    return (SideMask(file=beside, is_validity=True),)


def _from_manifest(file: HeldFile) -> tuple[str | None, str | None]:
    """Planet's order name, and the hash that it gives for the picture."""
    manifest = manifest_of(file)
    if manifest is None:
        return None, None
    name = manifest.get("name")
    return name if isinstance(name, str) and name else None, manifest_sha256(manifest, file.label)


def _digest_words(sha256: str, stated: str | None) -> tuple[tuple[str, str], ...]:
    if stated is None:
        return ()
    if stated != sha256:
        _log.warning("the picture is not the one that manifest.json lists: it was changed after delivery")
        return (("sha256", "differs from manifest.json: the picture was changed after it was delivered"),)
    return (("sha256", "agrees with manifest.json"),)


def _slug(stem: str) -> str:
    """A short name of letters, digits, `-` and `_`."""
    return re.sub(r"[^\w-]+", "-", stem).strip("-")[:80] or "picture"

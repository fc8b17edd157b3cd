"""Where a picture lies: by its own tags, by a side-car, by control points, or an error that says how to tell."""

from __future__ import annotations

import attrs
import pyproj
import rasterio
from affine import Affine

from temoin.errors import CrsError, UnreadableError
from temoin.geo import Grid, parse_crs
from temoin.read.camera import CameraModel
from temoin.read.control import ControlPoint, fit_control, read_control
from temoin.read.facts import SceneFacts
from temoin.read.holder import Folder, HeldFile
from temoin.read.local import local_path
from temoin.read.placing import Placing, placing_of_aux, placing_of_prj, placing_of_world
from temoin.read.rpcfile import read_camera_model
from temoin.read.stated import crs_stated

__all__ = ["Located", "crs_of", "locate"]

_WORLD_SUFFIXES = {
    ".tif": (".tfw", ".tifw"),
    ".tiff": (".tfw", ".tiffw"),
    ".png": (".pgw", ".pngw"),
    ".jpg": (".jgw", ".jpgw"),
    ".jpeg": (".jgw", ".jpegw", ".jpgw"),
    ".bmp": (".bpw", ".bmpw"),
    ".jp2": (".j2w", ".jp2w"),
}


@attrs.frozen(kw_only=True)
class Located:
    """A grid and which file or option it came from.

    Args:
        grid: where the pixels lie.
        source: the words for `Scene.sources`.
        by_points: it was fitted through control points, so it is as good as those.
        camera: the picture is in sensor geometry, and this says which pixel sees which ground; the grid is a stand-in then. `None`: it is not.
    """

    grid: Grid
    source: str
    by_points: bool = False
    camera: CameraModel | None = None


def locate(file: HeldFile, dataset: rasterio.io.DatasetReader, facts: SceneFacts) -> Located:
    """Find a picture's grid.

    The first that is there wins: the caller's control points, the file's own tags, `.aux.xml`, world file (with `.prj`), a camera model (RPC) in
    the file or beside it, control points inside the file. The caller's `crs` goes before any other, and `crs_where_none` after all others.

    Raises:
        CrsError: nothing ties the picture to the ground.
        UnreadableError: a side-car is not what its name says, or a camera model does not fit the picture.
    """
    if facts.gcps is not None:
        return _by_points_file(dataset, facts)
    # GDAL's BMP driver reads world files by itself; they are our business, with our rules for links.
    has_tags = dataset.driver in {"GTiff", "JP2OpenJPEG"}
    own = Placing(
        transform=None if dataset.transform.is_identity or not has_tags else dataset.transform,
        crs=crs_of(dataset.crs, name=file.label) if dataset.crs is not None and has_tags else None,
        source=file.label,
    )
    placings = [own, *_side_cars(file)] if own.transform is None or own.crs is None else [own]
    transform = next((placing for placing in placings if placing.transform is not None), None)
    crs = next((placing for placing in placings if placing.crs is not None), None)
    if facts.crs is not None:
        found = f", against {crs.crs.to_string()[:40]} of {crs.source}" if crs and crs.crs and crs.crs != parse_crs(facts.crs) else ""
        crs = Placing(crs=parse_crs(facts.crs), source=f"the stated --crs{found}")
    if crs is None and facts.crs_where_none is not None:
        crs = Placing(crs=parse_crs(facts.crs_where_none), source="the stated --crs")
    if (transform is None or crs is None) and (model := read_camera_model(file, dataset)) is not None:
        camera = CameraModel(rpcs=model[0], shape=dataset.shape, name=model[1])
        stand_in = Grid(crs=camera.metric_crs(), transform=Affine.identity(), height=dataset.height, width=dataset.width)
        return Located(grid=stand_in, source=f"the camera model (RPC) in {camera.name}", camera=camera)
    if transform is None and dataset.gcps[0]:
        return _by_inner_points(file, dataset, facts)
    if transform is None or transform.transform is None or crs is None or crs.crs is None:
        raise _unplaced(file, has_transform=transform is not None, has_crs=crs is not None)
    source = transform.source if transform.source == crs.source else f"{transform.source} and {crs.source}"
    return Located(grid=_grid(file, dataset, transform.transform, crs.crs), source=source)


def crs_of(crs: rasterio.crs.CRS, *, name: str) -> pyproj.CRS | None:
    """GDAL's reference system as pyproj's, by its code where it has one, so that equal systems compare equal; a local one is none."""
    text = crs.to_wkt()
    if not text or text.startswith(("LOCAL_CS", "ENGCRS")):
        return None
    found = crs_stated(text, name=name)
    code = found.to_authority(min_confidence=100)
    named = parse_crs(":".join(code)) if code else None
    return named if named is not None and named.equals(found, ignore_axis_order=True) else found


def _side_cars(file: HeldFile) -> list[Placing]:
    """Side-cars of the same name in the same folder, in the order in which they are believed."""
    found = []
    if aux := file.beside(f"{file.label}.aux.xml"):
        found.append(placing_of_aux(aux))
    if world := file.beside(*(file.stem + suffix for suffix in (*_WORLD_SUFFIXES.get(file.suffix, ()), ".wld")), f"{file.label}w"):
        found.append(placing_of_world(world))
    if prj := file.beside(f"{file.stem}.prj"):
        found.append(placing_of_prj(prj))
    return found


def _by_points_file(dataset: rasterio.io.DatasetReader, facts: SceneFacts) -> Located:
    path = local_path(facts.gcps or "", what="control points")
    stated = facts.crs or facts.crs_where_none
    points, crs = read_control(HeldFile(Folder(path.parent), path.name), crs=parse_crs(stated) if stated else None)
    fit = fit_control(points, crs, name=path.name)
    grid = Grid(crs=fit.crs, transform=fit.transform, height=dataset.height, width=dataset.width)
    return Located(grid=grid, source=f"{path.name}: {fit.words}", by_points=True)


def _by_inner_points(file: HeldFile, dataset: rasterio.io.DatasetReader, facts: SceneFacts) -> Located:
    inner, crs = dataset.gcps
    own = crs_of(crs, name=file.label) if crs is not None else None
    stated = facts.crs or (facts.crs_where_none if own is None else None)
    system = parse_crs(stated) if stated else own
    if system is None:
        raise _unplaced(file, has_transform=True, has_crs=False)
    points = [ControlPoint(float(point.col), float(point.row), float(point.x), float(point.y)) for point in inner]
    fit = fit_control(points, system, name=f"{file.label}, control points inside")
    grid = Grid(crs=fit.crs, transform=fit.transform, height=dataset.height, width=dataset.width)
    return Located(grid=grid, source=f"control points inside {file.label}: {fit.words}", by_points=True)


def _grid(file: HeldFile, dataset: rasterio.io.DatasetReader, transform: Affine, crs: pyproj.CRS) -> Grid:
    grid = Grid(crs=crs, transform=transform, height=dataset.height, width=dataset.width)
    if transform.determinant == 0:
        raise UnreadableError(f"{file.label}: its pixels have no area", hint="Export the picture again with its georeference.")
    try:
        lon, lat = grid.footprint.centre
    except CrsError as error:
        raise CrsError(f"{file.label}: its place does not exist in {crs.to_string()[:40]}", hint=_CHECK) from error
    if not (-540 <= lon <= 540 and -90 <= lat <= 90):
        raise CrsError(f"{file.label}: its place does not exist in {crs.to_string()[:40]}", hint=_CHECK)
    return grid


def _unplaced(file: HeldFile, *, has_transform: bool, has_crs: bool) -> CrsError:
    if has_transform and not has_crs:
        hint = (
            f"State it with --crs (for instance --crs EPSG:32639), or lay a {file.stem}.prj beside it, "
            "or give control points with --before-gcp or --after-gcp."
        )
        return CrsError(f"{file.label} does not say which coordinate reference system it is in", hint=hint)
    hint = (
        f"Give a GeoTIFF; or lay {file.label}.aux.xml beside it, or a world file with {file.stem}.prj or --crs; "
        "or give at least three control points with --before-gcp or --after-gcp."
    )
    return CrsError(f"nothing says where on the ground {file.label} lies", hint=hint)


_CHECK = "Check that the stated reference system is the one of the picture's coordinates."

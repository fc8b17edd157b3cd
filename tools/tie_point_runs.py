"""Open pairs held against tie points that people picked by eye (`tests/gates/tie_points`)."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pyproj
import rasterio
from affine import Affine

from temoin.align import align_pair
from temoin.geo import transformer
from temoin.geo.crs import WGS84
from temoin.model import AlignedPair, AlignState, Scene, ScenePair
from temoin.raster import BandRole, Image, Pixels
from temoin.read import read_pair
from temoin.read.ortho import OrthoPixels
from temoin.scenes import PairSpec

__all__ = [
    "LEAST_POINTS",
    "POINTS",
    "WRONG_PX",
    "PointedPair",
    "figures_of",
    "flat_pair",
    "is_judged",
    "is_right",
    "is_wrong",
    "join_tiles",
    "pointed_pairs",
    "read_pointed",
    "tie_point_record",
]

POINTS = Path(__file__).resolve().parents[1] / "tests" / "gates" / "tie_points"
LEAST_POINTS = 3
"""A pair with fewer points is not judged right or wrong; its verdict is still counted."""
WRONG_PX = 1.5
_NO_PLACE = ("dsifn-cd", "levir-cd", "xbd-masks")
"""Sets of plain pictures: they are laid on one made-up grid."""
_GSD_M = 0.5
Record = dict[str, Any]


@dataclass(frozen=True)
class PointedPair:
    """One open pair with its points.

    Args:
        kind: name of its set.
        name: of the pair.
        folder: of the set's files.
        document: of the points.
    """

    kind: str
    name: str
    folder: Path
    document: Record

    @property
    def files(self) -> list[Path]:
        """Both sides' pictures."""
        sides = (self.document[which] for which in ("before", "after"))
        return [self.folder / name for side in sides for name in ([side] if isinstance(side, str) else side)]


def pointed_pairs(imagery: Path) -> Iterator[PointedPair]:
    """All open pairs that points were picked for."""
    for path in sorted(POINTS.glob("*/*.json")):
        document = json.loads(path.read_text("utf-8"))
        yield PointedPair(kind=path.parent.name, name=path.stem, folder=imagery / path.parent.name, document=document)


def tie_point_record(pointed: PointedPair) -> Record:
    """State and shift of a pair, and how far each tie point lies off, in pixels of the common grid."""
    with tempfile.TemporaryDirectory() as scratch:
        pair = read_pointed(pointed, Path(scratch))
        aligned = align_pair(pair)
        points = pointed.document["points"]
        registration = aligned.registration
        return {
            "kind": pointed.kind,
            "name": pointed.name,
            "state": registration.state.value,
            "shift_px": [round(float(part), 2) for part in registration.shift_px],
            "reasons": [reason.value for reason in registration.reasons],
            "errors_px": [round(one, 3) for one in _errors(aligned, pair, points)],
            "sigmas_px": [point["sigma_px"] for point in points],
        }


def is_judged(record: Record) -> bool:
    """Whether it has enough points to be right or wrong."""
    return len(record["errors_px"]) >= LEAST_POINTS


def is_right(record: Record) -> bool:
    """Whether the median of its points lies no further off than what counts as wrong."""
    return float(np.median(record["errors_px"])) <= WRONG_PX


def is_wrong(record: Record) -> bool:
    """Whether the median lies further off, less twice its standard error."""
    # The standard error of a median is 1.25 σ / √n; the points' σ is of the difference of two positions.
    doubt = 1.25 * float(np.mean(record["sigmas_px"])) / math.sqrt(len(record["sigmas_px"]))
    return float(np.median(record["errors_px"])) - 2 * doubt > WRONG_PX


def figures_of(records: Sequence[Record]) -> dict[str, int]:
    """Silent errors (verified and wrong), the verified of all, the judged, and the judged that are verified and right."""
    judged = [record for record in records if is_judged(record)]
    sure = [record for record in judged if record["state"] == AlignState.VERIFIED]
    return {
        "silent_errors": sum(map(is_wrong, sure)),
        "verified": sum(record["state"] == AlignState.VERIFIED for record in records),
        "judged": len(judged),
        "right": sum(map(is_right, sure)),
    }


def read_pointed(pointed: PointedPair, scratch: Path) -> ScenePair:
    """Both pictures of a pair; `scratch` takes tiles that are joined."""
    if pointed.kind in _NO_PLACE:
        return flat_pair(*pointed.files)
    if pointed.kind == "joplin-geotiff":
        for which in ("before", "after"):
            join_tiles([pointed.folder / name for name in pointed.document[which]], scratch / f"{which}.tif")
        return read_pair(scratch / "before.tif", scratch / "after.tif")
    return read_pair(*pointed.files)


def flat_pair(before: Path, after: Path) -> ScenePair:
    """Two plain pictures without a place, laid on one made-up grid."""
    images, roles = [], (BandRole.RED, BandRole.GREEN, BandRole.BLUE)
    for path in (before, after):
        with PIL.Image.open(path) as opened:
            array = np.moveaxis(np.asarray(opened.convert("RGB")), -1, 0)
        images.append(Image(array=array, grid=PairSpec(gsd_m=_GSD_M, rows=array.shape[1], cols=array.shape[2]).grid, roles=roles))
    scenes = [Scene(id=name, name=name, grid=image.grid, roles=roles) for name, image in zip(("before", "after"), images, strict=True)]
    return ScenePair(before=scenes[0], after=scenes[1], before_pixels=images[0], after_pixels=images[1])


def join_tiles(paths: Sequence[Path], target: Path) -> None:
    """Tiles of one lattice as one GeoTIFF; 0 where there is no tile."""
    tiles = []
    for path in paths:
        with rasterio.open(path) as tile:
            tiles.append((tile.bounds, tile.transform, tile.crs, tile.read()))
    left, top = min(bounds.left for bounds, *_ in tiles), max(bounds.top for bounds, *_ in tiles)
    step_x, step_y = tiles[0][1].a, tiles[0][1].e
    places = [(round((bounds.top - top) / step_y), round((bounds.left - left) / step_x), array) for bounds, _, _, array in tiles]
    rows, cols = max(row + array.shape[1] for row, _, array in places), max(col + array.shape[2] for _, col, array in places)
    joined = np.zeros((3, rows, cols), np.uint8)
    for row, col, array in places:
        joined[:, row : row + array.shape[1], col : col + array.shape[2]] = array
    profile = {"driver": "GTiff", "count": 3, "height": rows, "width": cols, "dtype": "uint8", "nodata": 0, "crs": tiles[0][2]}
    with rasterio.open(target, "w", transform=Affine(step_x, 0, left, 0, step_y, top), photometric="RGB", **profile) as writer:
        writer.write(joined)


def _errors(aligned: AlignedPair, pair: ScenePair, points: Sequence[Record]) -> list[float]:
    errors = []
    for point in points:
        places = []
        for which, pixels in (("before", pair.before_pixels), ("after", pair.after_pixels)):
            x, y, crs = (*point[f"{which}_map"], pixels.grid.crs) if f"{which}_map" in point else _place(pixels, *point[which])
            places.append(aligned.grid.rowcol(*transformer(crs, aligned.grid.crs).transform(x, y)))
        seen = np.subtract(places[1], places[0])
        errors.append(float(np.hypot(*(np.array(aligned.registration.shift_at(*places[0])) - seen))))
    return errors


def _place(pixels: Pixels, row: float, col: float) -> tuple[float, float, pyproj.CRS]:
    """Where a pixel of a picture's file lies; in sensor geometry where its camera sees the ground that the picture was laid on."""
    if not isinstance(pixels, OrthoPixels):
        return (*pixels.grid.xy(row, col), pixels.grid.crs)
    lon, lat = pixels.camera.ground_of(np.array([col + 0.5]), np.array([row + 0.5]), pixels.heights.level_m)
    return float(lon[0]), float(lat[0]), WGS84

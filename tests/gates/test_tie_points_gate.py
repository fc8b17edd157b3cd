"""Real pairs against tie points picked by eye: no pair is called verified and is wrong; how many are verified and right."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import rasterio
from rasterio.merge import merge

from temoin.align import align_pair
from temoin.geo import transformer
from temoin.model import AlignedPair, AlignState, Scene, ScenePair
from temoin.raster import BandRole, Image
from temoin.read import read_pair
from temoin.scenes import PairSpec

pytestmark = [
    pytest.mark.gate,
    pytest.mark.data,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning"),  # of rasterio.merge
]

POINTS = Path(__file__).parent / "tie_points"
LEAST_POINTS = 3
"""A pair with fewer points is not judged right or wrong; its verdict is still counted."""
WRONG_PX = 1.5


def _flat(folder: Path, document: dict) -> ScenePair:
    """Two PNG without a place, laid on one made-up grid."""
    images, roles = [], (BandRole.RED, BandRole.GREEN, BandRole.BLUE)
    for which in ("before", "after"):
        with PIL.Image.open(folder / document[which]) as opened:
            array = np.moveaxis(np.asarray(opened.convert("RGB")), -1, 0)
        images.append(Image(array=array, grid=PairSpec(gsd_m=0.5, rows=array.shape[1], cols=array.shape[2]).grid, roles=roles))
    scenes = [Scene(id=name, name=name, grid=image.grid, roles=roles) for name, image in zip(("before", "after"), images, strict=True)]
    return ScenePair(before=scenes[0], after=scenes[1], before_pixels=images[0], after_pixels=images[1])


def _joplin(folder: Path, document: dict, scratch: Path) -> ScenePair:
    """The tiles of each date put together."""
    paths = []
    for which in ("before", "after"):
        names = [folder / name for name in document[which]]
        array, transform = merge(names)
        with rasterio.open(names[0]) as first:
            profile = {"driver": "GTiff", "dtype": array.dtype, "count": array.shape[0], "crs": first.crs, "photometric": "RGB"}
        paths.append(scratch / f"{which}.tif")
        with rasterio.open(paths[-1], "w", **profile, transform=transform, height=array.shape[1], width=array.shape[2]) as out:
            out.write(array)
    return read_pair(*paths)


def _errors(aligned: AlignedPair, pair: ScenePair, points: list[dict]) -> np.ndarray:
    """Distance of the registration from each tie point, pixels of the common grid."""
    errors = []
    for point in points:
        places = []
        for which, grid in (("before", pair.before_pixels.grid), ("after", pair.after_pixels.grid)):
            x, y = point[f"{which}_map"] if f"{which}_map" in point else grid.xy(*point[which])
            places.append(aligned.grid.rowcol(*transformer(grid.crs, aligned.grid.crs).transform(x, y)))
        seen = np.subtract(places[1], places[0])
        errors.append(float(np.hypot(*(np.array(aligned.registration.shift_at(*places[0])) - seen))))
    return np.array(errors)


def _pairs(imagery: Path, scratch: Path):
    for path in sorted(POINTS.glob("*/*.json")):
        document, folder = json.loads(path.read_text("utf-8")), imagery / path.parent.name
        if path.parent.name == "kahramanmaras-pleiades":
            continue  # Its points are in the sensor's geometry.
        if path.parent.name == "joplin-geotiff":
            yield path.stem, document, _joplin(folder, document, scratch)
        elif path.parent.name == "xbd-json":
            yield path.stem, document, read_pair(folder / document["before"], folder / document["after"])
        else:
            yield path.stem, document, _flat(folder, document)


def test_tie_points_gate(data_dir, tmp_path, hold):
    """Silent errors (verified, and the median of the points lies over 1.5 px off, less twice its standard error), and the verified and right."""
    silent = right = judged = verified = 0
    for name, document, pair in _pairs(data_dir / "imagery", tmp_path):
        aligned = align_pair(pair)
        points = document["points"]
        errors = _errors(aligned, pair, points)
        is_verified = aligned.registration.state is AlignState.VERIFIED
        verified += is_verified
        line = f"{name}: {aligned.registration.state}, {len(points)} points"
        if len(points) >= LEAST_POINTS:
            judged += 1
            # The standard error of a median is 1.25 σ / √n; the points' σ is of the difference of two positions.
            doubt = 1.25 * float(np.mean([point["sigma_px"] for point in points])) / np.sqrt(len(points))
            wrong = float(np.median(errors)) - 2 * doubt > WRONG_PX
            silent += is_verified and wrong
            right += is_verified and float(np.median(errors)) <= WRONG_PX
            line += f", median {np.median(errors):.2f} px, nine in ten within {np.quantile(errors, 0.9):.2f} px"
        print(line)  # noqa: T201  # seen with -s: the figure of each pair
    figures = {"silent_errors": silent, "verified": verified, "judged": judged, "verified_and_right_share": right / judged}
    hold("align_tie_points", {key: float(value) for key, value in figures.items()})

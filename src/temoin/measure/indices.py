"""Vegetation, water and burn indices of buildings and the ground around them: attributes that speak of season, flood and fire, never of damage."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import numpy.typing as npt
import shapely

from temoin.measure.ground import Ground
from temoin.raster import BandRole, Coverage, cover_polygons

__all__ = ["IndexChanges", "index_changes"]

_BANDS = {
    "ndvi": (BandRole.NIR, BandRole.RED),
    "ndwi": (BandRole.GREEN, BandRole.NIR),
    "nbr": (BandRole.NIR, BandRole.SWIR2),
}
"""Normalised differences (first − second) / (first + second): vegetation (Rouse et al. 1974), open water (McFeeters 1996), burns (Key and
Benson 2006)."""
_AROUND_M = 10.0
_WATER = (0.0, 0.25)
"""Ground is newly under water where NDWI is above 0 (McFeeters 1996) and rose by a quarter: wet asphalt rises by less."""


@attrs.frozen(kw_only=True)
class IndexChanges:
    """Of one building.

    Args:
        changes: (name, later less earlier mean over the footprint); none where the pair lacks the bands.
        flooded: share of the ground within 10 m that came under water; 0 where that cannot be told.
    """

    changes: tuple[tuple[str, float], ...] = ()
    flooded: float = 0.0


def index_changes(ground: Ground, shapes: Sequence[shapely.Geometry], coverage: Coverage) -> tuple[IndexChanges, ...]:
    """The change of each index that the bands allow, one entry a footprint.

    Args:
        ground: both pictures.
        shapes: footprints in pixel coordinates.
        coverage: of them.
    """
    roles = {scale.role for scale in ground.scales}
    names = [name for name, bands in _BANDS.items() if roles.issuperset(bands)]
    if not names:
        return (IndexChanges(),) * len(shapes)
    means = {name: _mean_change(ground, coverage, name) for name in names}
    flooded = _flooded(ground, shapes, coverage) if "ndwi" in names else np.zeros(len(shapes))
    known = [tuple((name, float(means[name][place])) for name in names if np.isfinite(means[name][place])) for place in range(len(shapes))]
    return tuple(IndexChanges(changes=changes, flooded=float(wet)) for changes, wet in zip(known, flooded, strict=True))


def _index(ground: Ground, name: str, pixels: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """An index before and after at some pixels, shape (2, pixels)."""
    first, second = (ground.values_at(role, pixels) for role in _BANDS[name])
    total = first + second
    return (first - second) / np.where(np.abs(total) > 1e-9, total, np.inf)


def _mean_change(ground: Ground, coverage: Coverage, name: str) -> npt.NDArray[np.float64]:
    """Mean of what each footprint's pixels changed by, NaN where none of them is seen."""
    before, after = _index(ground, name, coverage.pixels)
    weight = coverage.shares * ground.seen.ravel()[coverage.pixels]
    total, area = (np.bincount(coverage.owners(), weights=each, minlength=len(coverage.outside)) for each in (weight * (after - before), weight))
    return np.where(area > 0, total / np.maximum(area, 1e-9), np.nan)


def _flooded(ground: Ground, shapes: Sequence[shapely.Geometry], coverage: Coverage) -> npt.NDArray[np.float64]:
    """Share of the seen ground around each footprint that came under water."""
    rings = cover_polygons([shapely.buffer(shape, _AROUND_M / ground.gsd_m, quad_segs=2) for shape in shapes], ground.grid.shape)
    before, after = _index(ground, "ndwi", rings.pixels)
    roof = np.zeros(ground.seen.size, bool)
    roof[coverage.pixels] = True
    weight = rings.shares * (ground.seen.ravel() & ~roof)[rings.pixels]
    level, rise = _WATER
    wet = (after > level) & (after - before > rise)
    water, area = (np.bincount(rings.owners(), weights=each, minlength=len(shapes)) for each in (weight * wet, weight))
    return np.where(area > 0, water / np.maximum(area, 1e-9), 0.0)

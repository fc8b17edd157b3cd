"""What makes a GeoTIFF a Cloud Optimized one (OGC 21-026): checked before a case keeps a raster under that name."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from temoin.errors import OptionError

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

__all__ = ["COG", "cog_problem", "require_cog"]

COG = "image/tiff; application=geotiff; profile=cloud-optimized"
"""Media type, as OGC 21-026 (clause 9) and STAC have it."""
_WHOLE = 512
"""A raster that is no wider and no higher than one block needs no overviews (OGC 21-026, requirement 5)."""


def require_cog(source: bytes | Path, name: str) -> None:
    """Make sure that bytes are a Cloud Optimized GeoTIFF.

    Raises:
        OptionError: they are not; the message says why.
    """
    problem = cog_problem(source)
    if problem:
        raise OptionError(f"{name} is to be kept as a Cloud Optimized GeoTIFF, but {problem}", hint="Write it with temoin.publish.write_geotiff.")


def cog_problem(source: bytes | Path) -> str | None:
    """Why a file is no Cloud Optimized GeoTIFF, or `None`: blocks, overviews, and directories before all pixels (as GDAL marks and watches them)."""
    import rasterio  # GDAL is loaded where a raster is checked, not with every case that is opened
    from rasterio.errors import NotGeoreferencedWarning, RasterioError
    from rasterio.io import MemoryFile

    try:
        # A picture that nobody placed yet is as good a raster as any.
        with warnings.catch_warnings(action="ignore", category=NotGeoreferencedWarning):
            if isinstance(source, bytes):
                with MemoryFile(source) as file, file.open(driver="GTiff") as dataset:
                    return _problem(dataset)
            with rasterio.open(source, driver="GTiff") as dataset:
                return _problem(dataset)
    except (RasterioError, OSError) as error:
        return f"it is no GeoTIFF: {error}"


def _problem(dataset: DatasetReader) -> str | None:
    height, width = dataset.height, dataset.width
    is_small = max(height, width) <= _WHOLE
    if not is_small and not dataset.profile.get("tiled"):
        return "it is in strips, not in blocks"
    if not is_small and not dataset.overviews(1):
        return "it has no overviews"
    if dataset.tags(ns="IMAGE_STRUCTURE").get("LAYOUT") != "COG":
        return "its parts do not lie in the order of one"
    return None

"""Pictures as Cloud Optimized GeoTIFF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from pathlib import Path

import numpy as np
import rasterio
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile
from rasterio.shutil import copy as copy_raster

from temoin.errors import StorageError, UnsupportedError
from temoin.model import TimeRange
from temoin.publish.files import write_bytes
from temoin.raster import BandRole, Image, MaskKind

__all__ = ["write_geotiff"]

_INTERPRETATIONS = {
    BandRole.COASTAL: ColorInterp.coastal,
    BandRole.BLUE: ColorInterp.blue,
    BandRole.GREEN: ColorInterp.green,
    BandRole.YELLOW: ColorInterp.yellow,
    BandRole.RED: ColorInterp.red,
    BandRole.REDEDGE: ColorInterp.rededge,
    BandRole.NIR: ColorInterp.nir,
    BandRole.SWIR1: ColorInterp.swir,
    BandRole.SWIR2: ColorInterp.swir,
    BandRole.PAN: ColorInterp.pan,
}
_BLOCK = 512
_DTYPES = frozenset({"uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"})


def write_geotiff(path: str | Path, image: Image, *, acquired: TimeRange | None = None, tags: Mapping[str, str] | None = None) -> Path:
    """Write a picture as COG: DEFLATE with a predictor, blocks of 512, overviews, and a mask where it holds no data.

    The whole file is made in memory first, so that a full disk cannot leave half a picture.

    Args:
        path: where; a file that is there already is replaced in one step.
        image: the picture; pixels flagged `NODATA` are masked, other flags are not written.
        acquired: when it was taken. `TIFFTAG_DATETIME` (UTC) is set only where the hour is known: a bare day has no hour to write. The
            stretch of time stands in the tag `TEMOIN_ACQUIRED` in both cases, as ISO 8601 start/end.
        tags: further tags of the file.

    Raises:
        UnsupportedError: the type of number has no place in a GeoTIFF.
        StorageError: the disk is full, read-only or gone, or the file could not be made.
    """
    array = image.array.astype(np.uint8) if image.dtype == np.bool_ else image.array
    if array.dtype.name not in _DTYPES:
        message = f"{Path(path).name}: a GeoTIFF cannot hold numbers of type {array.dtype.name}"
        raise UnsupportedError(message, hint="Bring the picture to uint8, uint16 or float32 first.")
    try:
        data = _cog_bytes(image, array, _all_tags(acquired, tags))
    except RasterioError as error:
        message = f"{Path(path).name} could not be made: {error}"
        raise StorageError(message) from error
    return write_bytes(path, data)


def _all_tags(acquired: TimeRange | None, tags: Mapping[str, str] | None) -> dict[str, str]:
    known = dict(tags or {})
    if acquired is not None:
        start, end = (moment.astimezone(UTC) for moment in (acquired.start, acquired.end))
        known["TEMOIN_ACQUIRED"] = f"{start.isoformat()}/{end.isoformat()}"
        if not acquired.is_day:
            known["TIFFTAG_DATETIME"] = start.strftime("%Y:%m:%d %H:%M:%S")
    return known


def _cog_bytes(image: Image, array: np.ndarray, tags: dict[str, str]) -> bytes:
    bands, height, width = image.shape
    nodata = (image.flags & np.uint8(MaskKind.NODATA)) != 0
    profile = {"driver": "GTiff", "count": bands, "height": height, "width": width, "dtype": array.dtype.name, "BIGTIFF": "IF_SAFER"}
    predictor = "FLOATING_POINT" if array.dtype.kind == "f" else "STANDARD"
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), MemoryFile() as plain, MemoryFile(ext=".tif") as cog:
        with plain.open(crs=image.grid.crs.to_wkt(), transform=image.grid.transform, photometric="MINISBLACK", **profile) as file:
            file.write(array)
            if nodata.any():
                file.write_mask(np.where(nodata, np.uint8(0), np.uint8(255)))
            for number, role in enumerate(image.roles, start=1):
                file.set_band_description(number, role.value)
            file.colorinterp = _interpretations(image.roles)
            file.update_tags(**tags)
        with plain.open() as file:
            copy_raster(file, cog.name, driver="COG", compress="DEFLATE", predictor=predictor, blocksize=_BLOCK, BIGTIFF="IF_SAFER")
        return bytes(cog.read())


def _interpretations(roles: tuple[BandRole, ...]) -> tuple[ColorInterp, ...]:
    if len(roles) == 1 and roles[0] not in _INTERPRETATIONS:
        return (ColorInterp.gray,)
    return tuple(_INTERPRETATIONS.get(role, ColorInterp.undefined) for role in roles)

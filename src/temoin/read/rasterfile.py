"""Opening a picture file safely: few formats, no side-car by surprise, no network, and bounds before any pixel is decoded."""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import attrs
import numpy as np
import rasterio
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from temoin.errors import TooLargeError, UnreadableError, UnsupportedError
from temoin.read.holder import HeldFile

__all__ = ["RasterBounds", "check_bounds", "open_raster", "probe"]

_log = logging.getLogger(__name__)
_opening = threading.Lock()

DRIVERS = {
    b"II*\0": "GTiff",
    b"MM\0*": "GTiff",
    b"II+\0": "GTiff",
    b"MM\0+": "GTiff",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"\0\0\0\x0cjP  ": "JP2OpenJPEG",
    b"\xff\x4f\xff\x51": "JP2OpenJPEG",
    b"BM": "BMP",
}
"""First bytes, from the formats' specifications, and the one driver of GDAL that may open such a file.

All are formats whose files hold their own pixels. VRT and its kin only point at other files, and are refused.
"""
GDAL_OPTIONS = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",  # side-cars are read by us, from a fixed list of names, or not at all
    "GDAL_PAM_ENABLED": "NO",  # nothing is written beside the picture, and no .aux.xml is followed by GDAL
    "GDAL_NUM_THREADS": "ALL_CPUS",
    "GDAL_CACHEMAX": 256 * 1024**2,  # bytes
    "GDAL_HTTP_MAX_RETRY": "0",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GTIFF_POINT_GEO_IGNORE": "FALSE",
}


@attrs.frozen(kw_only=True)
class RasterBounds:
    """What a picture may declare before a pixel of it is read.

    Args:
        samples: width × height × bands.
        block_bytes: of one tile or strip, which is decoded at once.
        ratio: declared bytes over bytes in the file, for files that declare more than `ratio_from` bytes.
        ratio_from: bytes.
    """

    samples: int = 4_000_000_000
    block_bytes: int = 1024**3
    ratio: int = 600
    ratio_from: int = 256 * 1024**2


@contextmanager
def open_raster(file: HeldFile) -> Iterator[rasterio.io.DatasetReader]:
    """A picture file, opened for reading; GDAL's errors inside the block become `UnreadableError`.

    Raises:
        UnsupportedError: not one of the formats in `DRIVERS`.
        UnreadableError: damaged.
    """
    head = file.holder.head(file.name, 512)
    driver = next((driver for magic, driver in DRIVERS.items() if head.startswith(magic)), None)
    if driver is None:
        raise _unknown(file, head)
    with rasterio.Env(**GDAL_OPTIONS):
        try:
            # The filter list of `warnings` belongs to the whole process, hence the lock.
            with _opening, warnings.catch_warnings():
                warnings.simplefilter("ignore", NotGeoreferencedWarning)
                dataset = rasterio.open(file.gdal_path, driver=driver)
        except RasterioError as error:
            detail = str(error.__cause__ or error)[:200]
            message = f"{file.label} begins like a {driver} file but cannot be read: {detail}"
            raise UnreadableError(message, hint="Download or copy the picture again and compare its size.") from error
        with dataset:
            try:
                yield dataset
            except RasterioError as error:
                detail = str(error.__cause__ or error)[:200]
                message = f"{file.label} is damaged or was not fully downloaded: {detail}"
                raise UnreadableError(message, hint="Download or copy the picture again and compare its size.") from error


def check_bounds(file: HeldFile, dataset: rasterio.io.DatasetReader, bounds: RasterBounds) -> None:
    """Refuse a picture that declares more than it may, before any pixel is read.

    Raises:
        TooLargeError: too many samples, too large a block, or far more than its file can hold.
        UnsupportedError: complex numbers, or no band.
    """
    if dataset.count == 0 or any(name.startswith("complex") for name in dataset.dtypes):
        raise UnsupportedError(f"{file.label} holds no bands of real numbers", hint="Export it as a GeoTIFF of intensities.")
    samples = dataset.width * dataset.height * dataset.count
    size = max(np.dtype(name).itemsize for name in dataset.dtypes)
    declared = f"{file.label} declares {dataset.width:,} × {dataset.height:,} pixels × {dataset.count} bands ({samples * size / 1e9:,.1f} GB)"
    if samples > bounds.samples:
        raise TooLargeError(
            f"{declared}, over the bound of {bounds.samples / 1e9:,.1f} thousand million numbers", hint="Crop the picture to the site."
        )
    if samples * size > max(bounds.ratio_from, bounds.ratio * file.size):
        raise TooLargeError(
            f"{declared}, but its file holds only {file.size / 1e6:,.1f} MB", hint="Check where this file comes from; crop it if it is sound."
        )
    rows, cols = dataset.block_shapes[0]
    block = rows * cols * size * (dataset.count if dataset.interleaving and dataset.interleaving.name == "pixel" else 1)
    if block > bounds.block_bytes:
        hint = "Rewrite it in tiles: gdal_translate -of COG in.tif out.tif"
        raise TooLargeError(f"{declared} in blocks of {block / 1e9:,.1f} GB", hint=hint)


def probe(file: HeldFile, dataset: rasterio.io.DatasetReader) -> None:
    """Find a truncated file early: look at where its data should end, without decoding the picture.

    TIFF: the place of the first and last block of each band, and the last block is decoded where it is small. PNG and JPEG: their end mark.

    Raises:
        UnreadableError: the file ends before its data does.
    """
    ends = {"PNG": b"IEND", "JPEG": b"\xff\xd9"}
    truncated = False
    if dataset.driver == "GTiff":
        truncated = any(_block_end(dataset, band, row, col) > file.size for band in dataset.indexes for row, col in _outer_blocks(dataset))
    elif dataset.driver in ends:
        # Cameras append bytes after the end mark of a JPEG; 64 kB cover them.
        truncated = ends[dataset.driver] not in file.holder.tail(file.name, 65536)
    if truncated:
        message = f"{file.label} ends before its picture does: it was not fully downloaded or copied"
        raise UnreadableError(message, hint="Download or copy the picture again and compare its size.")
    rows, cols = dataset.block_shapes[-1]
    if dataset.driver == "GTiff" and rows * cols * dataset.count <= 16 * 1024**2:
        window = rasterio.windows.Window(
            (dataset.width - 1) // cols * cols, (dataset.height - 1) // rows * rows, (dataset.width - 1) % cols + 1, (dataset.height - 1) % rows + 1
        )
        dataset.read(dataset.count, window=window)


def _outer_blocks(dataset: rasterio.io.DatasetReader) -> tuple[tuple[int, int], ...]:
    rows, cols = dataset.block_shapes[0]
    return ((0, 0), ((dataset.height - 1) // rows, (dataset.width - 1) // cols))


def _block_end(dataset: rasterio.io.DatasetReader, band: int, row: int, col: int) -> int:
    offset = dataset.get_tag_item(f"BLOCK_OFFSET_{col}_{row}", "TIFF", bidx=band)
    size = dataset.get_tag_item(f"BLOCK_SIZE_{col}_{row}", "TIFF", bidx=band)
    return int(offset) + int(size) if offset and size else 0


def _unknown(file: HeldFile, head: bytes) -> UnsupportedError:
    """What to say of a file that begins like none of `DRIVERS`."""
    if b"<VRTDataset" in head:
        hint = "Turn it into a file of its own first: gdal_translate -of COG in.vrt out.tif"
        return UnsupportedError(f"{file.label} is a VRT, which only points at other files", hint=hint)
    hint = "Give a GeoTIFF, PNG, JPEG, JPEG 2000 or BMP; gdal_translate -of COG turns other formats into a GeoTIFF."
    return UnsupportedError(f"{file.label} is not a picture that temoin reads", hint=hint)

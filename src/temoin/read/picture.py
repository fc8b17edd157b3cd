"""`FilePixels`: the pixels of a picture file, decoded window by window and only when asked for."""

from __future__ import annotations

import threading

import attrs
import cv2
import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.windows import Window as RasterWindow

from temoin.errors import NoCoverageError, UnreadableError
from temoin.geo import Grid, Window
from temoin.raster import BandRole, Image, MaskKind, Pixels
from temoin.read.holder import HeldFile
from temoin.read.rasterfile import open_raster

__all__ = ["BandLayout", "CroppedPixels", "FilePixels", "SideMask", "layout_of"]

Numbers = npt.NDArray[np.generic]
Flags = npt.NDArray[np.uint8]

WHOLE_DRIVERS = frozenset({"PNG", "JPEG"})
"""Formats that can only be decoded from their beginning."""
MAX_KEPT_BYTES = 512 * 1024**2
"""A picture of those formats is kept after its first decoding where it is smaller than this, so that reading it in tiles is not quadratic."""
FILL_CORE_PX = 9
"""A block of this many × this many pixels that are zero in every band is fill; none of the ground in 22 open xBD pictures of 1,024² holds one."""
FILL_REACH_PX = 25
"""How far around such blocks (a square of this side) zero pixels are fill as well: the slanted rims that no whole block fits into."""

FILL_HALO_PX = FILL_CORE_PX // 2 + FILL_REACH_PX // 2
"""Pixels read around a window so that its fill comes out as in the whole picture."""


@attrs.frozen(kw_only=True)
class SideMask:
    """A mask in a file of its own, on the picture's own grid.

    Args:
        file: the mask.
        kinds: band (counted from 1), and what a nonzero pixel means.
        bits: band, the bits that count, and what a pixel with any of them means.
        is_validity: a single band that is nonzero where the picture is *valid* (GDAL's `.msk`).
    """

    file: HeldFile
    kinds: tuple[tuple[int, MaskKind], ...] = ()
    bits: tuple[tuple[int, int, MaskKind], ...] = ()
    is_validity: bool = False

    def flags(self, window: RasterWindow) -> Flags:
        """The mask's flags in a window, shape (rows, columns)."""
        with open_raster(self.file) as dataset:
            if self.is_validity:
                return np.where(dataset.read(1, window=window) == 0, np.uint8(MaskKind.NODATA), np.uint8(0))
            meanings = (*((band, -1, kind) for band, kind in self.kinds), *self.bits)
            bands = dataset.read([band for band, _, _ in meanings], window=window)
        flags = np.zeros(bands.shape[1:], dtype=np.uint8)
        for layer, (_, bits, kind) in zip(bands, meanings, strict=True):
            flags[(layer.astype(np.int64) & bits) != 0] |= np.uint8(kind)
        return flags


@attrs.frozen(kw_only=True)
class BandLayout:
    """Which bands of a file are picture, and how it says that a pixel holds nothing.

    Args:
        bands: the file's bands that are picture, counted from 1.
        alpha: the band of transparency, or `None`.
        nodata: the value that means nothing, one a picture band.
        palette: shape (entries, 4), red, green, blue, alpha, where the only band is an index; else `None`.
        has_mask: the file holds a mask of its own.
        finds_fill: the file declares none of these, so blocks of zeros are taken for fill.
        driver: GDAL's name of the format.
        dtype: of the picture as it is handed out.
    """

    bands: tuple[int, ...]
    alpha: int | None = None
    nodata: tuple[float | None, ...]
    palette: Numbers | None = attrs.field(default=None, eq=False)
    has_mask: bool = False
    finds_fill: bool = False
    driver: str
    dtype: np.dtype[np.generic]

    @property
    def count(self) -> int:
        """Bands as handed out."""
        return len(self.bands) if self.palette is None else 3


def layout_of(dataset: rasterio.io.DatasetReader, roles: tuple[BandRole, ...] | None = None) -> BandLayout:
    """Read the layout off an open picture.

    Args:
        dataset: the open picture.
        roles: what metadata says of every band of the file, one a band; a band that they give a role is no transparency, whatever its colour
            interpretation says (GDAL marks the fourth band of an 8-bit file as transparent by default).
    """
    colours = dataset.colorinterp
    alpha = next((band for band, colour in zip(dataset.indexes, colours, strict=True) if colour is ColorInterp.alpha), None)
    if alpha is not None and (dataset.count == 1 or (roles is not None and roles[alpha - 1] is not BandRole.UNKNOWN)):
        alpha = None
    bands = tuple(band for band in dataset.indexes if band != alpha)
    nodata = tuple(dataset.nodatavals[band - 1] for band in bands)
    has_mask = MaskFlags.per_dataset in dataset.mask_flag_enums[0] and MaskFlags.alpha not in dataset.mask_flag_enums[0]
    palette = _palette(dataset) if len(bands) == 1 and colours[bands[0] - 1] is ColorInterp.palette else None
    dtype = np.dtype(np.uint8) if palette is not None else np.result_type(*(dataset.dtypes[band - 1] for band in bands))
    says_nothing = alpha is None and not has_mask and palette is None and all(value is None for value in nodata)
    return BandLayout(
        bands=bands,
        alpha=alpha,
        nodata=nodata,
        palette=palette,
        has_mask=has_mask,
        finds_fill=says_nothing and np.issubdtype(dtype, np.integer),
        driver=dataset.driver,
        dtype=dtype,
    )


@attrs.define(eq=False)
class _Kept:
    """The last whole decoding of a picture that can only be decoded whole."""

    image: Image | None = None
    lock: threading.Lock = attrs.field(factory=threading.Lock)

    def __reduce__(self) -> tuple[type[_Kept], tuple[()]]:
        # Another process decodes for itself: neither pixels nor a lock travel.
        return (_Kept, ())


@attrs.frozen(kw_only=True, eq=False)
class FilePixels:
    """The pixels of a file. The file is opened for each read, so that one value serves many threads and can be sent to another process.

    Args:
        file: the picture.
        grid: where its pixels lie.
        roles: what each band of `layout` holds.
        layout: its bands and how it says that a pixel holds nothing.
        masks: masks in other files.
    """

    file: HeldFile
    grid: Grid
    roles: tuple[BandRole, ...]
    layout: BandLayout
    masks: tuple[SideMask, ...] = ()
    _kept: _Kept = attrs.field(factory=_Kept, init=False, repr=False)

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """The type of one number."""
        return self.layout.dtype

    def read(self, window: Window | None = None) -> Image:
        """The pixels of a window, or of the whole picture, with flags from nodata, alpha, masks and fill.

        A pixel of an 8-bit picture holds nothing where *all* bands have the nodata value (0 in one band alone is a colour); in other types
        where *any* has it.

        Raises:
            NoCoverageError: the window leaves the picture.
            UnreadableError: a block cannot be decoded.
        """
        whole = self.grid.whole
        window = whole if window is None else window
        _inside(window, self.grid, self.file.label)
        size = self.grid.height * self.grid.width * len(self.layout.bands) * self.dtype.itemsize
        if window == whole:
            return self._decode(whole)
        if self.layout.driver not in WHOLE_DRIVERS or size > MAX_KEPT_BYTES:
            wide = self.grid.widened(window, FILL_HALO_PX if self.layout.finds_fill else 0)
            return self._decode(wide).read(window.within(wide))
        with self._kept.lock:
            if self._kept.image is None:
                self._kept.image = self._decode(whole)
        return self._kept.image.read(window)

    def _decode(self, window: Window) -> Image:
        rows, cols = window.shape
        place = RasterWindow(window.col_start, window.row_start, cols, rows)
        with open_raster(self.file) as dataset:
            if dataset.shape != self.grid.shape or dataset.count < max(self.layout.bands):
                raise UnreadableError(f"{self.file.label} was replaced while it was in use", hint="Run the same command again.")
            array = dataset.read(list(self.layout.bands), window=place)
            hidden = np.zeros((rows, cols), dtype=bool)
            if self.layout.alpha is not None:
                hidden |= dataset.read(self.layout.alpha, window=place) == 0
            if self.layout.has_mask:
                hidden |= dataset.read_masks(1, window=place) == 0
        hidden |= _is_nodata(array, self.layout.nodata)
        if self.layout.palette is not None:
            index = np.minimum(array[0].astype(np.intp), len(self.layout.palette) - 1)
            colours = self.layout.palette[index]
            array, hidden = np.ascontiguousarray(np.moveaxis(colours[..., :3], -1, 0)), hidden | (colours[..., 3] == 0)
        if self.layout.finds_fill:
            hidden |= _fill(array)
        flags = np.where(hidden, np.uint8(MaskKind.NODATA), np.uint8(0))
        for mask in self.masks:
            flags |= mask.flags(place)
        return Image(array=_finite(array), flags=flags, grid=self.grid.crop(window), roles=self.roles)


@attrs.frozen(kw_only=True, eq=False)
class CroppedPixels:
    """A window of other pixels, with a grid of its own.

    Args:
        pixels: the whole picture.
        window: the part of it, in its own rows and columns.
    """

    pixels: Pixels
    window: Window

    @property
    def grid(self) -> Grid:
        """Where the part's pixels lie."""
        return self.pixels.grid.crop(self.window)

    @property
    def roles(self) -> tuple[BandRole, ...]:
        """What each band holds."""
        return self.pixels.roles

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """The type of one number."""
        return self.pixels.dtype

    def read(self, window: Window | None = None) -> Image:
        """The pixels of a window of the part, or of all of it.

        Raises:
            NoCoverageError: the window leaves the part.
        """
        if window is None:
            return self.pixels.read(self.window)
        _inside(window, self.grid, "the cropped picture")
        down, right = self.window.row_start, self.window.col_start
        return self.pixels.read(
            Window(
                row_start=window.row_start + down,
                row_stop=window.row_stop + down,
                col_start=window.col_start + right,
                col_stop=window.col_stop + right,
            )
        )


def _inside(window: Window, grid: Grid, name: str) -> None:
    is_inside = 0 <= window.row_start < window.row_stop <= grid.height and 0 <= window.col_start < window.col_stop <= grid.width
    if not is_inside:
        raise NoCoverageError(
            f"{name}: the window {window} leaves its {grid.height} × {grid.width} pixels", hint="Ask for a window inside the picture."
        )


def _is_nodata(array: Numbers, nodata: tuple[float | None, ...]) -> npt.NDArray[np.bool_]:
    """Where pixels hold nothing by value, shape (rows, columns): see `FilePixels.read`."""
    bands = []
    for band, value in zip(array, nodata, strict=True):
        empty = ~np.isfinite(band) if np.issubdtype(band.dtype, np.floating) else np.zeros(band.shape, dtype=bool)
        if value is not None and not np.isnan(value):
            empty |= band == value
        bands.append(empty)
    stack = np.stack(bands)
    return np.asarray(stack.all(axis=0) if array.dtype == np.uint8 else stack.any(axis=0))


def _fill(array: Numbers) -> npt.NDArray[np.bool_]:
    """Undeclared fill, shape (rows, columns): blocks that are zero in every band, and the zero pixels around them."""
    zero = np.asarray(np.equal(array, 0).all(axis=0), dtype=np.uint8)
    if not zero.any():
        return zero.astype(bool)
    core = cv2.erode(zero, np.ones((FILL_CORE_PX, FILL_CORE_PX), np.uint8), borderType=cv2.BORDER_REPLICATE)
    grown = cv2.dilate(core, np.ones((FILL_REACH_PX, FILL_REACH_PX), np.uint8))
    return np.logical_and(grown, zero)


def _finite(array: Numbers) -> Numbers:
    """The array with 0 where a number is not finite: those pixels are flagged, and a stray NaN must not spread through a filter."""
    if not np.issubdtype(array.dtype, np.floating) or np.isfinite(array).all():
        return array
    return np.nan_to_num(array, nan=0.0, posinf=0.0, neginf=0.0)


def _palette(dataset: rasterio.io.DatasetReader) -> Numbers:
    entries = dataset.colormap(1)
    palette = np.zeros((max(entries) + 1, 4), dtype=np.uint8)
    for index, colour in entries.items():
        palette[index] = colour
    return palette

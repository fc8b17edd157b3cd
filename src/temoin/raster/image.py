"""`Image`: an array with its mask and its grid, read-only; and `Pixels`, anything that can give one."""

from __future__ import annotations

from enum import IntFlag, StrEnum
from typing import Protocol, Self

import attrs
import numpy as np
import numpy.typing as npt

from temoin.geo import Grid, Window

__all__ = ["BandRole", "Image", "MaskKind", "Pixels"]


class BandRole(StrEnum):
    """What a band holds."""

    COASTAL = "coastal"
    BLUE = "blue"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    REDEDGE = "rededge"
    NIR = "nir"
    SWIR1 = "swir1"
    SWIR2 = "swir2"
    PAN = "pan"
    VV = "vv"
    VH = "vh"
    UNKNOWN = "unknown"

    @property
    def is_visible(self) -> bool:
        """Whether it holds light that the eye sees, as every picture of colours and every panchromatic one does."""
        return self in {BandRole.PAN, BandRole.RED, BandRole.GREEN, BandRole.BLUE}

    @property
    def is_radar(self) -> bool:
        """Whether it holds echoes, which need neither daylight nor a clear sky."""
        return self in {BandRole.VV, BandRole.VH}


class MaskKind(IntFlag):
    """Why a pixel cannot be used; several may hold at once, 0 means usable."""

    NONE = 0
    NODATA = 1
    CLOUD = 2
    CLOUD_SHADOW = 4
    SATURATED = 8
    WATER = 16
    SNOW = 32
    HAZE = 64
    BUILDING_SHADOW = 128


UNUSABLE = MaskKind.NODATA | MaskKind.CLOUD | MaskKind.CLOUD_SHADOW
"""The kinds that hide the ground; the others are noted but leave the pixel in use."""


class Pixels(Protocol):
    """Where an `Image` can be had from, whole or by window: an `Image` itself, or a file behind the read door."""

    @property
    def grid(self) -> Grid:
        """The grid of the whole picture."""

    @property
    def roles(self) -> tuple[BandRole, ...]:
        """What each band holds."""

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """The type of one number."""

    def read(self, window: Window | None = None) -> Image:
        """The pixels of a window, or of the whole picture."""


@attrs.frozen(kw_only=True, eq=False)
class Image:
    """One picture in memory, read-only.

    Args:
        array: shape (bands, rows, columns), any real type, in the picture's own units (digital numbers or reflectance).
        flags: shape (rows, columns), uint8 of `MaskKind`: why a pixel cannot be used; `None` where all can.
        grid: where the pixels lie.
        roles: what each band holds, one a band.

    Raises:
        ValueError: the shapes do not fit each other.
    """

    array: npt.NDArray[np.generic]
    flags: npt.NDArray[np.uint8]
    grid: Grid
    roles: tuple[BandRole, ...]

    def __init__(
        self, *, array: npt.NDArray[np.generic], grid: Grid, flags: npt.NDArray[np.uint8] | None = None, roles: tuple[BandRole, ...] | None = None
    ) -> None:
        if array.ndim != 3 or array.shape[1:] != grid.shape:
            message = f"an image array is (bands, rows, columns) = (n, {grid.height}, {grid.width}), not {array.shape}"
            raise ValueError(message)
        flags = np.zeros(grid.shape, dtype=np.uint8) if flags is None else flags
        if flags.shape != grid.shape or flags.dtype != np.uint8:
            message = f"flags are uint8 of shape {grid.shape}, not {flags.dtype} of {flags.shape}"
            raise ValueError(message)
        roles = (BandRole.UNKNOWN,) * array.shape[0] if roles is None else tuple(roles)
        if len(roles) != array.shape[0]:
            message = f"{array.shape[0]} bands need as many roles, not {len(roles)}"
            raise ValueError(message)
        # Views, so that the caller's own arrays stay writable while ours are not.
        array, flags = array.view(), flags.view()
        array.flags.writeable = False
        flags.flags.writeable = False
        self.__attrs_init__(array=array, flags=flags, grid=grid, roles=roles)  # type: ignore[attr-defined]  # made by attrs

    @property
    def mask(self) -> npt.NDArray[np.bool_]:
        """True where the ground can be seen: shape (rows, columns)."""
        usable: npt.NDArray[np.bool_] = (self.flags & np.uint8(UNUSABLE)) == 0
        return usable

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """The type of one number."""
        return self.array.dtype

    @property
    def shape(self) -> tuple[int, int, int]:
        """Bands, rows, columns."""
        bands, rows, cols = self.array.shape
        return (bands, rows, cols)

    def read(self, window: Window | None = None) -> Self:
        """The part under a window (a view, nothing is copied), or the image itself."""
        if window is None:
            return self
        rows, cols = slice(window.row_start, window.row_stop), slice(window.col_start, window.col_stop)
        return type(self)(array=self.array[:, rows, cols], flags=self.flags[rows, cols], grid=self.grid.crop(window), roles=self.roles)

    def band(self, role: BandRole) -> npt.NDArray[np.generic] | None:
        """The first band of a role, shape (rows, columns), or `None` where there is none."""
        return self.array[self.roles.index(role)] if role in self.roles else None

"""Small made pairs of known change."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from affine import Affine
from scipy import ndimage

from temoin.geo import Grid, parse_crs
from temoin.model import AlignedPair, AlignState, BandFit, Building, Registration, Scene
from temoin.raster import BandRole, Image

RGB = (BandRole.RED, BandRole.GREEN, BandRole.BLUE)


def grid_of(size: int, gsd_m: float) -> Grid:
    """A square grid in UTM."""
    return Grid(crs=parse_crs("EPSG:32628"), transform=Affine(gsd_m, 0, 680_000, 0, -gsd_m, 5_900_000), height=size, width=size)


def pair_of(
    before: np.ndarray,
    after: np.ndarray,
    *,
    gsd_m: float = 0.5,
    state: AlignState = AlignState.VERIFIED,
    flags: np.ndarray | None = None,
    fits: tuple[BandFit, ...] = (),
) -> AlignedPair:
    """An aligned pair of two arrays of shape (3, rows, columns)."""
    grid = grid_of(before.shape[1], gsd_m)
    scenes = [Scene(id=name, name=name, grid=grid, roles=RGB) for name in ("before", "after")]
    return AlignedPair(
        before=scenes[0],
        after=scenes[1],
        grid=grid,
        before_pixels=Image(array=before, grid=grid, roles=RGB),
        after_pixels=Image(array=after, grid=grid, roles=RGB, flags=flags),
        registration=Registration(
            state=state, shift_px=(0.0, 0.0), transform=Affine.identity(), rmse_px=0.2, ce90_px=0.3, windows=20, windows_tried=25, agreement=0.9
        ),
        radiometry=fits,
    )


class Town:
    """A quarter of houses with patterned roofs, seen twice with fresh noise."""

    def __init__(self, *, size: int = 400, seed: int = 4, gsd_m: float = 0.5) -> None:
        self.gsd_m, self.size = gsd_m, size
        self.rng = np.random.default_rng(seed)
        ground = ndimage.gaussian_filter(self.rng.normal(0, 1, (size, size)), 2.0)
        picture = 90 + 25 * ground[None] + np.array([6.0, 0.0, -6.0])[:, None, None]
        self.boxes = []
        for row in range(30, size - 60, 80):
            for col in range(30, size - 70, 90):
                rows, cols = 34, 46
                tone = self.rng.uniform(60, 180, 3)
                roof = tone[:, None, None] + 14 * ((np.arange(cols) // 6) % 2)[None, None, :] + 10 * ((np.arange(rows) // 17) % 2)[None, :, None]
                picture[:, row : row + rows, col : col + cols] = roof
                self.boxes.append((row, col, rows, cols))
        self.base = picture

    @property
    def buildings(self) -> tuple[Building, ...]:
        """One footprint a house."""
        grid = grid_of(self.size, self.gsd_m)
        return tuple(
            Building(id=f"b{number}", footprint=grid.from_pixels(shapely.box(col, row, col + cols, row + rows)))
            for number, (row, col, rows, cols) in enumerate(self.boxes)
        )

    def rubble(self, picture: np.ndarray, rows: slice, cols: slice) -> None:
        """Lay rubble over a part of a picture."""
        shape = picture[0, rows, cols].shape
        grain = ndimage.gaussian_filter(self.rng.normal(0, 1, shape), 0.9)
        picture[:, rows, cols] = 95 + 120 * grain + self.rng.normal(0, 6, (3, *shape))

    def look(self, picture: np.ndarray, *, gain: float = 1.0, offset: float = 0.0) -> np.ndarray:
        """One exposure: blur, gain, noise, 8 bit."""
        soft = np.stack([ndimage.gaussian_filter(band, 0.6) for band in picture])
        noisy = soft * gain + offset + self.rng.normal(0, 2.0, soft.shape)
        return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)


@pytest.fixture
def town() -> Town:
    """A quarter of sixteen houses at half a metre."""
    return Town()


@pytest.fixture
def make_aligned() -> Callable[..., AlignedPair]:
    """Two arrays as an aligned pair."""
    return pair_of

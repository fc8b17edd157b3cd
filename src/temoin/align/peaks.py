"""Correlation surfaces and their peaks."""

from __future__ import annotations

import math

import attrs
import numpy as np
import numpy.typing as npt
from scipy import fft

from temoin.align.kernels import Spectra, frequencies

__all__ = ["Peaks", "find_peaks", "high_places", "levelled", "levels_of", "neighbour_sums", "surfaces", "without_peaks"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

_SAMPLE = 2000
_BY_PRODUCT = 14
"""Up to this search a product of matrices makes a surface faster than a Fourier transform of the whole window."""


@attrs.frozen(kw_only=True, eq=False)
class Peaks:
    """The highest places of some surfaces.

    Args:
        shifts: shape (surfaces, 2): (rows, columns) from the middle, to a fraction of a pixel.
        strengths: shape (surfaces,): height over the surface's median, in robust deviations.
        inside: shape (surfaces,): whether it lies inside the search, not on its rim.
    """

    shifts: Doubles
    strengths: Doubles
    inside: npt.NDArray[np.bool_]


def neighbour_sums(spectra: Spectra, places: npt.NDArray[np.intp]) -> Spectra:
    """Each window's spectrum with those of its eight neighbours on the lattice added, divided by the root of their number.

    Summed before a peak is picked: one window's highest place is often chance, while what neighbours share is not.
    """
    rows, cols = places.max(axis=0) + 3 if len(places) else (0, 0)
    index = np.full((rows, cols), -1, dtype=np.intp)
    index[places[:, 0] + 1, places[:, 1] + 1] = np.arange(len(places))
    out = np.empty_like(spectra)
    for number, (row, col) in enumerate(places):
        near = index[row : row + 3, col : col + 3].ravel()
        near = near[near >= 0]
        out[number] = spectra[near].sum(axis=0) * np.float32(1 / np.sqrt(len(near)))
    return out


def surfaces(spectra: Spectra, search: int) -> Floats:
    """Correlation for every shift up to `search`, from cross-spectra of a full or a half plane.

    Returns:
        shape (windows, 2 · search + 1, 2 · search + 1): high at (search + rows, search + columns) where the after-picture's content lies
        (rows, columns) off.
    """
    count, side = spectra.shape[:2]
    half = spectra.shape[2] != side
    if search > _BY_PRODUCT:
        whole = fft.irfft2(spectra, s=(side, side), axes=(1, 2), workers=2) if half else fft.ifft2(spectra, axes=(1, 2), workers=2).real
        return np.asarray(np.roll(whole, (search, search), axis=(1, 2))[:, : 2 * search + 1, : 2 * search + 1], dtype=np.float32)
    steps = np.arange(-search, search + 1)
    down, across = frequencies(side, half=half)
    first = np.exp(2j * np.pi * steps[:, None] * down[:, 0]).astype(np.complex64)
    second = np.exp(2j * np.pi * across[0][:, None] * steps).astype(np.complex64) / np.float32(side * side)
    if half:
        second[1:-1] *= 2
    # Two products of large matrices, where one of each window would be many of small ones; of the second, the real part alone.
    lines = (spectra.reshape(count * side, spectra.shape[2]) @ second).reshape(count, side, len(steps)).transpose(1, 0, 2)
    lines = lines.reshape(side, count * len(steps))
    whole = np.concatenate([first.real, -first.imag], axis=1) @ np.concatenate([lines.real, lines.imag])
    return np.ascontiguousarray(whole.reshape(len(steps), count, len(steps)).transpose(1, 0, 2))


def levels_of(surface: Floats) -> tuple[Floats, Floats]:
    """Median and robust deviation of each surface, from an even sample of two thousand of its places."""
    flat = surface.reshape(len(surface), surface.shape[1] * surface.shape[2])[:, :: math.ceil(surface.shape[1] ** 2 / _SAMPLE)]
    typical = _middle(flat)
    return typical, np.asarray(1.4826 * _middle(np.abs(flat - typical[:, None])), dtype=np.float32)


def _middle(values: Floats) -> Floats:
    """The median of each row; of an even number the upper one of the two in the middle."""
    middle = values.shape[1] // 2
    return np.asarray(np.partition(values, middle, axis=1)[:, middle])


def levelled(surface: Floats) -> Floats:
    """Surfaces in their own robust deviations over their median."""
    typical, spread = levels_of(surface)
    return np.asarray((surface - typical[:, None, None]) / np.maximum(spread, np.float32(1e-9))[:, None, None], dtype=np.float32)


def find_peaks(
    surface: Floats, *, levels: tuple[Floats, Floats] | None = None, around: npt.NDArray[np.intp] | None = None, within: int | None = None
) -> Peaks:
    """The peaks of surfaces, shape (surfaces, 2 · search + 1, 2 · search + 1).

    Args:
        surface: to be searched.
        levels: of `levels_of`, where they are known already.
        around: shape (surfaces, 2): look around these whole shifts; around none where nothing is given.
        within: look no further than this, pixels each way; how far a peak stands out is measured on the whole surface.
    """
    count, across = surface.shape[0], surface.shape[1]
    if not count:
        return Peaks(shifts=np.zeros((0, 2)), strengths=np.zeros(0), inside=np.zeros(0, dtype=bool))
    search = across // 2
    reach = search if within is None else min(within, search)
    middle = np.zeros((count, 2), dtype=np.intp) if around is None else np.clip(around, reach - search, search - reach)
    steps = np.arange(-reach, reach + 1) + search
    number = np.arange(count)[:, None, None]
    near = surface[number, middle[:, 0, None, None] + steps[:, None], middle[:, 1, None, None] + steps].reshape(count, -1)
    row, col = np.divmod(near.argmax(axis=1), 2 * reach + 1)
    inside = np.maximum(abs(row - reach), abs(col - reach)) < reach
    row, col = row + middle[:, 0] + search - reach, col + middle[:, 1] + search - reach
    typical, spread = levels_of(surface) if levels is None else levels
    inside &= (spread > 0) & (np.maximum(abs(row - search), abs(col - search)) < search)
    around_it = np.arange(-1, 2)
    near_row, near_col = np.clip(row, 1, across - 2), np.clip(col, 1, across - 2)
    patches = surface[number, near_row[:, None, None] + around_it[:, None], near_col[:, None, None] + around_it]
    step = np.where(inside[:, None], _vertices(patches.astype(np.float64)), 0.0)
    return Peaks(
        shifts=np.column_stack([row, col]) - search + step,
        strengths=(surface[np.arange(count), row, col] - typical) / np.maximum(spread, 1e-12).astype(np.float64),
        inside=inside,
    )


def without_peaks(surface: Floats, peaks: Peaks, *, apart: int, level: Floats) -> Floats:
    """Surfaces with their highest hills brought down to a level each, shape (surfaces,), `apart` pixels each way."""
    search = surface.shape[1] // 2
    steps = np.arange(-search, search + 1)
    top = np.rint(peaks.shifts)
    hill = (np.abs(steps - top[:, :1]) <= apart)[:, :, None] & (np.abs(steps - top[:, 1:]) <= apart)[:, None, :]
    return np.asarray(np.where(hill, level[:, None, None], surface), dtype=np.float32)


def high_places(surface: Floats, *, most: int, apart: int, least: float) -> list[tuple[float, float]]:
    """The highest places of one surface, (rows, columns) from the middle, highest first.

    Args:
        surface: shape (2 · search + 1, 2 · search + 1).
        most: how many.
        apart: pixels between two, at the least.
        least: how far they stand out, in robust deviations.
    """
    search = surface.shape[0] // 2
    middle = float(np.median(surface))
    spread = 1.4826 * float(np.median(np.abs(surface - middle)))
    left = np.array(surface, dtype=np.float64)
    found: list[tuple[float, float]] = []
    rows, cols = np.indices(surface.shape)
    while len(found) < most:
        row, col = divmod(int(left.argmax()), surface.shape[1])
        if not left[row, col] - middle >= least * spread or spread <= 0:
            break
        # A place on the flank of a higher one is no peak of its own.
        around = surface[max(0, row - 1) : row + 2, max(0, col - 1) : col + 2]
        if surface[row, col] >= around.max():
            found.append((float(row - search), float(col - search)))
        left[np.maximum(abs(rows - row), abs(cols - col)) <= (apart if surface[row, col] >= around.max() else 0)] = -np.inf
    return found


def _vertices(patches: Doubles) -> Doubles:
    """Where quadratic surfaces fitted to 3 × 3 values by least squares have their tops, from the middle, at most a pixel off."""
    row_slope = (patches[:, 2].sum(axis=1) - patches[:, 0].sum(axis=1)) / 6
    col_slope = (patches[:, :, 2].sum(axis=1) - patches[:, :, 0].sum(axis=1)) / 6
    row_bend = (patches[:, 0] + patches[:, 2] - 2 * patches[:, 1]).sum(axis=1) / 3
    col_bend = (patches[:, :, 0] + patches[:, :, 2] - 2 * patches[:, :, 1]).sum(axis=1) / 3
    cross = (patches[:, 2, 2] + patches[:, 0, 0] - patches[:, 2, 0] - patches[:, 0, 2]) / 4
    determinant = row_bend * col_bend - cross * cross
    sound = (determinant > 0) & (row_bend < 0)
    divisor = np.where(sound, determinant, 1.0)
    steps = np.column_stack([-(col_bend * row_slope - cross * col_slope), -(row_bend * col_slope - cross * row_slope)]) / divisor[:, None]
    return np.asarray(np.clip(np.where(sound[:, None], steps, 0.0), -1, 1))

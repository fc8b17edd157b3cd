"""Pieces of one acquisition laid together onto one grid: the first that was given lies on top, wherever it holds data.

The grid is the first piece's, widened to hold all. Pieces whose pixels lie on it already are cut, not resampled, so their numbers stay what they
were; a piece beside it by a fraction of a pixel is resampled once. Nothing is blended and no brightness is matched: where the seam runs, and how
far the numbers of the pieces lie apart there, is written down instead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from statistics import fmean
from typing import Any

import attrs
import numpy as np
import shapely
from affine import Affine

from temoin.errors import CrsError, OptionError, TooLargeError, UnsupportedError
from temoin.geo import Grid, Window
from temoin.model import Reason, Scene, TimeRange
from temoin.raster import BandRole, Image, MaskKind, Pixels
from temoin.raster.onto import PlainPixels, nothing_on
from temoin.read.facts import SceneFacts
from temoin.read.ortho import OrthoPixels
from temoin.read.piece import Piece
from temoin.read.position import distance_km
from temoin.read.rasterfile import RasterBounds

__all__ = ["MosaicPixels", "lay_together"]

SAME_ACQUISITION = timedelta(minutes=10)
"""Pieces further apart are two acquisitions; an agile satellite takes neighbouring strips within a minute or two of each other."""
_SAME_SIZE = 0.01
"""Share by which pixel sizes may differ: metadata round them."""
_ON_LATTICE_PX = 1e-3
_MOST_EMPTY = 8
"""The grid of all holds at most this many times the pixels of the pieces; more means that they lie far apart."""
_PROBE_PX = 512
_CHOOSE = "Give pieces of one acquisition, or choose one picture by its path."


@attrs.frozen(kw_only=True)
class _Part:
    """A piece on the common lattice.

    Args:
        window: where it lies.
        pixels: its pixels there.
    """

    window: Window
    pixels: Pixels


@attrs.frozen(kw_only=True, eq=False)
class MosaicPixels:
    """The pixels of several pieces on one grid.

    Args:
        parts: the pieces, the uppermost first.
        grid: of all of them.
    """

    parts: tuple[_Part, ...]
    grid: Grid

    @property
    def roles(self) -> tuple[BandRole, ...]:
        """What each band holds."""
        return self.parts[0].pixels.roles

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """The type of one number."""
        return self.parts[0].pixels.dtype

    def read(self, window: Window | None = None) -> Image:
        """The pixels of a window, or of all; each is the one of the first piece that holds data there."""
        window = window or self.grid.whole
        empty = nothing_on(self, self.grid.crop(window))
        array, flags = empty.array.copy(), empty.flags.copy()
        for part in self.parts:
            shared = part.window.intersection(window)
            if shared is None:
                continue
            image = part.pixels.read(shared.within(part.window))
            inside = shared.within(window)
            place = (slice(inside.row_start, inside.row_stop), slice(inside.col_start, inside.col_stop))
            free = ((flags[place] & np.uint8(MaskKind.NODATA)) != 0) & ((image.flags & np.uint8(MaskKind.NODATA)) == 0)
            array[(slice(None), *place)][:, free] = image.array[:, free]
            flags[place][free] = image.flags[free]
        return Image(array=array, flags=flags, grid=empty.grid, roles=self.roles)


def lay_together(pieces: Sequence[Piece], facts: SceneFacts, bounds: RasterBounds, *, folder: str | None) -> Piece:
    """Pieces of one acquisition as one picture.

    Args:
        pieces: two or more, the uppermost first.
        facts: what the caller knows of all of them.
        bounds: what a picture may declare.
        folder: that they come from, or `None` where each was named.

    Raises:
        OptionError: nothing says that they are of one acquisition, or control points were given for several pictures.
        UnsupportedError: they are not of one acquisition, or not of one kind.
        CrsError: they are in several reference systems.
        TooLargeError: the grid of all would hold more than `bounds`.
    """
    if facts.gcps is not None:
        raise OptionError("control points are of one picture, not of several pieces", hint="Georeference each piece first, or give a single one.")
    _require_one_acquisition(pieces, facts, folder)
    _require_one_kind(pieces)
    parts, grid = _on_one_grid(pieces, bounds)
    pixels = MosaicPixels(parts=parts, grid=grid)
    scene = _scene(pieces, grid)
    seams = [("seam", _seam_words(pieces, parts, number)) for number in range(1, len(parts))]
    return Piece(scene=attrs.evolve(scene, sources=(*scene.sources, *seams)), pixels=pixels)


def _require_one_acquisition(pieces: Sequence[Piece], facts: SceneFacts, folder: str | None) -> None:
    """Refuse pieces that were not taken together: ground of two dates in one picture is no evidence of anything."""
    names = ", ".join(piece.scene.name for piece in pieces[:6]) + (f" and {len(pieces) - 6} more" if len(pieces) > 6 else "")
    held = f"{folder} holds {len(pieces)} pictures: {names}" if folder is not None else f"{len(pieces)} pictures were given as one: {names}"
    times = [piece.own_time or facts.acquired for piece in pieces]
    known = [time for time in times if time is not None]
    if len(known) < len(times):
        unknown = next(piece.scene.name for piece, time in zip(pieces, times, strict=True) if time is None)
        hint = f"If they are pieces of one acquisition, state its time with --before-date or --after-date. {_CHOOSE}"
        raise UnsupportedError(f"{held}; nothing says when {unknown} was taken, so they are not laid together", hint=hint)
    first, last = min(known, key=lambda time: time.start), max(known, key=lambda time: time.start)
    if last.start - first.end > SAME_ACQUISITION:
        hint = "Give one acquisition only: with --before the picture closest before the event, with --earlier those of other days. " + _CHOOSE
        raise UnsupportedError(f"{held}; they were taken at different times ({first} and {last}), so they are not laid together", hint=hint)
    sensors = list(dict.fromkeys(piece.scene.sensor for piece in pieces if piece.scene.sensor is not None))
    if len(sensors) > 1:
        raise UnsupportedError(f"{held}; they were taken by {sensors[0]} and {sensors[1]}, so they are not laid together", hint=_CHOOSE)


def _require_one_kind(pieces: Sequence[Piece]) -> None:
    """Refuse pieces whose numbers do not mean the same."""
    first = pieces[0]
    for piece in pieces[1:]:
        names = f"{first.scene.name} and {piece.scene.name} cannot be laid together"
        if piece.scene.roles != first.scene.roles:
            bands = [", ".join(one.scene.roles) for one in (first, piece)]
            raise UnsupportedError(f"{names}: their bands differ ({bands[0]}; {bands[1]})", hint=_CHOOSE)
        if piece.pixels.dtype != first.pixels.dtype:
            raise UnsupportedError(f"{names}: their numbers are {first.pixels.dtype} and {piece.pixels.dtype}", hint=_CHOOSE)
        if isinstance(piece.pixels, OrthoPixels) and isinstance(first.pixels, OrthoPixels):
            continue
        if piece.scene.grid.crs != first.scene.grid.crs:
            systems = " and ".join(one.scene.grid.crs.to_string()[:40] for one in (first, piece))
            hint = f"Bring both into one: gdalwarp -t_srs {first.scene.grid.crs.to_string()[:40]} {piece.scene.name} out.tif"
            raise CrsError(f"{names}: they are in {systems}", hint=hint)
        sizes = [math.sqrt(abs(one.scene.grid.transform.determinant)) for one in (first, piece)]
        if abs(sizes[1] / sizes[0] - 1) > _SAME_SIZE:
            metres = " and ".join(f"{max(one.scene.grid.gsd_m):.2f} m" for one in (first, piece))
            raise UnsupportedError(f"{names}: their pixels are of {metres}", hint=_CHOOSE)


def _on_one_grid(pieces: Sequence[Piece], bounds: RasterBounds) -> tuple[tuple[_Part, ...], Grid]:
    """The pieces on the first one's lattice, and the grid that holds all."""
    lattice = pieces[0].scene.grid
    windows = [_window_on(lattice, piece.scene.grid) for piece in pieces]
    top, left = min(window.row_start for window in windows), min(window.col_start for window in windows)
    whole = Window(
        row_start=top, row_stop=max(window.row_stop for window in windows), col_start=left, col_stop=max(window.col_stop for window in windows)
    )
    rows, cols = whole.shape
    if rows * cols > _MOST_EMPTY * sum(math.prod(window.shape) for window in windows):
        apart = distance_km(pieces[0].scene.grid.footprint, pieces[-1].scene.grid.footprint)
        raise UnsupportedError(f"{pieces[0].scene.name} and {pieces[-1].scene.name} lie {apart:,.0f} km apart, too far for one picture", hint=_CHOOSE)
    bands = len(pieces[0].scene.roles)
    if rows * cols * bands > bounds.samples:
        message = f"{len(pieces)} pieces would make a picture of {cols:,} × {rows:,} pixels × {bands} bands"
        raise TooLargeError(message, hint="Give only the pieces that cover the site, or crop them first.")
    placed = (_placed(piece.pixels, lattice.crop(window)) for piece, window in zip(pieces, windows, strict=True))
    return tuple(_Part(window=window.within(whole), pixels=pixels) for window, pixels in zip(windows, placed, strict=True)), lattice.crop(whole)


def _window_on(lattice: Grid, grid: Grid) -> Window:
    """Where a grid lies on another's lattice, in whole pixels, which may be negative."""
    corners = shapely.get_coordinates(lattice.to_pixels(grid.footprint))
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return Window(
        row_start=math.floor(top + _ON_LATTICE_PX),
        row_stop=math.ceil(bottom - _ON_LATTICE_PX),
        col_start=math.floor(left + _ON_LATTICE_PX),
        col_stop=math.ceil(right - _ON_LATTICE_PX),
    )


def _placed(pixels: Pixels, grid: Grid) -> Pixels:
    """A piece on a grid of the common lattice: as it is where it lies there, else laid there when it is read."""
    if isinstance(pixels, OrthoPixels):
        return attrs.evolve(pixels, grid=grid)
    between = ~pixels.grid.transform @ grid.transform
    is_there = pixels.grid.crs == grid.crs and pixels.grid.shape == grid.shape and between.almost_equals(Affine.identity(), precision=_ON_LATTICE_PX)
    return pixels if is_there else PlainPixels(source=pixels, grid=grid)


def _scene(pieces: Sequence[Piece], grid: Grid) -> Scene:
    """What the pieces say together: what all say alike, the mean of their angles, the time from the first to the last."""
    scenes = [piece.scene for piece in pieces]
    first = scenes[0]
    times = [scene.acquired for scene in scenes if scene.acquired is not None]
    fields: dict[str, Any] = {}
    for field in ("off_nadir_deg", "sun_elevation_deg", "cloud_cover"):
        values = [getattr(scene, field) for scene in scenes]
        fields[field] = None if None in values else fmean(values)
    for field in ("credit", "licence", "order_id", "sensor"):
        fields[field] = next((value for scene in scenes if (value := getattr(scene, field)) is not None), None)
    names = [scene.name for scene in scenes]
    shown = " + ".join(names[:3]) + (f" + {len(names) - 3} more" if len(names) > 3 else "")
    sources = [(field, source) for field, source in first.sources if all((field, source) in scene.sources for scene in scenes)]
    sources += [(f"{field} of {scene.name}", source) for scene in scenes for field, source in scene.sources if (field, source) not in sources]
    return attrs.evolve(
        first,
        id=f"{first.id[:60]}-and-{len(scenes) - 1}-more",
        name=shown,
        acquired=TimeRange(start=min(time.start for time in times), end=max(time.end for time in times)) if times else None,
        grid=grid,
        sha256=None,
        pieces=tuple((scene.name, scene.sha256) for scene in scenes if scene.sha256 is not None),
        sources=(("grid", f"{len(scenes)} pieces, each over those after it: {', '.join(names)}"), *sources),
        notes=tuple(dict.fromkeys((*(note for scene in scenes for note in scene.notes), Reason.LAID_TOGETHER))),
        **fields,
    )


def _seam_words(pieces: Sequence[Piece], parts: Sequence[_Part], number: int) -> str:
    """Where a piece ends under those above it, and how far their numbers lie apart there."""
    below, name = parts[number], pieces[number].scene.name
    above, own = shapely.union_all([_box(part.window) for part in parts[:number]]), _box(below.window)
    overlap = above.intersection(own)
    if overlap.area == 0:
        return f"{name} shares no ground with the pieces above it"
    gsd_m = fmean(pieces[0].scene.grid.gsd_m)
    seam_m = above.boundary.intersection(own).difference(own.boundary).length * gsd_m
    share = overlap.area / own.area
    words = f"{name} lies under the pieces above it over {share:.0%} of its ground; the seam is {seam_m:,.0f} m long"
    step = next((found for part in parts[:number] if (found := _step(part, below)) is not None), None)
    return words if step is None else f"{words}; where both show the ground, its numbers differ from theirs by {100 * step:.1f} % (median)"


def _step(above: _Part, below: _Part) -> float | None:
    """How far the lower piece's numbers lie from the upper one's, as a share, in the middle of what both cover; `None` where nothing can be told."""
    shared = above.window.intersection(below.window)
    if shared is None:
        return None
    rows, cols = shared.shape
    row, col = shared.row_start + max(0, rows - _PROBE_PX) // 2, shared.col_start + max(0, cols - _PROBE_PX) // 2
    window = Window(row_start=row, row_stop=row + min(rows, _PROBE_PX), col_start=col, col_stop=col + min(cols, _PROBE_PX))
    upper, lower = (part.pixels.read(window.within(part.window)) for part in (above, below))
    seen = upper.mask & lower.mask
    if not seen.any():
        return None
    one, other = (np.median(image.array[:, seen].astype(np.float64)) for image in (upper, lower))
    return float(other / one - 1) if one > 0 else None


def _box(window: Window) -> shapely.Polygon:
    return shapely.box(window.col_start, window.row_start, window.col_stop, window.row_stop)

"""`read_scene`: one acquisition from a picture file, several pieces, a folder or a delivered ZIP."""

from __future__ import annotations

import os
from collections.abc import Sequence

import attrs

from temoin.errors import NoCoverageError, OptionError, UnreadableError
from temoin.model import Scene, Site
from temoin.raster import Pixels
from temoin.read.facts import SceneFacts
from temoin.read.holder import HeldFile, Holder, hold
from temoin.read.mosaic import lay_together
from temoin.read.ortho import OrthoPixels
from temoin.read.picture import CroppedPixels
from temoin.read.piece import Piece, read_piece
from temoin.read.planet import find_planet
from temoin.read.position import words_of_position
from temoin.read.rasterfile import RasterBounds

__all__ = ["read_scene"]

SITE_MARGIN_PX = 32
"""Least ground kept around a site, pixels: registration needs unchanged surroundings."""
SITE_MARGIN_SHARE = 0.10
"""The same as a share of the site's longer side; the larger of the two is kept."""
MAX_PIECES = 64
"""Pieces of one acquisition; an order has a handful."""
_PICTURE_SUFFIXES = (".tif", ".tiff", ".png", ".jpg", ".jpeg", ".jp2", ".bmp")

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
"""One path, or those of several pieces of one acquisition, the uppermost first."""


def read_scene(path: Paths, *, facts: SceneFacts | None = None, site: Site | None = None, bounds: RasterBounds | None = None) -> tuple[Scene, Pixels]:
    """Read one acquisition's metadata, and where its pixels can be had from; no pixel but a small probe is decoded here.

    Args:
        path: a GeoTIFF (also COG), PNG, JPEG, JPEG 2000 or BMP; a Planet order as delivered (folder or ZIP); a folder or ZIP with one
            picture; or a picture inside a ZIP (`order.zip/folder/name.tif`). Several pieces of one acquisition, as paths or in one folder, are
            laid together (`temoin.read.mosaic`).
        facts: what the caller knows; it wins over the file.
        site: the picture is cropped to it, with a margin.
        bounds: what the picture may declare.

    Returns:
        The scene, and its pixels. `Scene.sources` names the file or option that gave each field.

    Raises:
        UnreadableError: missing, empty, truncated or damaged.
        UnsupportedError: another format, or several pictures that are not pieces of one acquisition.
        TooLargeError: over `bounds`.
        CrsError: nothing says where the picture lies.
        NoCoverageError: the site lies outside the picture, or the height model does not cover the ground.
        OptionError: a network address instead of a path.
    """
    facts, bounds = facts or SceneFacts(), bounds or RasterBounds()
    paths = [path] if isinstance(path, str | os.PathLike) else list(path)
    held = [hold(one, what="picture") for one in paths]
    files = [file for one in held for file in _files_of(one)]
    if not 0 < len(files) <= MAX_PIECES:
        raise OptionError(f"{len(files)} pictures were given as one", hint=f"Give one to {MAX_PIECES} pieces of one acquisition.")
    pieces = [read_piece(file, facts, bounds) for file in files]
    if len(pieces) > 1 and len(held) == 1:
        # Who lists a folder gives no order: the oldest lies on top, and files of one moment go by their names.
        pieces.sort(key=lambda piece: (piece.own_time.start.timestamp() if piece.own_time is not None else 0.0, piece.scene.name))
    folder = held[0].label if len(held) == 1 else None
    piece = lay_together(pieces, facts, bounds, folder=folder) if len(pieces) > 1 else pieces[0]
    pixels = piece.pixels if site is None else _crop(piece, site)
    for one in pieces:
        ground = one.pixels.grid.footprint
        used = ground.intersection(pixels.grid.footprint.to_crs(ground.crs))
        if one.heights is not None and not used.shape.is_empty:
            one.heights.require_over(used, one.scene.name)
    return attrs.evolve(piece.scene, grid=pixels.grid), pixels


def _files_of(held: HeldFile | Holder) -> list[HeldFile]:
    """The picture, or the pictures of a folder or ZIP."""
    if isinstance(held, HeldFile):
        return [held]
    planet = find_planet(held)
    if planet:
        return [scene.picture for scene in planet]
    names = [name for name in held.names() if name.lower().endswith(_PICTURE_SUFFIXES)]
    if not names:
        raise UnreadableError(f"{held.label} holds no picture", hint="Give a folder or ZIP with a GeoTIFF, or the picture itself.")
    return [HeldFile(held, name) for name in names]


def _crop(piece: Piece, site: Site) -> Pixels:
    pixels = piece.pixels
    try:
        tight = pixels.grid.window_of(site.footprint)
        margin = max(SITE_MARGIN_PX, round(SITE_MARGIN_SHARE * max(tight.shape)))
        window = pixels.grid.window_of(site.footprint, margin_px=margin)
    except NoCoverageError as error:
        where = f"the picture lies {words_of_position(pixels.grid.footprint)}, the site {words_of_position(site.footprint)}"
        message = f"{piece.scene.name} does not cover the site: {where}"
        raise NoCoverageError(
            message, hint="Check that this is the picture of that site, and that the site file has the right reference system."
        ) from error
    if isinstance(pixels, OrthoPixels):
        # It stays one that can be sampled anew from the camera's own pixels.
        return attrs.evolve(pixels, grid=pixels.grid.crop(window))
    return CroppedPixels(pixels=pixels, window=window)

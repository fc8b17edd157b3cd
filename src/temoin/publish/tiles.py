"""A picture cut into tiles, in one PMTiles archive: what a map in a page is drawn from.

The archive follows the PMTiles specification, version 3 (CC0): a header of 127 bytes, one directory, metadata, tiles. A picture lies in it in its own
pixels: its upper left corner is put at 0° N, 0° E, one pixel of the picture is one pixel of a tile, and no place on earth stands in it. There is one
level only: all tiles are in memory with the page, a browser draws them smaller by itself, and coarser levels would be a third more bytes.
"""

from __future__ import annotations

import gzip
import json
import math
import struct
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import PIL.Image

from temoin.publish.picture import encode_picture

__all__ = ["BYTES_A_PIXEL", "FINEST", "QUALITIES", "TILE", "cut_tiles", "pack_tiles"]

TILE = 512
"""Side of a tile, pixels."""
FINEST = 14
"""Zoom at which a pixel of the picture is a pixel of a tile: deep enough that a picture is small on the globe, and its scale one."""
QUALITIES = (80, 65, 50)
"""Of WebP, the best first."""
BYTES_A_PIXEL = 0.2
"""Both pictures of 1 km² at 0.5 m then take at most 2.2 MB in the page, which leaves it under 5 MB. Satellite pictures of towns, woods and fields
take 0.03 to 0.14 at the best quality; only a picture that is noise from edge to edge takes more."""
_HEADER = struct.Struct("<7sB11Q6B4iB2i")
_PLAIN, _GZIP, _WEBP = 1, 2, 4
_ROOT_LIMIT = 16_384 - _HEADER.size
"""The directory must lie in the first 16 KiB; a larger one would need leaves, which no picture of a dossier comes near."""

_Place = tuple[int, int, int]


def cut_tiles(shown: npt.NDArray[np.uint8]) -> dict[_Place, bytes]:
    """Tiles of a rendered picture, in its own pixels.

    Args:
        shown: shape (rows, columns, 3) or (rows, columns, 4), sRGB, as `render_image` gives it.

    Returns:
        WebP by (zoom, column, row) of the tile; tiles without any picture are left out. Of a picture of very fine texture the quality is lowered
        until it takes `BYTES_A_PIXEL`, or to the lowest of `QUALITIES`.
    """
    cut = list(_tiles_of(PIL.Image.fromarray(shown)))
    middle = 1 << (FINEST - 1)
    for quality in QUALITIES:
        found = {(FINEST, middle + col, middle + row): encode_picture(tile, quality=quality) for row, col, tile in cut}
        if sum(map(len, found.values())) <= BYTES_A_PIXEL * shown.shape[0] * shown.shape[1]:
            break
    return found


def _tiles_of(picture: PIL.Image.Image) -> Iterator[tuple[int, int, npt.NDArray[np.uint8]]]:
    width, height = picture.size
    for row in range(math.ceil(height / TILE)):
        for col in range(math.ceil(width / TILE)):
            box = (col * TILE, row * TILE, (col + 1) * TILE, (row + 1) * TILE)
            is_whole = box[2] <= width and box[3] <= height
            # What lies beyond the picture's edge is transparent.
            tile = np.asarray((picture if is_whole else picture.convert("RGBA")).crop(box))
            if tile.shape[2] == 3 or tile[..., 3].any():
                yield row, col, tile


def pack_tiles(tiles: Mapping[_Place, bytes]) -> bytes:
    """Tiles as one archive; the same tiles always give the same bytes.

    Args:
        tiles: WebP by (zoom, column, row), at least one.
    """
    by_id = sorted((_tile_id(*place), data) for place, data in tiles.items())
    root = gzip.compress(_directory([(number, len(data)) for number, data in by_id]), mtime=0)
    if len(root) > _ROOT_LIMIT:
        message = f"{len(tiles)} tiles do not fit into one directory"
        raise ValueError(message)
    metadata = json.dumps({"name": "picture", "format": "webp", "type": "overlay"}, separators=(",", ":")).encode()
    metadata = gzip.compress(metadata, mtime=0)
    body = b"".join(data for _, data in by_id)
    zooms = [zoom for zoom, _, _ in tiles]
    first = _HEADER.size
    offsets = (first, len(root), first + len(root), len(metadata), 0, 0, first + len(root) + len(metadata), len(body))
    count = len(by_id)
    header = _HEADER.pack(
        *(b"PMTiles", 3, *offsets, count, count, count),
        *(1, _GZIP, _PLAIN, _WEBP, min(zooms), max(zooms)),
        *_bounds(tiles),
        *(min(zooms), 0, 0),
    )
    return header + root + metadata + body


def _bounds(tiles: Mapping[_Place, bytes]) -> tuple[int, int, int, int]:
    """West, south, east, north in 1e-7 degrees; all pictures begin at 0° N, 0° E."""
    finest = max(zoom for zoom, _, _ in tiles)
    across = max(col + 1 for zoom, col, _ in tiles if zoom == finest) / 2**finest - 0.5
    down = max(row + 1 for zoom, _, row in tiles if zoom == finest) / 2**finest - 0.5
    south = math.degrees(math.atan(math.sinh(-2 * math.pi * down)))
    return 0, round(south * 1e7), round(across * 360 * 1e7), 0


def _directory(entries: list[tuple[int, int]]) -> bytes:
    """Entries (id, length) in order, one behind the other in the archive: numbers, steps, runs of one, lengths, offsets."""
    ids = [number for number, _ in entries]
    steps = [number - earlier for number, earlier in zip(ids, [0, *ids], strict=False)]
    numbers = [len(ids), *steps, *(1 for _ in ids), *(length for _, length in entries), 1, *(0 for _ in ids[1:])]
    return b"".join(map(_varint, numbers))


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first (Protocol Buffers, "Base 128 varints")."""
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    parts.append(number)
    return bytes(parts)


def _tile_id(zoom: int, col: int, row: int) -> int:
    """All tiles of coarser zooms, and the place on a Hilbert curve through this one.

    >>> [_tile_id(1, col, row) for col, row in ((0, 0), (0, 1), (1, 1), (1, 0))]
    [1, 2, 3, 4]
    """
    number: int = ((1 << 2 * zoom) - 1) // 3
    side = 1 << (zoom - 1) if zoom else 0
    while side:
        right, below = int(col & side > 0), int(row & side > 0)
        number += side * side * ((3 * right) ^ below)
        if not below:
            if right:
                col, row = side - 1 - (col & (side - 1)), side - 1 - (row & (side - 1))
            col, row = row, col
        col, row = col & (side - 1), row & (side - 1)
        side >>= 1
    return number

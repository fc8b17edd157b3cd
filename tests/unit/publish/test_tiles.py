"""PMTiles archives: another's reader finds every tile, pixels are kept, the same picture gives the same bytes."""

from __future__ import annotations

import io

import numpy as np
import PIL.Image
import pmtiles.reader
import pmtiles.tile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.reader import MemorySource

from temoin.publish.picture import encode_picture
from temoin.publish.tiles import BYTES_A_PIXEL, FINEST, QUALITIES, TILE, _tile_id, cut_tiles, pack_tiles


@pytest.fixture(scope="module")
def picture():
    """Soft noise, 700 by 1,300 pixels."""
    rng = np.random.default_rng(3)
    return np.asarray(PIL.Image.fromarray(rng.integers(0, 255, (35, 65, 3), dtype=np.uint8)).resize((1300, 700)))


def test_another_s_reader_finds_every_tile(picture):
    """The format's own reader for Python gives back each tile under its place, and the header says what lies in it."""
    tiles = cut_tiles(picture)
    archive = pack_tiles(tiles)
    assert dict(pmtiles.reader.all_tiles(MemorySource(archive))) == tiles
    header = pmtiles.reader.Reader(MemorySource(archive)).header()
    assert header["tile_type"] is pmtiles.tile.TileType.WEBP
    assert (header["min_zoom"], header["max_zoom"]) == (FINEST, FINEST)
    assert (header["min_lon_e7"], header["max_lat_e7"]) == (0, 0)
    assert header["addressed_tiles_count"] == len(tiles) == 6


def test_the_tiles_are_the_picture_and_its_edge_is_clear(picture):
    """Put together they are the picture as WebP keeps it; what lies beyond is transparent."""
    tiles = cut_tiles(picture)
    middle = 1 << (FINEST - 1)
    whole = np.zeros((2 * TILE, 3 * TILE, 4), dtype=np.uint8)
    for (zoom, col, row), data in tiles.items():
        assert zoom == FINEST
        place = (slice((row - middle) * TILE, (row - middle + 1) * TILE), slice((col - middle) * TILE, (col - middle + 1) * TILE))
        whole[place] = np.asarray(PIL.Image.open(io.BytesIO(data)).convert("RGBA"))
    assert np.abs(whole[:700, :1300, :3].astype(int) - picture).mean() < 4
    assert (whole[:700, :1300, 3] == 255).all()
    assert (whole[700:, :, 3] == 0).all()
    assert (whole[:, 1300:, 3] == 0).all()


def test_a_tile_without_any_picture_is_left_out(picture):
    """Where there is no data there is no tile."""
    clear = np.concatenate([picture, np.full((*picture.shape[:2], 1), 255, dtype=np.uint8)], axis=2)
    clear[:, :TILE, 3] = 0
    assert len(cut_tiles(clear)) == 4


def test_noise_is_kept_within_bytes_by_its_quality(picture):
    """A picture that is noise in every pixel is cut at a lower quality; a soft one at the best, as a single tile of it shows."""
    noise = np.random.default_rng(4).integers(0, 255, (512, 512, 3), dtype=np.uint8)
    (data,) = cut_tiles(noise).values()
    assert data == encode_picture(noise, quality=QUALITIES[-1])
    soft = picture[:512, :512]
    (data,) = cut_tiles(soft).values()
    assert data == encode_picture(soft, quality=QUALITIES[0])
    assert len(data) <= BYTES_A_PIXEL * 512 * 512


def test_the_same_picture_gives_the_same_bytes(picture):
    """No clock and no order of a dictionary gets into an archive."""
    tiles = cut_tiles(picture)
    again = dict(reversed(tiles.items()))
    assert pack_tiles(tiles) == pack_tiles(again)


def test_too_many_tiles_are_refused():
    """What does not fit into one directory is an error, never an archive that a reader would misread."""
    with pytest.raises(ValueError, match="one directory"):
        pack_tiles({(FINEST, 3 * col, 5 * row): bytes(1 + (col * row) % 251) for col in range(120) for row in range(120)})


@given(st.integers(0, 20).flatmap(lambda zoom: st.tuples(st.just(zoom), st.integers(0, 2**zoom - 1), st.integers(0, 2**zoom - 1))))
def test_ids_follow_the_curve(place):
    """A tile's number is what the format's own package says."""
    assert _tile_id(*place) == pmtiles.tile.zxy_to_tileid(*place)

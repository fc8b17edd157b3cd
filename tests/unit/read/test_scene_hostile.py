"""Bad pictures: each is a clear error of the right class, early, with what to do."""

from __future__ import annotations

import struct
import time
import zipfile
import zlib

import numpy as np
import pytest

from temoin.errors import InputError, TooLargeError, UnreadableError, UnsupportedError
from temoin.read import RasterBounds, SceneFacts, read_scene

PLACED = SceneFacts(crs="EPSG:32639")


def test_missing_empty_and_foreign_files(tmp_path):
    """Each says what is wrong with the file of that name."""
    with pytest.raises(UnreadableError, match=r"none\.tif: no such file"):
        read_scene(tmp_path / "none.tif")
    (tmp_path / "empty.tif").touch()
    with pytest.raises(UnreadableError, match=r"empty\.tif is empty"):
        read_scene(tmp_path / "empty.tif")
    (tmp_path / "text.tif").write_text("not a picture")
    with pytest.raises(UnsupportedError, match=r"text\.tif is not a picture that temoin reads") as caught:
        read_scene(tmp_path / "text.tif")
    assert "gdal_translate" in caught.value.hint
    (tmp_path / "folder").mkdir()
    with pytest.raises(UnreadableError, match="folder holds no picture"):
        read_scene(tmp_path / "folder")


def test_a_vrt_is_refused(write_tif, tmp_path):
    """A VRT may point anywhere, whatever its name says."""
    path = write_tif()
    for name in ("a.vrt", "a.tif"):
        (tmp_path / name).write_text(
            '<VRTDataset rasterXSize="50" rasterYSize="40"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>'
            f"<SourceFilename>{path}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"
        )
        with pytest.raises(UnsupportedError, match="VRT, which only points at other files"):
            read_scene(tmp_path / name)


@pytest.mark.parametrize(
    "options",
    [{"compress": "deflate"}, {"compress": None}, {"compress": None, "interleave": "band"}, {"tiled": True, "blockxsize": 16, "blockysize": 16}],
)
@pytest.mark.parametrize("share", [0.3, 0.7, 0.98])
def test_a_truncated_tiff_is_found_at_once(write_tif, options, share):
    """A TIFF cut short at any place is refused when it is opened, not hours later."""
    array = np.random.default_rng(3).integers(1, 255, (3, 200, 210)).astype(np.uint8)
    path = write_tif(array=array, **options)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(UnreadableError, match=r"scene\.tif") as caught:
        read_scene(path)
    assert "Download or copy" in caught.value.hint


@pytest.mark.parametrize("name", ["shot.png", "shot.jpg"])
def test_a_truncated_png_or_jpeg_is_found_at_once(write_png, name):
    """The end mark is looked for before anything is decoded."""
    array = np.random.default_rng(3).integers(1, 255, (3, 200, 210)).astype(np.uint8)
    path = write_png(name, array)
    path.with_suffix(".wld").write_text("3\n0\n0\n-3\n634000\n6305000\n")
    read_scene(path, facts=PLACED)[1].read()
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(UnreadableError, match="not fully downloaded"):
        read_scene(path, facts=PLACED)


def test_a_block_damaged_in_the_middle_is_an_error_when_read(write_tif):
    """What the probe cannot see is found when the block is decoded, and says the file's name."""
    array = np.random.default_rng(3).integers(1, 255, (1, 128, 128)).astype(np.uint8)
    path = write_tif(array=array, tiled=True, blockxsize=16, blockysize=16)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 600] = bytes(600)
    path.write_bytes(data)
    _, pixels = read_scene(path)
    with pytest.raises(UnreadableError, match=r"scene\.tif is damaged"):
        pixels.read()


def tiff_that_declares(width, height, bands=1):
    """A TIFF of a few hundred bytes: little-endian, one strip, nothing in it."""
    entries = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 1, 8),
        (259, 3, 1, 8),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (277, 3, 1, bands),
        (278, 4, 1, 1),
        (279, 4, 1, 10),
    ]
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries) + struct.pack("<I", 0)
    return b"II*\0" + struct.pack("<I", 8) + directory


@pytest.mark.parametrize(("width", "height"), [(200_000, 200_000), (2_000_000_000, 2_000_000_000), (60_000, 60_000)])
def test_a_tiff_bomb_is_refused_before_it_is_read(tmp_path, width, height):
    """A small file that declares thousands of millions of pixels is refused at once."""
    path = tmp_path / "bomb.tif"
    path.write_bytes(tiff_that_declares(width, height))
    start = time.perf_counter()
    with pytest.raises(InputError, match=r"bomb\.tif"):
        read_scene(path, facts=PLACED)
    assert time.perf_counter() - start < 20


def test_a_sparse_bomb_names_the_declared_size(write_tif):
    """The message tells the declared size and what the file holds."""
    path = write_tif(array=np.ones((1, 8, 8), np.uint8))
    with pytest.raises(TooLargeError, match=r"declares 8 × 8 pixels × 1 bands .* over the bound"):
        read_scene(path, bounds=RasterBounds(samples=63))
    with pytest.raises(TooLargeError, match=r"declares .* but its file holds only"):
        read_scene(path, bounds=RasterBounds(ratio=0, ratio_from=10))
    with pytest.raises(TooLargeError, match="in blocks of") as caught:
        read_scene(path, bounds=RasterBounds(block_bytes=10))
    assert "COG" in caught.value.hint


def test_a_png_bomb_is_refused_before_it_is_decoded(tmp_path):
    """A PNG of some kB that declares 25,000 × 25,000 pixels is refused by its ratio."""
    rows = zlib.compressobj(9)
    line = b"\0" + bytes(25_000)
    data = b"".join(rows.compress(line) for _ in range(2_500)) + rows.flush()

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 25_000, 25_000, 8, 0, 0, 0, 0)
    path = tmp_path / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b""))
    with pytest.raises(TooLargeError, match=r"25,000 × 25,000"):
        read_scene(path, facts=PLACED)


def test_complex_numbers_are_refused(write_tif):
    """Radar in complex numbers has no place among pictures."""
    with pytest.raises(UnsupportedError, match="real numbers"):
        read_scene(write_tif(array=np.ones((1, 8, 8), np.complex64)))


def test_an_aux_file_that_points_elsewhere_is_not_followed(write_tif, tmp_path):
    """Overviews named in `.aux.xml` are never opened: the pixels are the file's own."""
    path = write_tif(array=np.full((1, 40, 50), 7, np.uint8))
    path.with_name("scene.tif.aux.xml").write_text(
        '<PAMDataset><Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">/etc/hostname</MDI></Metadata></PAMDataset>'
    )
    assert (read_scene(path)[1].read().array == 7).all()


def test_an_overview_file_beside_changes_nothing(write_tif):
    """A foreign `.ovr` is not looked at."""
    path = write_tif(array=np.full((1, 40, 50), 7, np.uint8))
    path.with_name("scene.tif.ovr").write_bytes(b"rubbish")
    assert (read_scene(path)[1].read().array == 7).all()


@pytest.mark.parametrize("name", ["../out.tif", "/abs.tif", "a/../../out.tif", "C:/out.tif", "a\\..\\..\\out.tif"])
def test_a_zip_whose_names_lead_outside_is_refused(write_tif, tmp_path, name):
    """One such name condemns the ZIP."""
    path = write_tif()
    with zipfile.ZipFile(tmp_path / "order.zip", "w") as archive:
        archive.write(path, "scene.tif")
        archive.writestr(name, b"x")
    with pytest.raises(UnreadableError, match="leads outside"):
        read_scene(tmp_path / "order.zip")


def test_a_zip_bomb_is_refused_by_its_declared_size(tmp_path):
    """A member that would unpack to a thousand times its packed size is refused unread."""
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.tif", "w") as stream:
        for _ in range(80):
            stream.write(bytes(1 << 20))
    with pytest.raises(TooLargeError, match="would unpack to"):
        read_scene(tmp_path / "bomb.zip")


def test_damaged_and_foreign_zips(write_tif, tmp_path):
    """Not a ZIP, cut short, damaged inside, or without such a member."""
    path = tmp_path / "order.zip"
    path.write_bytes(b"PK but no more")
    with pytest.raises(UnreadableError, match="cannot be read as a ZIP"):
        read_scene(path)
    tif = write_tif(array=np.random.default_rng(1).integers(1, 255, (3, 100, 100)).astype(np.uint8))
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(tif, "a/scene.tif")
    with pytest.raises(UnreadableError, match=r"holds no file b\.tif") as caught:
        read_scene(path / "b.tif")
    assert "a/scene.tif" in caught.value.hint
    data = bytearray(path.read_bytes())
    data[400:900] = bytes(500)
    path.write_bytes(data)
    with pytest.raises(UnreadableError, match="damaged"):
        read_scene(path)


def test_a_picture_inside_a_zip_is_read_in_place(write_tif, tmp_path):
    """A ZIP with one picture and its side-cars reads like a folder, and nothing is unpacked."""
    tif = write_tif(tags={"ACQUISITION_DATETIME": "2025-07-02T08:00:00Z"})
    expected, pixels = read_scene(tif)
    with zipfile.ZipFile(tmp_path / "one.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(tif, "deep/scene.tif")
    before = sorted(tmp_path.iterdir())
    for path in (tmp_path / "one.zip", tmp_path / "one.zip" / "deep" / "scene.tif"):
        scene, inside = read_scene(path)
        assert (scene.grid, scene.acquired, scene.sha256) == (expected.grid, expected.acquired, expected.sha256)
        assert (inside.read().array == pixels.read().array).all()
    assert sorted(tmp_path.iterdir()) == before


def test_a_picture_replaced_while_in_use_is_an_error(write_tif):
    """The grid was read from another file: no pixel of the new one is handed out under it."""
    path = write_tif()
    _, pixels = read_scene(path)
    write_tif(array=np.ones((3, 10, 10), np.uint8))
    with pytest.raises(UnreadableError, match="replaced"):
        pixels.read()

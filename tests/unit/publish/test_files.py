"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os

import pytest

from temoin.errors import StorageError, UnreadableError
from temoin.publish import write_bytes, write_text


def test_text_is_written_as_utf8_and_replaced_whole(tmp_path):
    """Missing folders are made, what was there is replaced, and nothing else is left in the folder."""
    path = tmp_path / "new" / "dossier.html"
    write_text(path, "old")
    assert write_text(path, "дім\n") == path
    assert path.read_bytes() == "дім\n".encode()
    assert [item.name for item in path.parent.iterdir()] == ["dossier.html"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch, code):
    """The old file stays as it was, the temporary one is gone, and the message names the file."""
    path = tmp_path / "a.json"
    write_bytes(path, b"old")

    def fail(_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageError, match=r"a\.json cannot be written") as caught:
        write_bytes(path, b"new" * 1000)
    assert caught.value.hint
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["a.json"]


def test_ctrl_c_leaves_nothing_half_written(tmp_path, monkeypatch):
    """An interruption removes the temporary file and goes on upwards."""

    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(tmp_path / "a.bin", b"x")
    assert not list(tmp_path.iterdir())


def test_a_folder_in_the_way_is_a_storage_error(tmp_path):
    """A path that is a folder, or lies under a file, gives a clear error."""
    (tmp_path / "file").write_text("x")
    for path in (tmp_path, tmp_path / "file" / "b.txt"):
        with pytest.raises(StorageError):
            write_text(path, "x")


def test_half_characters_are_refused(tmp_path):
    """A lone surrogate cannot be written as UTF-8 and is named."""
    with pytest.raises(UnreadableError, match="position 1"):
        write_text(tmp_path / "a.txt", "a\ud800")
    assert not list(tmp_path.iterdir())

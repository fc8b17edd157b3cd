"""Where a file and its side-cars lie: a folder, or a ZIP as it was delivered; names never lead outside."""

from __future__ import annotations

import hashlib
import logging
import os
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Protocol

import attrs

from temoin.errors import TooLargeError, UnreadableError, UnsupportedError
from temoin.read.local import local_path, zip_above

__all__ = ["Archive", "Folder", "HeldFile", "Holder", "hold"]

_log = logging.getLogger(__name__)

MAX_FILES = 20_000
"""Files looked at in one folder or ZIP; a delivery holds a few dozen."""
MAX_UNPACKED_BYTES = 32 * 1024**3
"""Declared unpacked size of all members of a ZIP."""
MAX_RATIO = 500
"""Unpacked over packed size of a large member; pictures reach 2 to 20, bombs about 1,000 (the limit of deflate is 1,032)."""
RATIO_MATTERS_BYTES = 64 * 1024**2
"""Members below this size are harmless at any ratio."""
MAX_SIBLINGS = 40
"""A folder with more files of one kind is a collection, in which only a side-car of the picture's own name is looked for."""
MAX_SIDE_CAR_BYTES = 16 * 1024**2
"""World files, metadata and labels are smaller."""


class Holder(Protocol):
    """A set of files under relative names with forward slashes."""

    @property
    def label(self) -> str:
        """Its name, for messages."""

    def names(self) -> tuple[str, ...]:
        """All files below, sorted."""

    def inside(self, folder: str, suffix: str) -> tuple[str, ...]:
        """The files of one folder (not below it) with a suffix, sorted; none where there are more than `MAX_SIBLINGS`."""

    def has(self, name: str) -> bool:
        """Whether a file of this name can be read."""

    def size(self, name: str) -> int:
        """Bytes of a file, unpacked."""

    def read(self, name: str, *, limit: int = MAX_SIDE_CAR_BYTES) -> bytes:
        """All bytes of a file."""

    def head(self, name: str, count: int) -> bytes:
        """The first bytes of a file."""

    def tail(self, name: str, count: int) -> bytes:
        """The last bytes of a file."""

    def sha256(self, name: str) -> str:
        """The hash of a file's bytes, hex."""

    def gdal_path(self, name: str) -> str:
        """How GDAL opens the file."""


@attrs.frozen
class Folder:
    """A folder; links that lead out of it are not followed, other than for the file that was asked for by name."""

    root: Path

    @property
    def label(self) -> str:
        """Its name, for messages."""
        return self.root.name or str(self.root)

    def names(self) -> tuple[str, ...]:
        """All files below, sorted; hidden ones and links that lead out are left out."""
        found: list[str] = []
        for folder, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if not name.startswith(".")]
            inner = Path(folder).relative_to(self.root)
            found += [(inner / name).as_posix() for name in files if not name.startswith(".")]
            if len(found) > MAX_FILES:
                raise TooLargeError(f"{self.root} holds more than {MAX_FILES} files", hint="Name the picture file itself, not its folder.")
        return tuple(sorted(name for name in found if self.has(name)))

    def inside(self, folder: str, suffix: str) -> tuple[str, ...]:
        """The files of one folder (not below it) with a suffix, sorted; none where there are more than `MAX_SIBLINGS`."""
        found = []
        with os.scandir(self.root / folder) as entries:
            for entry in entries:
                if entry.name.lower().endswith(suffix):
                    found.append((PurePosixPath(folder) / entry.name).as_posix())
                    if len(found) > MAX_SIBLINGS:
                        return ()
        return tuple(sorted(name for name in found if self.has(name)))

    def has(self, name: str) -> bool:
        """Whether a file of this name lies here, and not behind a link to elsewhere."""
        path = self.root / name
        if not path.is_file():
            return False
        inside = path.resolve().is_relative_to(self.root.resolve())
        if not inside:
            _log.warning("%s is a link to another folder and was not read", path)
        return inside

    def size(self, name: str) -> int:
        """Bytes of a file."""
        return (self.root / name).stat().st_size

    def read(self, name: str, *, limit: int = MAX_SIDE_CAR_BYTES) -> bytes:
        """All bytes of a file.

        Raises:
            TooLargeError: it holds more than `limit`.
            UnreadableError: it cannot be read.
        """
        _within(self.size(name), limit, name)
        try:
            return (self.root / name).read_bytes()
        except OSError as error:
            raise UnreadableError(f"{self.root / name} cannot be read: {error.strerror}") from error

    def head(self, name: str, count: int) -> bytes:
        """The first bytes of a file."""
        with (self.root / name).open("rb") as stream:
            return stream.read(count)

    def tail(self, name: str, count: int) -> bytes:
        """The last bytes of a file."""
        with (self.root / name).open("rb") as stream:
            stream.seek(max(0, self.size(name) - count))
            return stream.read(count)

    def sha256(self, name: str) -> str:
        """The hash of a file's bytes, hex."""
        with (self.root / name).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def gdal_path(self, name: str) -> str:
        """How GDAL opens the file: an absolute path, so that no part of it can be taken for a driver's prefix."""
        return str((self.root / name).absolute())


@attrs.frozen
class Archive:
    """A ZIP, read in place; nothing is unpacked to the disk."""

    path: Path
    members: tuple[tuple[str, int], ...]

    @classmethod
    def open(cls, path: Path) -> Archive:
        """Look through a ZIP's table of contents.

        Raises:
            UnreadableError: not a ZIP, truncated, or a name in it leads outside.
            TooLargeError: a bomb by its declared sizes.
            UnsupportedError: encrypted.
        """
        try:
            with zipfile.ZipFile(path) as archive:
                infos = [info for info in archive.infolist() if not info.is_dir()]
        except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
            hint = "Download the order again: the ZIP is damaged or was not fully downloaded."
            raise UnreadableError(f"{path.name} cannot be read as a ZIP: {error}", hint=hint) from error
        if len(infos) > MAX_FILES:
            raise TooLargeError(f"{path.name} holds more than {MAX_FILES} files", hint="Unpack it yourself and name the picture.")
        for info in infos:
            _check_member(path, info)
        total = sum(info.file_size for info in infos)
        _within(total, MAX_UNPACKED_BYTES, f"{path.name}, unpacked,")
        names = tuple(sorted((info.filename, info.file_size) for info in infos if not _is_hidden(info.filename)))
        if len(dict(names)) < len(names):
            raise UnreadableError(f"{path.name} holds two files of one name", hint="Unpack it and give the folder.")
        return cls(path, names)

    @property
    def label(self) -> str:
        """Its name, for messages."""
        return self.path.name

    def names(self) -> tuple[str, ...]:
        """All members, sorted."""
        return tuple(name for name, _ in self.members)

    def inside(self, folder: str, suffix: str) -> tuple[str, ...]:
        """The members of one folder (not below it) with a suffix, sorted; none where there are more than `MAX_SIBLINGS`."""
        parent = PurePosixPath(folder)
        found = tuple(name for name, _ in self.members if PurePosixPath(name).parent == parent and name.lower().endswith(suffix))
        return found if len(found) <= MAX_SIBLINGS else ()

    def has(self, name: str) -> bool:
        """Whether a member of this name is there."""
        return name in dict(self.members)

    def size(self, name: str) -> int:
        """Bytes of a member, unpacked, as declared."""
        return dict(self.members)[name]

    def read(self, name: str, *, limit: int = MAX_SIDE_CAR_BYTES) -> bytes:
        """All bytes of a member.

        Raises:
            TooLargeError: it declares more than `limit`.
            UnreadableError: it is damaged.
        """
        _within(self.size(name), limit, name)
        return b"".join(self._blocks(name))

    def head(self, name: str, count: int) -> bytes:
        """The first bytes of a member."""
        return next(iter(self._blocks(name)), b"")[:count]

    def tail(self, name: str, count: int) -> bytes:
        """The last bytes of a member; all of it is unpacked on the way, block by block."""
        end = b""
        for block in self._blocks(name):
            end = (end + block)[-count:]
        return end

    def sha256(self, name: str) -> str:
        """The hash of a member's bytes, hex; reading it all also checks its CRC."""
        digest = hashlib.sha256()
        for block in self._blocks(name):
            digest.update(block)
        return digest.hexdigest()

    def gdal_path(self, name: str) -> str:
        """How GDAL opens the member without unpacking the ZIP to the disk."""
        return f"/vsizip/{{{self.path.absolute()}}}/{name}"

    def _blocks(self, name: str) -> Iterable[bytes]:
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(name) as stream:
                while block := stream.read(1 << 20):
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            hint = "Download the order again: the ZIP is damaged."
            raise UnreadableError(f"{name} in {self.path.name} is damaged: {error}", hint=hint) from error


@attrs.frozen
class HeldFile:
    """One file by its holder and its name there."""

    holder: Holder
    name: str

    @property
    def label(self) -> str:
        """The file's own name, for messages and `Scene.name`."""
        return PurePosixPath(self.name).name

    @property
    def stem(self) -> str:
        """The file's name without its last suffix."""
        return PurePosixPath(self.name).stem

    @property
    def suffix(self) -> str:
        """The last suffix, lower case, with its dot."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def gdal_path(self) -> str:
        """How GDAL opens it."""
        return self.holder.gdal_path(self.name)

    @property
    def size(self) -> int:
        """Bytes."""
        return self.holder.size(self.name)

    def read(self, *, limit: int = MAX_SIDE_CAR_BYTES) -> bytes:
        """All its bytes."""
        return self.holder.read(self.name, limit=limit)

    def siblings(self, suffix: str) -> tuple[HeldFile, ...]:
        """The files of the same folder with a suffix; none where the folder is a collection."""
        folder = str(PurePosixPath(self.name).parent)
        return tuple(HeldFile(self.holder, name) for name in self.holder.inside(folder, suffix))

    def beside(self, *names: str) -> HeldFile | None:
        """The first of these names that lies in the same folder, or `None`; capital letters in the suffix are accepted."""
        folder = PurePosixPath(self.name).parent
        for name in names:
            path = PurePosixPath(name)
            for variant in dict.fromkeys((name, path.stem + path.suffix.upper())):
                inner = str(folder / variant)
                if self.holder.has(inner):
                    return HeldFile(self.holder, inner)
        return None


def hold(path: str | os.PathLike[str], *, what: str) -> HeldFile | Holder:
    """A file to read, or a folder or ZIP to look through.

    Raises:
        OptionError: not a path on this machine.
        UnreadableError: nothing is there, or nothing is in it.
    """
    found = local_path(path, what=what)
    archive = zip_above(found) if not found.exists() else None
    if archive is not None:
        inside = found.relative_to(archive).as_posix()
        held = Archive.open(archive)
        if not held.has(inside):
            few = ", ".join(held.names()[:8])
            raise UnreadableError(f"{archive.name} holds no file {inside}", hint=f"It holds: {few}.")
        return HeldFile(held, inside)
    if found.is_dir():
        return Folder(found)
    if found.suffix.lower() == ".zip":
        return Archive.open(found)
    return HeldFile(Folder(found.parent), found.name)


def _within(size: int, limit: int, name: str) -> None:
    if size > limit:
        raise TooLargeError(f"{name} holds {size / 1e6:,.0f} MB, over the bound of {limit / 1e6:,.0f} MB")


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")


def _check_member(path: Path, info: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    if not parts or parts[0].startswith("/") or ".." in parts or ":" in parts[0] or "{" in info.filename or "}" in info.filename:
        raise UnreadableError(
            f"{path.name} holds a file whose name leads outside: {info.filename!r}", hint="Do not use this ZIP; ask for another one."
        )
    if info.flag_bits & 0x1:
        raise UnsupportedError(f"{path.name} is encrypted", hint="Unpack it with its password and give the folder.")
    if info.file_size > RATIO_MATTERS_BYTES and info.file_size > MAX_RATIO * max(1, info.compress_size):
        declared = f"{info.file_size / 1e6:,.0f} MB from {info.compress_size / 1e6:,.1f} MB"
        raise TooLargeError(f"{info.filename} in {path.name} would unpack to {declared}", hint="Do not use this ZIP; ask for another one.")

"""WACZ files: a ZIP of WARC files with the list of their pages and the hashes of everything (Web Archive Collection Zipped 1.1.1).

`datapackage.json` states a hash of each file, `datapackage-digest.json` one of `datapackage.json`, and `pages/*.jsonl` which of the many records
are pages that somebody meant to keep. A signature in the digest file is noted and not verified; the case keeps it (`temoin.read.stamps`).
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO, Any

import attrs

from temoin.errors import TooLargeError, UnreadableError, UnsupportedError
from temoin.read.captured import Captures, read_captures, same_page
from temoin.read.captured_draft import drafts_of
from temoin.read.digest import Digest, mismatch
from temoin.read.draft import Draft
from temoin.read.holder import MAX_FILES, MAX_RATIO, RATIO_MATTERS_BYTES
from temoin.read.jsonfile import parse_json
from temoin.read.unpacking import MOST_UNPACKED_BYTES, unpack

__all__ = ["is_wacz", "read_wacz"]

MOST_LIST_BYTES = 64_000_000
"""Bytes of a list of pages; those with the pages' text in it are large."""

_BLOCK = 1 << 16
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
_HINT = "Get the archive again from where it was made; what it holds cannot be relied on."
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


def is_wacz(file: IO[bytes]) -> bool:
    """Whether an open file is a ZIP laid out like a web archive; the file then stands anywhere."""
    try:
        with zipfile.ZipFile(file) as held:
            names = held.namelist()
    except _BROKEN:
        return False
    return any(_is_warc(name) for name in names) or {"datapackage.json", "pages/pages.jsonl"} <= set(names)


def read_wacz(file: IO[bytes], name: str, stem: str) -> tuple[Draft, ...]:
    """Read the pages of a WACZ file.

    Args:
        file: open at its start.
        name: the file's, for messages.
        stem: the name without its endings, for ids.

    Raises:
        UnreadableError: damaged; a name in it leads outside; a file in it does not fit its hash.
        UnsupportedError: encrypted, or packed in another way; a package of packages; without pages.
        TooLargeError: a bomb by what it declares or by what comes out.
    """
    try:
        with zipfile.ZipFile(file) as held:
            package = _Package.open(held, name)
            notes = package.check()
            only = package.pages()
            found = _captures(package, only)
            if only and not found.pages and not found.problems:
                found = _captures(package, frozenset())
                notes = (*notes, "None of the pages in the archive's own list is among its records; all its pages were taken.")
    except _BROKEN as error:
        raise UnreadableError(f"{name} cannot be read as a ZIP: {error}"[:300], hint=_HINT) from error
    return drafts_of(found, name, stem, notes)


def _captures(package: _Package, only: frozenset[str]) -> Captures:
    found = Captures()
    for member in package.warcs():
        with package.held.open(member) as stream:
            read_captures(unpack(stream, f"{package.name}, {member.filename}"), f"{package.name}, {member.filename}", found, only=only)
    return found


def _is_warc(name: str) -> bool:
    return name.startswith("archive/") and name.lower().endswith((".warc", ".warc.gz"))


@attrs.frozen(kw_only=True)
class _Package:
    """The open ZIP, its table of contents looked through.

    Args:
        held: the ZIP.
        name: the file's, for messages.
        members: by their names.
    """

    held: zipfile.ZipFile
    name: str
    members: dict[str, zipfile.ZipInfo]

    @classmethod
    def open(cls, held: zipfile.ZipFile, name: str) -> _Package:
        """Look through the table of contents.

        Raises:
            UnreadableError: a name leads outside or is there twice.
            UnsupportedError: encrypted, or an uncommon way of packing.
            TooLargeError: a bomb by its declared sizes.
        """
        infos = [info for info in held.infolist() if not info.is_dir()]
        if len(infos) > MAX_FILES or sum(info.file_size for info in infos) > MOST_UNPACKED_BYTES:
            raise TooLargeError(f"{name} holds more than {MAX_FILES} files or {MOST_UNPACKED_BYTES / 1e9:.0f} GB", hint=_HINT)
        for info in infos:
            _check_member(name, info)
        members = {info.filename: info for info in infos}
        if len(members) < len(infos):
            raise UnreadableError(f"{name} holds two files of one name", hint=_HINT)
        return cls(held=held, name=name, members=members)

    def warcs(self) -> tuple[zipfile.ZipInfo, ...]:
        """The WARC files, sorted."""
        return tuple(self.members[name] for name in sorted(self.members) if _is_warc(name))

    def check(self) -> tuple[str, ...]:
        """Hold every file against the hash that the package states, and say the outcome.

        Raises:
            UnreadableError: a file is missing, or is not what it was.
            UnsupportedError: a package of packages.
        """
        if "datapackage.json" not in self.members:
            return ("The archive has no datapackage.json, so that nothing in it states its hash.",)
        data = self.content("datapackage.json", MOST_LIST_BYTES)
        listed = self._listed(data)
        checked = [name for name, text in listed.items() if text and self._check(name, text)]
        open_ends = [name for name in map(str, (member.filename for member in self.warcs())) if name not in checked]
        notes = [f"The archive's own hashes of {len(checked)} of its files hold (datapackage.json)."] if checked else []
        notes += [f"The archive states no hash of {', '.join(open_ends)[:200]}."] if open_ends else []
        return (*notes, *self._check_signed(data))

    def _listed(self, data: bytes) -> dict[str, str]:
        value = parse_json(data, name=f"{self.name}, datapackage.json")
        resources = value.get("resources") if isinstance(value, dict) else None
        if not isinstance(resources, list):
            raise UnreadableError(f"{self.name}: its datapackage.json lists no files", hint=_HINT)
        found: dict[str, str] = {}
        for resource in resources:
            path = resource.get("path") if isinstance(resource, dict) else None
            if not isinstance(path, str):
                raise UnreadableError(f"{self.name}: its datapackage.json lists a file without its path", hint=_HINT)
            if path.lower().endswith(".wacz"):
                raise UnsupportedError(f"{self.name} is a package of other packages", hint="Give the WACZ files in it one by one.")
            if path not in self.members:
                raise UnreadableError(f"{self.name}: {path[:100]!r} is in its datapackage.json, but not in the archive", hint=_HINT)
            found[path] = str(resource.get("hash") or "")
        return found

    def _check(self, name: str, text: str) -> bool:
        where = f"{self.name}, {name}"
        digest = Digest.read(text, where)
        if digest.algorithm is None:
            return False
        running = hashlib.new(digest.algorithm, usedforsecurity=False)
        with self.held.open(self.members[name]) as stream:
            while block := stream.read(_BLOCK):
                running.update(block)
        if running.digest() != digest.value:
            raise mismatch(digest, where=where, what="the file")
        return True

    def _check_signed(self, data: bytes) -> tuple[str, ...]:
        """Hold datapackage.json against the digest file, where there is one, and note a signature."""
        name = "datapackage-digest.json"
        if name not in self.members:
            return ("The archive keeps no hash of its datapackage.json.",)
        value = parse_json(self.content(name, MOST_LIST_BYTES), name=f"{self.name}, {name}")
        text = value.get("hash") if isinstance(value, dict) else None
        if not isinstance(text, str):
            raise UnreadableError(f"{self.name}: its {name} states no hash", hint=_HINT)
        digest = Digest.read(text, f"{self.name}, {name}")
        if not digest.fits(data):
            raise mismatch(digest, where=f"{self.name}, datapackage.json", what="the file")
        signed = value.get("signedData")
        return ("The archive is signed; the signature is kept, not verified.",) if isinstance(signed, dict) else ()

    def pages(self) -> frozenset[str]:
        """The addresses in the lists of pages; none where there is no list.

        Raises:
            UnreadableError: a list is no JSON, line by line.
        """
        found: set[str] = set()
        for name in sorted(self.members):
            path = PurePosixPath(name)
            if path.parent.name == "pages" and path.suffix == ".jsonl":
                for number, line in enumerate(self.content(name, MOST_LIST_BYTES).splitlines(), 1):
                    url = _url(line, f"{self.name}, {name}, line {number}") if line.strip() else None
                    found.update([same_page(url)] if url else [])
        return frozenset(found)

    def content(self, name: str, limit: int) -> bytes:
        """A member's bytes.

        Raises:
            TooLargeError: it holds more than `limit`.
        """
        with self.held.open(self.members[name]) as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise TooLargeError(f"{self.name}, {name} holds more than {limit / 1e6:.0f} MB", hint=_HINT)
        return data


def _url(line: bytes, where: str) -> str | None:
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{where} is no sound JSON", hint=_HINT) from error
    url = value.get("url") if isinstance(value, dict) else None
    return url if isinstance(url, str) else None


def _check_member(name: str, info: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    if not parts or parts[0].startswith("/") or ".." in parts or ":" in parts[0]:
        raise UnreadableError(f"{name} holds a file whose name leads outside: {info.filename[:100]!r}", hint="Do not use this archive.")
    if info.flag_bits & _ENCRYPTED:
        raise UnsupportedError(f"{name} is encrypted", hint="Unpack it with its password and give the WARC files in it.")
    if info.compress_type not in _METHODS:
        raise UnsupportedError(f"{name} is packed in a way that is not read (method {info.compress_type})", hint="Pack it again as a plain ZIP.")
    if info.file_size > RATIO_MATTERS_BYTES and info.file_size > MAX_RATIO * max(1, info.compress_size):
        raise TooLargeError(f"{info.filename[:100]} in {name} would unpack to {info.file_size / 1e6:,.0f} MB", hint="Do not use this archive.")

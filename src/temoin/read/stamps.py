"""Stamps: files that say when something was there, or who signed it. They are told and tied to what they speak of, and never verified here.

Three kinds are known: responses and tokens of time-stamp authorities (RFC 3161), proofs of OpenTimestamps, and the digest file of a signed WACZ
(WACZ Signing and Verification 0.1.0). Which file a stamp is about is told by its content: it holds that file's hash, byte for byte. Only where no
file's hash stands in it does its name count. Holding a hash is no proof: whether the authority signed it is for a check of its own.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import attrs

from temoin.errors import UnreadableError
from temoin.read.holder import MAX_FILES

__all__ = ["PackedStamp", "Stamp", "StampKind", "packed_stamps", "read_stamps", "stamp_notes", "stamps_beside"]

_LARGEST = 1024 * 1024
"""Bytes; a response with a long chain of certificates has some 10 KB, a proof that went through many blocks some 100 KB."""
_OTS_MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94"
_TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")
"""The object identifier of a time-stamp's content, id-ct-TSTInfo (RFC 3161, 2.4.2), as DER writes it."""
_SEQUENCE = 0x30
_ENDINGS = {".tsr": "rfc3161", ".tst": "rfc3161", ".ots": "opentimestamps"}
_HASHES = ("sha256", "sha512", "sha384", "sha1")
"""Those that authorities and OpenTimestamps take."""
_DIGEST_FILE = "datapackage-digest.json"
_LARGEST_DIGEST_FILE = 4_000_000
_MOST_NAMED = 8


class StampKind(StrEnum):
    """What a stamp is."""

    RFC3161 = "rfc3161"
    OPENTIMESTAMPS = "opentimestamps"
    WACZ = "wacz-signature"

    @property
    def words(self) -> str:
        """For people."""
        return {"rfc3161": "RFC 3161", "opentimestamps": "OpenTimestamps", "wacz-signature": "WACZ signature"}[self.value]


@attrs.frozen(kw_only=True)
class Stamp:
    """One stamp as a file.

    Args:
        path: where it lies.
        kind: what it is.
        about: the file that it speaks of, or `None` where none is known.
        holds_hash: the hash of that file stands in it; otherwise it is tied by its name.
    """

    path: Path
    kind: StampKind
    about: Path | None
    holds_hash: bool


@attrs.frozen(kw_only=True)
class PackedStamp:
    """One stamp inside an archive.

    Args:
        name: of the member.
        kind: what it is.
        data: its bytes.
    """

    name: str
    kind: StampKind
    data: bytes


def read_stamps(files: Sequence[Path]) -> tuple[Stamp, ...]:
    """Which of some files are stamps, and which of the others in its folder each is about.

    Raises:
        UnreadableError: a file cannot be read.
    """
    found = [(path, kind, data) for path in files if path.suffix.lower() in _ENDINGS for kind, data in _stamp_of(path)]
    stamped = {path for path, _, _ in found}
    hashes: dict[Path, tuple[bytes, ...]] = {}
    stamps = []
    for path, kind, data in found:
        others = [other for other in files if other.parent == path.parent and other not in stamped]
        hashes |= {other: _hashes(other) for other in others if other not in hashes}
        about = next((other for other in others if any(value in data for value in hashes[other])), None)
        stamps.append(Stamp(path=path, kind=kind, about=about or _by_name(path, others), holds_hash=about is not None))
    return tuple(stamps)


def _stamp_of(path: Path) -> Iterator[tuple[StampKind, bytes]]:
    """Kind and bytes, if it is a stamp by what is in it; its ending alone makes none."""
    data = _read(path)
    if data.startswith(_OTS_MAGIC):
        yield StampKind.OPENTIMESTAMPS, data
    elif data[:1] == bytes([_SEQUENCE]) and _TST_INFO in data:
        yield StampKind.RFC3161, data


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}", hint="Check the file's permissions, or take it out.") from error
    return data if len(data) <= _LARGEST else b""


def _hashes(path: Path) -> tuple[bytes, ...]:
    running = [hashlib.new(name, usedforsecurity=False) for name in _HASHES]
    try:
        with path.open("rb") as file:
            while block := file.read(1024 * 1024):
                for one in running:
                    one.update(block)
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}", hint="Check the file's permissions and the disk.") from error
    return tuple(one.digest() for one in running)


def _by_name(path: Path, others: Sequence[Path]) -> Path | None:
    """`page.html` for `page.html.tsr`; else the one file of the same stem."""
    whole = [other for other in others if other.name == path.stem]
    same = whole or [other for other in others if other.stem == path.stem]
    return same[0] if len(same) == 1 else None


def stamps_beside(path: Path) -> tuple[Path, ...]:
    """Stamps beside a file that bear its name (`page.html.ots`, `page.tsr`) and are about it."""
    if not path.parent.is_dir():
        return ()
    names = {f"{name}{ending}".lower() for name in (path.name, path.stem) for ending in _ENDINGS}
    near = sorted(beside for beside in path.parent.iterdir() if beside.name.lower() in names and beside.is_file())
    if not near:
        return ()
    siblings = sorted(other for other in path.parent.iterdir() if other.is_file() and other.stem == path.stem)
    return tuple(stamp.path for stamp in read_stamps(tuple(dict.fromkeys((*near, *siblings, path)))) if stamp.about == path)


def packed_stamps(path: Path) -> tuple[PackedStamp, ...]:
    """The digest file of a WACZ, where it holds a signature; nothing for any other file, or one that cannot be read, which its reader says."""
    if path.suffix.lower() not in {".wacz", ".zip"}:
        return ()
    try:
        with zipfile.ZipFile(path) as held:
            infos = [info for info in held.infolist() if info.filename == _DIGEST_FILE]
            if len(held.filelist) > MAX_FILES or len(infos) != 1 or infos[0].file_size > _LARGEST_DIGEST_FILE:
                return ()
            with held.open(infos[0]) as stream:
                data = stream.read(_LARGEST_DIGEST_FILE + 1)
        value = json.loads(data) if len(data) <= _LARGEST_DIGEST_FILE else None
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError, EOFError, RecursionError):
        return ()
    is_signed = isinstance(value, dict) and isinstance(value.get("signedData"), dict)
    return (PackedStamp(name=_DIGEST_FILE, kind=StampKind.WACZ, data=data),) if is_signed else ()


def stamp_notes(root: Path, names: Sequence[str]) -> tuple[str, ...]:
    """One note on the stamps among the files of a folder."""
    stamps = read_stamps([root / name for name in names])
    if not stamps:
        return ()
    told = [f"{_shown(stamp.path, root)} ({stamp.kind.words}, of {_shown(stamp.about, root)})" for stamp in stamps[:_MOST_NAMED]]
    more = f" and {len(stamps) - _MOST_NAMED} more" if len(stamps) > _MOST_NAMED else ""
    return (f"Stamps in the folder, kept and not verified: {', '.join(told)}{more}.",)


def _shown(path: Path | None, root: Path) -> str:
    return "no file that is known" if path is None else path.relative_to(root).as_posix()[-100:]

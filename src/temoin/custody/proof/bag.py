"""BagIt (RFC 8493): a folder whose manifests name the SHA-256 of every file, so that `sha256sum -c` alone can check it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import attrs

from temoin.custody.folder import hash_file, inside, is_safe_name, read_whole, storage_errors
from temoin.errors import CustodyError, UnreadableError

__all__ = ["DECLARATION", "INFO", "MANIFEST", "PAYLOAD", "TAG_MANIFEST", "Bag", "CheckedBag", "check_bag", "files_below", "finish_bag", "write_new"]

PAYLOAD = "data"
DECLARATION, INFO, MANIFEST, TAG_MANIFEST = "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
_DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_LARGEST = 512 * 1024**2
"""Bytes of a manifest: some four million files."""


@attrs.frozen(kw_only=True)
class Bag:
    """What was put into a bag.

    Args:
        payload: (path below the bag, SHA-256) of every payload file, sorted.
        tags: likewise of the tag files that the tag manifest names.
        tag_manifest_sha256: of the tag manifest: it stands for the whole bag.
    """

    payload: tuple[tuple[str, str], ...]
    tags: tuple[tuple[str, str], ...]
    tag_manifest_sha256: str


@attrs.frozen(kw_only=True)
class CheckedBag:
    """What a check of a bag found.

    Args:
        problems: all that is wrong, one sentence each, every wrong file named.
        hashed: path below the bag to the SHA-256 of the bytes that lie there, for every file that a manifest names.
    """

    problems: tuple[str, ...]
    hashed: Mapping[str, str]


def finish_bag(root: Path, info: Mapping[str, str], *, done: Callable[[], None]) -> Bag:
    """Turn a folder with `data/` and tag files into a bag: write its declaration, its facts and its manifests.

    Args:
        root: the folder; names of its files hold no line break.
        info: what `bag-info.txt` says beside the payload's size, one line a fact.
        done: called after each file.

    Raises:
        StorageError: the disk is full.
        CustodyError: a file cannot be read.
    """
    payload, octets = [], 0
    for name in files_below(root / PAYLOAD):
        sha256, size = hash_file(root / PAYLOAD / name, follow=False)
        payload.append((f"{PAYLOAD}/{name}", sha256))
        octets += size
        done()
    with storage_errors(root):
        write_new(root / DECLARATION, _DECLARED)
        facts = {**info, "Payload-Oxum": f"{octets}.{len(payload)}"}
        write_new(root / INFO, "".join(f"{name}: {_one_line(value)}\n" for name, value in facts.items()).encode())
        write_new(root / MANIFEST, _manifest(payload))
        tags = [(name, hash_file(root / name, follow=False)[0]) for name in files_below(root) if not name.startswith(f"{PAYLOAD}/")]
        write_new(root / TAG_MANIFEST, _manifest(tags))
    return Bag(payload=tuple(payload), tags=tuple(tags), tag_manifest_sha256=hash_file(root / TAG_MANIFEST, follow=False)[0])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _manifest(files: list[tuple[str, str]]) -> bytes:
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(files)).encode()


def write_new(path: Path, data: bytes) -> None:
    """A whole, durable file where there was none.

    Raises:
        StorageError: the disk is full.
    """
    with storage_errors(path), path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def files_below(folder: Path) -> Iterator[str]:
    """Names of all files below a folder, with forward slashes, sorted; links are listed and not followed.

    Raises:
        StorageError: it cannot be listed.
    """
    found = []
    with storage_errors(folder):
        for place, folders, files in os.walk(folder, onerror=_raise):
            links = [name for name in folders if (Path(place) / name).is_symlink()]
            found += [(Path(place) / name).relative_to(folder).as_posix() for name in (*files, *links)]
    return iter(sorted(found))


def _raise(error: OSError) -> None:
    raise error


def check_bag(root: Path, *, outside: frozenset[str], done: Callable[[], None]) -> CheckedBag:
    """Hash every file of a bag once, and hold it against the manifests.

    Args:
        root: of the bag.
        outside: files that stand in no manifest, since they seal the manifests.
        done: called after each file.
    """
    there = set(files_below(root))
    named: dict[str, str] = {}
    problems: list[str] = []
    for manifest in (MANIFEST, TAG_MANIFEST):
        lines, wrong = _read_manifest(root, manifest)
        problems += wrong
        named |= lines
    problems += [f"{TAG_MANIFEST} does not name {name}" for name in (DECLARATION, INFO, MANIFEST) if name not in named]
    problems += [f"{name} stands in no manifest: it was added" for name in sorted(there - set(named) - outside - {TAG_MANIFEST})]
    hashed: dict[str, str] = {}
    for name, sha256 in sorted(named.items()):
        try:
            hashed[name] = _hash_named(root, name, is_there=name in there)
        except (CustodyError, UnreadableError) as error:
            problems.append(error.message)
        else:
            if hashed[name] != sha256:
                problems.append(f"{name} was altered: its SHA-256 is {hashed[name][:12]}…, the manifest says {sha256[:12]}…")
        done()
    problems += _declaration_problems(root, [name for name in named if name.startswith(f"{PAYLOAD}/")], there)
    return CheckedBag(problems=tuple(problems), hashed=hashed)


def _read_manifest(root: Path, manifest: str) -> tuple[dict[str, str], list[str]]:
    try:
        text = read_whole(root / manifest, _LARGEST).decode("utf-8")
    except (CustodyError, UnicodeDecodeError):
        return {}, [f"{manifest} is missing or cannot be read"]
    lines: dict[str, str] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.fullmatch(line)
        is_payload = match is not None and match[2].startswith(f"{PAYLOAD}/")
        if match is None or not is_safe_name(match[2]) or match[2] in lines or is_payload is not (manifest == MANIFEST):
            problems.append(f"line {number} of {manifest} is none of a manifest: {line[:80]!r}")
        else:
            lines[match[2]] = match[1]
    return lines, problems


def _hash_named(root: Path, name: str, *, is_there: bool) -> str:
    if not is_there:
        raise CustodyError(f"{name} is missing")
    return hash_file(inside(root, name), follow=False)[0]


def _declaration_problems(root: Path, payload: list[str], there: set[str]) -> Iterator[str]:
    try:
        if read_whole(root / DECLARATION, len(_DECLARED)) != _DECLARED:
            yield f"{DECLARATION} is not as temoin wrote it"
        info = read_whole(root / INFO, _LARGEST).decode("utf-8", "replace")
    except CustodyError as error:
        yield error.message
        return
    said = next((line.partition(": ")[2] for line in info.splitlines() if line.startswith("Payload-Oxum: ")), "")
    octets = sum((root / name).stat().st_size for name in payload if name in there and not (root / name).is_symlink())
    if said != f"{octets}.{len(payload)}":
        yield f"{INFO} says that the payload is {said or 'nothing'} (bytes.files), and it is {octets}.{len(payload)}"

"""`seal_public_copy`: what may leave the desk as a bag of its own, with a commitment for each thing that stays there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import attrs

from temoin.custody.casestore import VERSION
from temoin.custody.database import DATABASE
from temoin.custody.folder import open_regular, read_whole, storage_errors, sync_folder
from temoin.custody.proof.bag import PAYLOAD, finish_bag, write_new
from temoin.custody.proof.guide import GUIDE, public_guide_text
from temoin.custody.proof.keys import Signer
from temoin.custody.proof.proving import SealedCase, SealOptions, prove, require_free, staged
from temoin.errors import CustodyError, WireError
from temoin.progress import SILENT, Progress
from temoin.wire import dumps, parse_public_copy, public_copy_document

__all__ = ["WITHHELD", "PublicCopy", "commitment", "is_public_copy", "public_words", "read_public_copy", "seal_public_copy"]

WITHHELD = "withheld.json"
_LARGEST = 64 * 1024**2
_CHUNK = 1024 * 1024


@attrs.frozen(kw_only=True)
class PublicCopy:
    """What a public copy says of the case that it was made from.

    Args:
        case: number of the case.
        title: of the case, as the public may read it.
        release: number under which it went out.
        entries: lines of the ledger when it was made.
        head: hash of the newest of them.
        made: when, ISO 8601 with a zone.
        withheld: (kind, commitment) of each thing that was left out, in the order of the commitments, which tells nothing.
    """

    case: str
    title: str
    release: int
    entries: int
    head: str
    made: str
    withheld: tuple[tuple[str, str], ...]


def commitment(salt: bytes, data: bytes | Path) -> str:
    """SHA-256 of salt and bytes: it binds to the bytes, and without the salt nobody can try out what they may be.

    Args:
        salt: 32 random bytes, of this one thing.
        data: words in UTF-8, or a file, which is read in pieces.

    Raises:
        UnreadableError: the file is no regular one.
    """
    digest = hashlib.sha256(salt)
    if isinstance(data, bytes):
        digest.update(data)
    else:
        with storage_errors(data), open_regular(data, follow=False) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def seal_public_copy(
    out: Path,
    files: Mapping[str, bytes],
    copy: PublicCopy,
    *,
    signer: Signer | None = None,
    options: SealOptions | None = None,
    now: Callable[[], datetime],
    progress: Progress = SILENT,
) -> SealedCase:
    """Put what may be public into a bag that is checked like a sealed case; it is whole or not there.

    Args:
        out: the bag; nothing may lie there.
        files: name to bytes.
        copy: what it says of its case.
        signer: whose signature goes on it, or `None`.
        options: the time-stamp authority.
        now: the clock, with a zone.
        progress: told of each file.

    Raises:
        CaseError: something lies at `out`.
        InputError: the authority's answer is no stamp.
        StorageError: the disk is full, or the authority cannot be reached; nothing is left at `out`.
    """
    authority = options.authority if options is not None else None
    require_free(out)
    rows = [{"kind": kind, "commitment": sha256} for kind, sha256 in copy.withheld]
    held = {**files, WITHHELD: dumps(public_copy_document(attrs.asdict(copy) | {"withheld": rows})).encode()}
    facts = {"case_id": copy.case, "title": copy.title or "–", "sealed": copy.made, "entries": str(copy.entries), "head": copy.head}
    facts |= {"version": VERSION, "count": str(len(copy.withheld)), "fingerprint": signer.fingerprint if signer is not None else ""}
    info = {"Bag-Software-Agent": f"temoin {VERSION}", "Bagging-Date": now().date().isoformat(), "External-Identifier": copy.case}
    info |= {"External-Description": copy.title or "Public copy of a case of temoin", "Ledger-Head": copy.head}
    with staged(out) as root:
        with storage_errors(root):
            (root / PAYLOAD).mkdir()
        for name, data in held.items():
            write_new(root / PAYLOAD / name, data)
        write_new(root / GUIDE, public_guide_text(facts, is_signed=signer is not None, is_stamped=authority is not None))
        progress.start("hashing", total=len(held))
        bag = finish_bag(root, info, done=progress.advance)
        progress.finish()
        stamped = prove(root, bag, _predicate(copy), signer=signer, authority=authority)
        with storage_errors(out):
            root.rename(out)
            sync_folder(out.absolute().parent)
    fingerprint = signer.fingerprint if signer is not None else ""
    digest = bag.tag_manifest_sha256
    return SealedCase(path=out, head=copy.head, entries=copy.entries, tag_manifest_sha256=digest, fingerprint=fingerprint, stamped=stamped)


def _predicate(copy: PublicCopy) -> dict[str, object]:
    """What is said of the case, all of which stands in the copy itself."""
    ledger = {"entries": copy.entries, "head": copy.head}
    return {"case": copy.case, "title": copy.title, "public": True, "release": copy.release, "sealed": copy.made, "ledger": ledger}


def is_public_copy(root: Path) -> bool:
    """Whether a bag is a public copy: it says what it withholds, and holds no case."""
    return (root / PAYLOAD / WITHHELD).is_file() and not (root / PAYLOAD / DATABASE).exists()


def read_public_copy(root: Path) -> tuple[PublicCopy | None, list[str]]:
    """What a public copy says, and what is wrong with that.

    Args:
        root: of the bag.
    """
    name = f"{PAYLOAD}/{WITHHELD}"
    try:
        body = parse_public_copy(read_whole(root / name, _LARGEST), name=name)
    except (CustodyError, WireError) as error:
        return None, [f"{name}: {error.message}"]
    rows = tuple((row.kind, row.commitment) for row in body.withheld)
    return PublicCopy(**body.model_dump(exclude={"temoin", "withheld"}), withheld=rows), []


def public_words(copy: PublicCopy | None) -> tuple[str, ...]:
    """What a public copy is, in words."""
    if copy is None:
        return ()
    return (
        f"public copy, release {copy.release}, of the case {copy.case} as of its ledger entry {copy.entries}",
        f"{len(copy.withheld)} things are withheld; whoever holds the case can prove each of them with its salt (temoin case reveal)",
    )

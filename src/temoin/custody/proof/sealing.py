"""`seal_case`: a case as a bag that anybody can check with a system's own tools, signed and stamped; it is whole or it is not there."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import attrs

from temoin.custody.casestore import VERSION, CaseStore, utc_now
from temoin.custody.folder import TEMPORARY, storage_errors, sync_folder
from temoin.custody.ledger import Draft, canonical
from temoin.custody.proof.bag import MANIFEST, PAYLOAD, TAG_MANIFEST, Bag, finish_bag
from temoin.custody.proof.copying import copy_case, files_of_case
from temoin.custody.proof.crate import CRATE, PROVENANCE, crate_document, provenance_document
from temoin.custody.proof.envelope import Statement, envelope_of
from temoin.custody.proof.guide import GUIDE, guide_text
from temoin.custody.proof.keys import Signer
from temoin.custody.proof.names import ENVELOPE, SIGNER, STAMP
from temoin.custody.proof.stamp import ask_for_stamp, read_stamp
from temoin.custody.seal import SEAL
from temoin.errors import CaseError, CustodyError
from temoin.model import Case
from temoin.progress import SILENT, Progress

__all__ = ["SealOptions", "SealedCase", "seal_case"]


@attrs.frozen(kw_only=True)
class SealOptions:
    """How a case is sealed.

    Args:
        authority: address of a time-stamp authority, or `None`: then only this machine's clock says when.
        licence: what others may do with the case, in words.
    """

    authority: str | None = None
    licence: str = "Not for publication: it may hold private persons' data and pictures under licence."


@attrs.frozen(kw_only=True)
class SealedCase:
    """What sealing made.

    Args:
        path: the bag.
        head: hash of the newest ledger entry in it.
        entries: how many the ledger has.
        tag_manifest_sha256: stands for the whole bag.
        fingerprint: of the signer's public key, or "".
        stamped: the authority's time, or `None`.
    """

    path: Path
    head: str
    entries: int
    tag_manifest_sha256: str
    fingerprint: str = ""
    stamped: datetime | None = None


def seal_case(
    folder: Path | str,
    out: Path | str,
    *,
    signer: Signer | None = None,
    options: SealOptions | None = None,
    now: Callable[[], datetime] = utc_now,
    progress: Progress = SILENT,
) -> SealedCase:
    """Seal a case: a copy of it as it is now, with manifests, a signed statement and a stamp. The case itself can go on; its ledger says so.

    Args:
        folder: the case.
        out: the bag; nothing may lie there.
        signer: whose signature goes on it, or `None`: then the bag says that nobody signed.
        options: how.
        now: the clock, with a zone.
        progress: told of each file.

    Raises:
        CaseError: no case, held by another writer, sealed already, or something lies at `out`.
        CustodyError: the case was altered.
        InputError: the authority's answer is no stamp.
        StorageError: the disk is full, or the authority cannot be reached. In every case nothing is left at `out`, and the case is as it was.
    """
    options, out = options or SealOptions(), Path(out)
    if out.is_symlink() or out.exists():
        raise CaseError(f"{out} is there already", hint="A sealed case is never written over: name another --out folder.")
    with CaseStore.open(folder, write=True, now=now) as store:
        if store.folder.resolve() in out.absolute().resolve().parents:
            raise CaseError(f"{out} lies in the case itself", hint="Name an --out folder beside it.")
        if problems := store.verify():
            more = f" (and {len(problems) - 3} more)" if len(problems) > 3 else ""
            raise CustodyError(f"{folder} was altered: {'; '.join(problems[:3])}{more}")
        with _staged(out) as staging:
            made = _fill(store, staging, signer=signer, options=options, now=now, progress=progress)
            with storage_errors(out):
                staging.rename(out)
                sync_folder(out.absolute().parent)
        _write_down(store, made, out)
    return attrs.evolve(made, path=out)


@contextmanager
def _staged(out: Path) -> Iterator[Path]:
    """A folder beside `out` with a temporary name; what a killed sealing left there is swept away first."""
    staging = out.with_name(f"{TEMPORARY}{out.name}")
    with storage_errors(out.parent):
        out.parent.mkdir(parents=True, exist_ok=True)
        if staging.is_dir() and not staging.is_symlink():
            shutil.rmtree(staging)
        staging.mkdir()
    try:
        yield staging
    finally:
        with suppress(FileNotFoundError):
            shutil.rmtree(staging)


def _fill(
    store: CaseStore, root: Path, *, signer: Signer | None, options: SealOptions, now: Callable[[], datetime], progress: Progress
) -> SealedCase:
    case, sealed = store.case(), now()
    count = len(files_of_case(store.folder_vault))
    progress.start("copying", total=count)
    files = copy_case(store.folder_vault, root / PAYLOAD, done=progress.advance)
    progress.finish(f"{count} files")
    provenance = provenance_document(case)
    _write(root / PAYLOAD / PROVENANCE, provenance)
    files[PROVENANCE] = (hashlib.sha256(provenance).hexdigest(), len(provenance), "application/ld+json")
    _write(root / PAYLOAD / CRATE, crate_document(case, files, version=VERSION, licence=options.licence))
    facts = _facts(case, sealed) | ({"fingerprint": signer.fingerprint} if signer is not None else {})
    _write(root / GUIDE, guide_text(facts, is_signed=signer is not None, is_stamped=options.authority is not None))
    progress.start("hashing", total=count + 3)
    bag = finish_bag(root, _bag_info(case, sealed), done=progress.advance)
    progress.finish()
    stamped = _prove(root, bag, _predicate(case, sealed), signer=signer, authority=options.authority)
    return SealedCase(
        path=root,
        head=case.ledger.head,
        entries=len(case.ledger.entries),
        tag_manifest_sha256=bag.tag_manifest_sha256,
        fingerprint=signer.fingerprint if signer is not None else "",
        stamped=stamped,
    )


def _facts(case: Case, sealed: datetime) -> dict[str, str]:
    entries = str(len(case.ledger.entries))
    return {"case_id": case.id, "title": case.title or "–", "sealed": _iso(sealed), "entries": entries, "head": case.ledger.head, "version": VERSION}


def _bag_info(case: Case, sealed: datetime) -> dict[str, str]:
    return {
        "Bag-Software-Agent": f"temoin {VERSION}",
        "Bagging-Date": sealed.date().isoformat(),
        "External-Identifier": case.id,
        "External-Description": case.title or "A case of temoin",
        "Ledger-Head": case.ledger.head,
    }


def _predicate(case: Case, sealed: datetime) -> dict[str, object]:
    """What is said of the case: enough to tell a ledger that was cut and rebuilt from the one that was sealed."""
    return {
        "case": case.id,
        "title": case.title,
        "opened": _iso(case.created),
        "sealed": _iso(sealed),
        "ledger": {"entries": len(case.ledger.entries), "head": case.ledger.head},
        "exhibits": [{"name": one.name, "role": one.role.value, "sha256": one.sha256} for one in case.exhibits],
        "software": f"temoin {VERSION}",
    }


def _prove(root: Path, bag: Bag, predicate: dict[str, object], *, signer: Signer | None, authority: str | None) -> datetime | None:
    """The signature and the stamp, beside what they are over; gives the stamp's time."""
    if signer is not None or authority is not None:
        with storage_errors(root):
            (root / SEAL).mkdir()
    stamped = (root / TAG_MANIFEST).read_bytes()
    if signer is not None:
        manifest = next(sha256 for name, sha256 in bag.tags if name == MANIFEST)
        subjects = ((TAG_MANIFEST, bag.tag_manifest_sha256), (MANIFEST, manifest))
        stamped = envelope_of(Statement(subjects=subjects, predicate=predicate), signer)
        _write(root / ENVELOPE, stamped)
        _write(root / SIGNER, signer.public_pem)
    if authority is None:
        return None
    reply = ask_for_stamp(authority, stamped)
    _write(root / STAMP, reply)
    return read_stamp(reply, stamped).time


def _write_down(store: CaseStore, made: SealedCase, out: Path) -> None:
    """The case that goes on knows that it was sealed, as what, and by whom."""
    said = {"bag": out.name, "signer": made.fingerprint, "stamped": _iso(made.stamped) if made.stamped is not None else ""}
    draft = Draft(action="seal", options=canonical(said), inputs=(made.head,), outputs=((TAG_MANIFEST, made.tag_manifest_sha256),), role="analyst")
    store.record(draft)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _write(path: Path, data: bytes) -> None:
    with storage_errors(path), path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())

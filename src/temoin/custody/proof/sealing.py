"""`seal_case`: a case as a bag that anybody can check with a system's own tools, signed and stamped; it is whole or it is not there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import attrs

from temoin.custody.casestore import VERSION, CaseStore, utc_now
from temoin.custody.folder import storage_errors, sync_folder
from temoin.custody.ledger import Draft, canonical
from temoin.custody.proof.bag import PAYLOAD, TAG_MANIFEST, finish_bag, write_new
from temoin.custody.proof.copying import copy_case, files_of_case
from temoin.custody.proof.crate import CRATE, PROVENANCE, crate_document, provenance_document
from temoin.custody.proof.guide import GUIDE, guide_text
from temoin.custody.proof.keys import Signer
from temoin.custody.proof.proving import SealedCase, SealOptions, prove, require_free, staged
from temoin.custody.proof.viewcopy import VIEW, write_view
from temoin.errors import CaseError, CustodyError
from temoin.model import Case
from temoin.progress import SILENT, Progress

__all__ = ["seal_case"]


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
    require_free(out)
    with CaseStore.open(folder, write=True, now=now) as store:
        if store.folder.resolve() in out.absolute().resolve().parents:
            raise CaseError(f"{out} lies in the case itself", hint="Name an --out folder beside it.")
        if problems := store.verify():
            more = f" (and {len(problems) - 3} more)" if len(problems) > 3 else ""
            raise CustodyError(f"{folder} was altered: {'; '.join(problems[:3])}{more}")
        with staged(out) as staging:
            made = _fill(store, staging, signer=signer, options=options, now=now, progress=progress)
            with storage_errors(out):
                staging.rename(out)
                sync_folder(out.absolute().parent)
        _write_down(store, made, out)
    return attrs.evolve(made, path=out)


def _fill(
    store: CaseStore, root: Path, *, signer: Signer | None, options: SealOptions, now: Callable[[], datetime], progress: Progress
) -> SealedCase:
    case, sealed = store.case(), now()
    count = len(files_of_case(store.folder_vault))
    progress.start("copying", total=count)
    files = copy_case(store.folder_vault, root / PAYLOAD, done=progress.advance)
    progress.finish(f"{count} files")
    if (view := write_view(store.folder_vault, root / PAYLOAD / VIEW)) is not None:
        files[VIEW] = view
    provenance = provenance_document(case)
    write_new(root / PAYLOAD / PROVENANCE, provenance)
    files[PROVENANCE] = (hashlib.sha256(provenance).hexdigest(), len(provenance), "application/ld+json")
    write_new(root / PAYLOAD / CRATE, crate_document(case, files, version=VERSION, licence=options.licence))
    facts = _facts(case, sealed) | ({"fingerprint": signer.fingerprint} if signer is not None else {})
    write_new(root / GUIDE, guide_text(facts, is_signed=signer is not None, is_stamped=options.authority is not None))
    progress.start("hashing", total=len(files) + 2)
    bag = finish_bag(root, _bag_info(case, sealed), done=progress.advance)
    progress.finish()
    stamped = prove(root, bag, _predicate(case, sealed), signer=signer, authority=options.authority)
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


def _write_down(store: CaseStore, made: SealedCase, out: Path) -> None:
    """The case that goes on knows that it was sealed, as what, and by whom."""
    said = {"bag": out.name, "signer": made.fingerprint, "stamped": _iso(made.stamped) if made.stamped is not None else ""}
    draft = Draft(action="seal", options=canonical(said), inputs=(made.head,), outputs=((TAG_MANIFEST, made.tag_manifest_sha256),), role="analyst")
    store.record(draft)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")

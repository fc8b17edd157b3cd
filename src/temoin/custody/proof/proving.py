"""What every sealed bag needs: a free place, a folder that is whole or not there, a signature and a stamp."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import attrs

from temoin.custody.folder import TEMPORARY, storage_errors
from temoin.custody.proof.bag import MANIFEST, TAG_MANIFEST, Bag, write_new
from temoin.custody.proof.envelope import Statement, envelope_of
from temoin.custody.proof.keys import Signer
from temoin.custody.proof.names import ENVELOPE, SIGNER, STAMP
from temoin.custody.proof.stamp import ask_for_stamp, read_stamp
from temoin.custody.seal import SEAL
from temoin.errors import CaseError

__all__ = ["SealOptions", "SealedCase", "prove", "require_free", "staged"]


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


def require_free(out: Path) -> None:
    """Make sure that nothing lies where a bag is to come.

    Raises:
        CaseError: something does.
    """
    if out.is_symlink() or out.exists():
        raise CaseError(f"{out} is there already", hint="A sealed case is never written over: name another --out folder.")


@contextmanager
def staged(out: Path) -> Iterator[Path]:
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


def prove(root: Path, bag: Bag, predicate: dict[str, object], *, signer: Signer | None, authority: str | None) -> datetime | None:
    """The signature and the stamp, beside what they are over; gives the stamp's time."""
    if signer is not None or authority is not None:
        with storage_errors(root):
            (root / SEAL).mkdir()
    stamped = (root / TAG_MANIFEST).read_bytes()
    if signer is not None:
        manifest = next(sha256 for name, sha256 in bag.tags if name == MANIFEST)
        subjects = ((TAG_MANIFEST, bag.tag_manifest_sha256), (MANIFEST, manifest))
        stamped = envelope_of(Statement(subjects=subjects, predicate=predicate), signer)
        write_new(root / ENVELOPE, stamped)
        write_new(root / SIGNER, signer.public_pem)
    if authority is None:
        return None
    reply = ask_for_stamp(authority, stamped)
    write_new(root / STAMP, reply)
    return read_stamp(reply, stamped).time

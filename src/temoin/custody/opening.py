"""`open_case`: a case as a value, if its ledger holds."""

from __future__ import annotations

from pathlib import Path

from temoin.custody.casestore import CaseStore
from temoin.model import Case

__all__ = ["open_case"]


def open_case(path: Path | str, *, purpose: str = "read") -> Case:
    """The case in a folder: its exhibits, and a ledger whose chain was checked. The exhibits' own bytes are checked by `CaseStore.verify`.

    Args:
        path: its folder.
        purpose: what a sealed case is read for, one word, for its access log.

    Raises:
        CaseError: the folder is no case.
        CustodyError: the chain is broken, or the case's tables were altered.
        StorageError: it cannot be read.
    """
    with CaseStore.open(path, purpose=purpose) as store:
        store.require_ledger()
        return store.case()

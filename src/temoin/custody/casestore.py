"""`CaseStore`: a case as one folder with a GeoPackage, its exhibits and its products."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Self

from temoin.custody.accesslog import log_reading
from temoin.custody.casebook import CaseBook
from temoin.custody.creating import has_database, is_free, make_case
from temoin.custody.foldervault import FolderVault
from temoin.custody.opened import checked_options
from temoin.custody.seal import place_of, require_unsealed, seal_of
from temoin.custody.session import Session, open_session
from temoin.errors import CaseError

__all__ = ["VERSION", "CaseStore", "utc_now"]

VERSION = installed_version("temoin")
"""Of this temoin, for the ledger and for the keys of steps."""


def utc_now() -> datetime:
    """The clock that is used where none is passed in."""
    return datetime.now(UTC)


class CaseStore(CaseBook):
    """One open case folder; made by `create` and `open`, closed as a context manager or by `close`.

    All of `Store` holds: each method that writes appends its ledger entry in the same transaction, and what was acknowledged is on the disk.

    >>> with CaseStore.create(tmp_path / "case", title="Plant", options_json="{}") as store:   # doctest: +SKIP
    ...     exhibit = store.add_exhibit(Path("report.html"), ExhibitRole.REPORT)
    ...     store.head
    """

    def __init__(self, session: Session) -> None:
        vault = FolderVault(session)
        super().__init__(vault)
        self._session, self._folder_vault = session, vault

    @classmethod
    def create(
        cls,
        path: Path | str,
        *,
        title: str = "",
        inputs_key: str = "",
        options_json: str = "{}",
        now: Callable[[], datetime] = utc_now,
        version: str = VERSION,
        wait_s: float = 2.0,
    ) -> Self:
        """Make a case, or go on with the one that the same inputs and options made.

        Args:
            path: a folder that is not there yet, is empty, or is this very case.
            title: in the analyst's words.
            inputs_key: what tells these inputs from others (`step_key` of their hashes).
            options_json: the options of the run, a JSON object.
            now: the clock, with a zone.
            version: of temoin.
            wait_s: how long to wait for another writer, seconds.

        Raises:
            CaseError: something else lies there, or a case of other inputs or options; nothing was touched.
            StorageError: the disk is full or read-only; nothing was left behind.
            CustodyError: the case that lies there was altered.
        """
        folder, options = Path(path), checked_options(options_json)
        if not has_database(folder):
            if not is_free(folder):
                message = f"{folder} is no case and is not empty"
                raise CaseError(message, hint="Name another --out folder; nothing was touched.")
            make_case(folder, title=title, inputs_key=inputs_key, options=options, now=now(), version=version)
        store = cls.open(folder, write=True, now=now, version=version, wait_s=wait_s)
        try:
            store.require_same(inputs_key, options)
        except CaseError:
            store.close()
            raise
        return store

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        write: bool = False,
        now: Callable[[], datetime] = utc_now,
        version: str = VERSION,
        wait_s: float = 2.0,
        purpose: str = "read",
    ) -> Self:
        """Open a case that is there. Each opening of a sealed one leaves a line in the access log beside its folder.

        Args:
            path: its folder, or the bag of a sealed case.
            write: as the one writer; several may read meanwhile.
            now: the clock, with a zone.
            version: of temoin.
            wait_s: how long to wait for another writer, seconds.
            purpose: what a sealed case is read for, one word, for its access log.

        Raises:
            CaseError: no case, or held by another writer, or sealed and to be written to.
            CustodyError: its tables, guards or newest entry were altered.
            StorageError: it cannot be opened.
        """
        folder = place_of(Path(path))
        if write:
            require_unsealed(folder)
        session = open_session(folder, write=write, now=now, version=version, wait_s=wait_s)
        store = cls(session)
        try:
            if (seal := seal_of(session.folder)) is not None:
                log_reading(seal, purpose=purpose, head=store.head, now=now(), version=version)
            if write:
                store._folder_vault.mend_copies()  # its own class
        except BaseException:
            store.close()
            raise
        return store

    @property
    def folder(self) -> Path:
        """The case folder."""
        return self._session.folder

    @property
    def folder_vault(self) -> FolderVault:
        """Where it lies, with its files: for sealing."""
        return self._folder_vault


if TYPE_CHECKING:
    from temoin.custody.store import Store
    from temoin.custody.vault import Vault

    _IS_A_STORE: type[Store] = CaseStore
    _IS_A_VAULT: type[Vault] = FolderVault

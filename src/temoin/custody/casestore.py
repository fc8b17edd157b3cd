"""`CaseStore`: a case as one folder with a GeoPackage, its exhibits and its products."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Self

import attrs

from temoin.custody.check import case_problems, ledger_problem
from temoin.custody.creating import checked_options, has_database, is_free, make_case
from temoin.custody.decisions import DECIDE, decide, read_decisions
from temoin.custody.exhibits import files_of, take_in
from temoin.custody.layers import LAYERS_OUTPUT, Layers, write_layers
from temoin.custody.ledger import Draft, canonical
from temoin.custody.products import bytes_of, keep, mend_copies
from temoin.custody.rows import read_artefacts, read_case_row, read_entries, read_entry, read_exhibits
from temoin.custody.search import Hit, find_words
from temoin.custody.session import Session, open_session
from temoin.errors import CaseError, CustodyError, OptionError
from temoin.model import Case, CustodyEntry, Decision, DecisionKind, Exhibit, ExhibitRole, Ledger

__all__ = ["VERSION", "CaseStore", "utc_now"]

VERSION = installed_version("temoin")
"""Of this temoin, for the ledger and for the keys of steps."""
_RESERVED = ("exhibits/", "products/", LAYERS_OUTPUT)


def utc_now() -> datetime:
    """The clock that is used where none is passed in."""
    return datetime.now(UTC)


class CaseStore:
    """One open case folder; made by `create` and `open`, closed as a context manager or by `close`.

    All of `Store` holds: each method that writes appends its ledger entry in the same transaction, and what was acknowledged is on the disk.

    >>> with CaseStore.create(tmp_path / "case", title="Plant", options_json="{}") as store:   # doctest: +SKIP
    ...     exhibit = store.add_exhibit(Path("report.html"), ExhibitRole.REPORT)
    ...     store.head
    """

    def __init__(self, session: Session) -> None:
        self._session = session

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
        cls, path: Path | str, *, write: bool = False, now: Callable[[], datetime] = utc_now, version: str = VERSION, wait_s: float = 2.0
    ) -> Self:
        """Open a case that is there.

        Args:
            path: its folder.
            write: as the one writer; several may read meanwhile.
            now: the clock, with a zone.
            version: of temoin.
            wait_s: how long to wait for another writer, seconds.

        Raises:
            CaseError: no case, or held by another writer.
            CustodyError: its tables, guards or newest entry were altered.
            StorageError: it cannot be opened.
        """
        session = open_session(Path(path), write=write, now=now, version=version, wait_s=wait_s)
        store = cls(session)
        try:
            if write:
                mend_copies(session)
        except BaseException:
            store.close()
            raise
        return store

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Let go of the case; nothing that was acknowledged is lost."""
        self._session.close()

    @property
    def folder(self) -> Path:
        """The case folder."""
        return self._session.folder

    @property
    def head(self) -> str:
        """Hash of the newest ledger entry; to be printed, noted and compared."""
        return self._session.head

    @property
    def inputs_key(self) -> str:
        """The key of the inputs that the case holds now."""
        with self._session.reading() as connection:
            return read_case_row(connection).inputs_key

    @property
    def options(self) -> str:
        """The options of the run, as JSON text with sorted keys."""
        with self._session.reading() as connection:
            return read_case_row(connection).options

    def case(self) -> Case:
        """The case as a value, all read at one moment.

        Raises:
            CustodyError: a row cannot be read.
        """
        with self._session.reading() as connection:
            row = read_case_row(connection)
            exhibits = tuple(exhibit for _, exhibit in read_exhibits(connection))
            ledger = Ledger(entries=tuple(read_entries(connection)))
        return Case(id=row.case_id, created=row.created, title=row.title, exhibits=exhibits, ledger=ledger, options=row.options)

    def verify(self) -> tuple[str, ...]:
        """What is wrong with the case, one sentence each, every wrong file by name; empty where all holds."""
        with self._session.reading() as connection:
            return case_problems(self.folder, connection)

    def require_same(self, inputs_key: str, options: str) -> None:
        """Make sure that the case is one of these inputs and options.

        Raises:
            CaseError: it is not; the hint says how to add inputs.
        """
        if self.inputs_key != inputs_key:
            message = f"{self.folder} is a case of other inputs"
            raise CaseError(message, hint=f"`temoin case add {self.folder} FILE` adds inputs to it; or name another --out folder.")
        if self.options != options:
            message = f"{self.folder} is a case of the same inputs, but other options"
            raise CaseError(message, hint="Give the options it was made with, or name another --out folder.")

    def require_ledger(self) -> None:
        """Make sure that the chain holds and that the case is what its ledger says.

        Raises:
            CustodyError: it does not; the message names the first fault.
        """
        with self._session.reading() as connection:
            problem = ledger_problem(tuple(read_entries(connection)), connection)
        if problem:
            raise CustodyError(f"{self.folder}: {problem}")

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Several writes as one: all are durable when the block ends, or none is.

        Raises:
            CaseError: the case was opened to be read only.
            StorageError: the disk is full; none of the writes happened.
        """
        with self._session.writing():
            yield

    def record(self, draft: Draft) -> CustodyEntry:
        """Write down a step that leaves nothing else in the case.

        Raises:
            OptionError: its options are no JSON object, its outputs have names that belong to the store, or it is a decision.
        """
        if draft.action == DECIDE:
            raise OptionError("a decision is written down by add_decision alone")
        if any(name.startswith(_RESERVED) for name, _ in draft.outputs):
            raise OptionError("a name below exhibits/ or products/ is given by the store alone")
        return self._session.append(attrs.evolve(draft, options=checked_options(draft.options)))

    def record_many(self, drafts: Iterable[Draft]) -> tuple[CustodyEntry, ...]:
        """Write down many steps, durable together."""
        with self.batch():
            return tuple(self.record(draft) for draft in drafts)

    def add_exhibit(
        self,
        source: Path | bytes,
        role: ExhibitRole,
        *,
        name: str | None = None,
        media_type: str = "application/octet-stream",
        origin: str = "{}",
        sha256: str | None = None,
    ) -> Exhibit:
        """Take in an unaltered copy of an input; the same bytes under the same name and role are taken in once.

        Args:
            source: the file, or its bytes.
            role: what it was given as.
            name: its own name, for a file of a folder relative with forward slashes; needed for bytes.
            media_type: of its bytes.
            origin: where it came from, from whom, when, order id: a JSON object.
            sha256: of its bytes where the caller has just worked it out: a known exhibit is then not read again.

        Raises:
            UnreadableError: the file cannot be read.
            StorageError: the copy cannot be written; nothing was left behind.
            OptionError: the name is no name.
        """
        return take_in(self._session, source, role, name=name, media_type=media_type, origin=origin, sha256=sha256)

    def add_folder(self, folder: Path, role: ExhibitRole, *, origin: str = "{}") -> tuple[Exhibit, ...]:
        """Take in every file of a folder that is one input (an order, a file geodatabase), named relative to the folder's own parent.

        Raises:
            UnreadableError: it is no folder, is empty, or holds a link or a device.
        """
        with self.batch():
            return tuple(self.add_exhibit(path, role, name=name, origin=origin) for path, name in files_of(folder))

    def add_inputs(self, inputs_key: str) -> CustodyEntry:
        """Go on with more inputs than the case was made with; the key that was stands in the ledger."""
        with self._session.writing() as connection:
            entry = self._session.append(Draft(action="add", options=canonical({"inputs_key": inputs_key})))
            connection.execute("UPDATE temoin_case SET inputs_key = ?", (inputs_key,))
        return entry

    def add_decision(self, kind: DecisionKind, subject: str, *, value_json: str = "{}", who: str, why: str) -> Decision:
        """Write down what a person decided; it is never removed, a later one on the same matter follows it.

        Args:
            kind: what was decided.
            subject: what it is about, as in `Decision`.
            value_json: the new value, a JSON object.
            who: who decides; the ledger entry bears it as its role.
            why: the reason, in that person's words.

        Raises:
            OptionError: subject, who or why is empty or too long, the value is no JSON object, or nothing of that number can be withdrawn.
            StorageError: the disk is full; nothing was written down.
        """
        return decide(self._session, kind, subject, value=checked_options(value_json), who=who, why=why)

    def decisions(self) -> tuple[Decision, ...]:
        """All decisions in their order, those that no longer stand too.

        Raises:
            CustodyError: a decision cannot be read.
        """
        with self._session.reading() as connection:
            return read_decisions(connection)

    def put_artefact(
        self,
        name: str,
        data: bytes,
        media_type: str,
        *,
        action: str,
        options_json: str = "{}",
        inputs: Iterable[str] = (),
        key: str | None = None,
        role: str = "machine",
    ) -> CustodyEntry:
        """Keep what a step worked out, under `products/` and in the ledger; an older artefact of that name stays in the ledger.

        Args:
            name: what to ask for later, and the file's name: `claims.json`, `pictures/before.png`.
            data: the bytes.
            media_type: of the bytes.
            action: the ledger's word for the step.
            options_json: the options used, a JSON object.
            inputs: SHA-256 of what it was made from, in order.
            key: what decides whether the step must be done again; made from inputs, options and version where it is not given.
            role: who acted.

        Raises:
            OptionError: the name leads out of the folder, or the options are no JSON object.
            StorageError: the disk is full; nothing was kept.
        """
        draft = Draft(action=action, options=checked_options(options_json), inputs=tuple(inputs), role=role)
        return keep(self._session, name, data, media_type, draft=draft, key=key)

    def put_layers(self, layers: Layers) -> CustodyEntry | None:
        """Make the layers and tables that QGIS opens, and the full-text search, anew; `None` where the case holds these very ones.

        Raises:
            CrsError: a shape has no place on WGS 84.
            StorageError: the disk is full; the old ones stay.
        """
        return write_layers(self._session, layers)

    def find(self, words: str, *, limit: int = 50) -> tuple[Hit, ...]:
        """Where words stand in texts, quotes and names, whatever the case, the accents and (for Cyrillic) the script; best first.

        Raises:
            OptionError: there is no word to look for.
        """
        with self._session.reading() as connection:
            return find_words(connection, words, limit=limit)

    def get_artefact(self, name: str, *, at: int | None = None) -> bytes | None:
        """The newest artefact of a name, or the newest as of a ledger entry; `None` where there is none.

        Args:
            name: of the artefact.
            at: number of a ledger entry; what was written after it does not count.

        Raises:
            CustodyError: its bytes are not the ones that were written.
        """
        with self._session.reading() as connection:
            newest = read_artefacts(connection, name, at=at)
            return bytes_of(self.folder, connection, newest[0]) if newest else None

    def artefact_path(self, name: str) -> Path | None:
        """Where the newest artefact of a name can be read by people, or `None`; a large one bears part of its hash in its file's name."""
        with self._session.reading() as connection:
            newest = read_artefacts(connection, name)
        return self.folder / newest[-1].path if newest else None

    def artefact_inputs(self, name: str) -> tuple[str, ...]:
        """SHA-256 of what the newest artefact of a name was made from, in order; empty where there is none."""
        with self._session.reading() as connection:
            newest = read_artefacts(connection, name)
            return read_entry(connection, newest[0].entry).inputs if newest else ()

    def artefact_entries(self, name: str) -> tuple[int, ...]:
        """Numbers of the ledger entries that wrote an artefact of that name, oldest first."""
        with self._session.reading() as connection:
            return tuple(artefact.entry for artefact in read_artefacts(connection) if artefact.name == name)

    def artefact_names(self) -> tuple[str, ...]:
        """The names of all artefacts, in the order in which they first came."""
        with self._session.reading() as connection:
            return tuple(dict.fromkeys(artefact.name for artefact in read_artefacts(connection)))

    def step(self, name: str, key: str) -> bytes | None:
        """The newest artefact of a name if it was made by the very same step, else `None`: then the step must be done.

        Args:
            name: of the artefact.
            key: as `step_key` makes it.

        Raises:
            CustodyError: its bytes are not the ones that were written.
        """
        with self._session.reading() as connection:
            newest = read_artefacts(connection, name)
            return bytes_of(self.folder, connection, newest[0]) if newest and newest[0].step_key == key else None


if TYPE_CHECKING:
    from temoin.custody.store import Store

    _IS_A_STORE: type[Store] = CaseStore

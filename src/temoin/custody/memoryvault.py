"""`MemoryVault`: a case without a disk; what comes of it is gone when its `MemoryPlace` is."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from temoin.custody.folder import open_regular, storage_errors
from temoin.custody.holding import Artefact, CaseRow
from temoin.custody.search import SEARCH, rank_rows
from temoin.custody.vault import Tables
from temoin.errors import CaseError, CustodyError, StorageError
from temoin.model import CustodyEntry, Exhibit, ExhibitRole

__all__ = ["Marks", "MemoryPlace", "MemoryVault"]


@attrs.frozen(kw_only=True)
class Marks:
    """What is committed: how much of each list, the case's own row, and the tables. Whoever reads holds one of these."""

    entries: int
    exhibits: int
    artefacts: int
    row: CaseRow
    tables: Tables | None


class MemoryPlace:
    """Where one case lies in memory, as a folder is where one lies on a disk. Several stores may be open on it; one of them writes."""

    def __init__(self) -> None:
        self.entries: list[CustodyEntry] = []
        self.exhibits: list[tuple[int, Exhibit]] = []
        self.artefacts: list[Artefact] = []
        self.originals: dict[str, bytes] = {}
        self.products: dict[tuple[int, str], bytes] = {}
        self.committed: Marks | None = None
        self.writer = threading.Lock()


class MemoryVault:
    """A `Vault` over one place."""

    def __init__(self, place: MemoryPlace, marks: Marks, *, is_writer: bool, now: Callable[[], datetime], version: str) -> None:
        self._place, self._marks = place, marks
        self._is_writer, self._is_open = is_writer, True
        self._depth = 0
        self._is_writing = False
        self._now = now
        self._version = version

    @property
    def name(self) -> str:
        """The case's id, since it has no other place."""
        return f"the case {self._marks.row.case_id[:8]} in memory"

    @property
    def version(self) -> str:
        """Of temoin."""
        return self._version

    def now(self) -> datetime:
        """The clock."""
        return self._now()

    def close(self) -> None:
        """Let go of the place; another store may write."""
        if self._is_open and self._is_writer:
            self._place.writer.release()
        self._is_open = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One moment: what was committed when the outermost block began, or what this writer has done so far."""
        self._require_open()
        if not self._depth and not self._is_writing and self._place.committed is not None:
            self._marks = self._place.committed
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction."""
        self._require_open()
        if not self._is_writer:
            raise CaseError(f"{self.name} was opened to be read only", hint="Open it with write=True.")
        if self._is_writing:
            yield
            return
        before = self._marks
        self._is_writing = True
        is_done = False
        try:
            yield
            is_done = True
        finally:
            self._is_writing = False
            if not is_done:
                self._take_back(before)
            self._place.committed = self._marks

    def _take_back(self, marks: Marks) -> None:
        place = self._place
        for (number, path), _ in list(place.products.items()):
            if number > marks.entries:
                del place.products[number, path]
        del place.entries[marks.entries :], place.exhibits[marks.exhibits :], place.artefacts[marks.artefacts :]
        self._marks = marks

    def _require_open(self) -> None:
        if not self._is_open:
            raise StorageError(f"{self.name} was closed", hint="Open it again.")

    def case_row(self) -> CaseRow:
        """What the case says of itself."""
        return self._marks.row

    def move_inputs_key(self, inputs_key: str) -> None:
        """The one thing of the row that moves on."""
        self._marks = attrs.evolve(self._marks, row=attrs.evolve(self._marks.row, inputs_key=inputs_key))

    def last_entry(self) -> CustodyEntry | None:
        """The newest entry."""
        return self._place.entries[self._marks.entries - 1] if self._marks.entries else None

    def entries(self, *, action: str | None = None, after: int = 0) -> Iterator[CustodyEntry]:
        """Entries, oldest first."""
        return (entry for entry in self._place.entries[after : self._marks.entries] if action is None or entry.action == action)

    def entry(self, number: int) -> CustodyEntry:
        """One entry."""
        if not 1 <= number <= self._marks.entries:
            raise CustodyError(f"ledger entry {number} is missing")
        return self._place.entries[number - 1]

    def newest_output(self, name: str) -> str | None:
        """The newest output of a name."""
        newest_first = reversed(self._place.entries[: self._marks.entries])
        return next((sha256 for entry in newest_first for output, sha256 in entry.outputs if output == name), None)

    def add_entry(self, entry: CustodyEntry) -> None:
        """Append an entry."""
        self._place.entries.append(entry)
        self._marks = attrs.evolve(self._marks, entries=self._marks.entries + 1)

    def exhibits(self) -> tuple[tuple[int, Exhibit], ...]:
        """All exhibits."""
        return tuple(self._place.exhibits[: self._marks.exhibits])

    def exhibit(self, *, sha256: str, name: str, role: ExhibitRole) -> Exhibit | None:
        """One exhibit."""
        return next((one for _, one in self.exhibits() if (one.sha256, one.name, one.role) == (sha256, name, role)), None)

    def add_exhibit(self, entry: int, exhibit: Exhibit) -> None:
        """Append an exhibit."""
        self._place.exhibits.append((entry, exhibit))
        self._marks = attrs.evolve(self._marks, exhibits=self._marks.exhibits + 1)

    def artefacts(self, name: str | None = None, *, at: int | None = None) -> tuple[Artefact, ...]:
        """Artefacts."""
        every = self._place.artefacts[: self._marks.artefacts]
        if name is None:
            return tuple(every)
        return tuple([one for one in every if one.name == name and (at is None or one.entry <= at)][-1:])

    def add_artefact(self, artefact: Artefact, data: bytes | None) -> None:
        """Append an artefact; its bytes lie under the entry that wrote it."""
        kept = self._place.products.pop((0, artefact.path), b"")
        self._place.products[artefact.entry, artefact.path] = kept if data is None else data
        self._place.artefacts.append(artefact)
        self._marks = attrs.evolve(self._marks, artefacts=self._marks.artefacts + 1)

    def keep_original(self, source: Path | bytes, place: str, suffix: str) -> tuple[str, int]:
        """Bytes by their hash."""
        data = _bytes_of(source)
        digest = hashlib.sha256(data).hexdigest()
        self._place.originals.setdefault(f"{place}/{digest}{suffix}", data)
        return digest, len(data)

    def lay_out(self, exhibit: Exhibit, path: Path) -> None:
        """A copy of an exhibit."""
        problem = self._original_problem(exhibit)
        if problem:
            raise CustodyError(f"{self.name}: {problem}")
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(self._place.originals[exhibit.path])

    def keep_product(self, place: str, source: Path | bytes, *, is_copy: bool) -> None:
        """Bytes that no entry names yet."""
        if not is_copy:
            self._place.products[0, place] = _bytes_of(source)

    def product_bytes(self, artefact: Artefact) -> bytes:
        """The bytes of an artefact."""
        data = self._place.products.get((artefact.entry, artefact.path), b"")
        if hashlib.sha256(data).hexdigest() != artefact.sha256:
            raise CustodyError(f"{self.name}: {artefact.name} is not what was written")
        return data

    def product_path(self, artefact: Artefact) -> Path | None:  # noqa: ARG002  # as every vault has it
        """Nowhere: there are no files."""
        return None

    def write_tables(self, tables: Tables) -> None:
        """Layers and search."""
        self._marks = attrs.evolve(self._marks, tables={name: tuple(rows) for name, rows in tables.items()})

    def tables(self) -> Tables | None:
        """Layers and search."""
        return self._marks.tables

    def find(self, tokens: Sequence[str], *, limit: int) -> tuple[tuple[str, str, str], ...]:
        """Where words stand."""
        return rank_rows(self._marks.tables[SEARCH], tokens, limit=limit) if self._marks.tables is not None else ()

    def scrub(self, exhibits: Sequence[Exhibit], artefacts: Sequence[Artefact]) -> None:
        """Bytes away; what a transaction that fails took away stays away, since there is no disk to come back from."""
        for exhibit in exhibits:
            self._place.originals.pop(exhibit.path, None)
        for artefact in artefacts:
            self._place.products.pop((artefact.entry, artefact.path), None)

    def purge(self) -> None:
        """Nothing to do: nobody else holds the memory."""

    def has_file(self, place: str) -> bool:
        """Whether bytes lie there."""
        return place in self._place.originals

    def problems(self, exhibits: Sequence[Exhibit], artefacts: Sequence[Artefact]) -> Iterator[str]:
        """Bytes that are not what was written."""
        yield from (problem for exhibit in exhibits if (problem := self._original_problem(exhibit)))
        for artefact in artefacts:
            try:
                self.product_bytes(artefact)
            except CustodyError as error:
                yield error.message

    def _original_problem(self, exhibit: Exhibit) -> str | None:
        data = self._place.originals.get(exhibit.path)
        if data is None:
            return f"exhibit {exhibit.name} ({exhibit.path}) is missing"
        return None if hashlib.sha256(data).hexdigest() == exhibit.sha256 else f"exhibit {exhibit.name} ({exhibit.path}) was altered"


def _bytes_of(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    with open_regular(source, follow=True) as file:
        return b"".join(iter(lambda: file.read(1 << 20), b""))


if TYPE_CHECKING:
    from temoin.custody.vault import Vault

    _IS_A_VAULT: type[Vault] = MemoryVault

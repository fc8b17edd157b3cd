"""`Vault`: where a case lies, as rows, bytes and transactions. It knows no rule of a case; `CaseBook` has them all, once for every vault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from temoin.custody.holding import Artefact, CaseRow
from temoin.custody.ledger import Draft, next_entry
from temoin.model import CustodyEntry, Exhibit, ExhibitRole

__all__ = ["Row", "Tables", "Vault", "append"]

Row = tuple[object, ...]
Tables = Mapping[str, Sequence[Row]]
"""Name to rows, of the layers and the search."""


class Vault(Protocol):
    """A place for one case. What is written inside one `writing` is durable when it ends, or never happened; one writes, many read."""

    @property
    def name(self) -> str:
        """The place, for messages."""

    @property
    def version(self) -> str:
        """Of temoin, for new entries."""

    def now(self) -> datetime:
        """The clock, with a zone."""

    def close(self) -> None:
        """Let go of the place."""

    def reading(self) -> AbstractContextManager[None]:
        """All that is read inside is of one moment, whatever a writer does meanwhile."""

    def writing(self) -> AbstractContextManager[None]:
        """All that is written inside happens, or none of it; a block inside a block joins it. CaseError where it was opened to be read only."""

    def case_row(self) -> CaseRow:
        """What the case says of itself."""

    def move_inputs_key(self, inputs_key: str) -> None:
        """The one thing of the row that moves on."""

    def last_entry(self) -> CustodyEntry | None:
        """The newest entry."""

    def entries(self, *, action: str | None = None, after: int = 0) -> Iterator[CustodyEntry]:
        """All entries, or those of one action, or those after a number; oldest first."""

    def entry(self, number: int) -> CustodyEntry:
        """One entry; CustodyError where there is none of that number."""

    def newest_output(self, name: str) -> str | None:
        """SHA-256 of an output of that name in the newest entry that has one."""

    def add_entry(self, entry: CustodyEntry) -> None:
        """Append an entry, already chained."""

    def exhibits(self) -> tuple[tuple[int, Exhibit], ...]:
        """All exhibits in the order in which they came, each with the number of its entry."""

    def exhibit(self, *, sha256: str, name: str, role: ExhibitRole) -> Exhibit | None:
        """The exhibit of these bytes, name and role."""

    def add_exhibit(self, entry: int, exhibit: Exhibit) -> None:
        """Append an exhibit, whose bytes are kept already."""

    def artefacts(self, name: str | None = None, *, at: int | None = None) -> tuple[Artefact, ...]:
        """All artefacts, oldest first; or the newest of one name (as of an entry), alone."""

    def add_artefact(self, artefact: Artefact, data: bytes | None) -> None:
        """Append an artefact, with its bytes where it is inline."""

    def keep_original(self, source: Path | bytes, place: str, suffix: str) -> tuple[str, int]:
        """Keep bytes unaltered at `place/SHA-256 suffix`; gives SHA-256 and size. The same bytes are kept once."""

    def lay_out(self, exhibit: Exhibit, path: Path) -> None:
        """Put an exhibit's bytes, which are the ones that were taken in, under a path that is free."""

    def keep_product(self, place: str, source: Path | bytes, *, is_copy: bool) -> None:
        """Keep a product's file; a copy for people may get its name after the transaction."""

    def product_bytes(self, artefact: Artefact) -> bytes:
        """The bytes of an artefact; CustodyError where they are not the ones that were written."""

    def product_path(self, artefact: Artefact) -> Path | None:
        """Where people can read it, or `None` where the vault has no files."""

    def write_tables(self, tables: Tables) -> None:
        """Make the layers and the search anew."""

    def tables(self) -> Tables | None:
        """What the layers and the search hold, or `None` where they are missing or of another form."""

    def find(self, tokens: Sequence[str], *, limit: int) -> tuple[tuple[str, str, str], ...]:
        """Kind, place and words of the rows in which all folded words stand, by their beginnings; best first."""

    def scrub(self, exhibits: Sequence[Exhibit], artefacts: Sequence[Artefact]) -> None:
        """Take the bytes of rows away and leave the rows; inside `writing`. Files go when the transaction is durable."""

    def purge(self) -> None:
        """Leave nothing of bytes that were taken away where the disk could still tell them: free pages, logs. Outside of `writing`."""

    def has_file(self, place: str) -> bool:
        """Whether bytes lie at the place of an exhibit or product."""

    def problems(self, exhibits: Sequence[Exhibit], artefacts: Sequence[Artefact]) -> Iterator[str]:
        """What is wrong with the bytes and with the place itself, one sentence each."""


def append(vault: Vault, draft: Draft) -> CustodyEntry:
    """Chain one entry to the ledger, inside the running transaction or one of its own."""
    with vault.writing():
        entry = next_entry(vault.last_entry(), draft, time=vault.now(), version=vault.version)
        vault.add_entry(entry)
    return entry

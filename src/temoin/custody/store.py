"""`Store`: what any back end of a case must do; the folder with its GeoPackage is one, a database server for teams may be another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol, Self, runtime_checkable

from temoin.custody.layers import Layers
from temoin.custody.ledger import Draft
from temoin.custody.search import Hit
from temoin.model import Case, CustodyEntry, Decision, DecisionKind, Exhibit, ExhibitRole, Provenance

__all__ = ["Store"]


@runtime_checkable
class Store(Protocol):
    """One case, open. Every method that writes appends its own ledger entry in the same transaction: callers cannot forget it."""

    def __enter__(self) -> Self:
        """The store itself."""

    def __exit__(self, *exception: object) -> None:
        """Close the store."""

    def close(self) -> None:
        """Let go of the case; nothing that was acknowledged is lost."""

    @property
    def name(self) -> str:
        """The place where the case lies, for messages."""

    @property
    def head(self) -> str:
        """Hash of the newest ledger entry."""

    @property
    def inputs_key(self) -> str:
        """The key of the inputs that the case holds now."""

    @property
    def options(self) -> str:
        """The options of the run, as JSON text with sorted keys."""

    def batch(self) -> AbstractContextManager[None]:
        """Several writes as one: all are durable when the block ends, or none is."""

    def record(self, draft: Draft) -> CustodyEntry:
        """Write down a step that leaves nothing else in the case."""

    def record_many(self, drafts: Iterable[Draft]) -> tuple[CustodyEntry, ...]:
        """Write down many steps, durable together."""

    def add_exhibit(
        self,
        source: Path | bytes,
        role: ExhibitRole,
        *,
        name: str | None = None,
        media_type: str = "application/octet-stream",
        provenance: Provenance | None = None,
        sha256: str | None = None,
    ) -> Exhibit:
        """Take in an unaltered copy of an input."""

    def add_folder(self, folder: Path, role: ExhibitRole, *, provenance: Provenance | None = None) -> tuple[Exhibit, ...]:
        """Take in every file of a folder that is one input."""

    def lay_out(self, exhibit: Exhibit, path: Path) -> None:
        """Put an exhibit's bytes, checked against the ledger's hash, under a path that is free."""

    def add_inputs(self, inputs_key: str) -> CustodyEntry:
        """Go on with more inputs than the case was made with."""

    def add_decision(self, kind: DecisionKind, subject: str, *, value_json: str = "{}", who: str, why: str) -> Decision:
        """Write down what a person decided."""

    def decisions(self) -> tuple[Decision, ...]:
        """All decisions in their order."""

    def forget(self, sha256: str, *, who: str, why: str, keep: Sequence[str] = ()) -> CustodyEntry:
        """Take the bytes of an exhibit out of the case, and of all that was worked out since it came."""

    def forgotten(self) -> Mapping[str, int]:
        """SHA-256 of each exhibit that the case was made to forget, to the number of the entry that says so."""

    def withheld(self) -> tuple[tuple[int, str], ...]:
        """What the case was made to forget: the number of the entry, and the name."""

    def put_artefact(
        self,
        name: str,
        data: bytes | Path,
        media_type: str,
        *,
        action: str,
        options_json: str = "{}",
        inputs: Iterable[str] = (),
        key: str | None = None,
        role: str = "machine",
    ) -> CustodyEntry:
        """Keep what a step worked out."""

    def put_layers(self, layers: Layers) -> CustodyEntry | None:
        """Make layers for maps and the full-text search anew."""

    def find(self, words: str, *, limit: int = 50) -> tuple[Hit, ...]:
        """Where words stand in texts, quotes and names; best first."""

    def get_artefact(self, name: str, *, at: int | None = None) -> bytes | None:
        """The newest artefact of a name, or the newest as of a ledger entry; `None` where there is none."""

    def artefact_entries(self, name: str) -> tuple[int, ...]:
        """Numbers of the ledger entries that wrote an artefact of that name."""

    def artefact_path(self, name: str) -> Path | None:
        """Where the newest artefact of a name can be read by people, or `None` where there is none, or the back end has no files."""

    def artefact_inputs(self, name: str) -> tuple[str, ...]:
        """SHA-256 of what the newest artefact of a name was made from."""

    def artefact_names(self) -> tuple[str, ...]:
        """The names of all artefacts, in the order in which they first came."""

    def step(self, name: str, key: str) -> bytes | None:
        """The newest artefact of a name if it was made by the very same step, else `None`: then the step must be done."""

    def case(self) -> Case:
        """The case as a value: exhibits and ledger."""

    def require_same(self, inputs_key: str, options: str) -> None:
        """Make sure that the case is one of these inputs and options; a CaseError says how to add inputs."""

    def require_ledger(self) -> None:
        """Make sure that the chain holds; a CustodyError names the first fault."""

    def verify(self) -> tuple[str, ...]:
        """What is wrong with the case, one sentence each; empty where all holds."""

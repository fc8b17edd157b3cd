"""`CaseBook`: the rules of a case, the same for every place where one can lie: what is written leaves its entry, and nothing is ever taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import attrs

from temoin.custody.check import case_problems, ledger_problem
from temoin.custody.decisions import DECIDE, decide, read_decisions
from temoin.custody.exhibits import files_of, take_in
from temoin.custody.holding import Artefact
from temoin.custody.layers import LAYERS_OUTPUT, Layers, write_layers
from temoin.custody.ledger import GENESIS, Draft, canonical
from temoin.custody.opened import checked_options
from temoin.custody.products import keep, newest
from temoin.custody.search import Hit, words_of
from temoin.custody.vault import Vault, append
from temoin.custody.withheld import FORGET, WithheldSoFar, forget
from temoin.errors import CaseError, CustodyError, OptionError
from temoin.model import Case, CustodyEntry, Decision, DecisionKind, Exhibit, ExhibitRole, Ledger, Provenance

__all__ = ["CaseBook"]

_RESERVED = ("exhibits/", "products/", LAYERS_OUTPUT)


class CaseBook:
    """One open case. All of `Store` holds: each method that writes appends its entry in the same transaction."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._gone = WithheldSoFar(vault)

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Let go of the case; nothing that was acknowledged is lost."""
        self._vault.close()

    @property
    def name(self) -> str:
        """The place where the case lies, for messages."""
        return self._vault.name

    @property
    def head(self) -> str:
        """Hash of the newest ledger entry; to be printed, noted and compared."""
        with self._vault.reading():
            last = self._vault.last_entry()
        return last.hash if last else GENESIS

    @property
    def inputs_key(self) -> str:
        """The key of the inputs that the case holds now."""
        with self._vault.reading():
            return self._vault.case_row().inputs_key

    @property
    def options(self) -> str:
        """The options of the run, as JSON text with sorted keys."""
        with self._vault.reading():
            return self._vault.case_row().options

    def case(self) -> Case:
        """The case as a value, all read at one moment.

        Raises:
            CustodyError: a row cannot be read.
        """
        with self._vault.reading():
            row = self._vault.case_row()
            exhibits = tuple(exhibit for _, exhibit in self._vault.exhibits())
            ledger = Ledger(entries=tuple(self._vault.entries()))
        return Case(id=row.case_id, created=row.created, title=row.title, exhibits=exhibits, ledger=ledger, options=row.options)

    def verify(self) -> tuple[str, ...]:
        """What is wrong with the case, one sentence each, every wrong file by name; empty where all holds."""
        with self._vault.reading():
            return case_problems(self._vault)

    def require_same(self, inputs_key: str, options: str) -> None:
        """Make sure that the case is one of these inputs and options.

        Raises:
            CaseError: it is not; the hint says how to add inputs.
        """
        if self.inputs_key != inputs_key:
            message = f"{self.name} is a case of other inputs"
            raise CaseError(message, hint=f"`temoin case add {self.name} FILE` adds inputs to it; or name another --out folder.")
        if self.options != options:
            message = f"{self.name} is a case of the same inputs, but other options"
            raise CaseError(message, hint="Give the options it was made with, or name another --out folder.")

    def require_ledger(self) -> None:
        """Make sure that the chain holds and that the case is what its ledger says.

        Raises:
            CustodyError: it does not; the message names the first fault.
        """
        with self._vault.reading():
            problem = ledger_problem(tuple(self._vault.entries()), self._vault)
        if problem:
            raise CustodyError(f"{self.name}: {problem}")

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Several writes as one: all are durable when the block ends, or none is.

        Raises:
            CaseError: the case was opened to be read only.
            StorageError: the disk is full; none of the writes happened.
        """
        with self._vault.writing():
            yield

    def record(self, draft: Draft) -> CustodyEntry:
        """Write down a step that leaves nothing else in the case.

        Raises:
            OptionError: its options are no JSON object, its outputs have names that belong to the store, or it is a decision.
        """
        if draft.action in {DECIDE, FORGET}:
            raise OptionError(f"an entry with the action {draft.action!r} is written down by add_decision and forget alone")
        if any(name.startswith(_RESERVED) for name, _ in draft.outputs):
            raise OptionError("a name below exhibits/ or products/ is given by the store alone")
        return append(self._vault, attrs.evolve(draft, options=checked_options(draft.options)))

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
        provenance: Provenance | None = None,
        sha256: str | None = None,
    ) -> Exhibit:
        """Take in an unaltered copy of an input; the same bytes under the same name and role are taken in once.

        Args:
            source: the file, or its bytes.
            role: what it was given as.
            name: its own name, for a file of a folder relative with forward slashes; needed for bytes.
            media_type: of its bytes.
            provenance: where it came from, from whom, when, order id, as `make_provenance` makes it.
            sha256: of its bytes where the caller has just worked it out: a known exhibit is then not read again.

        Raises:
            UnreadableError: the file cannot be read.
            StorageError: the copy cannot be written; nothing was left behind.
            OptionError: the name is no name.
        """
        provenance = provenance or Provenance()
        return take_in(self._vault, source, role, name=name, media_type=media_type, provenance=provenance, sha256=sha256, gone=self._gone)

    def add_folder(self, folder: Path, role: ExhibitRole, *, provenance: Provenance | None = None) -> tuple[Exhibit, ...]:
        """Take in every file of a folder that is one input (an order, a file geodatabase), named relative to the folder's own parent.

        Raises:
            UnreadableError: it is no folder, is empty, or holds a link or a device.
        """
        with self.batch():
            return tuple(self.add_exhibit(path, role, name=name, provenance=provenance) for path, name in files_of(folder))

    def lay_out(self, exhibit: Exhibit, path: Path) -> None:
        """Put an exhibit's bytes, checked against the ledger's hash, under a path that is free; a second name for the copy where that can be.

        Raises:
            CustodyError: the exhibit was altered or is missing.
            StorageError: it cannot be laid out.
        """
        self._vault.lay_out(exhibit, path)

    def add_inputs(self, inputs_key: str) -> CustodyEntry:
        """Go on with more inputs than the case was made with; the key that was stands in the ledger."""
        with self._vault.writing():
            entry = append(self._vault, Draft(action="add", options=canonical({"inputs_key": inputs_key})))
            self._vault.move_inputs_key(inputs_key)
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
        return decide(self._vault, kind, subject, value=checked_options(value_json), who=who, why=why)

    def decisions(self) -> tuple[Decision, ...]:
        """All decisions in their order, those that no longer stand too.

        Raises:
            CustodyError: a decision cannot be read.
        """
        with self._vault.reading():
            return read_decisions(self._vault)

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
        """Keep what a step worked out, under `products/` and in the ledger; an older artefact of that name stays in the ledger.

        Args:
            name: what to ask for later, and the file's name: `claims.json`, `pictures/before.png`.
            data: the bytes, or a file that holds them.
            media_type: of the bytes; what says to be a Cloud Optimized GeoTIFF must be one, and lies in a file of its own, as GeoParquet does.
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
        return keep(self._vault, name, data, media_type, draft=draft, key=key)

    def put_layers(self, layers: Layers) -> CustodyEntry | None:
        """Make the layers and tables that QGIS opens, and the full-text search, anew; `None` where the case holds these very ones.

        Raises:
            CrsError: a shape has no place on WGS 84.
            StorageError: the disk is full; the old ones stay.
        """
        return write_layers(self._vault, layers)

    def find(self, words: str, *, limit: int = 50) -> tuple[Hit, ...]:
        """Where words stand in texts, quotes and names, whatever the case, the accents and (for Cyrillic) the script; best first.

        Raises:
            OptionError: there is no word to look for.
        """
        with self._vault.reading():
            found = self._vault.find(words_of(words), limit=limit)
        return tuple(Hit(kind=kind, place=place, words=text) for kind, place, text in found)

    def forget(self, sha256: str, *, who: str, why: str, keep: Sequence[str] = ()) -> CustodyEntry:
        """Take the bytes of an exhibit out of the case for good, and of all that was worked out since it came; layers and search are emptied.

        Its name, its hash, where it came from and the reason stay in the ledger: the chain holds on. The words of people's decisions stay too.

        Args:
            sha256: of the exhibit.
            who: who decides it; the ledger entry bears it as its role.
            why: the reason, in that person's words.
            keep: names of artefacts that hold nothing of any exhibit's bytes.

        Raises:
            OptionError: no such exhibit, or who or why is empty.
            StorageError: the disk is full or read-only; nothing was forgotten.
        """
        return forget(self._vault, sha256, who=who, why=why, keep=keep)

    def forgotten(self) -> Mapping[str, int]:
        """SHA-256 of each exhibit that the case was made to forget, to the number of the entry that says so."""
        with self._vault.reading():
            return self._gone.now().exhibits

    def withheld(self) -> tuple[tuple[int, str], ...]:
        """What the case was made to forget: the number of the entry, and the name of the exhibit or artefact; the newest of a name alone."""
        with self._vault.reading():
            found = self._gone.now()
            rows: list[Exhibit | Artefact] = [exhibit for _, exhibit in self._vault.exhibits()]
            rows += {artefact.name: artefact for artefact in self._vault.artefacts()}.values()
            return tuple((number, row.name) for row in rows if (number := found.by(row)) is not None)

    def get_artefact(self, name: str, *, at: int | None = None) -> bytes | None:
        """The newest artefact of a name, or the newest as of a ledger entry; `None` where there is none.

        Args:
            name: of the artefact.
            at: number of a ledger entry; what was written after it does not count.

        Raises:
            CustodyError: its bytes are not the ones that were written.
        """
        with self._vault.reading():
            kept = self._held(name, at=at)
            return self._vault.product_bytes(kept) if kept else None

    def _held(self, name: str, *, at: int | None = None) -> Artefact | None:
        """The newest artefact of a name whose bytes were not forgotten."""
        kept = newest(self._vault, name, at=at)
        return None if kept is None or self._gone.now().by(kept) is not None else kept

    def artefact_path(self, name: str) -> Path | None:
        """Where the newest artefact of a name can be read by people, or `None`; a large one bears part of its hash in its file's name."""
        with self._vault.reading():
            kept = self._held(name)
        return self._vault.product_path(kept) if kept else None

    def artefact_inputs(self, name: str) -> tuple[str, ...]:
        """SHA-256 of what the newest artefact of a name was made from, in order; empty where there is none."""
        with self._vault.reading():
            kept = newest(self._vault, name)
            return self._vault.entry(kept.entry).inputs if kept else ()

    def artefact_entries(self, name: str) -> tuple[int, ...]:
        """Numbers of the ledger entries that wrote an artefact of that name, oldest first."""
        with self._vault.reading():
            return tuple(artefact.entry for artefact in self._vault.artefacts() if artefact.name == name)

    def artefact_names(self) -> tuple[str, ...]:
        """The names of all artefacts, in the order in which they first came."""
        with self._vault.reading():
            return tuple(dict.fromkeys(artefact.name for artefact in self._vault.artefacts()))

    def step(self, name: str, key: str) -> bytes | None:
        """The newest artefact of a name if it was made by the very same step, else `None`: then the step must be done.

        Args:
            name: of the artefact.
            key: as `step_key` makes it.

        Raises:
            CustodyError: its bytes are not the ones that were written.
        """
        with self._vault.reading():
            kept = self._held(name)
            return self._vault.product_bytes(kept) if kept and kept.step_key == key else None

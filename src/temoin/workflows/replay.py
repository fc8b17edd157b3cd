"""`replay_case`: a case run again from its exhibits, with the options and decisions that it recorded, and held against what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from temoin.custody import CaseStore, Store
from temoin.custody.casestore import VERSION
from temoin.progress import SILENT, Progress
from temoin.wire import replay_document
from temoin.workflows.changes import ChangeLine, lines_between, state_of
from temoin.workflows.reopen import restored_inputs, scratch_folder
from temoin.workflows.validated import VALIDATION, step_key_of
from temoin.workflows.verify import require_whole, run_again, verify_event

__all__ = ["Replay", "replay_case"]

REPLAYED = ("claims.json", "registration.json", "findings.json", "findings.geojson", "assessments.json")
"""What a run works out; the dossier bears the time of printing and is left out."""


@attrs.frozen(kw_only=True)
class Replay:
    """What came of running a case again.

    Args:
        head: hash of the newest ledger entry of the case.
        recorded: versions of temoin that worked on it.
        version: the one that ran it again.
        same: names of the artefacts that came out byte for byte.
        different: names of those that did not, or are only on one side.
        lines: what differs, one a thing: `was` is what the case says, `now` what came out.
    """

    head: str
    recorded: tuple[str, ...]
    version: str
    same: tuple[str, ...]
    different: tuple[str, ...]
    lines: tuple[ChangeLine, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """The outcome as one JSON document: what `temoin case replay --json` prints."""
        return replay_document(
            head=self.head,
            recorded=self.recorded,
            version=self.version,
            same=self.same,
            different=self.different,
            changes=[attrs.asdict(line) for line in self.lines],
        )


def replay_case(folder: Path | str, *, progress: Progress = SILENT) -> Replay:
    """Run a case again in a folder of its own that is thrown away, and tell what comes out otherwise. The case itself is only read.

    Args:
        folder: the case; a sealed one too.
        progress: told of each stage.

    Raises:
        CaseError: no case, or never run.
        CustodyError: the case was altered.
        StorageError: there is no room for the second run.
    """
    folder = Path(folder)
    with CaseStore.open(folder, purpose="replay") as store, restored_inputs(store, folder) as (inputs, options), scratch_folder() as place:
        require_whole(store, folder)
        again = place / "case"
        clock = _Clock(store.case().ledger.entries[-1].time)
        verify_event(inputs, again, options, progress=progress, now=clock)
        tried = store.get_artefact(VALIDATION)
        if store.decisions() or tried is not None:
            with CaseStore.open(again, write=True, now=clock) as replayed, restored_inputs(replayed, again) as (laid_out, recorded):
                if tried is not None:
                    _take_over(store, replayed, tried)
                for decision in store.decisions():
                    clock.moment = decision.when
                    replayed.add_decision(decision.kind, decision.subject, value_json=decision.value, who=decision.who, why=decision.why)
                run_again(replayed, again, laid_out, recorded, progress=progress, now=clock)
        with CaseStore.open(again) as replayed:
            return _held_against(store, replayed)


def _take_over(store: Store, replayed: Store, tried: bytes) -> None:
    """Rounds of self-validation are chance that was drawn once: they are a record of the case like its decisions, and not drawn anew."""
    said = store.case().ledger.entries[store.artefact_entries(VALIDATION)[-1] - 1]
    key = step_key_of(said.inputs)
    replayed.put_artefact(VALIDATION, tried, "application/json", action="validate", options_json=said.options, inputs=said.inputs, key=key)


@attrs.define
class _Clock:
    """The time that the case recorded, since decisions bear theirs."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


def _held_against(store: Store, replayed: Store) -> Replay:
    was, now = dict(_hashes(store)), dict(_hashes(replayed))
    names = [name for name in REPLAYED if name in was or name in now]
    entries = store.case().ledger.entries
    return Replay(
        head=store.head,
        recorded=tuple(dict.fromkeys(entry.version for entry in entries)),
        version=VERSION,
        same=tuple(name for name in names if was.get(name) == now.get(name)),
        different=tuple(name for name in names if was.get(name) != now.get(name)),
        lines=tuple(line for line in lines_between(state_of(store), state_of(replayed)) if line.what != "decision"),
    )


def _hashes(store: Store) -> Iterator[tuple[str, str]]:
    for name in REPLAYED:
        data = store.get_artefact(name)
        if data is not None:
            yield name, hashlib.sha256(data).hexdigest()

"""The chain: how an entry is hashed, how the next one is made, and how all are checked. Values in, values out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import attrs

from temoin.errors import CustodyError
from temoin.model import CustodyEntry

__all__ = ["GENESIS", "Draft", "canonical", "chain_problem", "entry_hash", "next_entry", "said_in", "step_key"]

GENESIS = "0" * 64
"""What stands for the entry before the first."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


@attrs.frozen(kw_only=True)
class Draft:
    """What a caller says of one step; number, time and hashes are added by the store.

    Args:
        action: a fixed word, as in `CustodyEntry`.
        options: the options used, a JSON object as text.
        inputs: SHA-256 of what went in.
        outputs: (name, SHA-256) of what came out.
        role: who acted, by role.
    """

    action: str
    options: str = "{}"
    inputs: tuple[str, ...] = ()
    outputs: tuple[tuple[str, str], ...] = ()
    role: str = "machine"


def canonical(value: object) -> str:
    """JSON in the one form that is hashed: sorted keys, no spaces, letters as they are.

    >>> canonical({"b": 1, "a": "é"})
    '{"a":"é","b":1}'
    """
    return _ENCODER.encode(value)


def entry_hash(entry: CustodyEntry) -> str:
    """SHA-256, in hex, of the canonical JSON of all fields but the hash itself; the time as its ISO 8601 text."""
    return _hash_of(
        action=entry.action,
        clock_back=entry.clock_back,
        inputs=entry.inputs,
        number=entry.number,
        options=entry.options,
        outputs=entry.outputs,
        previous=entry.previous,
        role=entry.role,
        time=entry.time,
        version=entry.version,
    )


def _hash_of(*, time: datetime, **fields: object) -> str:
    return hashlib.sha256(_ENCODER.encode({"time": time.isoformat(), **fields}).encode()).hexdigest()


def next_entry(last: CustodyEntry | None, draft: Draft, *, time: datetime, version: str) -> CustodyEntry:
    """The entry that follows the last one.

    Args:
        last: the newest entry, or `None` for the first.
        draft: what was done; its options in canonical form.
        time: what the clock says, with a zone.
        version: of temoin.

    Raises:
        ValueError: the time has no zone.
    """
    if time.utcoffset() is None:
        message = f"the time of an entry needs a zone, {time.isoformat()} has none"
        raise ValueError(message)
    number, previous = (last.number + 1, last.hash) if last else (1, GENESIS)
    clock_back = last is not None and time < last.time
    own_hash = _hash_of(
        action=draft.action,
        clock_back=clock_back,
        inputs=draft.inputs,
        number=number,
        options=draft.options,
        outputs=draft.outputs,
        previous=previous,
        role=draft.role,
        time=time,
        version=version,
    )
    return CustodyEntry(
        number=number,
        time=time,
        clock_back=clock_back,
        action=draft.action,
        role=draft.role,
        version=version,
        options=draft.options,
        inputs=draft.inputs,
        outputs=draft.outputs,
        previous=previous,
        hash=own_hash,
    )


def chain_problem(entries: Iterable[CustodyEntry]) -> str | None:
    """What is wrong with a chain, in plain words, or `None`; only the first fault is named, since all that follows it hangs on it."""
    previous = GENESIS
    number = 0
    for number, entry in enumerate(entries, start=1):
        if entry.number != number:
            return f"ledger entry {number} is missing"
        if entry.previous != previous:
            return f"ledger entry {number} does not follow from the entry before it"
        if entry_hash(entry) != entry.hash:
            return f"ledger entry {number} ({entry.action}) was altered"
        previous = entry.hash
    return None if number else "the ledger is empty"


def said_in(entry: CustodyEntry) -> dict[str, Any]:
    """The options of an entry.

    Raises:
        CustodyError: they are no JSON object, which temoin never writes.
    """
    try:
        said = json.loads(entry.options)
    except (ValueError, RecursionError) as error:
        raise CustodyError(f"ledger entry {entry.number} has options that are no JSON: {str(error)[:80]}") from error
    if not isinstance(said, dict):
        raise CustodyError(f"ledger entry {entry.number} has options that are no JSON object")
    return said


def step_key(inputs: Iterable[str], options: str = "{}", *, version: str) -> str:
    """What decides whether a step must be done again: SHA-256, in hex, over the hashes of its inputs, its options and the software's version.

    Args:
        inputs: SHA-256 of what goes in, in order.
        options: the options as JSON text; the order of its keys does not matter.
        version: of temoin.

    >>> step_key(["a"], '{"x": 1, "y": 2}', version="1") == step_key(["a"], '{"y": 2, "x": 1}', version="1")
    True
    """
    return hashlib.sha256(canonical([list(inputs), json.loads(options), version]).encode()).hexdigest()

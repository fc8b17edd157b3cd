"""What public forms commit to instead of showing it: a salted hash for each thing that stays at the desk, and the salts, which the case keeps."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from temoin.custody import CaseStore, Store
from temoin.custody.proof import commitment
from temoin.wire import dumps, parse_salts, salts_document

__all__ = ["SALTS_OF_FILES", "SALTS_OF_WORDS", "Salt", "WithheldThing", "exhibit_rows", "fresh_salt", "keep_salts", "make_row", "withheld_things"]

SALTS_OF_FILES, SALTS_OF_WORDS = "public-copy.files.json", "public-copy.words.json"
"""What it takes to prove withheld files, and withheld words; the second goes when an exhibit is forgotten, since it holds words."""
_EXHIBIT = "exhibit: "

Salt = Callable[[], bytes]
"""Gives 32 random bytes that nobody can guess."""


@attrs.frozen(kw_only=True)
class WithheldThing:
    """One thing that public forms of a case left out, and what it takes to prove it.

    Args:
        release: of the form.
        kind: what it is.
        commitment: as it stands in the form.
        salt: 32 bytes in hex.
        words: that were withheld, or `None` for a file.
        sha256: of the file, or `None` for words.
    """

    release: int
    kind: str
    commitment: str
    salt: str
    words: str | None = None
    sha256: str | None = None


def fresh_salt() -> bytes:
    """32 bytes that nobody can guess."""
    return secrets.token_bytes(32)


def withheld_things(store: Store) -> Iterator[WithheldThing]:
    """What the public forms of a case left out, oldest first, each once; words that were forgotten since are not among them."""
    told = set()
    for name in (SALTS_OF_FILES, SALTS_OF_WORDS):
        for entry in store.artefact_entries(name):
            data = store.get_artefact(name, at=entry)
            if data is None:
                continue
            body = parse_salts(data, name=name)
            for row in body.rows:
                if row.commitment not in told:
                    told.add(row.commitment)
                    yield WithheldThing(release=body.release, **row.model_dump())


def exhibit_rows(store: CaseStore, release: int, salt: Salt) -> tuple[dict[str, Any], ...]:
    """The case's exhibits as a commitment each: those that the release was printed with, where it was printed; new ones else."""
    kept = {one.sha256: one for one in withheld_things(store) if one.release == release and one.kind.startswith(_EXHIBIT)}
    gone = store.forgotten()
    rows = []
    for exhibit in store.case().exhibits:
        known = kept.get(exhibit.sha256)
        if known is not None:
            rows.append({"kind": known.kind, "commitment": known.commitment, "salt": known.salt, "sha256": exhibit.sha256})
        elif exhibit.sha256 not in gone:
            rows.append(make_row(f"{_EXHIBIT}{exhibit.role.value}", salt(), store.folder / exhibit.path, sha256=exhibit.sha256))
    return tuple(rows)


def make_row(kind: str, salt: bytes, data: bytes | Path, **told: str) -> dict[str, Any]:
    """One thing with its commitment and salt, as a case keeps it."""
    return {"kind": kind, "commitment": commitment(salt, data), "salt": salt.hex(), **told}


def keep_salts(store: Store, release: int, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what proves files apart from what proves words."""
    with store.batch():
        for name, key in ((SALTS_OF_FILES, "sha256"), (SALTS_OF_WORDS, "words")):
            kept = [row for row in rows if key in row]
            if kept:
                data = dumps(salts_document(release, kept)).encode()
                store.put_artefact(name, data, "application/json", action="export", role="analyst")

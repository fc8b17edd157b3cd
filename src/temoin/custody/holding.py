"""What a case holds beside its nouns: what it says of itself, and each thing that was worked out, without its bytes."""

from __future__ import annotations

from datetime import datetime

import attrs

__all__ = ["Artefact", "CaseRow"]


@attrs.frozen(kw_only=True)
class CaseRow:
    """What the case says of itself."""

    case_id: str
    created: datetime
    title: str
    options: str
    inputs_key: str


@attrs.frozen(kw_only=True)
class Artefact:
    """One thing that was worked out, without its bytes.

    Args:
        entry: number of the ledger entry that wrote it.
        name: what callers ask for.
        step_key: what it was made from and how.
        media_type: of its bytes.
        sha256: of its bytes, hex.
        size: bytes.
        path: where its file lies, below the case folder.
        is_inline: its bytes are in the database, and the file is a copy for people to read.
    """

    entry: int
    name: str
    step_key: str
    media_type: str
    sha256: str
    size: int
    path: str
    is_inline: bool

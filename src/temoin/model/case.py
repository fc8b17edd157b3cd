"""`Case`: the investigation, its exhibits and its ledger; `Dossier`: what is published of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import attrs

__all__ = ["Case", "CustodyEntry", "Dossier", "Exhibit", "ExhibitRole", "Ledger", "Provenance"]


class ExhibitRole(StrEnum):
    """What an input was given as."""

    REPORT = "report"
    BEFORE = "before"
    AFTER = "after"
    EARLIER = "earlier"
    HEIGHTS = "heights"
    BUILDINGS = "buildings"
    SITE = "site"
    SIDECAR = "sidecar"
    STAMP = "stamp"


@attrs.frozen(kw_only=True)
class Provenance:
    """Where an input came from, as far as the one who gave it or the input itself says so; "" where nothing is known.

    Args:
        path: as it was given.
        url: the address that it was published under.
        publisher: who published it.
        received_from: who handed it over.
        order_id: of a commercial order.
        credit: to be printed with it.
        licence: under which it may be used.
        retrieved: when it was fetched or handed over, with a zone.
        about: SHA-256 of the exhibit that it speaks of, for a stamp.
        other: (name, text) of all else that was said of it.
    """

    path: str = ""
    url: str = ""
    publisher: str = ""
    received_from: str = ""
    order_id: str = ""
    credit: str = ""
    licence: str = ""
    retrieved: datetime | None = None
    about: str = ""
    other: tuple[tuple[str, str], ...] = ()


@attrs.frozen(kw_only=True)
class Exhibit:
    """An unaltered copy of an input.

    Args:
        sha256: of its bytes, hex.
        size: bytes.
        name: the file's own name, without its folder.
        role: what it was given as.
        media_type: of its bytes.
        path: where the copy lies, below the case folder.
        added: when it was taken in, with a zone.
        provenance: where it came from.
    """

    sha256: str
    size: int
    name: str
    role: ExhibitRole
    media_type: str
    path: str
    added: datetime
    provenance: Provenance = attrs.field(factory=Provenance)


@attrs.frozen(kw_only=True)
class CustodyEntry:
    """One chained line of the ledger.

    Args:
        number: from 1, without gaps.
        time: when, with a zone, as the machine's clock said.
        clock_back: that clock stood earlier than at the entry before; the order is that of the numbers.
        action: a fixed word: `open`, `add`, `read`, `extract`, `align`, `measure`, `corroborate`, `publish`, `release`,
            `decide`.
        role: who acted, by role (`analyst`, `machine`), never by name unless given, as a decision's is.
        version: of temoin.
        options: the options used, as JSON text with sorted keys.
        inputs: SHA-256 of what went in, in order.
        outputs: (name, SHA-256) of what came out.
        previous: hash of the entry before, 64 zeros for the first.
        hash: of this entry.
    """

    number: int
    time: datetime
    clock_back: bool = False
    action: str
    role: str
    version: str
    options: str
    inputs: tuple[str, ...]
    outputs: tuple[tuple[str, str], ...]
    previous: str
    hash: str


@attrs.frozen(kw_only=True)
class Ledger:
    """The chain of entries, oldest first."""

    entries: tuple[CustodyEntry, ...] = ()

    @property
    def head(self) -> str:
        """Hash of the newest entry, 64 zeros where there is none."""
        return self.entries[-1].hash if self.entries else "0" * 64


@attrs.frozen(kw_only=True)
class Case:
    """One investigation.

    Args:
        id: random, fixed when the folder is made.
        created: when, with a zone.
        title: in the analyst's words, or "".
        exhibits: unaltered copies of all inputs.
        ledger: what was done with them.
        options: the options of the run, as JSON text with sorted keys.
    """

    id: str
    created: datetime
    title: str = ""
    exhibits: tuple[Exhibit, ...] = ()
    ledger: Ledger = attrs.field(factory=Ledger)
    options: str = "{}"


@attrs.frozen(kw_only=True)
class Dossier:
    """What is published of a case.

    Args:
        html: the whole page, self-contained.
        is_draft: marked as a draft for the desk.
        language: of the page's own words, ISO 639-1.
    """

    html: str
    is_draft: bool = True
    language: str = "en"

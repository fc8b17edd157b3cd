"""`release_case`: number what a case says now as handed out, so that later changes can be told from it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from temoin.custody import CaseStore, Store, utc_now
from temoin.errors import CaseError, OptionError
from temoin.model import standing_decisions
from temoin.wire import dumps, parse_release, release_document
from temoin.workflows.products import DOSSIER
from temoin.workflows.signing import ENOUGH, is_signed_off, signed_state

__all__ = ["Release", "entry_named", "release_case", "releases_of"]

RELEASE = "release.json"
PUBLIC = "dossier.public.html"
"""The public form of the dossier, where one was printed."""
_ENTRY = re.compile(r"(?:(?P<release>release)(?:[ :#-]?(?P<number>\d{1,9}))?|(?P<entry>\d{1,18}))", re.IGNORECASE)


@attrs.frozen(kw_only=True)
class Release:
    """A state of the case that was handed out.

    Args:
        number: from 1.
        state: name to SHA-256 of the claims, findings and verdicts.
        entry: number of the ledger entry that wrote it down.
        head: hash of that entry.
        when: with a zone.
        who: who handed it out.
        why: on what ground, in that person's words.
        where: where it can be seen, an address or a name; "" where that was not said.
        dossier_sha256: of the page that was handed out.
    """

    number: int
    entry: int
    head: str
    when: datetime
    who: str
    why: str
    where: str = ""
    dossier_sha256: str
    state: Mapping[str, str]

    def to_document(self) -> dict[str, Any]:
        """The release as one JSON document, as the case keeps it."""
        texts = {"who": self.who, "why": self.why, "where": self.where}
        return release_document(number=self.number, dossier_sha256=self.dossier_sha256, state=self.state, **texts)


def release_case(
    folder: Path | str, *, who: str, why: str, where: str = "", artefact: str = DOSSIER, now: Callable[[], datetime] = utc_now
) -> Release:
    """Write down that the dossier as it is now was handed out, under the next number.

    Nothing is copied: the case keeps every dossier it ever printed, and the ledger says which one this was.

    Args:
        folder: the case.
        who: who hands it out.
        why: on what ground, in that person's words.
        where: where it can be seen.
        artefact: the page that is handed out: the draft, or its public form.
        now: the clock, with a zone.

    Raises:
        OptionError: who or why is missing, or this very dossier was handed out before.
        CaseError: no dossier, one that is older than the newest decision, or not signed by enough people.
    """
    who, why, where = (" ".join(words.split()) for words in (who, why, where))
    if not who or not why:
        raise OptionError("a release needs a name and a ground", hint="Say who hands it out (--by) and on what ground (--why).")
    with CaseStore.open(folder, write=True, now=now) as store:
        dossier = _ready_dossier(store, folder, artefact)
        earlier = releases_of(store)
        if earlier and earlier[-1].dossier_sha256 == dossier:
            raise OptionError(f"this dossier is release {earlier[-1].number} already", hint="Nothing changed since; temoin case log shows it.")
        state = signed_state(store)
        document = release_document(number=len(earlier) + 1, who=who, why=why, where=where, dossier_sha256=dossier, state=state)
        inputs = (dossier, *sorted(state.values()))
        store.put_artefact(RELEASE, dumps(document).encode(), "application/json", action="release", inputs=inputs, role=who)
        return releases_of(store)[-1]


def releases_of(store: Store) -> tuple[Release, ...]:
    """All releases of a case, oldest first."""
    entries = store.case().ledger.entries
    found = []
    for entry in store.artefact_entries(RELEASE):
        body = parse_release(store.get_artefact(RELEASE, at=entry) or b"")
        texts = {"who": body.who, "why": body.why, "where": body.where, "dossier_sha256": body.dossier_sha256}
        found.append(Release(number=body.number, entry=entry, head=entries[entry - 1].hash, when=entries[entry - 1].time, state=body.state, **texts))
    return tuple(found)


def entry_named(store: Store, words: str) -> int:
    """The number of the ledger entry that words name: `12`, `release` for the newest release, `release:2` for one of them.

    Raises:
        OptionError: no such entry or release, or other words.
    """
    match = _ENTRY.fullmatch(words.strip())
    if match is None:
        raise OptionError(f"{words[:40]!r} names no ledger entry", hint="Give its number, or release, or release:NUMBER.")
    if match["release"]:
        releases = releases_of(store)
        wanted = [one for one in releases if match["number"] is None or one.number == int(match["number"])]
        if not wanted:
            known = f"Its releases are 1 to {len(releases)}." if releases else "Nothing was handed out yet; temoin case release does that."
            raise OptionError(f"the case has no {words.strip()}" if match["number"] else "the case has no release", hint=known)
        return wanted[-1].entry
    number, last = int(match["entry"]), len(store.case().ledger.entries)
    if not 1 <= number <= last:
        raise OptionError(f"the ledger has no entry {number}", hint=f"Its entries are 1 to {last}; temoin case log lists them.")
    return number


def _ready_dossier(store: Store, folder: Path | str, artefact: str) -> str:
    """SHA-256 of the newest dossier, if it may be handed out."""
    entries = store.case().ledger.entries
    printed = store.artefact_entries(artefact)
    if not printed:
        raise CaseError(f"{folder} has no dossier yet", hint="Print it with temoin publish.")
    if any(entry.action == "decide" for entry in entries[printed[-1] :]):
        raise CaseError(f"the dossier of {folder} is older than the newest decision", hint="Print it again with temoin publish.")
    if not is_signed_off(store, standing_decisions(store.decisions())):
        hint = f"{ENOUGH} people sign with temoin case decide sign; what they sign must be what the case says now."
        raise CaseError(f"{folder} is not signed by {ENOUGH} people as it is now", hint=hint)
    return hashlib.sha256(store.get_artefact(artefact) or b"").hexdigest()

"""What a case once held and was made to forget: its bytes are gone, its hash and the reason stay."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import attrs

from temoin.custody.holding import Artefact
from temoin.custody.layers import Layers, write_layers
from temoin.custody.ledger import Draft, canonical
from temoin.custody.vault import Vault, append
from temoin.errors import CustodyError, OptionError
from temoin.model import CustodyEntry, Exhibit

__all__ = ["FORGET", "Withheld", "WithheldSoFar", "forget", "withheld_of"]

FORGET = "forget"


@attrs.frozen(kw_only=True)
class Withheld:
    """What entries of the ledger withhold.

    Args:
        exhibits: SHA-256 to the number of the entry that withholds it.
        spans: (number of the exhibit's entry, number of the entry that withholds it, names that hold nothing of it) for what was worked out
            between the two.
    """

    exhibits: dict[str, int]
    spans: tuple[tuple[int, int, frozenset[str]], ...]

    def by(self, row: Exhibit | Artefact) -> int | None:
        """The entry that withholds a row's bytes, or `None`."""
        if isinstance(row, Exhibit):
            return self.exhibits.get(row.sha256)
        return next((until for since, until, kept in self.spans if since < row.entry < until and row.name not in kept), None)


def withheld_of(entries: Iterable[CustodyEntry]) -> Withheld:
    """What the ledger says that the case was made to forget.

    Raises:
        CustodyError: an entry cannot be read.
    """
    exhibits: dict[str, int] = {}
    spans = []
    for entry in entries:
        if entry.action != FORGET:
            continue
        try:
            said = json.loads(entry.options)
            exhibits[str(said["sha256"])] = entry.number
            spans.append((int(said["since"]), entry.number, frozenset(map(str, said["kept"]))))
        except (ValueError, TypeError, KeyError) as error:
            raise CustodyError(f"ledger entry {entry.number} ({FORGET}) cannot be read") from error
    return Withheld(exhibits=exhibits, spans=tuple(spans))


class WithheldSoFar:
    """What a case withholds, kept between calls: a ledger of many entries is read once, and afterwards only what was added to it.

    Args:
        vault: of the case.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._known = withheld_of(())
        self._last: CustodyEntry | None = None

    def now(self) -> Withheld:
        """As of the moment that is read; inside `reading` or `writing`."""
        last, seen = self._vault.last_entry(), self._last
        if last == seen:
            return self._known
        if seen is not None and (last is None or last.number <= seen.number or self._vault.entry(seen.number) != seen):
            # A transaction that was taken back gave its numbers to others: nothing that was read of it counts.
            seen, self._known = None, withheld_of(())
        newer = withheld_of(self._vault.entries(action=FORGET, after=seen.number if seen is not None else 0))
        if newer.exhibits:
            self._known = Withheld(exhibits=self._known.exhibits | newer.exhibits, spans=self._known.spans + newer.spans)
        self._last = last
        return self._known


def forget(vault: Vault, sha256: str, *, who: str, why: str, keep: Sequence[str]) -> CustodyEntry:
    """Take the bytes of an exhibit out of the case, and of all that was worked out since it came; see `CaseBook.forget`."""
    who, why = (" ".join(words.split()) for words in (who, why))
    if not who or not why:
        raise OptionError("to forget needs a name and a reason", hint="Say who decides it and why.")
    with vault.writing():
        rows = [(number, exhibit) for number, exhibit in vault.exhibits() if exhibit.sha256 == sha256]
        already = withheld_of(vault.entries(action=FORGET))
        if not rows or sha256 in already.exhibits:
            raise OptionError(f"the case holds no exhibit {sha256[:12]}…", hint="`temoin case show` lists what it holds.")
        since = min(number for number, _ in rows)
        kept = frozenset(keep)
        artefacts = [one for one in vault.artefacts() if one.entry > since and one.name not in kept and already.by(one) is None]
        said = {"sha256": sha256, "since": since, "kept": sorted(kept), "why": why}
        entry = append(vault, Draft(action=FORGET, options=canonical(said), inputs=(sha256,), role=who))
        vault.scrub([exhibit for _, exhibit in rows], artefacts)
        write_layers(vault, Layers())
    vault.purge()
    return entry

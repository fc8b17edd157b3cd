"""What is wrong with a case: the chain, the rows against the chain, and all bytes against their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from temoin.custody.decisions import read_decisions
from temoin.custody.holding import Artefact
from temoin.custody.layers import layers_problem
from temoin.custody.ledger import canonical, chain_problem, said_in
from temoin.custody.provenance import provenance_from_text
from temoin.custody.vault import Vault
from temoin.custody.withheld import withheld_of
from temoin.errors import CustodyError
from temoin.model import CustodyEntry, Exhibit

__all__ = ["case_problems", "ledger_problem"]


def ledger_problem(entries: tuple[CustodyEntry, ...], vault: Vault) -> str | None:
    """What is wrong with the ledger or with what the case says of itself, or `None`."""
    return chain_problem(entries) or _case_row_problem(entries, vault)


def _case_row_problem(entries: tuple[CustodyEntry, ...], vault: Vault) -> str | None:
    """The case's own row must say what the ledger says."""
    row = vault.case_row()
    said = [said_in(entry) for entry in entries if entry.action in {"open", "add"} and not entry.outputs]
    first = said[0] if said and entries[0].action == "open" else {}
    keys = [options["inputs_key"] for options in said if "inputs_key" in options]
    if not said:
        return "no ledger entry opens the case"
    expected = (first.get("case_id"), first.get("title"), canonical(first.get("options")), keys[-1] if keys else None, entries[0].time)
    if (row.case_id, row.title, row.options, row.inputs_key, row.created) != expected:
        return "what the case says of itself was altered: its row in temoin_case differs from the ledger"
    return None


def case_problems(vault: Vault) -> tuple[str, ...]:
    """All that is wrong, one sentence each; empty where all holds. To be called inside `reading`."""
    try:
        entries = tuple(vault.entries())
        exhibits, artefacts = vault.exhibits(), vault.artefacts()
        problem = ledger_problem(entries, vault)
        read_decisions(vault)
        rows = tuple(_row_problems(entries, exhibits, artefacts))
    except CustodyError as error:
        return (error.message,)
    problems = [*([problem] if problem else []), *rows]
    problems += _byte_problems(entries, [exhibit for _, exhibit in exhibits], artefacts, vault)
    problems += [found for found in (layers_problem(vault),) if found]
    return tuple(dict.fromkeys(problems))


def _byte_problems(entries: Iterable[CustodyEntry], exhibits: Sequence[Exhibit], artefacts: Sequence[Artefact], vault: Vault) -> Iterator[str]:
    """All bytes must be what their rows say, and those that were withheld must be gone."""
    gone = withheld_of(entries)
    kept = [one for one in artefacts if gone.by(one) is None]
    yield from vault.problems([one for one in exhibits if gone.by(one) is None], kept)
    places = {one.path for one in kept}
    held: tuple[Exhibit | Artefact, ...] = (*exhibits, *artefacts)
    for row in held:
        if (number := gone.by(row)) is not None and row.path not in places and vault.has_file(row.path):
            yield f"{row.path} was withheld by ledger entry {number}, and lies there"


def _row_problems(entries: tuple[CustodyEntry, ...], exhibits: tuple[tuple[int, Exhibit], ...], artefacts: tuple[Artefact, ...]) -> Iterator[str]:
    """Every row must stand in the ledger, and every file that the ledger names must have its row."""
    outputs = {(entry.number, path, sha256) for entry in entries for path, sha256 in entry.outputs}
    rows = {(entry, exhibit.path, exhibit.sha256): exhibit.name for entry, exhibit in exhibits}
    rows |= {(artefact.entry, artefact.path, artefact.sha256): artefact.name for artefact in artefacts}
    for row, name in rows.items():
        if row not in outputs:
            yield f"the row of {name} is not what ledger entry {row[0]} says"
    for number, path, sha256 in sorted(outputs - set(rows)):
        if path.startswith(("exhibits/", "products/")):
            yield f"the row of {path}, which ledger entry {number} names (SHA-256 {sha256[:12]}…), is missing"
    for entry, exhibit in exhibits:
        if not 0 < entry <= len(entries) or not _is_said(exhibit, entries[entry - 1]):
            yield f"the row of exhibit {exhibit.name} is not what ledger entry {entry} says"


def _is_said(exhibit: Exhibit, entry: CustodyEntry) -> bool:
    """Whether an entry says of an exhibit what its row says."""
    said = said_in(entry)
    about = (said.get("name"), said.get("role"), said.get("media_type"), said.get("size"))
    try:
        # Compared as values: an older temoin wrote under other names what stands in `other` today.
        is_same = provenance_from_text(canonical(said.get("origin", {}))) == exhibit.provenance
    except ValueError:
        return False
    return is_same and about == (exhibit.name, exhibit.role.value, exhibit.media_type, exhibit.size)

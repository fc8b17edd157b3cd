"""Tables of claims and decisions, with the short ids that `temoin case decide` takes."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from temoin.cli.figures import quantity_words
from temoin.model import Claim, Decision, short_id, standing_decisions
from temoin.workflows import DecidedClaims

__all__ = ["decided_table", "decisions_table", "value_words"]


def decided_table(decided: DecidedClaims) -> Table:
    """Every claim with its short id; rejected ones are said to be."""
    table = _table(("Claim", 8), ("Kind", 3), ("Words", 7), ("Read as", 4))
    rejected = {claim.id: decision for claim, decision in decided.rejected}
    for claim in (*decided.claims, *(claim for claim, _ in decided.rejected)):
        read = _read_words(claim)
        if claim.id in rejected:
            read = f"rejected by {rejected[claim.id].who} (decision {rejected[claim.id].number})"
        elif claim.id in decided.machine:
            read += f"; the machine: {_read_words(decided.machine[claim.id])}"
        table.add_row(short_id(decided.keys[claim.id]), claim.kind.value.replace("_", " "), Text(claim.quote), Text(read))
    return table


def decisions_table(decisions: Sequence[Decision]) -> Table:
    """Every decision in its order; those that no longer stand are dim."""
    table = _table(("No.", 3), ("Decision", 4), ("On", 4), ("Who and when", 4), ("Why", 5))
    standing = {decision.number for decision in standing_decisions(decisions)}
    for decision in decisions:
        value = value_words(decision)
        subject = short_id(decision.subject) if "/" in decision.subject else decision.subject[:40]
        what = decision.kind.value.replace("_", " ") + (f": {value}" if value else "")
        when = decision.when.isoformat(sep=" ", timespec="minutes")
        cells = (Text(what), Text(subject), Text(f"{decision.who}\n{when}"), Text(decision.why))
        table.add_row(str(decision.number), *cells, style="" if decision.number in standing else "dim strike")
    return table


def value_words(decision: Decision) -> str:
    """The new value of a decision, a field at a time; what was signed is left to the ledger."""
    value = json.loads(decision.value)
    shown = {name: item for name, item in value.items() if name not in {"signed", "start", "report"}}
    return ", ".join(f"{name} {item:g}" if isinstance(item, float) else f"{name} {item}" for name, item in shown.items())


def _read_words(claim: Claim) -> str:
    if claim.quantity is not None:
        return quantity_words(claim.quantity)
    if claim.days is not None:
        return claim.days.iso
    return " ".join(filter(None, (claim.thing.noun, claim.thing.number, claim.thing.part))) if claim.thing is not None else ""


def _table(*columns: tuple[str, int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    for number, (name, size) in enumerate(columns):
        table.add_column(name, width=size if number == 0 else None, ratio=None if number == 0 else size, overflow="fold")
    return table

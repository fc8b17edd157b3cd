"""`temoin case show`, `log` and `find`: look at what a case holds; nothing is run for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich import box
from rich.table import Table
from rich.text import Text

from temoin.cli.options import AsJson
from temoin.cli.terminal import emit_json, results, to_people
from temoin.custody import CaseStore, open_case
from temoin.wire import to_document

__all__ = ["find", "log", "show"]

_HEX = re.compile(r"([0-9a-f]{8})[0-9a-f]{56}")
"""A SHA-256, of which eight figures are shown."""
Folder = Annotated[Path, Parameter(help="The case folder.")]


def show(folder: Folder, *, json: AsJson = False) -> int:
    """What a case holds: exhibits with hashes and origins, claims and decisions with what `decide` calls them, and the ledger's head."""
    from temoin.cli.decisions import decided_table, decisions_table  # who reads the ledger alone waits for none of these
    from temoin.cli.exhibits import exhibits_table
    from temoin.workflows import decided_claims_of, releases_of

    with CaseStore.open(folder, purpose="show") as store:
        store.require_ledger()
        case = store.case()
        if json:
            emit_json(to_document(case))
            return 0
        (_, decided), decisions, releases = decided_claims_of(store), store.decisions(), releases_of(store)
    console = results()
    console.print(Text(case.title or case.id, style="bold"), soft_wrap=True)
    console.print(f"made {case.created.isoformat(sep=' ', timespec='seconds')}, {len(case.ledger.entries)} ledger entries", soft_wrap=True)
    console.print(exhibits_table(case))
    if decided.keys:
        console.print(decided_table(decided))
    if decisions:
        console.print(decisions_table(decisions))
    for one in releases:
        said = f"by {one.who}, {one.when.isoformat(sep=' ', timespec='minutes')}: {one.why}" + (f", {one.where}" if one.where else "")
        console.print(Text(f"release {one.number}, {said}"), soft_wrap=True)
    console.print(f"ledger head {case.ledger.head}", soft_wrap=True)
    return 0


def log(folder: Folder, *, json: AsJson = False) -> int:
    """The ledger, entry by entry."""
    case = open_case(folder, purpose="log")
    if json:
        emit_json(to_document(case.ledger))
        return 0
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    for name, width in (("No.", 4), ("Time", 25), ("Action", 11), ("What came out", None), ("Hash", 9)):
        table.add_column(name, width=width, overflow="fold")
    for entry in case.ledger.entries:
        came_out = ", ".join(_HEX.sub(r"\1…", name) for name, _ in entry.outputs)
        when = entry.time.isoformat(sep=" ", timespec="seconds")
        table.add_row(str(entry.number), when, entry.action, Text(came_out), entry.hash[:8] + "…")
    results().print(table)
    results().print(f"ledger head {case.ledger.head}", soft_wrap=True)
    return 0


def find(folder: Folder, *words: Annotated[str, Parameter(help="Words, or beginnings of words, that all stand there.")]) -> int:
    """Where words stand in texts, quotes and names, whatever the case, the accents and (for Cyrillic) the script."""
    with CaseStore.open(folder, purpose="find") as store:
        hits, head = store.find(" ".join(words)), store.head
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    for name, ratio in (("What", 1), ("Where", 3), ("Words", 8)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for hit in hits:
        table.add_row(hit.kind, Text(hit.place), Text(hit.words[:400] + ("…" if len(hit.words) > 400 else "")))  # a screenful
    if hits:
        results().print(table)
    to_people(f"{len(hits)} place{'s' if len(hits) != 1 else ''} found")
    to_people(f"ledger head {head}")
    return 0

"""`temoin case diff` and `release`: what changed since a case was handed out, and handing it out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich import box
from rich.table import Table
from rich.text import Text

from temoin.cli.options import AsJson
from temoin.cli.terminal import emit_json, results, to_people
from temoin.workflows import changes_since, release_case

__all__ = ["diff", "release"]

Folder = Annotated[Path, Parameter(help="The case folder.")]


def diff(
    folder: Folder,
    *,
    since: Annotated[
        str | None, Parameter(help="Number of a ledger entry, or release, or release:NUMBER; without it, what the newest verdicts changed.")
    ] = None,
    json: AsJson = False,
) -> int:
    """What changed in claims, verdicts, findings and decisions since a release or a ledger entry."""
    changes = changes_since(folder, since)
    if json:
        emit_json(changes.to_document())
        return 0
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    for name, ratio in (("What", 2), ("Which", 5), ("Was", 4), ("Is", 4)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for line in changes.lines:
        table.add_row(line.what, Text(line.which), Text(line.was), Text(line.now))
    if changes.lines:
        results().print(table)
    to_people(f"{len(changes.lines)} thing{'s' if len(changes.lines) != 1 else ''} changed since ledger entry {changes.since}")
    to_people(f"ledger head {changes.head}")
    return 0


def release(
    folder: Folder,
    *,
    by: Annotated[str, Parameter(help="Who hands it out.")],
    why: Annotated[str, Parameter(help="On what ground, in that person's words.")],
    where: Annotated[str, Parameter(help="Where it can be seen: an address, an issue, a name.")] = "",
    json: AsJson = False,
) -> int:
    """Number the dossier as it is now as handed out; two people must have signed it. Later, case diff --since release tells what changed."""
    made = release_case(folder, who=by, why=why, where=where)
    if json:
        emit_json(made.to_document())
        return 0
    results().print(f"release {made.number}, ledger entry {made.entry}, dossier {made.dossier_sha256}", soft_wrap=True)
    to_people(f"ledger head {made.head}")
    return 0

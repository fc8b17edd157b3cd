"""`temoin case replay`: run a case again and tell what comes out otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich import box
from rich.table import Table
from rich.text import Text

from temoin.cli.options import AsJson
from temoin.cli.terminal import ShownProgress, emit_json, results, to_people
from temoin.errors import FailedPartsError
from temoin.workflows import replay_case

__all__ = ["replay"]


def replay(folder: Annotated[Path, Parameter(help="A case folder, or a sealed case.")], *, json: AsJson = False) -> int:
    """Run a case again from its exhibits, with its recorded options and decisions, and tell what comes out otherwise; the case is only read."""
    with ShownProgress() as progress:
        outcome = replay_case(folder, progress=progress)
    if json:
        emit_json(outcome.to_document())
    else:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
        for name, ratio in (("What", 2), ("Which", 5), ("In the case", 4), ("Now", 4)):
            table.add_column(name, ratio=ratio, overflow="fold")
        for line in outcome.lines:
            table.add_row(line.what, Text(line.which), Text(line.was), Text(line.now))
        if outcome.lines:
            results().print(table)
        for name in outcome.same:
            results().print(f"same       {name}", markup=False)
        for name in outcome.different:
            results().print(f"different  {name}", markup=False)
    versions = ", ".join(outcome.recorded)
    to_people(f"the case was made with temoin {versions} and run again with {outcome.version}")
    to_people(f"ledger head {outcome.head}")
    return FailedPartsError.exit_code if outcome.different else 0

"""`temoin case names`: names in all their spellings, and spellings that may be one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import attrs
from cyclopts import Parameter
from rich import box
from rich.table import Table
from rich.text import Text

from temoin.cli.options import AsJson
from temoin.cli.terminal import emit_json, results
from temoin.custody import CaseStore
from temoin.workflows import names_of

__all__ = ["names"]


def names(folder: Annotated[Path, Parameter(help="The case folder.")], *, json: AsJson = False) -> int:
    """The names that reports use, each in all its spellings and scripts, and spellings that may be one; `case decide alias` settles those."""
    with CaseStore.open(folder, purpose="names") as store:
        found = names_of(store)
    if json:
        emit_json(attrs.asdict(found))
        return 0
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    for name, ratio in (("Name", 4), ("Also written", 5), ("Reports", 4)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for one in found.names:
        words = one.spellings[0] + (f" (decided: {one.same_as})" if one.same_as else "")
        table.add_row(Text(words), Text(", ".join(one.spellings[1:])), Text(", ".join(one.reports)))
    console = results()
    console.print(table)
    for pair in found.proposed:
        console.print(Text(f"may be one: {pair.one} and {pair.other}"), soft_wrap=True)
    return 0

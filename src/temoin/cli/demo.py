"""`temoin demo`: the main job on the shipped example."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich import box
from rich.table import Table

from temoin.cli.ending import end_run
from temoin.cli.figures import quantity_words
from temoin.cli.options import AsJson
from temoin.cli.terminal import ShownProgress, people
from temoin.publish import TruthRow
from temoin.workflows import verify_demo

__all__ = ["demo"]


def demo(
    *,
    out: Annotated[Path, Parameter(help="The case folder; made if it is not there.")] = Path("demo-case"),
    keep: Annotated[Path | None, Parameter(help="Leave the example's files in this folder, to try the other commands on.")] = None,
    json: AsJson = False,
) -> int:
    """Run the main job on the shipped, made-up example and print measured against true. Needs no network."""
    with ShownProgress() as progress:
        result = verify_demo(out, keep=keep, progress=progress)
    people().print(truth_table(result.rows))
    return end_run(result.verification, as_json=json)


def truth_table(rows: tuple[TruthRow, ...]) -> Table:
    """Measured against true."""
    table = Table(title="Measured against true (the example is made up, so the truth is known)", box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("What")
    table.add_column("Measured", justify="right")
    table.add_column("True", justify="right")
    for row in rows:
        table.add_row(row.label, quantity_words(row.measured) if row.measured else "not measured", quantity_words(row.true))
    return table

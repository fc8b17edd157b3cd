"""`temoin case forget`: take an exhibit's bytes out of a case for good."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from temoin.cli.ending import end_run
from temoin.cli.options import AsJson
from temoin.cli.terminal import ShownProgress, to_people
from temoin.workflows import forget_exhibit

__all__ = ["forget"]


def forget(
    folder: Annotated[Path, Parameter(help="The case folder.")],
    exhibit: Annotated[str, Parameter(help="Name of the exhibit, or the beginning of its SHA-256, as temoin case show gives them.")],
    *,
    by: Annotated[str, Parameter(help="Who decides it.")],
    why: Annotated[str, Parameter(help="The reason, in that person's words.")],
    json: AsJson = False,
) -> int:
    """Take an exhibit's bytes out of a case for good, with all that was worked out since, and run the case again; hash and reason stay."""
    with ShownProgress() as progress:
        done = forget_exhibit(folder, exhibit, who=by, why=why, progress=progress)
    to_people(f"{done.exhibit.name} (SHA-256 {done.exhibit.sha256[:16]}…) is withheld by ledger entry {done.entry}")
    if done.verification is None:
        to_people("nothing is left to run the case on")
        to_people(f"ledger head {done.head}")
        return 0
    return end_run(done.verification, as_json=json)

"""`temoin publish`: print the dossier of a case again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from temoin.cli.ending import end_run
from temoin.cli.options import AsJson
from temoin.cli.terminal import ShownProgress
from temoin.workflows import rerun_case

__all__ = ["publish"]


def publish(case: Annotated[Path, Parameter(help="The case folder.")], *, json: AsJson = False) -> int:
    """Print the dossier of a case, as a draft, from the case's own exhibits; steps that are missing are done first."""
    with ShownProgress() as progress:
        verification = rerun_case(case, progress=progress)
    return end_run(verification, as_json=json)

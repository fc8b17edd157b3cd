"""`forget_exhibit`: an exhibit's bytes taken out of a case for good, and the case run again without it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import attrs

from temoin.custody import CaseStore, Store, utc_now
from temoin.errors import OptionError
from temoin.model import Exhibit
from temoin.progress import SILENT, Progress
from temoin.workflows.release import RELEASE
from temoin.workflows.reopen import INPUTS, has_inputs_left, restored_inputs
from temoin.workflows.salts import SALTS_OF_FILES
from temoin.workflows.verification import Verification
from temoin.workflows.verify import require_whole, run_again

__all__ = ["ForgottenExhibit", "forget_exhibit"]

HARMLESS = (INPUTS, RELEASE, SALTS_OF_FILES)
"""Artefacts that hold names, hashes and salts alone."""
_SHORTEST_HASH = 8


@attrs.frozen(kw_only=True, eq=False)
class ForgottenExhibit:
    """What came of forgetting.

    Args:
        exhibit: whose bytes are gone.
        entry: number of the ledger entry that says so.
        head: hash of the newest ledger entry.
        verification: of the run without it, or `None` where nothing was left to run on.
    """

    exhibit: Exhibit
    entry: int
    head: str
    verification: Verification | None = None


def forget_exhibit(
    folder: Path | str, named: str, *, who: str, why: str, progress: Progress = SILENT, now: Callable[[], datetime] = utc_now
) -> ForgottenExhibit:
    """Take an exhibit's bytes out of a case, with all that was worked out since it came, and run the case again on what is left.

    Args:
        folder: the case.
        named: the exhibit's name, or the beginning of its SHA-256.
        who: who decides it.
        why: the reason, in that person's words.
        progress: told of each stage.
        now: the clock, with a zone.

    Raises:
        OptionError: no such exhibit or several, or who or why is empty.
        CaseError: no case, sealed, or held by another writer.
        CustodyError: the case was altered.
    """
    folder = Path(folder)
    with CaseStore.open(folder, write=True, now=now) as store:
        require_whole(store, folder)
        exhibit = _exhibit_named(store, named)
        entry = store.forget(exhibit.sha256, who=who, why=why, keep=HARMLESS)
        if not has_inputs_left(store, folder):
            return ForgottenExhibit(exhibit=exhibit, entry=entry.number, head=store.head)
        with restored_inputs(store, folder) as (inputs, options):
            verification = run_again(store, folder, inputs, options, progress=progress, now=now)
        return ForgottenExhibit(exhibit=exhibit, entry=entry.number, head=store.head, verification=verification)


def _exhibit_named(store: Store, named: str) -> Exhibit:
    gone = store.forgotten()
    held = [one for one in store.case().exhibits if one.sha256 not in gone]
    found = [one for one in held if one.name == named]
    if not found and len(named) >= _SHORTEST_HASH:
        found = [one for one in held if one.sha256.startswith(named.casefold())]
    if len({one.sha256 for one in found}) != 1:
        message = f"{'no' if not found else 'more than one'} exhibit of the case is called {named[:80]!r}"
        raise OptionError(message, hint="`temoin case show` lists names and hashes; give a name, or the first eight figures of a hash.")
    return found[0]

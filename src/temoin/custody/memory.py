"""`MemoryStore`: a case without a disk, under the very same rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from temoin.custody.casebook import CaseBook
from temoin.custody.casestore import VERSION, utc_now
from temoin.custody.holding import CaseRow
from temoin.custody.memoryvault import Marks, MemoryPlace, MemoryVault
from temoin.custody.opened import checked_options, first_entry, new_case_id
from temoin.errors import CaseError

__all__ = ["MemoryStore"]


class MemoryStore(CaseBook):
    """A case in memory; made by `create` and `open`. For tests, and for what nobody has to prove later.

    >>> from temoin.model import ExhibitRole
    >>> place = MemoryPlace()
    >>> with MemoryStore.create(place, title="Plant") as store:
    ...     exhibit = store.add_exhibit(b"<p>", ExhibitRole.REPORT, name="report.html")
    >>> MemoryStore.open(place).verify()
    ()
    """

    @classmethod
    def create(
        cls,
        place: MemoryPlace | None = None,
        *,
        title: str = "",
        inputs_key: str = "",
        options_json: str = "{}",
        now: Callable[[], datetime] = utc_now,
        version: str = VERSION,
        wait_s: float = 2.0,
    ) -> Self:
        """Make a case, or go on with the one that the same inputs and options made; see `CaseStore.create`."""
        place, options = place or MemoryPlace(), checked_options(options_json)
        if place.committed is None:
            case_id = new_case_id()
            entry = first_entry(case_id=case_id, title=title, inputs_key=inputs_key, options=options, now=now(), version=version)
            said = CaseRow(case_id=case_id, created=entry.time, title=title, options=options, inputs_key=inputs_key)
            place.entries.append(entry)
            place.committed = Marks(entries=1, exhibits=0, artefacts=0, row=said, tables=None)
        store = cls.open(place, write=True, now=now, version=version, wait_s=wait_s)
        try:
            store.require_same(inputs_key, options)
        except CaseError:
            store.close()
            raise
        return store

    @classmethod
    def open(
        cls, place: MemoryPlace, *, write: bool = False, now: Callable[[], datetime] = utc_now, version: str = VERSION, wait_s: float = 2.0
    ) -> Self:
        """Open a case that is there; see `CaseStore.open`."""
        if place.committed is None:
            raise CaseError("there is no case in this place yet", hint="Make one with MemoryStore.create.")
        if write and not place.writer.acquire(timeout=wait_s):
            raise CaseError("the case in memory is held by another writer", hint="Wait until the other one has ended.")
        return cls(MemoryVault(place, place.committed, is_writer=write, now=now, version=version))


if TYPE_CHECKING:
    from temoin.custody.store import Store

    _IS_A_STORE: type[Store] = MemoryStore

"""A run works on any back end of a case: on one in memory it ends as on the folder."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, datetime, timedelta

from temoin.custody import CaseStore, MemoryStore
from temoin.model import DecisionKind, ExhibitRole
from temoin.progress import SILENT
from temoin.workflows import ReportGroup, VerifyInputs, VerifyOptions, decided_claims_of, verify_event
from temoin.workflows.material import read_material
from temoin.workflows.reopen import record_inputs, restored_inputs
from temoin.workflows.run import run_case


def ticking():
    """A clock that moves on by a second at each look."""
    seconds = itertools.count()
    return lambda: datetime(2025, 7, 3, 9, 0, tzinfo=UTC) + timedelta(seconds=next(seconds))


def test_a_run_in_memory_ends_as_one_in_a_folder(tmp_path, report_at):
    """The same report gives the same claims and verdicts; inputs come back, decisions take part, and words are found."""
    path = report_at()
    inputs, options = VerifyInputs(groups=(ReportGroup(reports=(path,), published="2025-05-05"),)), VerifyOptions()
    done = verify_event(inputs, tmp_path / "case", options, now=ticking())
    clock = ticking()
    with MemoryStore.create(options_json=options.to_json(), now=clock) as store:
        exhibit = store.add_exhibit(path, ExhibitRole.REPORT, name=path.name)
        record_inputs(store, inputs, options, {path: exhibit.sha256})
        first = run_case(store, tmp_path, read_material(inputs, options, SILENT), title="", progress=SILENT, now=clock)
        with CaseStore.open(done.case) as folder:
            for name in ("claims.json", "assessments.json"):
                assert hashlib.sha256(store.get_artefact(name)).hexdigest() == hashlib.sha256(folder.get_artefact(name)).hexdigest()
        assert first.claims == done.claims
        assert store.find("depot")
        _, decided = decided_claims_of(store)
        claim = decided.claims[0]
        store.add_decision(DecisionKind.REJECT_CLAIM, decided.keys[claim.id], who="Ada", why="older")
        with restored_inputs(store, tmp_path) as (again, _):
            assert again.groups[0].reports[0].read_bytes() == path.read_bytes()
            second = run_case(store, tmp_path, read_material(again, options, SILENT), title="", progress=SILENT, now=clock)
        assert len(second.claims) == len(first.claims) - 1
        assert store.verify() == ()

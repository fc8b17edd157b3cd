"""Any order of adding, deciding and running ends in the state that the ledger replayed gives."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from temoin.custody import CaseStore
from temoin.model import DecisionKind
from temoin.wire import from_document, loads
from temoin.workflows import ReportGroup, VerifyInputs, add_to_case, decide_in_case, decided_claims_of, rerun_case, verify_event

TEXTS = (
    "Three people were killed and 12 injured when a depot burned down in Larnby on 4 May 2025, the fire service said.\n",
    "At least four people were killed in the fire at the Larnby depot, a hospital said on Monday.\n",
    "12 people were injured in Larnby, according to the mayor. The roof of hall 7 collapsed.\n",
)
FACTS = ("2025-05-05", "2025-05-06", "2025-05-06")
moves = st.one_of(
    st.just(("add",)),
    st.just(("run",)),
    st.tuples(st.just("reject"), st.integers(0, 9)),
    st.tuples(st.just("edit"), st.integers(0, 9), st.integers(1, 99)),
    st.tuples(st.just("verdict"), st.integers(0, 9), st.sampled_from(["contested", "supported"])),
    st.tuples(st.just("quote"), st.integers(1, 9)),
    st.tuples(st.just("withdraw"), st.integers(1, 6)),
    st.just(("sign",)),
)


def clock():
    """A clock that moves on by a second each time it is looked at."""
    seconds = count()
    return lambda: datetime(2025, 7, 3, 9, 0, tzinfo=UTC) + timedelta(seconds=next(seconds))


def group_of(folder: Path, number: int) -> ReportGroup:
    """One report of the three, as a file."""
    path = folder / f"report{number}.txt"
    path.write_text(TEXTS[number], "utf-8")
    return ReportGroup(reports=(path,), published=FACTS[number])


def state_of(case: Path) -> object:
    """What the case says: verdicts with the decisions beside them, without the moment at which somebody decided."""
    with CaseStore.open(case) as store:
        assert store.verify() == ()
        rejected = [claim.id for claim, _ in decided_claims_of(store)[1].rejected]
        kept = from_document(loads(store.get_artefact("assessments.json")))
        told = [(one.claim, one.machine_claim, one.verdict, one.pictures, one.reports, one.reasons, one.evidence) for one in kept]
        return rejected, told, [[(two.number, two.kind, two.value, two.who) for two in one.decisions] for one in kept]


def move(case: Path, files: Path, what: tuple, added: int, now) -> int:
    """Make one move; gives the number of reports afterwards."""
    with CaseStore.open(case) as store:
        reports, decided = decided_claims_of(store)
        taken = len(store.decisions())
    every = (*decided.claims, *(claim for claim, _ in decided.rejected))
    said = {"who": "Ada", "why": "because", "now": now, "is_run": False}
    match what:
        case ("add",) if added < len(TEXTS):
            add_to_case(case, VerifyInputs(groups=(group_of(files, added),), is_addition=True), now=now)
            return added + 1
        case ("run",):
            rerun_case(case, now=now)
        case ("reject", at):
            decide_in_case(case, DecisionKind.REJECT_CLAIM, every[at % len(every)].id, **said)
        case ("edit", at, number):
            fields = {"value": number, "unit": "person"}
            decide_in_case(case, DecisionKind.EDIT_CLAIM, every[at % len(every)].id, fields, **said)
        case ("verdict", at, word):
            decide_in_case(case, DecisionKind.OVERRIDE_VERDICT, every[at % len(every)].id, {"verdict": word}, **said)
        case ("quote", number):
            report = reports[number % len(reports)]
            fields = {"quote": report.text.split()[0], "kind": "missing", "value": number, "unit": "person"}
            decide_in_case(case, DecisionKind.ADD_CLAIM, report.id, fields, **said)
        case ("withdraw", number) if number <= taken:
            decide_in_case(case, DecisionKind.WITHDRAW, str(number), **said)
        case ("sign",):
            decide_in_case(case, DecisionKind.SIGN_OFF, **said)
    return added


def replayed(case: Path, folder: Path, added: int) -> Path:
    """A new case with the same reports and, one by one, the decisions that the ledger holds; run once at the end."""
    with CaseStore.open(case) as store:
        entries = [entry for entry in store.case().ledger.entries if entry.action == "decide"]
    now = clock()
    new = folder / "replayed"
    verify_event(VerifyInputs(groups=tuple(group_of(folder, number) for number in range(added))), new, now=now)
    with CaseStore.open(new, write=True, now=now) as store:
        for entry in entries:
            said = json.loads(entry.options)
            value = json.dumps(said["value"])
            store.add_decision(DecisionKind(said["kind"]), said["subject"], value_json=value, who=said["who"], why=said["why"])
    rerun_case(new, now=now)
    return new


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example([("verdict", 0, "contested")])
@example([("reject", 0), ("add",), ("edit", 1, 5), ("run",), ("withdraw", 1), ("sign",)])
@example([("quote", 2), ("run",), ("add",), ("reject", 0), ("quote", 3)])
@given(st.lists(moves, min_size=1, max_size=7))
def test_any_order_ends_like_the_ledger_replayed(order):
    """Adding, deciding and running in any order gives the verdicts that the decisions of the ledger give on all reports at once."""
    with tempfile.TemporaryDirectory() as temporary:
        folder, now, added = Path(temporary), clock(), 1
        case = folder / "case"
        verify_event(VerifyInputs(groups=(group_of(folder, 0),)), case, now=now)
        for what in order:
            added = move(case, folder, what, added, now)
        rerun_case(case, now=now)
        assert state_of(case) == state_of(replayed(case, folder, added))

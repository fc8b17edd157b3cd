"""Decisions in the case: each in its own ledger entry, never removed, found when altered."""

from __future__ import annotations

import json
import sqlite3

import pytest

from temoin.custody import CaseStore, Draft
from temoin.errors import OptionError
from temoin.model import DecisionKind, standing_decisions


def test_a_decision_has_its_own_entry(store):
    """Who decided is the entry's role, and the entry holds all of the decision."""
    decision = store.add_decision(DecisionKind.TIE_NAME, "workshop 110", value_json='{"building": "b7"}', who="Ada", why="seen on the plan")
    entry = store.case().ledger.entries[-1]
    assert (entry.action, entry.role, entry.time, entry.hash) == ("decide", "Ada", decision.when, store.head)
    assert json.loads(entry.options)["value"] == {"building": "b7"}
    assert store.decisions() == (decision,)
    assert store.verify() == ()


def test_nothing_is_removed(store):
    """A later decision and a withdrawal leave the earlier ones where they are."""
    store.add_decision(DecisionKind.REJECT_CLAIM, "k", who="Ada", why="a")
    store.add_decision(DecisionKind.EDIT_CLAIM, "k", value_json='{"value": 3}', who="Bo", why="b")
    store.add_decision(DecisionKind.WITHDRAW, "2", who="Ada", why="c")
    assert [decision.number for decision in store.decisions()] == [1, 2, 3]
    assert [decision.number for decision in standing_decisions(store.decisions())] == [1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"who": "  "}, "who"),
        ({"why": ""}, "why"),
        ({"why": "x" * 5000}, "characters long"),
        ({"subject": ""}, "subject"),
        ({"value_json": "[1]"}, "JSON object"),
        ({"who": "\ud800"}, "half a character"),
        ({"kind": DecisionKind.WITHDRAW, "subject": "7"}, "no decision"),
    ],
)
def test_an_unsound_decision_is_refused(store, changes, words):
    """Nobody decides anonymously, without a reason, or about nothing; nothing is written down then."""
    given = {"kind": DecisionKind.REJECT_CLAIM, "subject": "k", "who": "Ada", "why": "a", **changes}
    head = store.head
    with pytest.raises(OptionError, match=words):
        store.add_decision(given.pop("kind"), given.pop("subject"), **given)
    assert store.head == head


def test_only_add_decision_decides(store):
    """No entry of that name is written by another way."""
    with pytest.raises(OptionError, match="add_decision"):
        store.record(Draft(action="decide"))


def test_a_decision_taken_back_with_its_batch_was_never_taken(store):
    """A failure inside a batch leaves no decision behind."""

    def fail_after_deciding() -> None:
        with store.batch():
            store.add_decision(DecisionKind.REJECT_CLAIM, "k", who="Ada", why="a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_deciding()
    assert store.decisions() == ()


def test_an_altered_decision_is_found(store, folder):
    """Another name in the entry of a decision breaks the chain."""
    store.add_decision(DecisionKind.REJECT_CLAIM, "k", who="Ada", why="a")
    store.close()
    connection = sqlite3.connect(folder / "case.gpkg")
    trigger = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'temoin_ledger_no_update'").fetchone()[0]
    connection.execute("DROP TRIGGER temoin_ledger_no_update")
    connection.execute("UPDATE temoin_ledger SET role = 'Bo', options = replace(options, 'Ada', 'Bo') WHERE action = 'decide'")
    connection.execute(trigger)
    connection.commit()
    connection.close()
    with CaseStore.open(folder) as again:
        assert any("was altered" in problem for problem in again.verify())


def test_older_artefacts_can_be_asked_for(store):
    """What stood in the case as of an entry is still there."""
    first = store.put_artefact("claims.json", b"1", "application/json", action="extract")
    second = store.put_artefact("claims.json", b"2" * 2_000_000, "application/json", action="extract")
    third = store.put_artefact("claims.json", b"3" * 2_000_000, "application/json", action="extract")
    assert store.artefact_entries("claims.json") == (first.number, second.number, third.number)
    assert store.get_artefact("claims.json", at=first.number) == b"1"
    assert store.get_artefact("claims.json", at=second.number) == b"2" * 2_000_000
    assert store.get_artefact("claims.json", at=first.number - 1) is None

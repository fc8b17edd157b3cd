"""Any order of acts on any back end ends in the state that the ledger, replayed, gives; and both back ends write the same ledger."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from temoin.custody import CaseStore, Draft, Layers, MemoryPlace, MemoryStore, Store, chain_problem, make_provenance
from temoin.errors import OptionError
from temoin.model import DecisionKind, ExhibitRole, standing_decisions

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6).filter(str.strip)
names = st.sampled_from(["a.json", "b/c.json", "d.html"])


def clock():
    """A clock that moves on by a second at each look."""
    seconds = count()
    return lambda: datetime(2025, 7, 3, 9, 0, tzinfo=UTC) + timedelta(seconds=next(seconds))


class _UndoneError(Exception):
    """What goes wrong in the middle of a batch."""


def replayed(store: Store) -> dict[str, object]:
    """The state that the ledger alone tells."""
    state = {"exhibits": [], "artefacts": {}, "decisions": [], "inputs_key": None}
    for entry in store.case().ledger.entries:
        said = json.loads(entry.options)
        for place, sha256 in entry.outputs:
            if place.startswith("exhibits/"):
                state["exhibits"].append((said["name"], said["role"], sha256, said["origin"]))
            if place.startswith("products/"):
                state["artefacts"][place.removeprefix("products/")] = sha256
        if entry.action == "decide":
            state["decisions"].append((said["number"], said["kind"], said["subject"], entry.role))
        if not entry.outputs and "inputs_key" in said:
            state["inputs_key"] = said["inputs_key"]
    return state


def told(store: Store) -> dict[str, object]:
    """The state that the store tells."""
    case = store.case()
    hashes = {place: sha256 for entry in case.ledger.entries for place, sha256 in entry.outputs}
    origins = [{"received_from": one.provenance.received_from} if one.provenance.received_from else {} for one in case.exhibits]
    return {
        "exhibits": [(one.name, one.role.value, one.sha256, origin) for one, origin in zip(case.exhibits, origins, strict=True)],
        "artefacts": {name: hashes[f"products/{name}"] for name in store.artefact_names()},
        "decisions": [(one.number, one.kind.value, one.subject, one.who) for one in store.decisions()],
        "inputs_key": store.inputs_key,
    }


def fail_half_way(store: Store, name: str) -> None:
    """Several writes in one batch, which then fails."""
    with store.batch():
        store.put_artefact(name, b"never", "application/json", action="extract")
        store.add_exhibit(b"never", ExhibitRole.SITE, name=name)
        store.record(Draft(action="read"))
        raise _UndoneError


class AnyOrder(RuleBasedStateMachine):
    """Both back ends, given the same acts under the same clock."""

    def __init__(self) -> None:
        super().__init__()
        self.temporary = tempfile.TemporaryDirectory()
        self.folder, self.place = Path(self.temporary.name) / "case", MemoryPlace()
        self.clocks = (clock(), clock())
        with mock.patch("temoin.custody.opened.secrets.token_hex", return_value="c" * 32):
            self.stores: tuple[Store, Store] = (
                CaseStore.create(self.folder, inputs_key="k", now=self.clocks[0]),
                MemoryStore.create(self.place, inputs_key="k", now=self.clocks[1]),
            )

    def teardown(self) -> None:
        """Close both, look at the whole once more, and remove the folder."""
        for store in self.stores:
            assert store.verify() == ()
            store.close()
        self.temporary.cleanup()

    @rule(name=st.sampled_from(["r.txt", "s.txt"]), data=st.sampled_from([b"", b"one", b"two"]), sender=st.none() | texts)
    def add(self, name, data, sender):
        """An exhibit comes in."""
        for store in self.stores:
            store.add_exhibit(data, ExhibitRole.REPORT, name=name, provenance=make_provenance({"received_from": sender}))

    @rule(name=names, data=st.binary(max_size=9))
    def run(self, name, data):
        """A step is done."""
        for store in self.stores:
            store.put_artefact(name, data, "application/json", action="extract")

    @rule(kind=st.sampled_from([DecisionKind.REJECT_CLAIM, DecisionKind.OVERRIDE_VERDICT]), subject=texts, who=texts)
    def decide(self, kind, subject, who):
        """A person decides."""
        for store in self.stores:
            store.add_decision(kind, subject, value_json='{"x": 1}', who=who, why="so")

    @rule(number=st.integers(1, 4))
    def withdraw(self, number):
        """A person withdraws a decision, if there is one of that number."""
        for store in self.stores:
            if number <= len(store.decisions()):
                store.add_decision(DecisionKind.WITHDRAW, str(number), who="Ada", why="so")
            else:
                with pytest.raises(OptionError):
                    store.add_decision(DecisionKind.WITHDRAW, str(number), who="Ada", why="so")

    @rule(key=texts)
    def inputs(self, key):
        """The case goes on with more inputs."""
        for store in self.stores:
            store.add_inputs(key)

    @rule()
    def layers(self):
        """Layers are made anew, or left as they are."""
        first, second = (store.put_layers(Layers(decisions=store.decisions())) for store in self.stores)
        assert first == second

    @rule(name=names)
    def fail(self, name):
        """A batch fails half-way."""
        for store in self.stores:
            head = store.head
            with pytest.raises(_UndoneError):
                fail_half_way(store, name)
            assert store.head == head

    @rule()
    def reopen(self):
        """Both are closed and opened again."""
        for store in self.stores:
            store.close()
        self.stores = (
            CaseStore.open(self.folder, write=True, now=self.clocks[0]),
            MemoryStore.open(self.place, write=True, now=self.clocks[1]),
        )

    @invariant()
    def the_ledger_tells_all(self):
        """One chain, the same in both, and the state is the one that it tells."""
        first, second = self.stores
        assert first.head == second.head
        assert chain_problem(first.case().ledger.entries) is None
        assert told(first) == replayed(first) == told(second)
        assert standing_decisions(first.decisions()) == standing_decisions(second.decisions())


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))

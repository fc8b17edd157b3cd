"""The ledger holds for any course of events, and no change to it goes unnoticed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from temoin import wire
from temoin.custody import CaseStore, Draft, chain_problem, open_case, step_key
from temoin.custody.ledger import canonical, next_entry
from temoin.errors import CaseError
from temoin.model import ExhibitRole, Ledger

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
options = st.dictionaries(texts, st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts, max_size=3)
drafts = st.builds(
    Draft,
    action=st.sampled_from(["read", "extract", "align", "measure", "corroborate", "publish"]),
    options=options.map(canonical),
    inputs=st.lists(hashes, max_size=2).map(tuple),
    outputs=st.lists(st.tuples(texts, hashes), max_size=2).map(tuple),
    role=st.sampled_from(["machine", "analyst"]),
)
steps = st.lists(st.tuples(drafts, st.integers(-(10**6), 10**6)), min_size=1, max_size=6)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def chain(some_steps):
    """The entries of some drafts, made at the given distances in time."""
    moment, entries = datetime(2025, 7, 3, tzinfo=UTC), []
    for draft, seconds in some_steps:
        moment += timedelta(seconds=seconds)
        entries.append(next_entry(entries[-1] if entries else None, draft, time=moment, version="1"))
    return entries


@few
@given(steps)
def test_any_course_of_events_makes_a_sound_chain(some_steps):
    """Whatever is done, and however the clock jumps, the chain holds, and it still does after a round trip through a file."""
    entries = chain(some_steps)
    assert chain_problem(entries) is None
    assert [entry.clock_back for entry in entries] == [False, *(seconds < 0 for _, seconds in some_steps[1:])]
    ledger = Ledger(entries=tuple(entries))
    back = wire.from_document(wire.loads(wire.dumps(wire.to_document(ledger))))
    assert back == ledger
    assert chain_problem(back.entries) is None


@few
@given(steps, st.data())
def test_any_change_to_any_entry_is_noticed(some_steps, data):
    """Another value in any field of any entry, an entry left out, or two that changed places break the chain."""
    entries = chain(some_steps)
    place = data.draw(st.integers(0, len(entries) - 1))
    field = data.draw(st.sampled_from([field.name for field in attrs.fields(type(entries[0]))]))
    values = {
        "number": st.integers(1, 99),
        "time": st.integers(-99, 99).map(lambda days: datetime(2025, 7, 3, tzinfo=UTC) + timedelta(days=days)),
        "clock_back": st.booleans(),
        "inputs": st.lists(hashes, max_size=2).map(tuple),
        "outputs": st.lists(st.tuples(texts, hashes), max_size=2).map(tuple),
    }
    value = data.draw(values.get(field, texts))
    changed = [*entries]
    changed[place] = attrs.evolve(entries[place], **{field: value})
    assert (chain_problem(changed) is None) == (value == getattr(entries[place], field))
    if place < len(entries) - 1:
        assert chain_problem(entries[:place] + entries[place + 1 :]) is not None
        assert chain_problem([*entries[:place], entries[place + 1], entries[place], *entries[place + 2 :]]) is not None


@few
@given(st.lists(hashes, max_size=3), options, st.lists(hashes, max_size=3), options)
def test_a_step_key_tells_any_two_steps_apart(inputs, chosen, other_inputs, other_chosen):
    """Two steps have the same key if, and only if, inputs, options and version are the same; the order of options does not matter."""
    one = step_key(inputs, json.dumps(chosen), version="1")
    assert one == step_key(inputs, json.dumps(dict(reversed(chosen.items()))), version="1")
    assert one != step_key(inputs, json.dumps(chosen), version="2")
    same = inputs == other_inputs and canonical(chosen) == canonical(other_chosen)
    assert (one == step_key(other_inputs, json.dumps(other_chosen), version="1")) == same


acts = st.one_of(
    st.tuples(st.just("record"), drafts),
    st.tuples(st.just("put"), st.sampled_from(["a.json", "b/c.json"]), st.binary(max_size=20)),
    st.tuples(st.just("add"), st.sampled_from(["r.txt", "s.txt"]), st.sampled_from([b"", b"one", b"two"])),
    st.tuples(st.just("inputs"), texts),
    st.tuples(st.just("failing batch"), drafts),
    st.tuples(st.just("reopen")),
)


class _UndoneError(Exception):
    """What goes wrong in the middle of a batch."""


def perform(store, act):
    """One act on a store; how many entries it must leave, or `None` where that depends."""
    match act:
        case ("record", draft):
            store.record(draft)
        case ("put", name, data):
            store.put_artefact(name, data, "application/json", action="extract")
        case ("add", name, data):
            store.add_exhibit(data, ExhibitRole.REPORT, name=name)
        case ("inputs", key):
            store.add_inputs(key)
        case ("failing batch", draft):
            with store.batch():
                store.put_artefact("a.json", b"never", "application/json", action="extract")
                store.record(draft)
                raise _UndoneError


@few
@given(st.lists(acts, max_size=12))
def test_the_case_is_what_its_ledger_says_after_any_acts(tmp_path_factory, some_acts):
    """After any order of acts, failures and reopenings the artefacts, exhibits and inputs are those that the acts alone would give."""
    folder = tmp_path_factory.mktemp("any") / "case"
    store = CaseStore.create(folder, inputs_key="k")
    artefacts, exhibits, key, count = {}, [], "k", 1
    for act in some_acts:
        if act[0] == "reopen":
            store.close()
            store = CaseStore.open(folder, write=True)
            continue
        if act[0] == "failing batch":
            with pytest.raises(_UndoneError):
                perform(store, act)
            continue
        perform(store, act)
        if act[0] == "put":
            artefacts[act[1]] = act[2]
        if act[0] == "inputs":
            key = act[1]
        if act[0] == "add" and act[1:] in exhibits:
            continue
        if act[0] == "add":
            exhibits.append(act[1:])
        count += 1
    assert {name: store.get_artefact(name) for name in store.artefact_names()} == artefacts
    assert {name: (folder / "products" / name).read_bytes() for name in artefacts} == artefacts
    case = store.case()
    assert [(exhibit.name, (folder / exhibit.path).read_bytes()) for exhibit in case.exhibits] == exhibits
    assert (store.inputs_key, len(case.ledger.entries)) == (key, count)
    assert store.verify() == ()
    store.close()
    assert open_case(folder) == case
    with pytest.raises(CaseError):
        CaseStore.create(folder, inputs_key=key + "?")

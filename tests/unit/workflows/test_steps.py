"""A step is done once for the same inputs, options and version, and again for any other."""

from __future__ import annotations

import attrs
import pytest

from temoin.custody import CaseStore
from temoin.errors import WireError
from temoin.model import Event
from temoin.progress import SILENT
from temoin.wire import from_document
from temoin.workflows.steps import Steps

HASH, OTHER = "ab" * 32, "cd" * 32


@attrs.frozen(kw_only=True)
class Knobs:
    """Options of a stage."""

    depth: int = 1


class Work:
    """Counts how often it was done."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        """The document, another one each time."""
        self.times += 1
        return {"temoin": {"format": "event", "version": 1}, "content": {"place": f"town {self.times}"}}, "made"


@pytest.fixture
def store(tmp_path, clock):
    """An open case."""
    with CaseStore.create(tmp_path / "case", now=clock) as opened:
        yield opened


def done(store, work, *, version="1", inputs=(HASH,), options=None, name="event.json"):
    """Do the step in a run of its own; gives the document and what was reused."""
    steps = Steps(store, version=version, progress=SILENT)
    return steps.do("finding", name, work, action="corroborate", inputs=inputs, options=options), steps.reused


def test_the_same_step_is_taken_over(store):
    """The second run gets the first one's document and says so; nothing is added to the ledger."""
    work = Work()
    first, reused = done(store, work, options=Knobs())
    assert reused == []
    entries = len(store.case().ledger.entries)
    assert done(store, work, options=Knobs()) == (first, ["finding"])
    assert work.times == 1
    assert len(store.case().ledger.entries) == entries


@pytest.mark.parametrize(
    "changes", [{"version": "2"}, {"options": Knobs(depth=2)}, {"options": None}, {"inputs": (OTHER,)}, {"inputs": (HASH, OTHER)}, {"inputs": ()}]
)
def test_another_step_is_done_again(store, changes):
    """Another version, option or input is another step."""
    work = Work()
    done(store, work, options=Knobs())
    _, reused = done(store, work, **{"options": Knobs(), **changes})
    assert (work.times, reused) == (2, [])


def test_the_order_of_inputs_counts(store):
    """Two reports in another order number their claims differently."""
    work = Work()
    done(store, work, inputs=(HASH, OTHER))
    done(store, work, inputs=(OTHER, HASH))
    assert work.times == 2


def test_only_the_newest_counts(store):
    """Back to older inputs: the step is done again, since what it made is no longer what the case shows."""
    work = Work()
    for inputs in ((HASH,), (OTHER,), (HASH,)):
        done(store, work, inputs=inputs)
    assert work.times == 3


def test_artefacts_are_apart(store):
    """Two artefacts made from the same inputs are two steps."""
    work = Work()
    done(store, work)
    done(store, work, name="other.json")
    assert work.times == 2


def test_options_stand_in_the_ledger(store):
    """What the stage was told can be read years later."""
    done(store, Work(), options=Knobs(depth=7))
    assert store.case().ledger.entries[-1].options == '{"depth":7}'
    assert store.case().ledger.entries[-1].action == "corroborate"


def test_a_step_that_fails_leaves_nothing(store):
    """A stage that raises is not taken for done."""

    def fail():
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        done(store, fail)
    work = Work()
    assert done(store, work)[1] == []
    assert work.times == 1


def test_what_was_taken_over_is_read_with_suspicion(store):
    """An artefact that bears the right key but is no document is refused in words."""
    key = Steps(store, version="1", progress=SILENT).key((HASH,))
    store.put_artefact("event.json", b'["x"]', "application/json", action="corroborate", inputs=(HASH,), key=key)
    with pytest.raises(WireError, match=r"event\.json is JSON, but not a file that temoin wrote"):
        done(store, Work())


def test_the_noun_of_a_document(store):
    """The document of a step gives its noun."""
    event = {"id": "e", "when": None, "basis": "unknown", "is_latest": False, "place": "Larnby", "facility": None, "claim_ids": []}
    document = {"temoin": {"format": "event", "version": 1}, "content": event}
    noun = Steps.noun(document, "event.json")
    assert isinstance(noun, Event)
    assert noun == from_document(document)

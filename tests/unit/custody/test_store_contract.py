"""What every back end of a case must do: one suite, run over the folder and over the memory."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from datetime import UTC, datetime, timedelta

import attrs
import pytest

from temoin.custody import COG, CaseStore, Draft, Layers, MemoryPlace, MemoryStore, Store, chain_problem, make_provenance, step_key
from temoin.custody.products import INLINE_BYTES
from temoin.errors import CaseError, CustodyError, OptionError, UnreadableError
from temoin.model import DecisionKind, ExhibitRole, Provenance
from temoin.read import read_report


class FolderBackEnd:
    """Makes and opens cases as folders."""

    name = "folder"

    def __init__(self, tmp_path):
        self.place = tmp_path / "case"

    def create(self, **said):
        """A case, made or gone on with."""
        return CaseStore.create(self.place, **said)

    def open(self, **said):
        """A case that is there."""
        return CaseStore.open(self.place, **said)

    def damage_exhibit(self, exhibit):
        """What somebody does who writes over an exhibit."""
        path = self.place / exhibit.path
        path.chmod(0o644)
        path.write_bytes(b"?" * exhibit.size)


class MemoryBackEnd:
    """Makes and opens cases in memory."""

    name = "memory"

    def __init__(self, _):
        self.place = MemoryPlace()

    def create(self, **said):
        """A case, made or gone on with."""
        return MemoryStore.create(self.place, **said)

    def open(self, **said):
        """A case that is there."""
        return MemoryStore.open(self.place, **said)

    def damage_exhibit(self, exhibit):
        """What somebody does who writes over an exhibit."""
        self.place.originals[exhibit.path] = b"?" * exhibit.size


BACK_ENDS = (FolderBackEnd, MemoryBackEnd)


@pytest.fixture(params=BACK_ENDS, ids=lambda made: made.name)
def back_end(request, tmp_path):
    """One back end after the other."""
    return request.param(tmp_path)


@pytest.fixture
def store(back_end, clock):
    """A new case, open for writing."""
    with back_end.create(title="Plant", inputs_key="k1", options_json='{"b": 1, "a": 2}', now=clock) as made:
        yield made


def sha(data):
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def test_it_is_a_store_with_a_name(store):
    """All methods are there, and the case can be named in a message."""
    assert isinstance(store, Store)
    assert "case" in store.name


def test_a_new_case_says_what_it_is(store):
    """Title, options, time and key of the inputs are kept, and the first entry opens the case."""
    case = store.case()
    assert (case.title, case.options, case.created) == ("Plant", '{"a":2,"b":1}', datetime(2025, 7, 3, 9, 0, 1, tzinfo=UTC))
    assert (store.inputs_key, store.options, store.head) == ("k1", case.options, case.ledger.head)
    (entry,) = case.ledger.entries
    assert (entry.action, json.loads(entry.options)["case_id"]) == ("open", case.id)
    assert store.verify() == ()
    store.require_ledger()


def test_every_write_appends_its_chained_entry(store):
    """No method writes without an entry, and all entries are one chain."""
    exhibit = store.add_exhibit(b"<p>", ExhibitRole.REPORT, name="a.html", media_type="text/html")
    store.put_artefact("claims.json", b"{}", "application/json", action="extract", inputs=[exhibit.sha256])
    store.record(Draft(action="publish", role="analyst"))
    store.add_inputs("k2")
    store.add_decision(DecisionKind.REJECT_CLAIM, "c1", who="Ada", why="older")
    store.put_layers(Layers())
    entries = store.case().ledger.entries
    assert [one.action for one in entries] == ["open", "add", "extract", "publish", "add", "decide", "publish"]
    assert chain_problem(entries) is None
    assert entries[1].outputs == ((f"exhibits/{sha(b'<p>')}.html", sha(b"<p>")),)
    assert entries[2].outputs == (("products/claims.json", sha(b"{}")),)
    assert entries[6].outputs[0][0] == "case.gpkg/layers"
    assert (store.inputs_key, store.verify()) == ("k2", ())


def test_an_origin_is_kept(store, back_end):
    """Where an exhibit came from, from whom, when, and under which order comes back as it went in, also after reopening."""
    when = datetime(2025, 7, 4, 8, tzinfo=UTC)
    said = {
        "path": "in/a.tif",
        "received_from": "B. Courier",
        "order_id": "o-1",
        "credit": "© I",
        "licence": "CC-BY-4.0",
        "sensor": "PS2",
        "url": None,
    }
    origin = make_provenance(said, retrieved=when)
    exhibit = store.add_exhibit(b"II", ExhibitRole.AFTER, name="a.tif", provenance=origin)
    assert exhibit.provenance == origin
    assert (origin.received_from, origin.retrieved, origin.other, origin.url) == ("B. Courier", when, (("sensor", "PS2"),), "")
    assert store.add_exhibit(b"x", ExhibitRole.REPORT, name="b.txt").provenance == Provenance()
    store.close()
    with back_end.open() as again:
        assert [one.provenance for one in again.case().exhibits] == [origin, Provenance()]
        said = json.loads(again.case().ledger.entries[1].options)["origin"]
    assert said["order_id"] == "o-1"
    assert said["retrieved"] == "2025-07-04T08:00:00+00:00"


def test_an_origin_without_a_zone_or_an_end_is_refused():
    """A time without a zone and a text without bounds are no origin."""
    with pytest.raises(OptionError, match="zone"):
        make_provenance({}, retrieved=datetime(2025, 7, 3))  # noqa: DTZ001  # the fault under test
    with pytest.raises(OptionError, match="characters long"):
        make_provenance({"url": "x" * 5000})


def test_the_same_input_is_taken_in_once(store, tmp_path):
    """The same bytes, name and role are one exhibit; a known one is not read again."""
    source = tmp_path / "a.txt"
    source.write_bytes(b"abc")
    first = store.add_exhibit(source, ExhibitRole.REPORT)
    head = store.head
    assert store.add_exhibit(b"abc", ExhibitRole.REPORT, name="a.txt") == first
    source.unlink()
    assert store.add_exhibit(source, ExhibitRole.REPORT, sha256=first.sha256) == first
    assert store.head == head
    assert store.add_exhibit(b"abc", ExhibitRole.SITE, name="a.txt").path == first.path
    assert len(store.case().exhibits) == 2


def test_inputs_that_cannot_be_read_leave_nothing(store, tmp_path):
    """A missing file, a folder, bytes without a name and a folder with a link end in clear errors."""
    (tmp_path / "order").mkdir()
    (tmp_path / "order" / "link").symlink_to("/etc/hostname")
    head = store.head
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(UnreadableError):
            store.add_exhibit(path, ExhibitRole.REPORT)
    with pytest.raises(OptionError):
        store.add_exhibit(b"abc", ExhibitRole.REPORT)
    with pytest.raises(UnreadableError, match="link"):
        store.add_folder(tmp_path / "order", ExhibitRole.AFTER)
    assert (store.head, store.case().exhibits) == (head, ())


def test_a_folder_goes_in_file_by_file(store, tmp_path):
    """Each file is named below the folder, and bears the folder's origin."""
    (tmp_path / "order").mkdir()
    for name in ("b.tif", "a.json"):
        (tmp_path / "order" / name).write_bytes(name.encode())
    exhibits = store.add_folder(tmp_path / "order", ExhibitRole.AFTER, provenance=make_provenance({"order_id": "o-9"}))
    assert [(one.name, one.provenance.order_id) for one in exhibits] == [("order/a.json", "o-9"), ("order/b.tif", "o-9")]


def test_an_exhibit_is_laid_out_as_it_came(store, back_end, tmp_path):
    """Its bytes come out under a free path; a taken path is not written over, and a damaged exhibit is not handed out."""
    exhibit = store.add_exhibit(b"abc", ExhibitRole.REPORT, name="a.txt")
    store.lay_out(exhibit, tmp_path / "out" / "a.txt")
    assert (tmp_path / "out" / "a.txt").read_bytes() == b"abc"
    with pytest.raises(Exception, match="cannot be"):
        store.lay_out(exhibit, tmp_path / "out" / "a.txt")
    (tmp_path / "out" / "a.txt").unlink()
    back_end.damage_exhibit(exhibit)
    with pytest.raises(CustodyError, match="altered"):
        store.lay_out(exhibit, tmp_path / "out" / "a.txt")
    assert any("altered" in problem for problem in store.verify())


@pytest.mark.parametrize("size", [0, 10, INLINE_BYTES + 1])
def test_artefacts_come_back_from_bytes_and_files(store, tmp_path, size):
    """What was put in comes out, whatever its size and whether it came as bytes or as a file."""
    data = (b"0123456789" * (size // 10 + 1))[:size]
    (tmp_path / "score.bin").write_bytes(data)
    store.put_artefact("a/score.bin", data, "application/octet-stream", action="measure", inputs=["a" * 64])
    store.put_artefact("b.bin", tmp_path / "score.bin", "application/octet-stream", action="measure")
    assert store.get_artefact("a/score.bin") == store.get_artefact("b.bin") == data
    assert store.artefact_inputs("a/score.bin") == ("a" * 64,)
    assert store.artefact_names() == ("a/score.bin", "b.bin")
    assert store.verify() == ()


def test_artefacts_have_a_past(store):
    """The newest counts, an older one is found by its entry, and what was never made is `None`."""
    for data in (b"one", b"two"):
        store.put_artefact("claims.json", data, "application/json", action="extract")
    assert store.artefact_entries("claims.json") == (2, 3)
    assert [store.get_artefact("claims.json", at=at) for at in (1, 2, 3, None)] == [None, b"one", b"two", b"two"]
    assert store.get_artefact("gone.json") is None
    assert store.artefact_path("gone.json") is None
    assert store.artefact_inputs("gone.json") == ()


def test_a_step_is_found_by_its_key_alone(store):
    """The very same step is taken over; another input, option or version is not."""
    store.put_artefact("claims.json", b"{}", "application/json", action="extract", options_json='{"x": 1}', inputs=["a" * 64])
    version = store.case().ledger.entries[-1].version
    assert store.step("claims.json", step_key(["a" * 64], '{"x": 1}', version=version)) == b"{}"
    assert store.step("claims.json", step_key(["b" * 64], '{"x": 1}', version=version)) is None
    assert store.step("gone.json", "") is None


@pytest.mark.parametrize("name", ["", "../x", "/x", "a\\b", "C:x", "a//b", ".", "x" * 500])
def test_names_stay_inside(store, name):
    """No artefact's name leads elsewhere."""
    with pytest.raises(OptionError):
        store.put_artefact(name, b"", "text/plain", action="publish")
    assert len(store.case().ledger.entries) == 1


def test_what_belongs_to_the_store_is_refused(store):
    """A plain entry can be no decision, name none of the store's files, and has options that are a JSON object."""
    for draft in (
        Draft(action="decide"),
        Draft(action="publish", outputs=(("products/x", sha(b"")),)),
        Draft(action="publish", outputs=(("case.gpkg/layers", sha(b"")),)),
        Draft(action="publish", options="[]"),
    ):
        with pytest.raises(OptionError):
            store.record(draft)
    with pytest.raises(OptionError, match="Cloud Optimized"):
        store.put_artefact("score.tif", b"II*\0 and no more", COG, action="measure")


def test_decisions_are_numbered_and_stay(store):
    """A decision bears who, why and when; one that is not there cannot be withdrawn; nothing is removed."""
    first = store.add_decision(DecisionKind.OVERRIDE_GRADE, "h2", value_json='{"grade": "destroyed"}', who="Ada", why="seen")
    with pytest.raises(OptionError, match="withdrawn"):
        store.add_decision(DecisionKind.WITHDRAW, "7", who="Ada", why="x")
    for said in ({"who": "", "why": "x"}, {"who": "Ada", "why": " "}, {"who": "Ada", "why": "x" * 5000}):
        with pytest.raises(OptionError):
            store.add_decision(DecisionKind.REJECT_CLAIM, "c1", **said)
    second = store.add_decision(DecisionKind.WITHDRAW, "1", who="Bo", why="wrong house")
    assert store.decisions() == (first, second)
    assert [(one.number, one.who) for one in store.decisions()] == [(1, "Ada"), (2, "Bo")]


def test_a_batch_happens_or_does_not(store):
    """A failure takes back all of a batch, an inner batch joins the outer one, and the store goes on."""
    head = store.head

    def fail():
        with store.batch(), store.batch():
            store.add_exhibit(b"abc", ExhibitRole.REPORT, name="a.txt")
            store.put_artefact("claims.json", b"{}", "application/json", action="extract")
            store.put_artefact("big.bin", b"x" * (INLINE_BYTES + 1), "application/octet-stream", action="extract")
            store.add_inputs("k9")
            store.put_layers(Layers())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (store.head, store.inputs_key, store.artefact_names(), store.case().exhibits) == (head, "k1", (), ())
    assert len(store.record_many(Draft(action="read") for _ in range(20))) == 20
    assert store.put_layers(Layers()) is not None
    assert store.verify() == ()


def test_one_writes_and_many_read(store, back_end):
    """A second writer is told; a reader sees what was acknowledged and cannot write; after the writer ended another one may."""
    with pytest.raises(CaseError, match="another writer"):
        back_end.open(write=True, wait_s=0.05)
    with back_end.open() as reader:
        assert reader.head == store.head
        with store.batch():
            store.record(Draft(action="read"))
            assert reader.head != store.head
        assert reader.head == store.head
        for write in (
            lambda: reader.record(Draft(action="read")),
            lambda: reader.add_exhibit(b"abc", ExhibitRole.REPORT, name="a.txt"),
            lambda: reader.put_artefact("a.json", b"{}", "application/json", action="extract"),
            lambda: reader.add_decision(DecisionKind.REJECT_CLAIM, "c1", who="Ada", why="x"),
            lambda: reader.add_inputs("k2"),
            lambda: reader.put_layers(Layers()),
        ):
            with pytest.raises(CaseError, match="read only"):
                write()
    store.close()
    back_end.open(write=True, wait_s=0.05).close()


def test_a_second_writer_may_wait(store, back_end):
    """Whoever waits goes on from where the first one ended."""
    store.close()
    begun, found = threading.Event(), []

    def write_for_a_while():
        with back_end.open(write=True) as first:
            begun.set()
            time.sleep(0.1)
            found.append(first.record(Draft(action="read")).hash)

    other = threading.Thread(target=write_for_a_while)
    other.start()
    begun.wait(5)
    with back_end.open(write=True, wait_s=20) as second:
        assert found == [second.head]
    other.join()


def test_the_same_inputs_go_on_and_others_do_not(store, back_end):
    """Creating again opens the case of the same inputs and options, and names what to do for any other."""
    head = store.head
    store.close()
    with back_end.create(inputs_key="k1", options_json='{"a":2,"b":1}') as again:
        assert again.head == head
    for said, word in (({"inputs_key": "k2", "options_json": '{"a":2,"b":1}'}, "case add"), ({"inputs_key": "k1"}, "options")):
        with pytest.raises(CaseError) as caught:
            back_end.create(**said)
        assert word in caught.value.hint
    back_end.open(write=True, wait_s=0.05).close()


def test_a_clock_set_back_is_said(store, clock):
    """An entry whose clock stood earlier says so, and the order stays that of the numbers."""
    store.record(Draft(action="read"))
    clock.time -= timedelta(days=400)
    entry = store.record(Draft(action="read"))
    assert (entry.number, entry.clock_back) == (3, True)
    assert not store.record(Draft(action="read")).clock_back
    assert store.verify() == ()


def test_layers_are_written_when_they_say_something_else(store):
    """The same layers leave no entry; others do."""
    assert store.put_layers(Layers()) is not None
    head = store.head
    assert store.put_layers(Layers()) is None
    assert store.head == head


def test_the_search_finds_the_same_words_in_the_same_order(tmp_path, clock):
    """Both back ends rank by one formula: hits, and their order, are the same for any words."""
    found = []
    for make in BACK_ENDS:
        place = tmp_path / make.name
        place.mkdir()
        with make(place).create(now=clock) as store:
            assert store.find("depot") == ()
            store.put_layers(_layers(tmp_path))
            found.append([store.find(words) for words in ("depot", "dep fire", "Бруле", "brule", "fire fire", "x_y", "halls", "workshop 110")])
            with pytest.raises(OptionError, match="no word"):
                store.find("*")
            found[-1].append(store.find("depot", limit=1))
    assert found[0] == found[1]
    assert [len(hits) for hits in found[0]] == [3, 2, 1, 1, 2, 1, 0, 1, 1]


def _layers(tmp_path):
    """One report with several paragraphs, made up."""
    text = tmp_path / "report.txt"
    text.write_text(
        "A fire burned at the depot, and the depot burned on.\n\nÉloïse Brûlé saw it.\n\nThe depot stood by hall x_y, long after the last fire.\n\n"
        "Workshop 110 fell in.\n\nDepots are places.\n",
        "utf-8",
    )
    return Layers(reports=(attrs.evolve(read_report(text), title="", publisher=None),))

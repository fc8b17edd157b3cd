"""What a case is made to forget: its bytes are gone from every place of the folder, and its hash and the reason stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from temoin.custody import CaseStore, Draft, Layers, MemoryPlace, MemoryStore
from temoin.custody.proof import check_sealed, seal_case
from temoin.errors import OptionError
from temoin.model import ExhibitRole

SECRET = b"Ms Example of 7 Example Street, Larnby, was treated for burns. " * 40
WORDS = b"7 Example Street"


def made(store):
    """An exhibit, another that names a person, and what was worked out before and since."""
    store.put_artefact("early.json", b'{"before": "it came"}', "application/json", action="extract")
    first = store.add_exhibit(b"Three people were killed.", ExhibitRole.REPORT, name="first.txt")
    second = store.add_exhibit(SECRET, ExhibitRole.REPORT, name="second.txt")
    for number in range(3):
        store.put_artefact("claims.json", b'{"quote": "%s", "n": %d}' % (WORDS, number), "application/json", action="extract")
    store.put_artefact("large.bin", WORDS + b"\x00" * (17 * 1024 * 1024), "application/octet-stream", action="measure")
    store.put_artefact("inputs.json", b"{}", "application/json", action="add")
    return first, second


def everywhere(folder: Path) -> list[str]:
    """Files in which the words still stand."""
    return [path.name for path in folder.rglob("*") if path.is_file() and WORDS in path.read_bytes()]


@pytest.fixture
def case(tmp_path) -> tuple[Path, str]:
    """A case on disk and the hash of what it is to forget."""
    with CaseStore.create(tmp_path / "case", title="Depot") as store:
        _, second = made(store)
    return tmp_path / "case", second.sha256


def test_the_bytes_are_gone_from_every_place(case):
    """Exhibit, products of every version, database, free pages and log hold none of it; the check is clean and says what is withheld."""
    folder, sha256 = case
    assert len(everywhere(folder)) >= 3
    with CaseStore.open(folder, write=True) as store:
        entry = store.forget(sha256, who="Ada", why="a private person", keep=("inputs.json",))
        assert everywhere(folder) == []
        assert store.get_artefact("claims.json") is None
        assert store.get_artefact("early.json") == b'{"before": "it came"}'
        assert store.get_artefact("inputs.json") == b"{}"
        assert store.verify() == ()
    assert everywhere(folder) == []
    with CaseStore.open(folder) as store:
        assert store.verify() == ()
        assert {name: number for number, name in store.withheld()} == dict.fromkeys(["second.txt", "claims.json", "large.bin"], entry.number)
        said = store.case().ledger.entries[entry.number - 1]
        assert (said.action, said.role, said.inputs) == ("forget", "Ada", (sha256,))
        assert "a private person" in said.options


def test_what_is_worked_out_afterwards_is_kept(case):
    """The same name, even the same bytes, written after it was forgotten, is there again."""
    folder, sha256 = case
    with CaseStore.open(folder, write=True) as store:
        store.forget(sha256, who="Ada", why="a private person")
        store.put_artefact("claims.json", b'{"claims": []}', "application/json", action="extract")
        assert store.get_artefact("claims.json") == b'{"claims": []}'
        assert store.verify() == ()
        assert "claims.json" not in {name for _, name in store.withheld()}


def test_it_does_not_come_back(case):
    """The same bytes are refused, under any name; a file put back by hand is named by the check and removed by the next writer."""
    folder, sha256 = case
    with CaseStore.open(folder, write=True) as store:
        exhibit = next(one for one in store.case().exhibits if one.sha256 == sha256)
        store.forget(sha256, who="Ada", why="a private person")
        for name in ("second.txt", "other.txt"):
            with pytest.raises(OptionError, match="withheld by ledger entry"):
                store.add_exhibit(SECRET, ExhibitRole.REPORT, name=name)
        with pytest.raises(OptionError, match="holds no exhibit"):
            store.forget(sha256, who="Ada", why="again")
    (folder / exhibit.path).write_bytes(SECRET)
    with CaseStore.open(folder) as store:
        assert any("lies there" in problem for problem in store.verify())
    with CaseStore.open(folder, write=True) as store:
        assert store.verify() == ()
    assert everywhere(folder) == []


def test_nothing_is_forgotten_without_a_name_and_a_reason(case):
    """Nor what the case does not hold; the ledger stays as it was, and no other way writes such an entry."""
    folder, sha256 = case
    with CaseStore.open(folder, write=True) as store:
        head = store.head
        for given in ({"who": " ", "why": "x"}, {"who": "Ada", "why": ""}):
            with pytest.raises(OptionError, match="a name and a reason"):
                store.forget(sha256, **given)
        with pytest.raises(OptionError, match="holds no exhibit"):
            store.forget("ab" * 32, who="Ada", why="x")
        with pytest.raises(OptionError, match="forget alone"):
            store.record(Draft(action="forget"))
        assert store.head == head
        assert store.verify() == ()


def test_layers_and_search_are_emptied(case):
    """Words are not found any more."""
    folder, sha256 = case
    with CaseStore.open(folder, write=True) as store:
        store.put_layers(Layers())
        store.forget(sha256, who="Ada", why="a private person")
        assert store.find("example") == ()
        assert store.verify() == ()


def test_a_sealed_copy_says_what_is_withheld(case, tmp_path):
    """It is whole without it, and the check tells which entry withholds what."""
    folder, sha256 = case
    with CaseStore.open(folder, write=True) as store:
        number = store.forget(sha256, who="Ada", why="a private person").number
    path = seal_case(folder, tmp_path / "bag").path
    assert everywhere(path) == []
    report = check_sealed(path)
    assert report.problems == ()
    assert f"second.txt: withheld by entry {number}" in report.assurances


def test_a_case_in_memory_forgets_too():
    """The same rules without a disk."""
    place = MemoryPlace()
    with MemoryStore.create(place) as store:
        _, second = made(store)
        number = store.forget(second.sha256, who="Ada", why="a private person").number
        assert store.verify() == ()
        assert store.get_artefact("claims.json") is None
        assert (number, "second.txt") in store.withheld()
    assert all(WORDS not in data for data in (*place.originals.values(), *place.products.values()))


def test_what_was_taken_back_is_not_withheld(case):
    """Forgetting inside a transaction that fails leaves all as it was, also for what this store remembers of its ledger."""
    folder, sha256 = case
    with CaseStore.open(folder, write=True) as store:
        before, head = store.get_artefact("claims.json"), store.head
        with pytest.raises(OptionError, match="inside a transaction"), store.batch():
            store.forget(sha256, who="Ada", why="a private person")
        assert store.head == head
        assert store.get_artefact("claims.json") == before
        assert store.withheld() == ()
        store.record_many(Draft(action="measure") for _ in range(3))
        assert store.get_artefact("claims.json") == before
        number = store.forget(sha256, who="Ada", why="a private person").number
        assert store.get_artefact("claims.json") is None
        assert (number, "second.txt") in store.withheld()
        assert store.verify() == ()

"""A case is made, added to and gone on with: only what depends on the change is done again."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

import jsonschema
import pytest

from temoin.custody import CaseStore
from temoin.errors import CaseError, CustodyError, NoCoverageError, OptionError, StorageError, UnreadableError
from temoin.wire import schemas
from temoin.workflows import ReportGroup, VerifyInputs, VerifyOptions, add_to_case, rerun_case, verify_event

LATER = "Four people were killed in the fire at a depot in Larnby, the regional governor said on 6 May 2025.\n"
JUDGED = ("claims.json", "findings.json", "registration.json", "assessments.json")


@pytest.fixture
def out(tmp_path):
    """Where the case lies."""
    return tmp_path / "case"


def kept(out):
    """The hash of every artefact that says what was found."""
    with CaseStore.open(out) as store:
        assert store.verify() == ()
        found = {name: store.get_artefact(name) for name in JUDGED}
    return {name: hashlib.sha256(data).hexdigest() for name, data in found.items() if data is not None}


def made(out):
    """How often each artefact was made."""
    with CaseStore.open(out) as store:
        entries = store.case().ledger.entries
    return Counter(path.removeprefix("products/") for entry in entries for path, _ in entry.outputs if path.startswith("products/"))


def exhibits(out):
    """Name and role of what the case holds."""
    with CaseStore.open(out) as store:
        return [(exhibit.name, exhibit.role.value) for exhibit in store.case().exhibits]


def test_the_same_command_again_does_nothing_again(out, report_at, inputs_of, clock):
    """A second run takes every step over, and the ledger stays as it was."""
    inputs = inputs_of(report_at())
    first = verify_event(inputs, out, now=clock)
    second = verify_event(inputs, out, now=clock)
    assert (first.reused, second.head) == ((), first.head)
    assert set(second.reused) == {"extracting", "corroborating", "publishing"}
    assert second.assessments == first.assessments


def test_a_run_is_one_document(out, report_at, inputs_of, clock, pictures):
    """What `--json` prints fits its schema, with and without pictures."""
    document = verify_event(inputs_of(report_at()), out, now=clock).to_document()
    assert (document["findings"], document["registration"], len(document["reports"])) == (None, None, 1)
    jsonschema.validate(document, schemas()["verification"])
    document = add_to_case(out, VerifyInputs(before=pictures.before, after=pictures.after, is_addition=True), now=clock).to_document()
    assert document["findings"]["items"]
    jsonschema.validate(json.loads(json.dumps(document)), schemas()["verification"])


def test_a_report_is_added_without_measuring_again(out, report_at, inputs_of, clock, pictures, monkeypatch):
    """Claims and verdicts are made anew, the pictures are neither aligned for measuring nor measured again."""
    verify_event(inputs_of(report_at(), before=pictures.before, after=pictures.after), out, now=clock)
    before = kept(out)

    def never(*_, **__):
        raise AssertionError("the pictures were measured again")

    monkeypatch.setattr("temoin.workflows.run.measure_damage", never)
    added = add_to_case(out, inputs_of(report_at("later.txt", LATER), published="2025-05-06", is_addition=True), now=clock)
    assert {"aligning", "measuring"} <= set(added.reused)
    assert not {"extracting", "corroborating", "publishing"} & set(added.reused)
    assert [report.id for report in added.reports] == ["fire", "later"]
    after, times = kept(out), made(out)
    assert {name for name in before if before[name] != after[name]} == {"claims.json", "assessments.json"}
    assert (times["claims.json"], times["registration.json"], times["findings.json"]) == (2, 1, 1)


def test_pictures_are_added_without_reading_claims_again(out, report_at, inputs_of, clock, pictures):
    """The claims stay, the verdicts are made anew with what the pictures show."""
    verify_event(inputs_of(report_at()), out, now=clock)
    added = add_to_case(out, VerifyInputs(before=pictures.before, after=pictures.after, is_addition=True), now=clock)
    assert added.reused == ("extracting",)
    assert added.findings is not None
    assert made(out)["claims.json"] == 1
    assert made(out)["assessments.json"] == 2


def test_adding_ends_like_one_run(tmp_path, report_at, inputs_of, clock, pictures):
    """A case that grew holds the same findings and verdicts as one that was made at once."""
    first, later = report_at(), report_at("later.txt", LATER)
    groups = (ReportGroup(reports=(first,), published="2025-05-05"), ReportGroup(reports=(later,), published="2025-05-06"))
    verify_event(VerifyInputs(groups=groups, before=pictures.before, after=pictures.after), tmp_path / "whole", now=clock)
    verify_event(inputs_of(first, after=pictures.after), tmp_path / "grown", now=clock)
    add_to_case(tmp_path / "grown", VerifyInputs(before=pictures.before, is_addition=True), now=clock)
    add_to_case(tmp_path / "grown", inputs_of(later, published="2025-05-06", is_addition=True), now=clock)
    assert kept(tmp_path / "grown") == kept(tmp_path / "whole")


def test_a_second_picture_is_refused(out, report_at, inputs_of, clock, pictures):
    """A case has one picture from before; another is refused by the option's name, and nothing of it is kept."""
    verify_event(inputs_of(report_at(), before=pictures.before), out, now=clock)
    ledger, held = made(out), exhibits(out)
    with pytest.raises(OptionError, match="already has a file given as --before"):
        add_to_case(out, VerifyInputs(before=pictures.after, is_addition=True), now=clock)
    assert (made(out), exhibits(out)) == (ledger, held)


def test_the_same_addition_twice_is_one(out, report_at, inputs_of, clock, pictures):
    """A command that was interrupted can be given again: what the case has already is not taken in twice."""
    verify_event(inputs_of(report_at()), out, now=clock)
    more = inputs_of(report_at("later.txt", LATER), published="2025-05-06", is_addition=True, before=pictures.before, after=pictures.after)
    first = add_to_case(out, more, now=clock)
    second = add_to_case(out, more, now=clock)
    assert second.head == first.head
    assert [report.id for report in second.reports] == ["fire", "later"]


def test_an_addition_keeps_the_options_of_the_case(out, report_at, inputs_of, clock):
    """Options that are not named again stay."""
    verify_event(inputs_of(report_at()), out, VerifyOptions(title="Larnby", event_date="2025-05-04"), now=clock)
    added = add_to_case(out, inputs_of(report_at("later.txt", LATER), is_addition=True), options=VerifyOptions(crs="EPSG:32639"), now=clock)
    with CaseStore.open(out) as store:
        document = json.loads(store.get_artefact("inputs.json"))
    assert document["options"] == {"title": "Larnby", "event_date": "2025-05-04", "crs": "EPSG:32639"}
    assert added.event.basis.value == "given"


def test_a_bad_addition_leaves_the_case_as_it_was(out, report_at, inputs_of, clock):
    """A file that cannot be read is refused before anything is written."""
    head = verify_event(inputs_of(report_at()), out, now=clock).head
    with pytest.raises(UnreadableError, match=r"gone\.txt"):
        add_to_case(out, inputs_of(out / "gone.txt", is_addition=True), now=clock)
    with pytest.raises(UnreadableError, match="empty"):
        add_to_case(out, inputs_of(report_at("empty.txt", ""), is_addition=True), now=clock)
    with CaseStore.open(out) as store:
        assert store.head == head


def test_additions_come_in_whole_or_not_at_all(out, report_at, inputs_of, clock, monkeypatch):
    """When the last write of the inputs fails, the case has none of them: no exhibit, no new key."""
    verify_event(inputs_of(report_at()), out, now=clock)
    held = exhibits(out)
    with CaseStore.open(out) as store:
        head, key = store.head, store.inputs_key

    def full(*_, **__):
        raise StorageError("the disk is full")

    more = inputs_of(report_at("later.txt", LATER), published="2025-05-06", is_addition=True)
    with monkeypatch.context() as patch:
        patch.setattr("temoin.workflows.verify.record_inputs", full)
        with pytest.raises(StorageError):
            add_to_case(out, more, now=clock)
    with CaseStore.open(out) as store:
        assert (store.head, store.inputs_key, store.verify()) == (head, key, ())
    assert exhibits(out) == held
    assert len(add_to_case(out, more, now=clock).reports) == 2
    assert kept(out)


@pytest.mark.parametrize("stage", ["extract_claims", "align_pair", "measure_damage", "corroborate_claims", "publish_html"])
def test_an_interrupted_run_goes_on(tmp_path, report_at, inputs_of, clock, pictures, monkeypatch, stage):
    """After a run that ended inside any stage, `rerun_case` does what is missing and no more, and ends like a whole run."""
    inputs = inputs_of(report_at(), before=pictures.before, after=pictures.after)
    out = tmp_path / "case"

    def stop(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"temoin.workflows.run.{stage}", stop)
        with pytest.raises(KeyboardInterrupt):
            verify_event(inputs, out, now=clock)
    done = {name for name, times in made(out).items() if times}
    again = rerun_case(out, now=clock)
    assert made(out) == Counter(dict.fromkeys(made(out), 1))
    assert (out / "products" / "dossier.html").is_file()
    assert ("extracting" in again.reused) == ("claims.json" in done)
    assert ("measuring" in again.reused) == ("findings.json" in done)
    verify_event(inputs, tmp_path / "whole", now=clock)
    assert kept(out) == kept(tmp_path / "whole")


def test_a_rerun_of_a_whole_case_changes_nothing(out, report_at, inputs_of, clock):
    """Nothing is missing, so nothing is done; a new version does every step again."""
    first = verify_event(inputs_of(report_at()), out, now=clock)
    assert rerun_case(out, now=clock).head == first.head


def test_a_new_version_does_every_step_again(out, report_at, inputs_of, clock, monkeypatch):
    """What another version worked out is not taken for this one's."""
    verify_event(inputs_of(report_at()), out, now=clock)
    monkeypatch.setattr("temoin.__version__", "99")
    assert rerun_case(out, now=clock).reused == ()
    assert made(out)["claims.json"] == 2


def test_a_case_that_was_altered_is_not_gone_on_with(out, report_at, inputs_of, clock):
    """An exhibit that was changed is neither read nor taken in as a new one."""
    verify_event(inputs_of(report_at()), out, now=clock)
    (exhibit,) = (out / "exhibits").iterdir()
    exhibit.chmod(0o600)
    exhibit.write_bytes(exhibit.read_bytes().replace(b"Three", b"Seven"))
    with pytest.raises(CustodyError, match="altered"):
        rerun_case(out, now=clock)
    with pytest.raises(CustodyError, match="altered"):
        add_to_case(out, inputs_of(report_at("later.txt", LATER), is_addition=True), now=clock)
    assert len(exhibits(out)) == 1


def test_other_inputs_are_another_case(out, report_at, inputs_of, clock):
    """Other inputs, or the same at another time, do not run over a case."""
    verify_event(inputs_of(report_at()), out, now=clock)
    for other in (inputs_of(report_at("later.txt", LATER)), inputs_of(report_at(), published="2025-05-06")):
        with pytest.raises(CaseError, match="other inputs"):
            verify_event(other, out, now=clock)


def test_pictures_that_share_no_ground(out, report_at, inputs_of, clock, pictures, monkeypatch):
    """The run ends with its failure said once, writes down why, and says the same when it is taken over."""

    def apart(*_, **__):
        raise NoCoverageError("The two pictures share no valid ground.")

    monkeypatch.setattr("temoin.workflows.run.align_pair", apart)
    finnish = report_at(
        "fi.txt", "Kolme ihmistä kuoli ja kaksitoista loukkaantui, kun varasto paloi maan tasalle Larnbyssa, pelastuslaitos kertoi.\n"
    )
    inputs = inputs_of(report_at(), finnish, before=pictures.before, after=pictures.after)
    first, second = verify_event(inputs, out, now=clock), verify_event(inputs, out, now=clock)
    assert first.findings is second.findings is first.registration is None
    assert first.failures == second.failures
    assert len(first.failures) == 2
    with CaseStore.open(out) as store:
        document = json.loads(store.get_artefact("registration.json"))
    assert document == {"temoin": {"format": "no-alignment", "version": 1}, "reasons": ["The two pictures share no valid ground."]}


def test_the_ledger_says_where_an_exhibit_came_from(tmp_path):
    """A report's address and publisher go into the ledger with its bytes."""
    page = tmp_path / "page.html"
    words = "Three people were killed and 12 injured when a depot burned down in Larnby, the fire service said on Monday. " * 3
    head = '<link rel="canonical" href="https://wire.example/1"><meta property="og:site_name" content="The Wire">'
    body = f"<article><h1>Fire</h1><p>{words}</p></article>"
    page.write_text(f"<html lang=en><head>{head}<title>Fire</title></head><body>{body}</body></html>", "utf-8")
    done = verify_event(VerifyInputs(groups=(ReportGroup(reports=(page,)),)), tmp_path / "case")
    with CaseStore.open(done.case) as store:
        said = [json.loads(entry.options) for entry in store.case().ledger.entries if entry.action == "add" and "page.html" in entry.options]
    assert {"path": str(page), "url": "https://wire.example/1", "publisher": "The Wire"} in [one.get("origin") for one in said]

"""People's decisions in a whole case: beside the machine's answer, kept over every re-run."""

from __future__ import annotations

import json
import shutil

import attrs
import pytest

from temoin.custody import CaseStore
from temoin.errors import OptionError
from temoin.model import ClaimKind, DecisionKind, Reason, Verdict, short_id
from temoin.wire import from_document, loads
from temoin.workflows import VerifyInputs, add_to_case, decide_in_case, decided_claims_of, rerun_case, verify_event

ADA = {"who": "Ada", "why": "seen on the plan"}


@pytest.fixture(scope="module")
def made_case(tmp_path_factory, example):
    """A case of two reports and the example's pictures, without the site file that names the workshops."""
    folder = tmp_path_factory.mktemp("decided") / "case"
    nameless = tmp_path_factory.mktemp("nameless") / "buildings.geojson"
    nameless.write_text(example.buildings.read_text("utf-8").replace('"name"', '"sign"'), "utf-8")
    group = attrs.evolve(example.groups[0], reports=example.groups[0].reports[:2])
    verify_event(VerifyInputs(groups=(group,), before=example.before, after=example.after, buildings=nameless), folder)
    return folder


@pytest.fixture
def case(made_case, tmp_path):
    """A copy of that case to work on."""
    return shutil.copytree(made_case, tmp_path / "case")


def claims_of(case):
    """The decided claims of a case."""
    with CaseStore.open(case) as store:
        return decided_claims_of(store)[1]


def verdicts_of(case):
    """The assessments of a case by claim id."""
    with CaseStore.open(case) as store:
        return {one.claim.id: one for one in from_document(loads(store.get_artefact("assessments.json")))}


def roof_of_110(case):
    """The first claim on the roof of workshop 110."""
    return next(one for one in verdicts_of(case).values() if one.claim.thing and one.claim.thing.number == "110")


def rests_on(case, assessment):
    """The buildings whose grades an assessment rests on."""
    with CaseStore.open(case) as store:
        findings = from_document(loads(store.get_artefact("findings.json")))
    ids = {piece.finding_id for piece in assessment.evidence}
    return {grade.building_id for grade in findings.grades if grade.id in ids}


def first(case, kind):
    """The first claim of a kind."""
    return next(claim for claim in claims_of(case).claims if claim.kind is kind)


def test_a_tied_name_makes_its_claims_checkable(case):
    """Before, no file ties the name to a building; afterwards the fallen roof is held against the measured area, without measuring again."""
    before = roof_of_110(case)
    assert Reason.NO_SUCH_PART in before.reasons
    assert "that it is the one meant is not written" in before.supported_part
    done = decide_in_case(case, DecisionKind.TIE_NAME, "workshop 110", {"building": "h2"}, **ADA)
    after = roof_of_110(case)
    assert after.pictures in {Verdict.SUPPORTED, Verdict.PARTLY_SUPPORTED}
    assert Reason.NO_SUCH_PART not in after.reasons
    assert "not written" not in after.supported_part
    assert rests_on(case, after) == {"h2"}
    assert {"extracting", "aligning", "measuring"} <= set(done.verification.reused)
    assert "corroborating" not in done.verification.reused
    again = rerun_case(case)
    assert "publishing" in again.reused
    assert roof_of_110(case) == after


def test_a_rejected_claim_takes_no_part_and_stays_visible(case, call):
    """It is out of the verdicts and the table, and shown as rejected."""
    claim = first(case, ClaimKind.KILLED)
    done = decide_in_case(case, DecisionKind.REJECT_CLAIM, claim.id, who="Ada", why="another fire")
    assert claim.id not in verdicts_of(case)
    assert claim.id not in {one.id for one in done.verification.claims}
    assert [one.id for one, _ in claims_of(case).rejected] == [claim.id]
    assert "another fire" in done.verification.dossier.read_text("utf-8")
    assert "another fire" in call("case", "show", case).out
    assert claim.id not in {one.claim.id for one in rerun_case(case).assessments}


def test_an_edited_claim_keeps_the_machines_reading_beside(case):
    """The person's number takes part, the machine's stays beside it, and claims.json is the machine's alone."""
    claim = first(case, ClaimKind.INJURED)
    with CaseStore.open(case) as store:
        read = store.get_artefact("claims.json")
    decide_in_case(case, DecisionKind.EDIT_CLAIM, claim.id, {"value": 7}, **ADA)
    assessment = verdicts_of(case)[claim.id]
    assert (assessment.claim.quantity.value, assessment.claim.quantity.unit) == (7, claim.quantity.unit)
    assert assessment.machine_claim == claim
    assert [one.who for one in assessment.decisions] == ["Ada"]
    with CaseStore.open(case) as store:
        assert store.get_artefact("claims.json") == read


def test_an_added_claim_needs_a_quote_that_stands_in_the_report(case):
    """Its span is found letter by letter, else it is refused and nothing is written down."""
    with CaseStore.open(case) as store:
        report, head = decided_claims_of(store)[0][0], store.head
    fields = {"quote": report.text.split(".")[0], "kind": "missing", "value": 2, "unit": "person"}
    with pytest.raises(OptionError, match="does not stand in"):
        decide_in_case(case, DecisionKind.ADD_CLAIM, report.id, {**fields, "quote": "words of nobody"}, **ADA)
    with pytest.raises(OptionError, match="unit"):
        decide_in_case(case, DecisionKind.ADD_CLAIM, report.id, {**fields, "unit": None}, **ADA)
    with CaseStore.open(case) as store:
        assert store.head == head
    decide_in_case(case, DecisionKind.ADD_CLAIM, report.id, fields, **ADA)
    added = verdicts_of(case)[f"{report.id}-a1"]
    assert (added.claim.kind, added.claim.quote, added.claim.quantity.value) == (ClaimKind.MISSING, fields["quote"], 2)
    decide_in_case(case, DecisionKind.REJECT_CLAIM, f"{report.id}-a1", who="Bo", why="no")
    assert f"{report.id}-a1" not in verdicts_of(case)


def test_a_wrong_footprint_is_left_out_with_its_reason(case):
    """It gets no grade, and the layer says why."""
    done = decide_in_case(case, DecisionKind.WRONG_FOOTPRINT, "h2", **ADA)
    assert done.verification.findings.grade_of("h2") is None
    assert done.verification.findings.grade_of("h1") is not None
    assert "aligning" in done.verification.reused
    with CaseStore.open(case) as store:
        layer = json.loads(store.get_artefact("findings.geojson"))
    reasons = {feature["properties"].get("id"): feature["properties"].get("reasons", []) for feature in layer["features"]}
    assert Reason.WRONG_FOOTPRINT.value in str(reasons["h2"])


def test_overridden_grades_and_verdicts_stand_beside_the_machines(case):
    """The machine's answers stay what they were; the person's are in the file and on the page."""
    claim = first(case, ClaimKind.KILLED)
    before = verdicts_of(case)[claim.id]
    decide_in_case(case, DecisionKind.OVERRIDE_VERDICT, claim.id, {"verdict": "contested"}, is_run=False, **ADA)
    done = decide_in_case(case, DecisionKind.OVERRIDE_GRADE, "h2", {"grade": "destroyed"}, who="Bo", why="seen from the road")
    after = verdicts_of(case)[claim.id]
    assert (after.verdict, after.pictures, after.reports) == (before.verdict, before.pictures, before.reports)
    assert after.decisions[0].value == '{"verdict":"contested"}'
    page = done.verification.dossier.read_text("utf-8")
    assert "seen from the road" in page
    assert "measuring" in done.verification.reused


def test_a_withdrawn_decision_leaves_the_case_as_it_was(case):
    """The verdicts are those from before, and both decisions stay in the list."""
    before = verdicts_of(case)
    decide_in_case(case, DecisionKind.REJECT_CLAIM, first(case, ClaimKind.KILLED).id, is_run=False, **ADA)
    done = decide_in_case(case, DecisionKind.WITHDRAW, "1", **ADA)
    assert verdicts_of(case) == before
    assert [one.kind for one in done.verification.decisions] == [DecisionKind.REJECT_CLAIM, DecisionKind.WITHDRAW]


SIGNED = "2 people have signed what this dossier says."


def test_two_people_sign_off_a_state(case):
    """Two people's signatures are said, and the dossier stays a draft all the same; a change afterwards takes the saying away."""
    decide_in_case(case, DecisionKind.SIGN_OFF, is_run=False, **ADA)
    one = rerun_case(case)
    assert SIGNED not in one.dossier.read_text("utf-8")
    two = decide_in_case(case, DecisionKind.SIGN_OFF, who="Bo", why="read it").verification
    assert SIGNED in two.dossier.read_text("utf-8")
    assert "DRAFT" in two.dossier.read_text("utf-8")
    three = decide_in_case(case, DecisionKind.REJECT_CLAIM, first(case, ClaimKind.KILLED).id, **ADA).verification
    assert SIGNED not in three.dossier.read_text("utf-8")


def test_decisions_survive_a_report_that_is_added(case, example):
    """Another report changes running numbers and nothing of what was decided."""
    claim = first(case, ClaimKind.KILLED)
    key = claims_of(case).keys[claim.id]
    decide_in_case(case, DecisionKind.REJECT_CLAIM, claim.id, is_run=False, **ADA)
    group = attrs.evolve(example.groups[0], reports=example.groups[0].reports[2:3])
    add_to_case(case, VerifyInputs(groups=(group,), is_addition=True))
    decided = claims_of(case)
    assert [decided.keys[one.id] for one, _ in decided.rejected] == [key]


@pytest.mark.parametrize(
    ("kind", "subject", "fields", "words"),
    [
        (DecisionKind.REJECT_CLAIM, "nothing", {}, "no claim"),
        (DecisionKind.EDIT_CLAIM, "", {}, "claim of the case"),
        (DecisionKind.TIE_NAME, "workshop 110", {"building": "h99"}, "no footprint"),
        (DecisionKind.OVERRIDE_GRADE, "h2", {"grade": "ruined"}, "not known"),
        (DecisionKind.ADD_CLAIM, "nobody", {"kind": "killed"}, "no report"),
        (DecisionKind.WITHDRAW, "4", {}, "no decision"),
    ],
)
def test_what_the_case_does_not_hold_is_refused(case, kind, subject, fields, words):
    """A clear word, and no entry in the ledger."""
    with CaseStore.open(case) as store:
        head = store.head
    with pytest.raises(OptionError, match=words):
        decide_in_case(case, kind, subject, fields, **ADA)
    with CaseStore.open(case) as store:
        assert store.head == head


def test_diff_says_what_changed_and_find_finds(case, call):
    """Rejecting a claim takes its verdict away, and the older one can still be told; names are found across scripts."""
    claim = first(case, ClaimKind.KILLED)
    with CaseStore.open(case) as store:
        before = len(store.case().ledger.entries)
    assert call("case", "diff", case, "--since", before).err.startswith("0 things changed")
    decide_in_case(case, DecisionKind.REJECT_CLAIM, claim.id, who="Ada", why="another fire")
    for words in (("case", "diff", case), ("case", "diff", case, "--since", before)):
        ended = call(*words)
        assert ended.code == 0
        assert "another fire" in ended.out
        assert "killed" in ended.out
    assert call("case", "diff", case, "--since", 10_000).code == 2
    found = call("case", "find", case, "КЕДРОВСК")
    assert found.code == 0
    assert "Kedrovsk" in found.out


def test_the_commands_decide(call, case):
    """From the terminal: a short id is taken, an unknown one and a missing reason are refused."""
    with CaseStore.open(case) as store:
        decided = decided_claims_of(store)[1]
    claim = next(one for one in decided.claims if one.kind is ClaimKind.INJURED)
    short = short_id(decided.keys[claim.id])
    assert short in call("case", "show", case).out
    ended = call("case", "decide", "edit", case, short, "--value", "7", "--by", "Ada", "--why", "misread", "--json")
    assert ended.code == 0, ended.err
    assert any(one["claim"]["quantity"] and one["claim"]["quantity"]["value"] == 7 for one in ended.json()["assessments"])
    assert call("case", "decide", "reject", case, "ffffffff", "--by", "Ada", "--why", "x").code == 2
    assert call("case", "decide", "reject", case, short, "--by", "Ada").code == 2
    ended = call("case", "decide", "sign", case, "--by", "Ada", "--why", "read", "--no-run", "--json")
    assert ended.json()["content"]["kind"] == "sign_off"
    assert call("case", "check", case).code == 0


def signed(case):
    """Two people sign the case as it is now."""
    decide_in_case(case, DecisionKind.SIGN_OFF, is_run=False, **ADA)
    decide_in_case(case, DecisionKind.SIGN_OFF, who="Bo", why="read it")


def test_a_release_is_numbered_and_later_changes_are_told_from_it(call, case):
    """Handed out once signed by two; what changes afterwards is told since that release, and not what changed before."""
    claim = first(case, ClaimKind.KILLED)
    signed(case)
    made = call("case", "release", case, "--by", "Ada", "--why", "sent to the desk", "--where", "edition of 5 July")
    assert made.code == 0, made.err
    assert made.out.startswith("release 1, ledger entry ")
    assert "ledger head" in made.err
    assert call("case", "diff", case, "--since", "release", "--json").json()["changes"] == []
    decide_in_case(case, DecisionKind.REJECT_CLAIM, claim.id, who="Ada", why="another fire")
    told = call("case", "diff", case, "--since", "release", "--json").json()
    assert {row["what"] for row in told["changes"]} == {"verdict", "decision"}
    assert any(row["now"] == "" and "killed" in row["was"] for row in told["changes"])
    signed(case)
    again = call("case", "release", case, "--by", "Bo", "--why", "corrected", "--json").json()
    assert again["number"] == 2
    assert call("case", "diff", case, "--since", "release:2").err.startswith("0 things changed")
    assert call("case", "diff", case, "--since", "release:1", "--json").json()["changes"]
    shown = call("case", "show", case).out
    assert "release 1, by Ada" in shown
    assert "edition of 5 July" in shown
    assert call("case", "check", case).code == 0


def test_a_release_needs_two_signatures_on_what_the_case_says_now(call, case):
    """Unsigned, signed by one, changed since, handed out already, or by nobody: refused, and nothing is written down."""
    words = ("case", "release", case, "--by", "Ada", "--why", "out")
    assert call("case", "diff", case, "--since", "release").code == 2
    assert call("case", "diff", case, "--since", "yesterday").code == 2
    assert "not signed by 2 people" in call(*words).err
    decide_in_case(case, DecisionKind.SIGN_OFF, **ADA)
    assert "not signed by 2 people" in call(*words).err
    decide_in_case(case, DecisionKind.SIGN_OFF, who="Bo", why="read it", is_run=False)
    assert "older than the newest decision" in call(*words).err
    rerun_case(case)
    assert call("case", "release", case, "--by", " ", "--why", "out").code == 2
    assert call(*words).code == 0
    with CaseStore.open(case) as store:
        head = store.head
    ended = call(*words)
    assert ended.code == 2
    assert "is release 1 already" in ended.err
    assert call("case", "diff", case, "--since", "release:7").code == 2
    with CaseStore.open(case) as store:
        assert store.head == head


def test_json_of_a_run_names_what_people_left_out(call, case):
    """`--json` holds the rejected claim with its decision, and all decisions in order."""
    claim = first(case, ClaimKind.KILLED)
    key = claims_of(case).keys[claim.id]
    printed = call("case", "decide", "reject", case, short_id(key), "--by", "Ada", "--why", "another fire", "--json").json()
    assert [(row["claim"]["id"], row["decision"]["why"]) for row in printed["rejected"]] == [(claim.id, "another fire")]
    assert [row["kind"] for row in printed["decisions"]] == ["reject_claim"]
    assert claim.id not in {row["claim"]["id"] for row in printed["assessments"]}

"""`temoin corroborate` and `temoin explain` on a plain claims file, from words to drawings."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def claims_file(tmp_path):
    """Two offices, a copy, a withdrawn toll, a serial number, and a report of another event."""
    url = "https://example.org/2031/welbrook-depot-blaze-kills-eleven-says-fire-chief"
    chain = [{"text": "fire chief"}]
    first = [{"id": "a1", "kind": "killed", "value": 11, "chain": chain}, {"id": "a2", "kind": "crater_depth_m", "value": 4.5, "chain": chain}]
    reports = [
        {"id": "A", "publisher": "Paper <A>", "published": "2031-03-19", "url": url, "claims": first},
        {"id": "B", "published": "2031-03-19", "url": url, "claims": [{**one, "id": one["id"].replace("a", "b")} for one in first]},
        {"id": "C", "published": "2031-03-28", "claims": [{"id": "c1", "kind": "killed", "value": 9, "chain": chain}]},
        {"id": "D", "published": "2019-03-19", "claims": [{"id": "d1", "kind": "killed", "value": 212}]},
        {"id": "E", "published": "2031-03-20", "claims": [{"id": "e1", "kind": "serial_number", "value": 9041}]},
    ]
    path = tmp_path / "claims.json"
    path.write_text(json.dumps({"date": "2031-03-18", "place": "Welbrook", "reports": reports}), "utf-8")
    return path


def test_corroborate_prints_fields_families_other_events_and_verdicts(call, claims_file):
    """The document has what each count came to, who copied whom, what is of another event, grades, and what is inferred."""
    ended = call("corroborate", claims_file, "--json", "--reliability", "fire chief=B")
    assert ended.code == 0, ended.err
    found = ended.json()
    killed = found["fields"]["killed"]
    assert (killed["status"], killed["value"], killed["low"], killed["as_of"], killed["origins"]) == (
        "resolved",
        9,
        None,
        "2031-03-28",
        ["fire chief"],
    )
    assert found["fields"]["crater_depth_m"]["value"] == 4.5
    assert found["families"] == [["A", "B"]]
    assert found["other_event"] == ["D"]
    assert {one["claim"]["id"] for one in found["assessments"]} == {"a1", "a2", "b1", "b2", "c1", "d1", "e1"}
    grades = {one["claim"]: one for one in found["grades"]}
    assert (grades["c1"]["credibility"], grades["c1"]["reliability"], grades["d1"]["reliability"]) == ("6", "B", "F")
    assert (found["inferences"][0]["made_at_least"], found["inferences"][0]["claims"]) == (9041, ["e1"])
    assert [one["status"] for one in found["history"]["killed"]] == ["set aside", "superseded", "superseded", "current"]


def test_corroborate_tells_people_the_same(call, claims_file):
    """Without --json the fields, the other event and the families stand above the claims."""
    ended = call("corroborate", claims_file)
    assert ended.code == 0, ended.err
    for words in ("Came to", "Of another event", "One text", "before the event"):
        assert words in ended.out


def test_explain_tells_each_step_and_draws(call, claims_file, tmp_path):
    """The steps name the event, the copy, the count and the headline; the drawings are well-formed and hold the names as text."""
    ended = call("explain", claims_file, "b1", "--out", tmp_path / "drawn")
    assert ended.code == 0, ended.err
    told = " ".join(ended.out.split())
    for words in ("B says", "is of this event", "B and A quote the same origin", "superseded", "Headline", "reliability F"):
        assert words in told
    families, count = (ET.parse(tmp_path / "drawn" / name).getroot() for name in ("families.svg", "count.svg"))  # noqa: S314  # our own
    assert families.tag == f"{SVG}svg"
    assert any("Paper <A>" in (text.text or "") for text in families.iter(f"{SVG}text"))
    assert len(list(count.iter(f"{SVG}circle"))) == 4


def test_explain_as_json(call, claims_file):
    """The steps and the assessment, for programs."""
    found = call("explain", claims_file, "d1", "--json").json()
    assert found["assessment"]["reasons"] == ["other-event"]
    assert any("another event" in step for step in found["steps"])


def test_explain_of_a_claim_that_is_not_there(call, claims_file):
    """The name and what is near it are told; nothing is drawn."""
    ended = call("explain", claims_file, "zz")
    assert ended.code == 2
    assert "zz" in ended.err


@pytest.mark.parametrize("words", [("--reliability", "fire chief"), ("--reliability", "fire chief=Z")])
def test_a_reliability_that_is_none(call, claims_file, words):
    """A letter outside A to F is refused before anything is read."""
    ended = call("corroborate", claims_file, *words)
    assert ended.code == 2
    assert "NAME=LETTER" in ended.err


def test_a_case_explains_its_own_claims(call, note, tmp_path):
    """A claim of a case is named by the short id that case show prints."""
    out = tmp_path / "case"
    assert call("verify", note, "--published", "2025-05-05", "--out", out).code == 0
    claim_id = json.loads(call("corroborate", _claims_of(call, note, tmp_path), "--json").out)["assessments"][0]["claim"]["id"]
    ended = call("explain", out, claim_id)
    assert ended.code == 0, ended.err
    assert "Headline" in ended.out


def _claims_of(call, note, tmp_path):
    path = tmp_path / "claims.json"
    path.write_text(call("extract", note, "--published", "2025-05-05", "--json").out, "utf-8")
    return path

"""`temoin publish --public`: the gate says all that is missing, and a page that passes is a numbered release."""

from __future__ import annotations

import json

from temoin.custody import CaseStore
from temoin.model import DecisionKind
from temoin.workflows import decide_in_case


def test_everything_that_is_missing_is_said_at_once_and_then_it_goes_out(call, made_case, tmp_path):
    """Credit, licence and two signatures are asked for together; with them there is a release, and a second one lists what changed."""
    case = made_case(credit=None, licence=None)
    refused = call("publish", case, "--public")
    assert refused.code == 1
    for words in ("a credit for the picture from before", "the licence of the picture from after", "signatures of 2 people", "(0 signed)"):
        assert words in refused.err
    assert "time: the delay" not in refused.err
    decide_in_case(case, DecisionKind.SIGN_OFF, who="Ada", why="read it")
    rights = ["--before-credit", "Sky © 2025", "--after-credit", "Sky © 2025", "--before-licence", "CC0-1.0", "--after-licence", "CC0-1.0"]
    half = call("publish", case, "--public", *rights)
    assert half.code == 1
    assert "(1 signed)" in half.err
    assert "credit" not in half.err
    decide_in_case(case, DecisionKind.SIGN_OFF, who="Bo", why="read it too")
    page = tmp_path / "out" / "page.html"
    made = call("publish", case, "--public", "--lang", "fr", *rights, "--out", page)
    assert made.code == 0, made.err
    text = page.read_text("utf-8")
    assert '<html lang="fr">' in text
    assert "Version publiée 1" in text
    assert "Petrenko" not in text
    assert "ÉBAUCHE" not in text
    again = call("publish", case, "--public", "--lang", "fr", *rights)
    assert again.code == 2
    assert "release 1 already" in again.err
    second = call("publish", case, "--public", "--lang", "uk", "--precision", "1km", *rights, "--json")
    assert second.code == 0, second.err
    assert second.json()["number"] == 2
    with CaseStore.open(case) as store:
        assert "Випуск 2" in store.get_artefact("dossier.public.html").decode()
        layer = json.loads(store.get_artefact("public.geojson"))
        assert store.case().ledger.entries[-1].action == "release"
    assert layer["type"] == "FeatureCollection"
    assert call("case", "check", case).code == 0


def test_a_case_without_pictures_is_not_published(call, note, tmp_path):
    """Reports alone have no dated picture from before; the draft can be printed all the same, and takes no option of the public form."""
    case = tmp_path / "case"
    assert call("verify", note, "--out", case).code == 0
    refused = call("publish", case, "--public")
    assert refused.code == 1
    assert "a picture from before the event" in refused.err
    assert call("publish", case).code == 0
    wrong = call("publish", case, "--lang", "fr")
    assert wrong.code == 2
    assert "--public" in wrong.err


def test_paper_and_data_go_out_with_the_page(call, made_case, tmp_path):
    """The draft is printed at once; the public forms pass the same gate, bear the release's number, and are printed again as they were."""
    case = made_case()
    drafted = call("publish", case, "--pdf", "--data", tmp_path / "desk")
    assert drafted.code == 0, drafted.err
    assert (case / "products" / "dossier.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((tmp_path / "desk" / "manifest.json").read_text("utf-8"))["draft"]
    assert call("publish", case, "--data", tmp_path / "desk").code == 2
    refused = call("publish", case, "--public", "--pdf", "--data", tmp_path / "out")
    assert refused.code == 1
    assert "(0 signed)" in refused.err
    assert not (tmp_path / "out").exists()
    for who in ("Ada", "Bo"):
        decide_in_case(case, DecisionKind.SIGN_OFF, who=who, why="read it")
    page = tmp_path / "page.html"
    made = call("publish", case, "--public", "--pdf", "--data", tmp_path / "out", "--out", page, "--where", "https://desk.example/7")
    assert made.code == 0, made.err
    assert page.exists()
    first = page.with_suffix(".pdf").read_bytes()
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert (manifest["draft"], manifest["release"]) == (False, 1)
    review = json.loads((tmp_path / "out" / "claimreview.jsonld").read_text("utf-8"))
    assert all(one["url"] == "https://desk.example/7" for one in review["@graph"])
    again = call("publish", case, "--public", "--pdf", "--out", page, "--where", "https://desk.example/7", "--json")
    assert again.code == 0, again.err
    assert again.json()["number"] == 1
    assert page.with_suffix(".pdf").read_bytes() == first
    with CaseStore.open(case) as store:
        assert json.loads(store.get_artefact("data.public.json")) == manifest
    assert call("case", "check", case).code == 0

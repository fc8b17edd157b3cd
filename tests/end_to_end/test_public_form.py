"""`temoin publish --public`: the gate says all that is missing, and a page that passes is a numbered release."""

from __future__ import annotations

import importlib.util
import json
import sys
from datetime import UTC, date
from pathlib import Path

import pytest

from temoin.custody import CaseStore
from temoin.model import DecisionKind, TimeRange
from temoin.publish import publish_stac_item, write_geotiff, write_text
from temoin.workflows import ReportGroup, VerifyInputs, VerifyOptions, decide_in_case, verify_event

MADE = Path(__file__).resolve().parents[1] / "unit" / "publish" / "made_content.py"
TEXT = "Three people were killed and 45 injured when a plant burned down in Larnby on 4 May 2025, Ivan Petrenko said.\n"


@pytest.fixture
def made_case(tmp_path):
    """Make a case: `made_case(**what the pictures say of themselves)`."""
    spec = importlib.util.spec_from_file_location("temoin_made_for_public", MADE)
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)

    def make(**facts: object) -> Path:
        note = tmp_path / "petrenko.txt"
        note.write_text(TEXT, "utf-8")
        grid = made.make_grid()
        paths = []
        for name, image, day in zip(("before", "after"), made.make_images(grid), (date(2025, 4, 1), date(2025, 5, 6)), strict=True):
            scene = made.make_scene(name, grid, TimeRange.on(day, UTC), **facts)
            paths.append(write_geotiff(tmp_path / f"{name}.tif", image, acquired=scene.acquired))
            write_text(tmp_path / f"{name}.json", json.dumps(publish_stac_item(scene, asset=f"{name}.tif")))
        inputs = VerifyInputs(groups=(ReportGroup(reports=(note,), published="2025-05-05"),), before=paths[0], after=paths[1])
        verify_event(inputs, tmp_path / "case", VerifyOptions(title="Larnby"))
        return tmp_path / "case"

    return make


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

"""`temoin measure --validate` and `temoin case validate`: on the terminal, on the disk, in the dossier."""

from __future__ import annotations

import json

import numpy as np
import pytest

from temoin.custody import CaseStore
from temoin.model import Reason
from temoin.publish import publish_geojson, write_geotiff, write_text
from temoin.scenes import PairSpec, make_pair
from temoin.workflows import ReportGroup, VerifyInputs, VerifyOptions, verify_event


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A made pair of 110 m, its footprints and a report, as files."""
    folder = tmp_path_factory.mktemp("pair")
    made = make_pair(PairSpec(rows=220, cols=220, halls=3, houses=0, shift_px=(1.2, -0.7)), np.random.default_rng(4))
    for name, image, scene in (("before", made.before, made.before_scene), ("after", made.after, made.after_scene)):
        write_geotiff(folder / f"{name}.tif", image, acquired=scene.acquired)
    write_text(folder / "buildings.geojson", json.dumps(publish_geojson(None, made.buildings)))
    write_text(folder / "report.txt", "The roof of a workshop in Larnby collapsed over 900 square metres on 30 June 2025, officials said.\n")
    return folder


def test_a_pair_is_validated_from_the_terminal(call, files, tmp_path):
    """Rates with intervals and the sentence on what would be missed; the state goes on, and other pictures do not fit it."""
    pictures = ["--before", files / "before.tif", "--after", files / "after.tif", "--buildings", files / "buildings.geojson"]
    out = tmp_path / "measured"
    done = call("measure", *pictures, "--validate", "--rounds", "2", "--out", out)
    assert done.code == 0, done.err
    told = " ".join(done.out.split())
    assert "“No visible damage” leaves" in told
    assert "False alarms:" in told
    assert max(map(len, done.out.splitlines())) <= 80 or "“No" in done.out
    state = json.loads((out / "validation.json").read_text("utf-8"))
    assert (state["rounds"], state["is_enough"]) == (2, False)
    again = call("measure", *pictures, "--validate", "--rounds", "2", "--out", out, "--json")
    assert again.json()["validation"]["trials"] == state["trials"]
    assert call("measure", *pictures, "--rounds", "2").code == 2
    swapped = ["--before", files / "after.tif", "--after", files / "before.tif", "--buildings", files / "buildings.geojson"]
    assert call("measure", *swapped, "--validate", "--rounds", "2", "--out", out).code != 0


def test_a_case_keeps_its_validation(call, files, tmp_path):
    """The ledger and the dossier have it, the findings have the size, a replay takes it over, and more rounds go on from it."""
    case = tmp_path / "case"
    group = ReportGroup(reports=(files / "report.txt",), published="2025-07-04")
    inputs = VerifyInputs(groups=(group,), before=files / "before.tif", after=files / "after.tif", buildings=files / "buildings.geojson")
    verification = verify_event(inputs, case, VerifyOptions(title="Larnby"))
    done = call("case", "validate", case, "--rounds", "2")
    assert done.code == 0, done.err
    assert not (tmp_path / "case.validation.json").exists()
    with CaseStore.open(case) as store:
        assert "validate" in {entry.action for entry in store.case().ledger.entries}
        head = store.head
    page = (case / "products" / "dossier.html").read_text("utf-8")
    assert "How good this answer is, here" in page
    assert page.count("“No visible damage” leaves") == 2
    assert call("case", "check", case).code == 0
    silent = next(one for one in verification.assessments if Reason.NO_CHANGE_SEEN in one.reasons)
    assert "“No visible damage” leaves" in call("explain", case, silent.claim.id).out
    replayed = call("case", "replay", case)
    assert replayed.code == 0, replayed.out
    with CaseStore.open(case) as store:
        assert store.head == head
    two = json.loads((case / "products" / "validation.json").read_text("utf-8"))
    assert call("case", "validate", case, "--rounds", "3").code == 0
    three = json.loads((case / "products" / "validation.json").read_text("utf-8"))
    assert (two["rounds"], three["rounds"]) == (2, 3)
    assert three["trials"][: len(two["trials"])] == two["trials"]
    assert call("case", "check", case).code == 0

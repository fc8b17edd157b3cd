"""Each stage alone on files, so that it can be scripted and scored."""

from __future__ import annotations

import json

import cv2
import pytest

WORDS_80 = 80


def test_extract_json_is_the_scorers_form(call, note):
    """`temoin extract --json` gives claims whose spans are the words of the text."""
    ended = call("extract", note, "--published", "2025-05-05", "--json")
    assert ended.code == 0, ended.err
    text = note.read_text("utf-8")
    rows = ended.json()["reports"]
    assert [row["id"] for row in rows] == ["note"]
    kinds = {claim["kind"] for claim in rows[0]["claims"]}
    assert {"killed", "injured", "event_date"} <= kinds
    for claim in rows[0]["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["text"]


def test_align_json(call, example):
    """`temoin align --json` prints state, shift, transform and figures at the top."""
    ended = call("align", example.before, example.after, "--json")
    assert ended.code == 0, ended.err
    found = ended.json()
    assert found["state"] in {"verified", "weak"}
    assert found["shift_px"] == pytest.approx([3.4, -2.6], abs=0.5)
    assert {"transform", "rmse_px", "ce90_px", "windows", "reasons"} <= set(found)


def test_measure_then_corroborate(call, example, tmp_path):
    """Findings and claims written by one command are read by the next."""
    pictures = ("--before", example.before, "--after", example.after, "--buildings", example.buildings)
    ended = call("measure", *pictures, "--by", "name", "--areas", example.site, "--out", tmp_path / "m", "--json")
    assert ended.code == 0, ended.err
    totals = ended.json()["totals"]["by"]
    assert {sum(group["buildings"] for group in groups) for groups in totals.values()} == {
        sum(one["properties"]["kind"] == "building" for one in ended.json()["features"])
    }
    assert (tmp_path / "m" / "totals.csv").read_text("utf-8").startswith("by,value,buildings,assessable,graded_no_visible_damage")
    assert set(totals) == {"name", "area of interest"}
    assert {feature["properties"].get("grade") for feature in ended.json()["features"]} >= {"damaged", "no visible damage"}
    claims = call("extract", *example.reports, "--sidecar", example.groups[0].sidecar, "--json")
    (tmp_path / "claims.json").write_text(claims.out, "utf-8")
    words = ("--findings", tmp_path / "m" / "findings.json", "--site", example.site, "--buildings", example.buildings)
    verdicts = call("corroborate", tmp_path / "claims.json", *words, "--json")
    assert verdicts.code == 0, verdicts.err
    assert {one["verdict"] for one in verdicts.json()["assessments"]} >= {"supported", "not checkable"}


def test_case_show_log_and_publish(call, note, tmp_path):
    """A case can be looked at, its ledger read, and its dossier printed again."""
    out = tmp_path / "case"
    ended = call("verify", note, "--published", "2025-05-05", "--out", out)
    assert ended.code == 0, ended.err
    head = next(line for line in ended.err.splitlines() if line.startswith("ledger head")).split()[-1]
    assert head in call("case", "show", out).out
    assert head in call("case", "log", out).out
    assert "signer unknown" in call("case", "check", out).out
    again = call("publish", out)
    assert again.code == 0, again.err
    assert again.out.strip().endswith("dossier.html")


def test_tables_fit_80_columns(call, example, tmp_path):
    """The table of claims is readable in a terminal 80 wide."""
    ended = call("verify", *example.reports, "--sidecar", example.groups[0].sidecar, "--out", tmp_path / "case")
    assert ended.code == 0, ended.err
    table = [line for line in ended.out.splitlines() if "dossier.html" not in line and "; " not in line]
    assert max(map(len, table)) <= WORDS_80


def test_json_leaves_stdout_to_machines(call, note, tmp_path):
    """With --json, stdout is one document and words for people are on stderr."""
    ended = call("verify", note, "--published", "2025-05-05", "--out", tmp_path / "case", "--json")
    assert json.loads(ended.out)["temoin"]["format"] == "verification"
    assert "ledger head" in ended.err


def test_doctor(call):
    """The doctor names versions and languages."""
    ended = call("doctor", "--json")
    assert ended.code == 0, ended.err
    assert {"fr", "en"} <= set(ended.json()["facts"]["languages"])
    assert "temoin" in call("doctor").out


def test_no_command_shows_the_help(call):
    """Without a command the help is shown."""
    ended = call()
    assert ended.code == 0
    assert "verify" in ended.out


@pytest.mark.parametrize("name", ["verify", "demo", "extract", "align", "measure", "corroborate", "publish", "doctor", "case"])
def test_every_command_has_help(call, name):
    """Each command explains itself."""
    ended = call(name, "--help")
    assert ended.code == 0
    assert len(ended.out) > 100


def test_shared_control_points_place_only_what_has_no_place(call, example, tmp_path):
    """--gcp places a picture without a reference system and leaves one that has its own where it is."""
    import rasterio

    with rasterio.open(example.after) as file:
        array, transform = file.read(), file.transform
        corners = [(col, row, *(transform @ (col, row))) for col, row in ((0, 0), (file.width, 0), (0, file.height), (file.width, file.height))]
        lon_lat = [(col, row, *rasterio.warp.transform(file.crs, "EPSG:4326", [x], [y])) for col, row, x, y in corners]
    cv2.imwrite(str(tmp_path / "shot.png"), array[2::-1].transpose(1, 2, 0))
    lines = [f"{col},{row},{lon[0]:.9f},{lat[0]:.9f}" for col, row, lon, lat in lon_lat]
    (tmp_path / "points.csv").write_text("col,row,lon,lat\n" + "\n".join(lines) + "\n", "utf-8")
    words = ("--before", example.before, "--after", tmp_path / "shot.png", "--gcp", tmp_path / "points.csv", "--after-date", "2025-07-02T11:08Z")
    ended = call("verify", *words, "--out", tmp_path / "case", "--json")
    assert ended.code == 0, ended.err
    assert ended.json()["registration"]["shift_px"] == pytest.approx([3.4, -2.6], abs=0.8)


def test_who_handed_a_file_over_is_written_down(call, note, tmp_path):
    """From whom and when stand with each exhibit of that command, in the ledger, and not with those of another."""
    out, later = tmp_path / "case", tmp_path / "later.txt"
    later.write_text("Four people were killed in Larnby, the governor said on 6 May 2025.\n", "utf-8")
    assert call("verify", note, "--out", out, "--received-from", "A. Reader", "--received", "2025-05-07T09:30+02:00").code == 0
    assert call("case", "add", out, later).code == 0
    exhibits = call("case", "show", out, "--json").json()["content"]["exhibits"]
    told = {one["name"]: (one["provenance"]["received_from"], one["provenance"]["retrieved"]) for one in exhibits}
    assert told["note.txt"] == ("A. Reader", "2025-05-07T09:30:00+02:00")
    assert told["later.txt"] == ("", None)
    assert "A. Reader" in call("case", "show", out).out
    assert call("verify", note, "--out", tmp_path / "other", "--received", "yesterday").code == 2

"""Documents of runs and commands: what they hold, and what is refused."""

from __future__ import annotations

import json

import jsonschema
import pytest
from affine import Affine

from temoin import model, wire
from temoin.errors import WireError
from temoin.raster import BandRole

SHA = "ab" * 32
GROUP = {"reports": [[{"name": "a.txt", "sha256": SHA}]], "sidecar": None, "published": None}
FREE = dict.fromkeys(("before", "after", "buildings", "site", "before_gcps", "after_gcps"))


def made_inputs(**changes):
    """A document of one report, with changes."""
    return {"temoin": {"format": "inputs", "version": 1}, "groups": [GROUP], "options": {}, **FREE, **changes}


def parsed(document):
    """The document by way of text."""
    return wire.parse_inputs(json.dumps(document))


def test_inputs_come_back():
    """What was given is read again: names, hashes, groups and options."""
    document = wire.inputs_document(
        reports=[([[("a.txt", SHA)], [("folder/b.txt", SHA)]], [("s.csv", SHA)], None)],
        given={**FREE, "after": [("order/x.tif", SHA), ("order/sub/x.json", SHA)]},
        options={"title": "Plant", "buffer_m": 5},
    )
    body = wire.parse_inputs(wire.dumps(document))
    assert [[file.name for file in one] for one in body.groups[0].reports] == [["a.txt"], ["folder/b.txt"]]
    assert [file.name for file in body.after] == ["order/x.tif", "order/sub/x.json"]
    assert (body.before, body.options.title, body.options.buffer_m, body.options.crs) == (None, "Plant", 5.0, None)
    jsonschema.validate(document, wire.schemas()["inputs"])


@pytest.mark.parametrize("name", ["../a.txt", "/etc/passwd", "a/../../b", "a//b", "", ".", "a/.", "a\x00b", "a\nb", "x" * 1001])
def test_names_that_lead_elsewhere_are_refused(name):
    """A name is relative, goes down only, and can be printed."""
    with pytest.raises(WireError, match=r"inputs\.json does not fit the format 'inputs': groups\[0\]\.reports"):
        parsed(made_inputs(groups=[{**GROUP, "reports": [[{"name": name, "sha256": SHA}]]}]))


@pytest.mark.parametrize(
    ("names", "words"),
    [(["a", "a"], "comes twice"), (["a/x", "b/y"], "several folders"), (["a/x", "y"], "several folders"), (["a/x", "a/x/y"], "a file and a folder")],
)
@pytest.mark.parametrize("place", ["before", "site", "report", "sidecar"])
def test_files_of_one_input_have_one_place_each(names, words, place):
    """Two files of one input never share a place, and a folder is one folder."""
    files = [{"name": name, "sha256": SHA} for name in names]
    changes = {"report": {"groups": [{**GROUP, "reports": [files]}]}, "sidecar": {"groups": [{**GROUP, "sidecar": files}]}}
    with pytest.raises(WireError, match=words):
        parsed(made_inputs(**changes.get(place, {place: files})))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"groups": [{**GROUP, "reports": [[{"name": "a.txt"}]]}]}, "sha256: Field required"),
        ({"groups": [{**GROUP, "reports": [[{"name": "a.txt", "sha256": "AB" * 32}]]}]}, "sha256"),
        ({"groups": [{**GROUP, "reports": []}]}, "reports"),
        ({"groups": [{**GROUP, "reports": [[]]}]}, "reports"),
        ({"groups": [{**GROUP, "reports": [GROUP["reports"][0]] * 2, "published": "2025-05-05"}]}, "several reports"),
        ({"groups": []}, "neither a report nor a picture"),
        ({"options": {"speed": 3}}, r"options\.speed"),
        ({"options": {"buffer_m": "5"}}, r"options\.buffer_m"),
        ({"options": {"title": None}}, r"options\.title"),
        ({"after": "x.tif"}, "after"),
        ({"further": 1}, "further"),
        ({"temoin": {"format": "inputs", "version": 2}}, "version 2 of the format 'inputs'"),
        ({"temoin": {"format": "inputs", "version": 0}}, "version 0 of the format 'inputs'"),
        ({"temoin": {"format": "event", "version": 1}}, "holds 'event'"),
    ],
)
def test_altered_inputs_are_refused_in_words(changes, words):
    """Each fault is named with its place; nothing is half understood."""
    with pytest.raises(WireError, match=words):
        parsed(made_inputs(**changes))


@pytest.mark.parametrize("field", ["groups", "options", *FREE])
def test_a_missing_field_is_named(field):
    """What is not there is an error, not an empty value."""
    document = made_inputs()
    del document[field]
    with pytest.raises(WireError, match=f"{field}: Field required"):
        parsed(document)


def test_inputs_that_break_the_rules_are_not_written():
    """The writer refuses what the reader would refuse."""
    with pytest.raises(WireError, match="no name of a file"):
        wire.inputs_document(reports=[([[("../a", SHA)]], None, None)], given=FREE, options={})


def test_no_alignment_says_why():
    """Two pictures that share no ground are written down with a reason, and nothing else is taken for that."""
    document = wire.no_alignment_document(["They share no ground."])
    assert wire.parse_no_alignment(document) == ("They share no ground.",)
    with pytest.raises(WireError, match="reasons"):
        wire.no_alignment_document([])
    with pytest.raises(WireError, match="not 'no-alignment'"):
        wire.parse_no_alignment(wire.to_document(model.Lineage()))
    with pytest.raises(WireError, match="version 7"):
        wire.parse_no_alignment({**document, "temoin": {"format": "no-alignment", "version": 7}})


def test_alignment_has_its_fields_at_the_top():
    """Scripts find state, shift, transform, errors, windows and reasons at the top level; reasons come once."""
    registration = model.Registration(
        state=model.AlignState.WEAK,
        shift_px=(1.5, -2.25),
        transform=Affine(1, 0, -2.25, 0, 1, 1.5),
        rmse_px=0.2,
        ce90_px=0.3,
        windows=12,
        windows_tried=20,
        agreement=0.9,
        reasons=(model.Reason.CLOUD,),
    )
    fit = model.BandFit(role=BandRole.RED, gain=1.1, offset=-2.0, r2=0.98, pixels=1000)
    document = wire.alignment_document(registration, (fit,), (model.Reason.CLOUD, model.Reason.TOO_COARSE))
    assert document["temoin"] == {"format": "alignment", "version": 1}
    assert [document[name] for name in ("state", "shift_px", "windows", "rmse_px", "ce90_px")] == ["weak", [1.5, -2.25], 12, 0.2, 0.3]
    assert document["transform"] == [1.0, 0.0, -2.25, 0.0, 1.0, 1.5]
    assert document["reasons"] == ["cloud", "too-coarse"]
    assert document["radiometry"][0]["gain"] == 1.1
    jsonschema.validate(document, wire.schemas()["alignment"])


def test_doctor_has_all_facts():
    """A fact that is missing or unknown is refused."""
    facts = {
        "temoin": "0.1",
        "python": "3.12",
        "system": "Linux",
        "gdal": "3.9",
        "engines": {"numpy": "2", "lxml": None},
        "pictures": ["GTiff"],
        "languages": ["en"],
        "languages_missing": [],
        "free_space_gb": 3.5,
        "browser": None,
    }
    document = wire.doctor_document(facts, ["lxml"])
    assert document["missing"] == ["lxml"]
    jsonschema.validate(document, wire.schemas()["doctor"])
    with pytest.raises(WireError, match="speed"):
        wire.doctor_document({**facts, "speed": 1}, [])
    with pytest.raises(WireError, match="gdal"):
        wire.doctor_document({name: value for name, value in facts.items() if name != "gdal"}, [])


def test_documents_of_runs_hold_no_noun():
    """`from_document` says so, rather than giving a part of one."""
    with pytest.raises(WireError, match="'no-alignment', which holds no noun"):
        wire.from_document(wire.no_alignment_document(["apart"]))
    with pytest.raises(WireError, match="'inputs', which holds no noun"):
        wire.from_document(made_inputs())

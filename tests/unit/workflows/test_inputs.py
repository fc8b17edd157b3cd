"""What a run is given is checked before anything is read."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest

from temoin.errors import OptionError
from temoin.wire.runs import RunOptionsRow
from temoin.workflows import ReportGroup, VerifyInputs, VerifyOptions
from temoin.workflows.inputs import canonical, key_of

A, B, P = Path("a.txt"), Path("b.txt"), Path("p.tif")


def test_a_sidecar_needs_reports():
    """Facts about nothing are refused."""
    with pytest.raises(OptionError, match="without a report"):
        ReportGroup(reports=(), sidecar=B)
    assert ReportGroup(reports=(A,), sidecar=B).sidecar == B


@pytest.mark.parametrize("reports", [(), (A, B)])
def test_a_time_is_of_one_report(reports):
    """One time for several reports, or for none, is refused with their number."""
    with pytest.raises(OptionError, match=f"{len(reports)} were given"):
        ReportGroup(reports=reports, published="2025-05-05")
    assert ReportGroup(reports=(A,), published="2025-05-05").published == "2025-05-05"


def test_nothing_to_verify():
    """Footprints or a site alone are no run."""
    with pytest.raises(OptionError, match="nothing to verify"):
        VerifyInputs(buildings=P, site=P)
    for given in ({"before": P}, {"after": P}, {"groups": (ReportGroup(reports=(A,)),)}):
        assert VerifyInputs(**given).reports == ((A,) if "groups" in given else ())


@pytest.mark.parametrize("side", ["before", "after"])
def test_control_points_need_their_picture(side):
    """Control points of a picture that was not given are refused by the option's name."""
    other = "after" if side == "before" else "before"
    with pytest.raises(OptionError, match=f"--{side}-gcp was given without --{side}"):
        VerifyInputs(**{other: P, f"{side}_gcps": B})
    assert VerifyInputs(**{side: P, f"{side}_gcps": B}).is_addition is False


def test_an_addition_is_something():
    """Footprints, a site or control points alone can be added; nothing cannot."""
    with pytest.raises(OptionError, match="nothing to add"):
        VerifyInputs(is_addition=True)
    for name in ("buildings", "site", "before_gcps", "after_gcps", "after"):
        assert getattr(VerifyInputs(**{name: P}, is_addition=True), name) == P


def test_reports_of_all_groups_keep_their_order():
    """The first group's reports come first."""
    assert VerifyInputs(groups=(ReportGroup(reports=(B,)), ReportGroup(reports=(A, P)))).reports == (B, A, P)


def test_options_that_were_not_made_are_not_written():
    """Only choices stand in the ledger, with sorted keys."""
    assert VerifyOptions().to_json() == "{}"
    assert VerifyOptions(title="Café", buffer_m=5.0, crs="").to_json() == '{"buffer_m":5.0,"title":"Café"}'


def test_every_option_can_be_written_down():
    """An option that was added to a run must be kept, in the same form and with the same default."""
    assert {field.name: field.default for field in attrs.fields(VerifyOptions)} == {
        name: field.default for name, field in RunOptionsRow.model_fields.items()
    }


def test_keys_do_not_run_together():
    """Two texts are never hashed as one, and the canonical form does not depend on the order of keys."""
    assert key_of("ab", "c") != key_of("a", "bc")
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'
    assert json.loads(canonical([1, None])) == [1, None]

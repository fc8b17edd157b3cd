"""Corroboration on the open events, through the command that people use: fields, families, other events, against pinned floors."""

from __future__ import annotations

import hashlib
import itertools
import json

import pytest

from temoin.cli.main import main
from temoin.corroborate import trace_lineage
from temoin.wire import plain_claims

pytestmark = [pytest.mark.data, pytest.mark.gate]

DIGEST = "aef5bdbc96ca42f773ef8e45616048715ec88fbe43877a98a13add41a0809dd4"
"""SHA-256 over the four events' files in order of their names, for which the floors are pinned."""


@pytest.fixture
def corroborated(data_dir, capsysbinary):
    """Name, printed document and expectation of each open event."""
    folder = data_dir / "corroborate"
    paths = sorted(folder.glob("*.json"))
    if not paths:
        pytest.skip(f"the open events are not at {folder}")
    assert hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest() == DIGEST, "these are not the events the floors are pinned for"
    found = []
    for path in sorted(folder.glob("*.claims.json")):
        assert main(["corroborate", str(path), "--json"]) == 0
        expected = json.loads(path.with_name(path.name.replace(".claims.", ".expected.")).read_text("utf-8"))
        found.append((path.name.partition(".")[0], json.loads(capsysbinary.readouterr().out), expected))
    return found


def _pair_f1(found, gold):
    found, gold = ({frozenset(pair) for family in families for pair in itertools.combinations(family, 2)} for families in (found, gold))
    return 1.0 if not found and not gold else 2 * len(found & gold) / (len(found) + len(gold))


def _is_right(row, value):
    if value == "contested":
        return row is not None and row["status"] == "contested" and None not in {row["low"], row["high"]}
    accepted = value if isinstance(value, list) else [value]
    return row is not None and row["status"] == "resolved" and row["value"] in accepted


def test_the_open_events_hold_their_floors(corroborated, hold):
    """Scored fields, copy families without any text, reports of other events, and no contradiction without a picture."""
    fields = [
        (name, field, _is_right(found["fields"].get(field), value)) for name, found, gold in corroborated for field, value in gold["fields"].items()
    ]
    families = {name: _pair_f1(found["families"], gold["families"]) for name, found, gold in corroborated}
    others = [set(found["other_event"]) == set(gold["other_event"]) for _, found, gold in corroborated]
    contradicted = [one for _, found, _ in corroborated for one in found["assessments"] if "contradicted" in {one["verdict"], one["pictures"]}]
    without = [one for _, found, _ in corroborated for one in found["assessments"] if not one["reasons"]]
    hold(
        "corroborate",
        {
            "fields_right": sum(is_right for _, _, is_right in fields),
            "families_claims_alone": sum(families.values()) / len(families),
            "events_with_other_events_right": sum(others),
            "contradicted_without_pictures": len(contradicted),
            "verdicts_without_reasons": len(without),
        },
    )


def _derived(data_dir, *, texts, claims_too=True):
    path = data_dir / "claims" / "open.json"
    if not path.is_file():
        pytest.skip(f"the open reports are not at {path}")
    document = json.loads(path.read_text("utf-8"))
    scores = []
    for event in sorted({raw["event"] for raw in document}):
        raws = [raw for raw in document if raw["event"] == event]
        shown = [{**raw, "text": raw["text"] if texts else None, "claims": raw["claims"] if claims_too else []} for raw in raws]
        plain = plain_claims({"reports": shown})
        gold = [(raw["id"], raw["derives_from"]) for raw in raws if raw["derives_from"]]
        scores.append(_pair_f1(trace_lineage(plain.reports, plain.claims).families, gold))
    return sum(scores) / len(scores)


def test_derived_reports_are_found(data_dir, hold):
    """Which open reports are copies or translations of which, pair F1, macro over events."""
    hold(
        "corroborate_derived",
        {
            "claims_alone": _derived(data_dir, texts=False),
            "with_texts": _derived(data_dir, texts=True),
            "texts_alone": _derived(data_dir, texts=True, claims_too=False),
        },
    )

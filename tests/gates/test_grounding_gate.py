"""Claims proposed from outside: planted fabrications are refused, true claims are kept, in seven languages."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from temoin.extract import ground_claims, read_proposals
from temoin.model import Report, TimeRange
from temoin.text import OffsetMap

pytestmark = [pytest.mark.gate]
_SPEC = importlib.util.spec_from_file_location("fabrications", Path(__file__).with_name("fabrications.py"))
fabrications = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(fabrications)
REPORTS = 10
"""Reports a language: 60 true claims, and as many falsified in each respect."""


def _report(text, lang, published=None):
    when = TimeRange.at(published or datetime(2025, 7, 3, 8, tzinfo=UTC))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Report(id="r", lang=lang, text=text, sha256=sha256, published=when, offsets=OffsetMap.identity(len(text)))


def _is_accepted(report, row):
    proposals, faults = read_proposals(json.dumps([row]))
    return not faults and bool(ground_claims(report, proposals).accepted)


@pytest.mark.parametrize("lang", sorted(fabrications.TEMPLATES))
def test_fabrications_are_refused_and_true_claims_kept(lang, hold):
    """Of 60 claims falsified in number, unit, kind, polarity or source each, none is taken in; of the true ones nearly all are."""
    tried, taken = Counter(), Counter()
    for text, rows, false in fabrications.planted(lang, REPORTS, seed=20251125):
        report = _report(text, lang)
        for respect, row in [("true", row) for row in rows] + false:
            tried[respect] += 1
            taken[respect] += _is_accepted(report, row)
    assert min(tried.values()) >= 50
    hold(f"grounding_{lang}", {respect: taken[respect] / tried[respect] for respect in tried})


@pytest.mark.data
def test_gold_claims_as_proposals(data_dir, hold):
    """The open gold claims as if a machine had proposed them: how many are kept, and none that is falsified in number or unit."""
    kept = total = false = 0
    for raw in json.loads((data_dir / "claims" / "open.json").read_text("utf-8")):
        report = _report(raw["text"], raw["lang"], datetime.fromisoformat(raw["published"]))
        for claim in raw["claims"]:
            total += 1
            kept += _is_accepted(report, claim)
            if isinstance(claim["value"], int | float):
                false += _is_accepted(report, {**claim, "value": claim["value"] * 2 + 1}) + _is_accepted(report, {**claim, "unit": "aircraft"})
    hold("grounding_open", {"kept": kept / total, "false": false})

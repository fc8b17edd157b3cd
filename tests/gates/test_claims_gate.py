"""Claims against the open gold reports: two events were tuned on, two are only reported; pinned floors, and the digest of what was measured."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections import Counter
from datetime import datetime

import pytest

from temoin.extract import extract_claims
from temoin.model import Report, TimeRange
from temoin.text import OffsetMap
from temoin.wire import claims_document

pytestmark = [pytest.mark.data, pytest.mark.gate]

DIGEST = "be196573a9b0b4ca72f8344930ebeb127a9cbf7d0786097af30007e3e65ee5c9"
"""SHA-256 of `claims/open.json` for which the floors are pinned."""
TUNED, UNTUNED = ("plant", "quake"), ("port", "flood")
CORE = (
    "killed",
    "injured",
    "hospitalised",
    "missing",
    "displaced",
    "damage_extent",
    "damaged_count",
    "destroyed_count",
    "event_date",
)


@pytest.fixture(scope="module")
def scorer(data_dir):
    """The public scorer that lies beside the data."""
    path = data_dir.parent / "tools" / "claim_score.py"
    if not path.is_file():
        pytest.skip(f"the claim scorer is not at {path}")
    spec = importlib.util.spec_from_file_location("claim_score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def gold(data_dir):
    """The open gold reports, unchanged since the floors were pinned."""
    raw = (data_dir / "claims" / "open.json").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == DIGEST, "claims/open.json is not the corpus for which the floors are pinned"
    return json.loads(raw)


def _report(raw):
    text = raw["text"]
    return Report(
        id=raw["id"],
        publisher=raw["publisher"],
        published=TimeRange.at(datetime.fromisoformat(raw["published"])),
        lang=raw["lang"],
        title=raw["title"],
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        offsets=OffsetMap.identity(len(text)),
    )


def _score(scorer, gold, events, tmp_path):
    kept = [{**raw, "derives_from": None} for raw in gold if raw["event"] in events]
    reports = [_report(raw) for raw in kept]
    claims = [claim for report in reports for claim in extract_claims(report)]
    (tmp_path / "gold.json").write_text(json.dumps(kept), "utf-8")
    (tmp_path / "out.json").write_text(json.dumps(claims_document(reports, claims)), "utf-8")
    read = scorer.read_gold(tmp_path / "gold.json")
    return scorer.score(read, scorer.read_out(tmp_path / "out.json", read)), claims


def _core_value_f1(result):
    rows = [result["by_kind"][kind] for kind in CORE if kind in result["by_kind"]]
    right = sum(row["value"]["right"] for row in rows)
    return 2 * right / (sum(row["gold"] for row in rows) + sum(row["out"] for row in rows))


def _figures(result):
    return {
        "core_value_f1": _core_value_f1(result),
        "found_f1": result["overall"]["found"]["f1"],
        "value_f1": result["overall"]["value"]["f1"],
        "strict_f1": result["overall"]["strict"]["f1"],
        "worst_language_strict_f1": min(row["strict"]["f1"] for row in result["by_lang"].values()),
    }


@pytest.mark.parametrize(("name", "events"), [("claims_tuned", TUNED), ("claims_untuned", UNTUNED), ("claims", (*TUNED, *UNTUNED))])
def test_claims_hold_their_floors(name, events, scorer, gold, tmp_path, hold):
    """Found, value and strict F1 of the open reports do not fall under what is pinned."""
    result, _ = _score(scorer, gold, events, tmp_path)
    hold(name, _figures(result))


def test_every_span_is_its_words_and_every_number_is_recomputed(gold, hold):
    """Span fidelity is total; the share of numbers whose value the span's own words give is pinned."""
    claims = [(raw["text"], claim) for raw in gold for claim in extract_claims(_report(raw))]
    spans = [(text[claim.span.start : claim.span.end], claim.span.text) for text, claim in claims if claim.span is not None]
    checks = Counter((check.name, check.passed) for _, claim in claims for check in claim.checks)
    recomputed = checks["value-recomputed", True] / (checks["value-recomputed", True] + checks["value-recomputed", False])
    hold("claims_spans", {"fidelity": sum(one == other for one, other in spans) / len(spans), "recomputed": recomputed})

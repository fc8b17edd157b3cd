"""Claims against gold reports: pinned floors with their intervals, and the digest of what was measured.

The open reports tell of four events, of which two were tuned on and two are only reported. The made-up reports of `tests/golden/reports` were
written, with their claims, before anybody looked at what is read from them, and then worked on, some marks included: they keep what was won.
An interval is that of
1,000 seeded resamplings of the reports (the percentile bootstrap); its lower end is pinned too.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import random
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from temoin.extract import extract_claims
from temoin.model import Report, TimeRange
from temoin.text import OffsetMap
from temoin.wire import claims_document

pytestmark = [pytest.mark.data, pytest.mark.gate]

DIGEST = "be196573a9b0b4ca72f8344930ebeb127a9cbf7d0786097af30007e3e65ee5c9"
"""SHA-256 of `claims/open.json` for which the floors are pinned."""
GOLDEN = Path(__file__).resolve().parents[1] / "golden"
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


def _score(scorer, kept, tmp_path):
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


def _figures(result, by_lang):
    return {
        "core_value_f1": _core_value_f1(result),
        "worst_language_core_value_f1": min(_core_value_f1(one) for one in by_lang.values()),
        "found_f1": result["overall"]["found"]["f1"],
        "value_f1": result["overall"]["value"]["f1"],
        "strict_f1": result["overall"]["strict"]["f1"],
        "strict_f1_low": _low(result["by_report"].values(), "strict"),
        "worst_language_strict_f1": min(row["strict"]["f1"] for row in result["by_lang"].values()),
    }


def _low(rows, level, samples=1000, seed=7):
    """The lower end of the 95 % interval of an F1, by resampling reports."""
    rows, rng, scores = list(rows), random.Random(seed), []
    for _ in range(samples):
        drawn = rng.choices(rows, k=len(rows))
        scores.append(2 * sum(row[level]["right"] for row in drawn) / sum(row["gold"] + row["out"] for row in drawn))
    return sorted(scores)[int(0.025 * samples)]


def _measure(scorer, kept, tmp_path):
    result, claims = _score(scorer, kept, tmp_path)
    by_lang = {lang: _score(scorer, [raw for raw in kept if raw["lang"] == lang], tmp_path)[0] for lang in sorted({raw["lang"] for raw in kept})}
    return _figures(result, by_lang), claims


@pytest.mark.parametrize(("name", "events"), [("claims_tuned", TUNED), ("claims_untuned", UNTUNED), ("claims", (*TUNED, *UNTUNED))])
def test_claims_hold_their_floors(name, events, scorer, gold, tmp_path, hold):
    """Found, value and strict F1 of the open reports do not fall under what is pinned."""
    figures, _ = _measure(scorer, [{**raw, "derives_from": None} for raw in gold if raw["event"] in events], tmp_path)
    hold(name, figures)


def test_made_up_reports_hold_their_floors(scorer, tmp_path, hold):
    """What is read from the made-up reports of other events does not fall under what is pinned."""
    spec = importlib.util.spec_from_file_location("marked", GOLDEN / "marked.py")
    marked = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(marked)
    figures, _ = _measure(scorer, marked.read_marked(), tmp_path)
    hold("claims_made", figures)


def test_every_span_is_its_words_and_every_number_is_recomputed(gold, hold):
    """Span fidelity is total; the share of numbers whose value the span's own words give is pinned."""
    claims = [(raw["text"], claim) for raw in gold for claim in extract_claims(_report(raw))]
    spans = [(text[claim.span.start : claim.span.end], claim.span.text) for text, claim in claims if claim.span is not None]
    checks = Counter((check.name, check.passed) for _, claim in claims for check in claim.checks)
    recomputed = checks["value-recomputed", True] / (checks["value-recomputed", True] + checks["value-recomputed", False])
    hold("claims_spans", {"fidelity": sum(one == other for one, other in spans) / len(spans), "recomputed": recomputed})

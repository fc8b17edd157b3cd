"""Made-up sentences in seven languages, read against `tests/golden/claims.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

CASES = tomllib.loads((Path(__file__).resolve().parents[2] / "golden" / "claims.toml").read_text("utf-8"))["case"]


def _value(claim):
    if claim.days is not None:
        return claim.days.iso
    told = claim.quantity
    if told is None:
        return "-"
    number = f"{told.value:g}" if told.value is not None else f"{told.low:g}.." + (f"{told.high:g}" if told.high is not None else "")
    return f"{number} {told.unit} {told.level}"


def _line(claim):
    plain = ("asserted", "positive", "main")
    stance = " ".join(word for word, usual in zip((claim.certainty, claim.polarity, claim.role), plain, strict=True) if word != usual)
    effect = " ".join(word for word in (claim.effect, claim.extent) if word)
    parent = (claim.subset_of or "").rpartition("-")[2]
    chain = " < ".join(source.name for source in claim.attribution.chain)
    return " | ".join((claim.kind, claim.quote, _value(claim), effect, stance, parent, chain)).rstrip(" |")


@pytest.mark.parametrize("case", CASES, ids=[f"{case['lang']}-{number}" for number, case in enumerate(CASES)])
def test_sentences_give_their_claims(case, claims_of):
    """Each sentence gives exactly the claims that are written for it."""
    assert [_line(claim) for claim in claims_of(case["lang"], case["text"]) if not claim.inferred] == case["claims"]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['lang']}-{number}" for number, case in enumerate(CASES)])
def test_all_checks_pass_on_plain_sentences(case, claims_of):
    """Nothing in the golden sentences fails a check, and every number was recomputed from its own words."""
    for claim in claims_of(case["lang"], case["text"]):
        assert all(check.passed for check in claim.checks), claim
        if claim.quantity is not None:
            assert "value-recomputed" in {check.name for check in claim.checks}

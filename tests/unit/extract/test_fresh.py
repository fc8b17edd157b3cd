"""Short reports on other hazards: the values that a person reads in them, and what the reader makes of them."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from datetime import UTC, date
from pathlib import Path

import pytest

from temoin.extract import extract_claims
from temoin.model import ClaimKind, Report, TimeRange
from temoin.text import OffsetMap

REPORTS = tomllib.loads((Path(__file__).parents[2] / "golden" / "fresh.toml").read_text("utf-8"))["report"]
CORE = frozenset(
    (
        *("killed", "injured", "hospitalised", "missing", "displaced", "rescued"),
        *("damaged_count", "destroyed_count", "damage_extent", "event_date"),
    )
)


def _report(row):
    text = row["text"].strip()
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:index]) for index in range(len(lines))]
    return Report(
        id="r",
        lang=row["lang"],
        published=TimeRange.on(date.fromisoformat(row["published"]), UTC),
        text=text,
        paragraphs=tuple((start, start + len(line)) for start, line in zip(starts, lines, strict=True)),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        offsets=OffsetMap.identity(len(text)),
    )


def _value(claim):
    if claim.kind is ClaimKind.EVENT_DATE:
        return claim.days.iso
    number = claim.quantity.value if claim.quantity.value is not None else claim.quantity.low
    return f"{number:g}" if number < 1e6 else f"{number:.0f}"


def values_of(row):
    """The kinds and values that the reader finds, as the file writes them."""
    claims = [claim for claim in extract_claims(_report(row)) if claim.kind.value in CORE and claim.span is not None]
    return [f"{claim.kind.value} {_value(claim)}" for claim in claims if claim.days is not None or claim.quantity is not None]


@pytest.mark.parametrize("row", REPORTS, ids=[f"{row['lang']}-{row['hazard'].replace(' ', '-')}" for row in REPORTS])
def test_values_are_as_a_person_reads_them(row):
    """No value of a core kind is missed, invented or misread, but for those that are listed as not yet read."""
    found, gold = Counter(values_of(row)), Counter(row["values"])
    missed, invented = sorted((gold - found).elements()), sorted((found - gold).elements())
    assert (missed, invented) == (sorted(row.get("missed", [])), sorted(row.get("invented", [])))

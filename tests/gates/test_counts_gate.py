"""The toll of a report's main event against a data base of shootings: half of the reports was tuned on, the other half is held to the floors.

The halves are told apart by the SHA-256 of the report's id. The gold is what the data base knows in the end: a report may hold an earlier
figure, and in one of four the number does not stand in the text at all, so that nobody reaches 100 %.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from temoin.extract.toll import read_toll
from temoin.model import Report, TimeRange
from temoin.text import OffsetMap

pytestmark = [pytest.mark.data, pytest.mark.gate]

SEVERAL = 2
DIGEST = "c0dd558834daf98c1583a6a16ae7e052f233c343b19e998af83cb97dddf2b5ff"
"""SHA-256 of `counts/gva_dev.jsonl.gz` for which the floors are pinned."""


def _report(raw):
    text = raw["text"]
    return Report(
        id=raw["doc"],
        publisher="",
        published=TimeRange.at(datetime.fromisoformat(raw["dct"]).replace(tzinfo=UTC)),
        lang="en",
        title=raw["title"],
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        offsets=OffsetMap.identity(len(text)),
    )


def test_tolls_of_the_untuned_half_hold_their_floors(data_dir, hold, shares):
    """Dead and hurt per report, exact, over all and where there are two or more."""
    path = data_dir / "counts" / "gva_dev.jsonl.gz"
    if not path.is_file():
        pytest.skip(f"the reports with counts are not at {path}")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == DIGEST, "gva_dev.jsonl.gz is not the corpus for which the floors are pinned"
    rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()]
    rows = [row for row in rows if int(hashlib.sha256(row["doc"].encode()).hexdigest(), 16) % 2]
    right, total = Counter(), Counter()
    for toll, gold in ((read_toll(_report(row)), row["gold"]) for row in rows):
        for kind in ("killed", "injured"):
            for name in (kind, f"{kind}_two_or_more") if gold[kind] >= SEVERAL else (kind,):
                right[name] += getattr(toll, kind) == gold[kind]
                total[name] += 1
    hold("counts", shares(right, total))

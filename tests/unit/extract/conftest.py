"""Reports for the tests of extraction."""

from __future__ import annotations

from datetime import datetime

import pytest

from temoin.extract import extract_claims
from temoin.model import Report, TimeRange
from temoin.text import OffsetMap


def make_report(lang, text, *, published="2025-11-14T12:00+00:00", title="", report_id="r"):
    """A report of one text."""
    when = None if published is None else TimeRange.at(datetime.fromisoformat(published))
    return Report(id=report_id, published=when, lang=lang, title=title, text=text, sha256="0" * 64, offsets=OffsetMap.identity(len(text)))


@pytest.fixture
def report_of():
    """Make a report: `report_of("fr", "…")`."""
    return make_report


@pytest.fixture
def claims_of():
    """Extract from a text: `claims_of("fr", "…")`."""
    return lambda lang, text, **options: extract_claims(make_report(lang, text, **options))

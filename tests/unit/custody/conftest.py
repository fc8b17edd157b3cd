"""A case to work on, and a clock that does what it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from temoin.custody import CaseStore


class Clock:
    """A clock that goes on a second at each look, and can be set."""

    def __init__(self):
        self.time = datetime(2025, 7, 3, 9, 0, tzinfo=UTC)

    def __call__(self):
        """A second later than at the last look."""
        self.time += timedelta(seconds=1)
        return self.time


@pytest.fixture
def clock():
    """A clock under the test's control."""
    return Clock()


@pytest.fixture
def folder(tmp_path):
    """Where the case goes."""
    return tmp_path / "case"


@pytest.fixture
def store(folder, clock):
    """A new case, open for writing."""
    with CaseStore.create(folder, title="Plant", inputs_key="k1", options_json='{"b": 1, "a": 2}', now=clock) as made:
        yield made

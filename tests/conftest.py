"""Fixtures that all tests share."""

from __future__ import annotations

import hashlib
import importlib
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# The quick run tries the same examples each time, so that a change is never refused for one it has nothing to do with; `make gates` tries new ones.
settings.register_profile("fixed", derandomize=True)
settings.register_profile("search", derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The measuring data: `TEMOIN_DATA`, or `../shared/data` beside the repository; the test is skipped where neither is there."""
    folder = Path(os.environ.get("TEMOIN_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "README.md").is_file():
        pytest.skip(f"the measuring data is not at {folder}: set TEMOIN_DATA to run this test")
    return folder


@pytest.fixture(scope="session")
def registrations() -> dict[str, Any]:
    """What `registered_once` remembers."""
    return {}


@pytest.fixture(scope="module")
def registered_once(registrations):
    """One pair of pictures is registered once: what a case says after a decision does not hang on doing it again."""
    from temoin.align.coregister import Registered  # most tests need no engine
    from temoin.align.source import ArraySource, Source

    align_room = importlib.import_module("temoin.align.pair")
    register = align_room.register_source

    def remembered(source: Source, *others: object, **options: object) -> Registered:
        if not isinstance(source, ArraySource):
            return register(source, *others, **options)
        told = [repr(others), repr({name: value for name, value in options.items() if name != "progress"})]
        parts = [part.tobytes() for part in (*source.greys, *source.usable)]
        key = hashlib.sha256(b"".join([*parts, *(word.encode() for word in told)])).hexdigest()
        if key not in registrations:
            registrations[key] = register(source, *others, **options)
        return registrations[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(align_room, "register_source", remembered)
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many gates ran and how many were skipped, before pytest's own last line."""

    def gates(*outcomes: str) -> set[str]:
        reports = [report for outcome in outcomes for report in terminalreporter.stats.get(outcome, [])]
        return {report.nodeid for report in reports if "gate" in getattr(report, "keywords", {})}

    ran, skipped = gates("passed", "failed"), gates("skipped")
    if ran or skipped:
        terminalreporter.write_line(f"gates: {len(ran)} ran, {len(skipped)} skipped")

"""The shipped example, written once, and a way to call the program in this process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from temoin.cli import main
from temoin.cli.terminal import people, results
from temoin.workflows import VerifyInputs, write_example


class Ended(NamedTuple):
    """How a call of the program ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """What stdout holds, as JSON."""
        return json.loads(self.out)


@pytest.fixture(scope="session")
def example(tmp_path_factory) -> VerifyInputs:
    """The files of the shipped example."""
    return write_example(tmp_path_factory.mktemp("example") / "files")


@pytest.fixture
def call(capsys, monkeypatch):
    """Call `temoin` with words; gives exit code, stdout and stderr."""
    monkeypatch.setenv("COLUMNS", "80")

    def _call(*words: str | Path) -> Ended:
        people.cache_clear()
        results.cache_clear()
        capsys.readouterr()
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    yield _call
    people.cache_clear()
    results.cache_clear()


@pytest.fixture
def note(tmp_path) -> Path:
    """A small English report of our own."""
    path = tmp_path / "note.txt"
    path.write_text("Three people were killed and 12 injured when a depot burned down in Larnby on 4 May 2025, the fire service said.\n", "utf-8")
    return path

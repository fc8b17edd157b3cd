"""The shipped example, written once, and a way to call the program in this process."""

from __future__ import annotations

import importlib.util
import json
import sys
from datetime import UTC, date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from temoin.cli import main
from temoin.cli.terminal import people, results
from temoin.model import TimeRange
from temoin.publish import publish_stac_item, write_geotiff, write_text
from temoin.workflows import ReportGroup, VerifyInputs, VerifyOptions, verify_event, write_example

_MADE = Path(__file__).resolve().parents[1] / "unit" / "publish" / "made_content.py"
PETRENKO = "Three people were killed and 45 injured when a plant burned down in Larnby on 4 May 2025, Ivan Petrenko said.\n"


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


@pytest.fixture(scope="module", autouse=True)
def _registered_once(registered_once):
    """All of these tests do without registering a pair again."""


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


@pytest.fixture(scope="session")
def make_case():
    """Make a case: `make_case(folder for its files, **what the pictures say of themselves)`."""
    spec = importlib.util.spec_from_file_location("temoin_made_for_public", _MADE)
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)

    def make(folder: Path, **facts: object) -> Path:
        note = folder / "petrenko.txt"
        note.write_text(PETRENKO, "utf-8")
        grid = made.make_grid()
        paths = []
        for name, image, day in zip(("before", "after"), made.make_images(grid), (date(2025, 4, 1), date(2025, 5, 6)), strict=True):
            scene = made.make_scene(name, grid, TimeRange.on(day, UTC), **facts)
            paths.append(write_geotiff(folder / f"{name}.tif", image, acquired=scene.acquired))
            write_text(folder / f"{name}.json", json.dumps(publish_stac_item(scene, asset=f"{name}.tif")))
        inputs = VerifyInputs(groups=(ReportGroup(reports=(note,), published="2025-05-05"),), before=paths[0], after=paths[1])
        verify_event(inputs, folder / "case", VerifyOptions(title="Larnby"))
        return folder / "case"

    return make


@pytest.fixture
def made_case(make_case, tmp_path):
    """Make a case among this test's own files: `made_case(**what the pictures say of themselves)`."""
    return partial(make_case, tmp_path)

"""Small inputs of our own: two reports, and a made pair of pictures as files."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest

from temoin.publish import write_geotiff
from temoin.testing import made_pair
from temoin.workflows import ReportGroup, VerifyInputs

FIRE = "Three people were killed and 12 injured when a depot burned down in Larnby on 4 May 2025, the fire service said.\n"


@attrs.frozen
class Files:
    """Where the files lie."""

    before: Path
    after: Path


@pytest.fixture(scope="session")
def pictures(tmp_path_factory) -> Files:
    """A made pair, written once."""
    folder = tmp_path_factory.mktemp("pictures")
    made = made_pair()
    for name, image, scene in (("before", made.before, made.before_scene), ("after", made.after, made.after_scene)):
        write_geotiff(folder / f"{name}.tif", image, acquired=scene.acquired)
    return Files(folder / "before.tif", folder / "after.tif")


@pytest.fixture
def clock():
    """A clock that moves on by a second each time it is looked at."""
    seconds = itertools.count()
    return lambda: datetime(2025, 7, 3, 9, 0, tzinfo=UTC) + timedelta(seconds=next(seconds))


@pytest.fixture
def report_at(tmp_path):
    """Write a report somewhere below the test's folder."""

    def write(name: str = "fire.txt", text: str = FIRE) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.fixture
def inputs_of():
    """Inputs of one group of reports with a time."""

    def make(*reports: Path, published: str | None = "2025-05-05", is_addition: bool = False, **given) -> VerifyInputs:
        groups = tuple(ReportGroup(reports=(path,), published=published) for path in reports)
        return VerifyInputs(groups=groups, is_addition=is_addition, **given)

    return make

"""Pytest fixtures over made-up scenes: `pytest_plugins = ["temoin.testing.fixtures"]` in a `conftest.py` gives them all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from temoin.publish import publish_geojson, write_scene, write_text
from temoin.scenes import MadePair
from temoin.testing.made import made_pair

__all__ = ["MadeFiles", "made_files", "made_scene"]


@attrs.frozen(kw_only=True)
class MadeFiles:
    """A made pair as files, and what is true of it.

    Args:
        before: the earlier picture, a COG with its STAC item beside it.
        after: the later one.
        buildings: the footprints, GeoJSON.
        made: the pair itself, with its truth.
    """

    before: Path
    after: Path
    buildings: Path
    made: MadePair


@pytest.fixture(scope="session")
def made_scene() -> Callable[..., MadePair]:
    """`made_pair`, remembering what it made: the same seed and changes are drawn once a session."""
    known: dict[str, MadePair] = {}

    def make(seed: int = 1, **changes: Any) -> MadePair:  # noqa: ANN401  # any field of PairSpec
        key = repr((seed, sorted(changes.items())))
        if key not in known:
            known[key] = made_pair(seed, **changes)
        return known[key]

    return make


@pytest.fixture
def made_files(tmp_path: Path, made_scene: Callable[..., MadePair]) -> Callable[..., MadeFiles]:
    """A made pair written into the test's own folder: pictures, STAC items and footprints."""

    def write(seed: int = 1, **changes: Any) -> MadeFiles:  # noqa: ANN401  # any field of PairSpec
        made = made_scene(seed, **changes)
        before, _ = write_scene(tmp_path, made.before, made.before_scene)
        after, _ = write_scene(tmp_path, made.after, made.after_scene)
        buildings = write_text(tmp_path / "buildings.geojson", json.dumps(publish_geojson(None, made.buildings)))
        return MadeFiles(before=before, after=after, buildings=buildings, made=made)

    return write

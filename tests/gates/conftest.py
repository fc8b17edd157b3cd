"""What the gates share."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("ruler", Path(__file__).with_name("ruler.py"))
ruler = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(ruler)


TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.fixture
def tool(monkeypatch):
    """A module of `tools` by its name: what `make validate` prints is what the gates hold."""
    monkeypatch.syspath_prepend(str(TOOLS))
    return importlib.import_module


@pytest.fixture
def hold():
    """Compare a gate's figures with the pinned ones: `hold("align", {"median_px": 0.05})`."""
    return ruler.hold


@pytest.fixture
def shares():
    """Shares of right cases with the lower ends of their intervals: `shares({"fr": 9}, {"fr": 10})`."""
    return ruler.shares

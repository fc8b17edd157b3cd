"""What self-validation predicts on made scenes, held against other scenes of the same setting with damage drawn in three dimensions."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from temoin.measure.rates import rate_of

pytestmark = [pytest.mark.gate, pytest.mark.slow]

TOOLS = Path(__file__).resolve().parents[2] / "tools"
SETTINGS, SCENES, ROUNDS = ("clear", "hazy, other sun", "oblique"), 16, 12


@pytest.fixture
def tools(monkeypatch):
    """The runs and the report of `make validate`."""
    monkeypatch.syspath_prepend(str(TOOLS))
    yield importlib.import_module("validation_runs"), importlib.import_module("validation_report")
    for name in ("validation_runs", "validation_report"):
        sys.modules.pop(name, None)


def test_predicted_rates_agree_with_measured_ones(tools, hold, tmp_path):
    """Detection by size and kind and the area error agree within their 95 % intervals; false alarms stay under a ceiling."""
    runs, report = tools
    made = [runs.made_part(name, scenes=SCENES, rounds=ROUNDS, pictures=tmp_path) for name in SETTINGS]
    checks = report.comparisons(made)
    predicted = [one for part in made for one in runs.trials_of(part["predicted"])]
    untouched = [one.is_sure for one in predicted if one.kind == "nothing"]
    agreed = sum(is_same for *_, is_same in checks) / len(checks)
    hold("validation", {"agreement": agreed, "comparisons": len(checks), "false_alarms": rate_of(sum(untouched), len(untouched)).value})

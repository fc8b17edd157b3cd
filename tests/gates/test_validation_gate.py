"""What self-validation predicts on made scenes, held against other scenes of the same setting with damage drawn in three dimensions."""

from __future__ import annotations

import pytest

from temoin.measure.rates import rate_of

pytestmark = [pytest.mark.gate, pytest.mark.slow]

SCENES, ROUNDS = 16, 12


def test_predicted_rates_agree_with_measured_ones(tool, hold):
    """Detection by size and kind and the area error agree within their 95 % intervals; false alarms stay under a ceiling."""
    runs = tool("validation_runs")
    made = [runs.made_part(name, scenes=SCENES, rounds=ROUNDS) for name in runs.SETTINGS]
    checks = runs.comparisons(made)
    predicted = [one for part in made for one in runs.trials_of(part["predicted"])]
    untouched = [one.is_sure for one in predicted if one.kind == "nothing"]
    agreed = sum(is_same for *_, is_same in checks) / len(checks)
    hold("validation", {"agreement": agreed, "comparisons": len(checks), "false_alarms": rate_of(sum(untouched), len(untouched)).value})

"""The ruler of all gates: measured figures against the floors and ceilings pinned in `baseline.json`, and a line in the results file."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path

BASELINE = Path(__file__).with_name("baseline.json")
_Z = 1.96


def hold(gate: str, figures: Mapping[str, float]) -> None:
    """Compare a gate's figures with what is pinned, and note them in the file named by `TEMOIN_RESULTS`.

    `baseline.json` holds, for each gate and figure, `{"at_least": x}` or `{"at_most": x}`. Every pinned figure must have been measured, so that
    a gate that measures nothing fails.

    Args:
        gate: name of the gate.
        figures: what was measured.

    Raises:
        AssertionError: a figure is worse than what is pinned, or was not measured, or is not pinned.
    """
    _note(gate, figures)
    pinned = json.loads(BASELINE.read_text("utf-8")).get(gate, {})
    assert pinned, f"nothing is pinned for the gate {gate!r} in {BASELINE.name}; measured: {dict(figures)}"
    worse = [_complaint(name, rule, figures.get(name)) for name, rule in pinned.items()]
    unpinned = [f"{name} = {value} is measured but not pinned" for name, value in figures.items() if name not in pinned]
    complaints = [complaint for complaint in worse if complaint] + unpinned
    assert not complaints, f"{gate}: " + "; ".join(complaints)


def shares(right: Mapping[str, int], total: Mapping[str, int]) -> dict[str, float]:
    """The share of right cases under each name, and under `…_low` the lower end of its 95 % interval.

    The interval is Wilson's (1927), which for cases drawn one by one agrees with the percentile bootstrap, and unlike it stays honest where every
    case is right: 27 of 27 are 1.0, but no more than 0.88 is sure.
    """
    figures = {}
    for name, n in sorted(total.items()):
        share, slack = right[name] / n, _Z**2 / n
        half = _Z * math.sqrt(share * (1 - share) / n + slack / (4 * n))
        figures |= {name: share, f"{name}_low": (share + slack / 2 - half) / (1 + slack)}
    return figures


def _complaint(name: str, rule: Mapping[str, float], value: float | None) -> str:
    if value is None:
        return f"{name} was not measured"
    if "at_least" in rule and not value >= rule["at_least"]:
        return f"{name} = {value:.4g} is under the floor {rule['at_least']}"
    if "at_most" in rule and not value <= rule["at_most"]:
        return f"{name} = {value:.4g} is over the ceiling {rule['at_most']}"
    return ""


def _note(gate: str, figures: Mapping[str, float]) -> None:
    target = os.environ.get("TEMOIN_RESULTS")
    if not target:
        return
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    held = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    held.setdefault("gates", {})[gate] = dict(figures)
    path.write_text(json.dumps(held, indent=1, sort_keys=True) + "\n", "utf-8")

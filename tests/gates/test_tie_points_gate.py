"""Real pairs against tie points picked by eye: no pair is called verified and is wrong; how many are verified and right."""

from __future__ import annotations

import numpy as np
import pytest

pytestmark = [pytest.mark.gate, pytest.mark.data, pytest.mark.slow]


def test_tie_points_gate(tool, data_dir, hold):
    """Silent errors (verified, and the median of the points lies over 1.5 px off, less twice its standard error), and the verified and right."""
    runs, records = tool("tie_point_runs"), []
    for pointed in runs.pointed_pairs(data_dir / "imagery"):
        record = runs.tie_point_record(pointed)
        records.append(record)
        line = f"{pointed.name}: {record['state']}, {len(record['errors_px'])} points"
        if runs.is_judged(record):
            line += f", median {np.median(record['errors_px']):.2f} px, nine in ten within {np.quantile(record['errors_px'], 0.9):.2f} px"
        print(line)  # noqa: T201  # seen with -s: the figure of each pair
    figures = runs.figures_of(records)
    right = figures.pop("right") / figures["judged"]
    hold("align_tie_points", {"verified_and_right_share": right, **{key: float(value) for key, value in figures.items()}})

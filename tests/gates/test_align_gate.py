"""Alignment against known truth: error where verified, solvable pairs verified, and what must be flagged."""

from __future__ import annotations

import numpy as np
import pytest

pytestmark = pytest.mark.gate

PAIRS, HARD_PAIRS, PLACES, BARE = 24, 16, 12, 4


@pytest.mark.slow
def test_made_pairs(tool, hold):
    """Error of verified made pairs in pixels (median, 95th percentile, worst), and the share of these solvable pairs that is verified."""
    runs = tool("alignment_runs")
    records = [runs.made_record(runs.MADE_SEED + number, is_hard=False) for number in range(PAIRS)]
    hold("align_made", runs.figures_of(records))


@pytest.mark.slow
def test_hard_made_pairs(tool, hold):
    """Error against the known field at 81 places a pair (median, 95th percentile over all places, worst pair), and the share that is verified."""
    runs = tool("alignment_runs")
    figures = runs.figures_of([runs.made_record(runs.HARD_SEED + number, is_hard=True) for number in range(HARD_PAIRS)])
    hold("align_made_hard", {"worst_pair_px": figures.pop("worst_px"), **figures})


def test_what_must_be_flagged(tool, hold):
    """Share of made pairs of different places, and of bare ground seen twice, that is flagged as not aligned."""
    runs = tool("alignment_runs")
    places = [runs.places_record(runs.PLACES_SEED + number)["flagged"] for number in range(PLACES)]
    bare = [runs.bare_record(kind, number)["flagged"] for kind in runs.BARE for number in range(BARE)]
    hold("align_flagged", {"different_places": float(np.mean(places)), "bare_ground": float(np.mean(bare))})


@pytest.mark.slow
@pytest.mark.data
def test_open_pairs(tool, data_dir, hold):
    """Share of the open xBD pictures of different places that is flagged; what is aligned is judged by `test_tie_points_gate`."""
    runs = tool("alignment_runs")
    folder = data_dir / "imagery" / "xbd-json"
    names = runs.open_names(folder)
    flagged = [each for name in names for each in runs.permuted_record(folder, name)["flagged"].values()]
    hold("align_open", {"pairs": float(len(names)), "different_places_flagged": float(np.mean(flagged))})

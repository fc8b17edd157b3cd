"""Radiometry and spectral change on made pairs whose truth is known, and radiometry on the open Landsat pair."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.gate, pytest.mark.slow]

RADIOMETRY_PAIRS, CHANGE_PAIRS = 3, 6
"""Of each kind."""


@pytest.mark.parametrize("season", ["same", "dried"])
def test_radiometry_of_made_pairs(season, tool, hold):
    """How far fitted lines lie from the true ones, and what is left on ground that truly did not change, both as shares of the range."""
    runs = tool("spectral_runs")
    seeds = range(runs.RADIOMETRY_SEED, runs.RADIOMETRY_SEED + RADIOMETRY_PAIRS)
    hold(f"radiometry_{season}", runs.radiometry_figures([runs.radiometry_record(kind, seed, season) for kind in runs.KINDS for seed in seeds]))


def test_spectral_change_of_made_pairs(tool, hold):
    """F1 of change: as the pictures lie, 0.3 pixels off, and aligned after half a pixel off; what the half pixel costs after alignment."""
    runs = tool("spectral_runs")
    seeds = range(runs.CHANGE_SEED, runs.CHANGE_SEED + CHANGE_PAIRS)
    hold("spectral_change", runs.change_figures([runs.change_record(kind, seed) for kind in runs.CHANGE_KINDS for seed in seeds]))


@pytest.mark.data
def test_radiometry_of_the_open_landsat_pair(tool, data_dir, hold):
    """R² and residual by band, and how far the lines lie from the one by which the provider's raw numbers become reflectance."""
    runs = tool("spectral_runs")
    hold("radiometry_landsat", runs.landsat_figures(runs.landsat_record(data_dir / "imagery" / "landsat-arrnorm")))

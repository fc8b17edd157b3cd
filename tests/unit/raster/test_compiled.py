"""Machine code of inner loops, with and without a folder to keep it in."""

from __future__ import annotations

import numpy as np
from numba import config

from temoin.raster.compiled import compiled


def _total(values):
    total = 0.0
    for value in values:
        total += value
    return total


def test_a_loop_works_where_no_folder_can_be_written_to(monkeypatch):
    """A package that the superuser installed, run by an account without a home: slower to start, never an error."""
    monkeypatch.setattr(config, "CACHE_LOCATOR_CLASSES", "_ZipCacheLocator")
    loop = compiled(_total)
    assert loop(np.arange(4.0)) == 6.0
    assert loop.signatures
    assert not loop.stats.cache_path

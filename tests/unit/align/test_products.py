"""Least squares on products of functions."""

from __future__ import annotations

import numpy as np
import pytest

from temoin.align.field import bending_of, splines_of
from temoin.align.products import Products


@pytest.mark.parametrize("shape", [(500, 700), (90, 2000)])
def test_bands_give_what_full_matrices_give(shape):
    """Splines fitted through bands are those of the full normal equations."""
    rng = np.random.default_rng(3)
    places = rng.uniform(0, 1, (200, 2)) * shape
    down, across = (splines_of(places[:, axis], shape, axis) for axis in (0, 1))
    targets, weights = rng.normal(size=(200, 2)), rng.uniform(0.1, 1, 200)
    penalty = bending_of((down.shape[1], across.shape[1]), 0.5)
    design = (down[:, :, None] * across[:, None, :]).reshape(200, -1)
    full = np.linalg.solve(design.T @ (design * weights[:, None]) + penalty + 1e-9 * np.eye(len(penalty)), design.T @ (targets * weights[:, None]))
    products = Products.of(down, across)
    found = products.solve(targets, weights, penalty)
    assert np.allclose(found, full, atol=1e-6)
    assert np.allclose(products.at(found), design @ full, atol=1e-6)


def test_windows_in_one_line_fit_without_an_error():
    """Where nothing tells how a shift changes across, it is taken not to change."""
    places = np.column_stack([np.linspace(-0.5, 0.5, 9), np.zeros(9)])
    products = Products.of(np.ones((9, 1)), np.column_stack([np.ones(9), places]))
    found = products.solve(1 + 2 * places[:, :1], np.ones(9), np.zeros((3, 3)))
    assert np.allclose(found[:, 0], [1, 2, 0], atol=1e-6)

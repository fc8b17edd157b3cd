"""`FeatureTable`: what a vector file holds, before buildings or a site are made of it."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import numpy.typing as npt
import pyproj

__all__ = ["MAX_FEATURES", "FeatureTable"]

MAX_FEATURES = 2_000_000
"""Features read from one file; a city holds some hundred thousand buildings."""


@attrs.frozen(kw_only=True, eq=False)
class FeatureTable:
    """The features of one layer.

    Args:
        name: the file's name, for messages.
        crs: of the shapes.
        shapes: shapely geometries or `None`, one a feature.
        rows: attributes, one mapping a feature, in the file's order.
        ids: the file format's own feature ids (GeoJSON `id`, KML `id`), where it has any.
    """

    name: str
    crs: pyproj.CRS
    shapes: npt.NDArray[np.object_]
    rows: tuple[dict[str, Any], ...]
    ids: tuple[str | int | float | None, ...] = ()

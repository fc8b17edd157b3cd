"""Two grey pictures on one grid, as what registers them asks for them: by blocks."""

from __future__ import annotations

import math
from typing import Protocol

import attrs
import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["ArraySource", "Source"]

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


class Source(Protocol):
    """Two grey pictures on one grid, by blocks; a block may reach beyond the picture, where nothing is usable."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""

    def block(self, later: bool, corner: tuple[int, int], size: tuple[int, int]) -> tuple[Floats, Flags]:  # noqa: FBT001  # which of the two
        """Grey and what is usable of it, of the later or the earlier picture."""

    def reduced(self, by: int) -> Source:
        """Both with pixels `by` times as large."""


@attrs.frozen(kw_only=True, eq=False)
class ArraySource:
    """Two grey pictures in memory.

    Args:
        greys: earlier and later, shape (rows, columns) each; the later one may begin before the earlier and end after it.
        usable: likewise.
        margin: by how much the later one reaches beyond, pixels on each side.
    """

    greys: tuple[Floats, Floats]
    usable: tuple[Flags, Flags]
    margin: int = 0

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, cols = self.greys[0].shape
        return (rows, cols)

    def block(self, later: bool, corner: tuple[int, int], size: tuple[int, int]) -> tuple[Floats, Flags]:  # noqa: FBT001  # which of the two
        """Grey and what is usable of it; zero and unusable outside."""
        grey, usable = self.greys[later], self.usable[later]
        margin = self.margin if later else 0
        top, left = corner[0] + margin, corner[1] + margin
        inside = (slice(max(0, top), max(0, top + size[0])), slice(max(0, left), max(0, left + size[1])))
        if top >= 0 and left >= 0 and top + size[0] <= grey.shape[0] and left + size[1] <= grey.shape[1]:
            return grey[inside], usable[inside]
        out, shown = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=bool)
        cut = grey[inside]
        at = (slice(max(0, -top), max(0, -top) + cut.shape[0]), slice(max(0, -left), max(0, -left) + cut.shape[1]))
        out[at], shown[at] = cut, usable[inside]
        return out, shown

    def reduced(self, by: int) -> ArraySource:
        """Both with pixels `by` times as large, means of those that can be used."""
        if by == 1:
            return self
        pairs = []
        for grey, usable in zip(self.greys, self.usable, strict=True):
            size = (math.ceil(grey.shape[1] / by), math.ceil(grey.shape[0] / by))
            pad = ((0, size[1] * by - grey.shape[0]), (0, size[0] * by - grey.shape[1]))
            share = cv2.resize(np.pad(usable.astype(np.float32), pad), size, interpolation=cv2.INTER_AREA)
            mean = cv2.resize(np.pad(grey * usable, pad), size, interpolation=cv2.INTER_AREA) / np.maximum(share, np.float32(1e-6))
            pairs.append((np.asarray(mean, dtype=np.float32), np.asarray(share > 0.5)))  # most of it is seen
        return ArraySource(greys=(pairs[0][0], pairs[1][0]), usable=(pairs[0][1], pairs[1][1]), margin=self.margin // by)

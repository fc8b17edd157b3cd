"""A band blurred as a coarser camera would have seen it."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

__all__ = ["softened"]

_LEAST_SHARE = 1e-3


def softened(band: npt.NDArray[Any], usable: npt.NDArray[np.bool_], sigma_px: float) -> npt.NDArray[np.float32]:
    """The band under a Gaussian, of usable pixels alone; what cannot be used keeps its numbers.

    Args:
        band: shape (rows, columns).
        usable: likewise; the others' numbers do not bleed into these.
        sigma_px: standard deviation; 0 leaves all as it is.
    """
    values = band.astype(np.float32)
    if not sigma_px:
        return values
    share = cv2.GaussianBlur(usable.astype(np.float32), (0, 0), sigma_px, borderType=cv2.BORDER_REFLECT)
    total = cv2.GaussianBlur(np.where(usable, values, np.float32(0)), (0, 0), sigma_px, borderType=cv2.BORDER_REFLECT)
    return np.where(usable, total / np.maximum(share, np.float32(_LEAST_SHARE)), values)

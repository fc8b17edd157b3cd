"""What things look like in the blue, green, red and near-infrared: plausible reflectances, not measured ones."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from temoin.raster import BandRole

__all__ = ["Palette"]

_BANDS = (BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.NIR)
_PAN = np.array([0.25, 0.35, 0.35, 0.05])
"""A panchromatic band sees mostly green and red."""

# blue, green, red, near-infrared, then the relative size of fine grain and of broad mottle
_MATERIALS: dict[str, tuple[float, float, float, float, float, float]] = {
    "grass": (0.045, 0.085, 0.055, 0.40, 0.16, 0.14),
    "meadow": (0.050, 0.095, 0.065, 0.38, 0.12, 0.12),
    "crop": (0.035, 0.080, 0.040, 0.48, 0.08, 0.08),
    "ripe": (0.090, 0.150, 0.180, 0.34, 0.07, 0.08),
    "straw": (0.110, 0.170, 0.215, 0.33, 0.09, 0.10),
    "woods": (0.020, 0.042, 0.024, 0.33, 0.55, 0.15),
    "soil": (0.095, 0.130, 0.170, 0.26, 0.12, 0.14),
    "gravel": (0.160, 0.180, 0.195, 0.23, 0.12, 0.13),
    "concrete": (0.190, 0.210, 0.225, 0.26, 0.06, 0.11),
    "asphalt": (0.080, 0.086, 0.092, 0.11, 0.07, 0.09),
    "paint": (0.420, 0.430, 0.430, 0.45, 0.03, 0.02),
    "stain": (0.110, 0.115, 0.120, 0.14, 0.10, 0.15),
    "wall": (0.190, 0.195, 0.205, 0.23, 0.05, 0.03),
    "metal": (0.330, 0.340, 0.345, 0.36, 0.04, 0.06),
    "pale": (0.400, 0.405, 0.400, 0.42, 0.03, 0.05),
    "grey": (0.200, 0.205, 0.210, 0.22, 0.05, 0.08),
    "dark": (0.085, 0.088, 0.092, 0.10, 0.08, 0.10),
    "brown": (0.095, 0.110, 0.150, 0.21, 0.06, 0.08),
    "blue": (0.250, 0.200, 0.150, 0.21, 0.04, 0.05),
    "tile": (0.080, 0.105, 0.220, 0.30, 0.08, 0.06),
    "slate": (0.110, 0.112, 0.118, 0.13, 0.07, 0.06),
    "new-paint": (0.130, 0.260, 0.160, 0.30, 0.03, 0.03),
    "glass": (0.110, 0.105, 0.095, 0.09, 0.08, 0.05),
    "skylight": (0.430, 0.440, 0.430, 0.44, 0.03, 0.03),
    "vent": (0.300, 0.310, 0.315, 0.33, 0.03, 0.03),
    "crown": (0.020, 0.040, 0.022, 0.32, 0.35, 0.10),
    "crown-lit": (0.038, 0.078, 0.045, 0.46, 0.30, 0.10),
    "floor": (0.120, 0.122, 0.124, 0.14, 0.35, 0.30),
    "slab": (0.230, 0.235, 0.240, 0.26, 0.10, 0.05),
    "sheet": (0.380, 0.385, 0.385, 0.40, 0.05, 0.03),
    "rust": (0.070, 0.095, 0.150, 0.20, 0.12, 0.05),
    "void": (0.022, 0.023, 0.024, 0.03, 0.10, 0.05),
    "ash": (0.055, 0.055, 0.056, 0.07, 0.20, 0.10),
    "truss": (0.260, 0.255, 0.250, 0.27, 0.05, 0.03),
    "torn": (0.300, 0.290, 0.280, 0.30, 0.10, 0.05),
    "soot": (0.028, 0.028, 0.030, 0.04, 0.25, 0.20),
    "car-0": (0.050, 0.050, 0.055, 0.06, 0.02, 0.02),
    "car-1": (0.060, 0.060, 0.200, 0.24, 0.02, 0.02),
    "car-2": (0.250, 0.180, 0.110, 0.15, 0.02, 0.02),
    "car-3": (0.450, 0.455, 0.450, 0.46, 0.02, 0.02),
}
_DRIES = {"grass": "straw", "meadow": "straw", "crop": "ripe", "ripe": "straw"}


@attrs.define(kw_only=True, eq=False)
class Palette:
    """Numbers the materials used while a picture is painted.

    Args:
        dryness: how far the grass has dried, 0 to 1.
    """

    dryness: float = 0.0
    _numbers: dict[tuple[str, float], int] = attrs.field(factory=dict, init=False)
    _rows: list[npt.NDArray[np.float64]] = attrs.field(factory=list, init=False)

    def number(self, material: str, factor: float = 1.0) -> int:
        """The number that stands for a material, brighter or darker by a factor (slopes towards or away from the sun)."""
        key = (material, round(factor, 3))
        if key not in self._numbers:
            row = np.array(_MATERIALS[material])
            if material in _DRIES:
                row = (1 - self.dryness) * row + self.dryness * np.array(_MATERIALS[_DRIES[material]])
            self._numbers[key] = len(self._rows)
            self._rows.append(np.concatenate([row[:4] * key[1], row[4:]]))
        return self._numbers[key]

    def reflectance(self, role: BandRole) -> npt.NDArray[np.float32]:
        """Of each number in a band."""
        rows = np.array(self._rows)[:, :4]
        return (rows @ _PAN if role is BandRole.PAN else rows[:, _BANDS.index(role)]).astype(np.float32)

    def texture(self) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Relative size of the grain and of the mottle of each number."""
        rows = np.array(self._rows, dtype=np.float32)
        return rows[:, 4].copy(), rows[:, 5].copy()

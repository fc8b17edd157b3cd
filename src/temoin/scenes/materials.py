"""What things look like from the blue to the short-wave infrared: plausible reflectances, not measured ones."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from temoin.raster import BandRole
from temoin.scenes.light import Light, sky_share

__all__ = ["DEEP", "LEVELS", "SHADE", "SUN", "Palette"]

SHADE, SUN, DEEP = 0, 1, 2
"""Light on a fine point: skylight alone, sun and sky, or the part of the sky that reaches into a ruin."""
LEVELS = 3
_DEEP_SKY = 0.6
_BANDS = (BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.NIR, BandRole.SWIR1, BandRole.SWIR2)
_MIXED: dict[BandRole, tuple[float, ...]] = {
    # Bands that the table does not hold, from those that it holds: neighbours in wavelength; a grey band sees mostly green and red.
    BandRole.PAN: (0.25, 0.35, 0.35, 0.05, 0.0, 0.0),
    BandRole.COASTAL: (0.9, 0.0, 0.0, 0.0, 0.0, 0.0),
    BandRole.YELLOW: (0.0, 0.5, 0.5, 0.0, 0.0, 0.0),
    # At 705 nm vegetation has only begun to rise: the open Sentinel-2 dates lie some 15 % of the way from red to near infrared.
    BandRole.REDEDGE: (0.0, 0.0, 0.85, 0.15, 0.0, 0.0),
}
_SNOW = (0.86, 0.85, 0.83, 0.72, 0.10, 0.08)
"""Snow a few days old: bright to the near infrared, dark beyond (Warren 1982)."""

# blue, green, red, near-infrared, two short-wave infrareds, then the relative size of fine grain and of broad mottle, and how well snow lies
_MATERIALS: dict[str, tuple[float, ...]] = {
    "grass": (0.045, 0.085, 0.055, 0.40, 0.22, 0.11, 0.16, 0.14, 1.0),
    "meadow": (0.050, 0.095, 0.065, 0.38, 0.23, 0.12, 0.12, 0.12, 1.0),
    "crop": (0.035, 0.080, 0.040, 0.48, 0.20, 0.09, 0.09, 0.08, 1.0),
    "ripe": (0.090, 0.150, 0.180, 0.34, 0.33, 0.22, 0.08, 0.08, 1.0),
    "straw": (0.110, 0.170, 0.215, 0.33, 0.36, 0.26, 0.09, 0.10, 1.0),
    "woods": (0.020, 0.042, 0.024, 0.33, 0.14, 0.06, 0.26, 0.15, 0.4),
    "soil": (0.095, 0.130, 0.170, 0.26, 0.34, 0.30, 0.12, 0.14, 1.0),
    "mud": (0.080, 0.110, 0.140, 0.19, 0.20, 0.15, 0.10, 0.14, 1.0),
    "gravel": (0.160, 0.180, 0.195, 0.23, 0.27, 0.25, 0.12, 0.13, 1.0),
    "concrete": (0.190, 0.210, 0.225, 0.26, 0.29, 0.27, 0.06, 0.11, 0.9),
    "asphalt": (0.080, 0.086, 0.092, 0.11, 0.13, 0.12, 0.07, 0.09, 0.5),
    "paint": (0.330, 0.335, 0.335, 0.35, 0.42, 0.38, 0.03, 0.02, 0.5),
    "stain": (0.110, 0.115, 0.120, 0.14, 0.17, 0.16, 0.10, 0.15, 0.9),
    "water": (0.050, 0.055, 0.045, 0.020, 0.008, 0.005, 0.05, 0.05, 0.0),
    "flood": (0.095, 0.125, 0.130, 0.060, 0.012, 0.008, 0.04, 0.09, 0.0),
    "wall": (0.190, 0.195, 0.205, 0.23, 0.25, 0.23, 0.05, 0.03, 0.0),
    "plaster": (0.260, 0.290, 0.320, 0.35, 0.36, 0.33, 0.05, 0.04, 0.0),
    "brick": (0.080, 0.110, 0.190, 0.26, 0.29, 0.26, 0.08, 0.04, 0.0),
    "window": (0.060, 0.060, 0.060, 0.05, 0.04, 0.04, 0.10, 0.02, 0.0),
    "metal": (0.265, 0.272, 0.278, 0.29, 0.38, 0.36, 0.07, 0.06, 1.0),
    "pale": (0.325, 0.330, 0.328, 0.35, 0.40, 0.36, 0.05, 0.05, 1.0),
    "grey": (0.200, 0.205, 0.210, 0.22, 0.24, 0.23, 0.09, 0.08, 1.0),
    "dark": (0.085, 0.088, 0.092, 0.10, 0.12, 0.12, 0.14, 0.10, 1.0),
    "brown": (0.095, 0.110, 0.150, 0.21, 0.25, 0.24, 0.11, 0.08, 1.0),
    "blue": (0.250, 0.200, 0.150, 0.21, 0.24, 0.22, 0.07, 0.05, 1.0),
    "green-roof": (0.090, 0.130, 0.095, 0.16, 0.20, 0.18, 0.09, 0.06, 1.0),
    "tile": (0.080, 0.105, 0.220, 0.30, 0.33, 0.30, 0.18, 0.07, 1.0),
    "slate": (0.110, 0.112, 0.118, 0.13, 0.15, 0.15, 0.14, 0.07, 1.0),
    "new-paint": (0.130, 0.260, 0.160, 0.30, 0.30, 0.27, 0.05, 0.03, 1.0),
    "parapet": (0.260, 0.268, 0.275, 0.30, 0.31, 0.29, 0.04, 0.04, 0.6),
    "glass": (0.110, 0.105, 0.095, 0.09, 0.07, 0.06, 0.08, 0.05, 0.2),
    "skylight": (0.340, 0.350, 0.345, 0.36, 0.36, 0.32, 0.03, 0.03, 0.6),
    "vent": (0.260, 0.265, 0.270, 0.28, 0.34, 0.32, 0.03, 0.03, 0.6),
    "crown": (0.020, 0.040, 0.022, 0.32, 0.13, 0.055, 0.18, 0.10, 0.3),
    "crown-lit": (0.038, 0.078, 0.045, 0.46, 0.19, 0.085, 0.18, 0.10, 0.4),
    "conifer": (0.016, 0.031, 0.019, 0.21, 0.08, 0.035, 0.18, 0.10, 0.4),
    "conifer-lit": (0.026, 0.050, 0.031, 0.29, 0.11, 0.050, 0.18, 0.10, 0.5),
    "twigs": (0.070, 0.082, 0.098, 0.19, 0.22, 0.17, 0.18, 0.10, 0.3),
    "floor": (0.120, 0.122, 0.124, 0.14, 0.17, 0.16, 0.16, 0.30, 0.5),
    "inside": (0.150, 0.150, 0.150, 0.17, 0.19, 0.18, 0.10, 0.10, 0.0),
    "slab": (0.230, 0.235, 0.240, 0.26, 0.29, 0.27, 0.10, 0.05, 0.7),
    "rubble": (0.185, 0.195, 0.210, 0.24, 0.28, 0.26, 0.16, 0.15, 0.8),
    "sheet": (0.290, 0.295, 0.298, 0.31, 0.41, 0.38, 0.05, 0.03, 0.7),
    "rust": (0.070, 0.095, 0.150, 0.20, 0.25, 0.24, 0.12, 0.05, 0.7),
    "timber": (0.120, 0.155, 0.200, 0.30, 0.33, 0.26, 0.12, 0.06, 0.6),
    "deck": (0.135, 0.160, 0.185, 0.25, 0.29, 0.24, 0.10, 0.10, 0.8),
    "void": (0.022, 0.023, 0.024, 0.03, 0.03, 0.03, 0.10, 0.05, 0.0),
    "ash": (0.055, 0.055, 0.056, 0.07, 0.13, 0.15, 0.10, 0.10, 0.6),
    "char": (0.030, 0.030, 0.031, 0.05, 0.10, 0.13, 0.10, 0.20, 0.5),
    "truss": (0.260, 0.255, 0.250, 0.27, 0.29, 0.27, 0.05, 0.03, 0.3),
    "torn": (0.300, 0.290, 0.280, 0.30, 0.33, 0.30, 0.10, 0.05, 0.5),
    "soot": (0.028, 0.028, 0.030, 0.04, 0.07, 0.08, 0.10, 0.20, 0.6),
    "ejecta": (0.120, 0.160, 0.205, 0.30, 0.38, 0.34, 0.10, 0.12, 0.9),
    "pit": (0.070, 0.095, 0.125, 0.19, 0.26, 0.23, 0.10, 0.10, 0.7),
    "tarpaulin": (0.300, 0.190, 0.080, 0.16, 0.22, 0.16, 0.07, 0.03, 0.7),
    "car-0": (0.050, 0.050, 0.055, 0.06, 0.07, 0.07, 0.02, 0.02, 0.6),
    "car-1": (0.060, 0.060, 0.200, 0.24, 0.26, 0.24, 0.02, 0.02, 0.6),
    "car-2": (0.250, 0.180, 0.110, 0.15, 0.17, 0.16, 0.02, 0.02, 0.6),
    "car-3": (0.380, 0.385, 0.382, 0.40, 0.44, 0.40, 0.02, 0.02, 0.6),
    "box-0": (0.070, 0.080, 0.210, 0.25, 0.27, 0.25, 0.03, 0.02, 0.7),
    "box-1": (0.230, 0.160, 0.080, 0.13, 0.16, 0.14, 0.03, 0.02, 0.7),
    "box-2": (0.090, 0.150, 0.095, 0.18, 0.21, 0.19, 0.03, 0.02, 0.7),
    "box-3": (0.340, 0.345, 0.340, 0.36, 0.36, 0.33, 0.03, 0.02, 0.7),
}
_DRIES = {"grass": "straw", "meadow": "straw", "crop": "ripe", "ripe": "straw"}
_GRAIN = 2.3
"""Grain of the table times this has the texture of real pictures (`tools/realism.py` measures both)."""
_FACTORS = 40
"""Shades of one material are told apart in steps of a fortieth."""
Floats = npt.NDArray[np.float32]


@attrs.define(kw_only=True, eq=False)
class Palette:
    """Numbers the materials used while a picture is painted.

    Args:
        light: where the sun stands.
        dryness: how far the grass has dried, 0 to 1.
    """

    light: Light
    dryness: float = 0.0
    _numbers: dict[tuple[str, int, int], int] = attrs.field(factory=dict, init=False)
    _rows: list[tuple[float, ...]] = attrs.field(factory=list, init=False)

    def number(self, material: str, direct: float = 1.0, tone: float = 1.0) -> int:
        """The number that stands for a material.

        Args:
            material: its name.
            direct: direct sunlight on it against flat ground, 0 where it faces away.
            tone: its reflectance against the table's.
        """
        key = (material, round(direct * _FACTORS), round(tone * _FACTORS))
        if key not in self._numbers:
            row = np.array(_MATERIALS[material])
            if material in _DRIES:
                row = (1 - self.dryness) * row + self.dryness * np.array(_MATERIALS[_DRIES[material]])
            self._numbers[key] = len(self._rows)
            self._rows.append((*(row[:6] * key[2] / _FACTORS), *row[6:], key[1] / _FACTORS))
        return self._numbers[key]

    def light_on(self, role: BandRole) -> Floats:
        """Light on each number at each level against flat ground in the sun, shape (numbers · `LEVELS`,)."""
        sky = sky_share(role, self.light.sun_elevation)
        direct = np.array(self._rows)[:, 9]
        levels = np.stack([np.full_like(direct, sky), sky + (1 - sky) * direct, np.full_like(direct, _DEEP_SKY * sky)], axis=1)
        return np.asarray(levels.ravel(), dtype=np.float32)

    def sky_on(self, role: BandRole) -> Floats:
        """The same with the sun behind a cloud."""
        sky = sky_share(role, self.light.sun_elevation)
        return np.tile(np.array([sky, sky, _DEEP_SKY * sky], dtype=np.float32), len(self._rows))

    def reflectance(self, role: BandRole) -> Floats:
        """Of each number in a band, the same at each level, shape (numbers · `LEVELS`,)."""
        rows = np.array(self._rows)[:, :6]
        return np.repeat(rows @ np.array(_MIXED[role]) if role in _MIXED else rows[:, _BANDS.index(role)], LEVELS).astype(np.float32)

    def snow(self, role: BandRole) -> float:
        """Reflectance of snow in a band."""
        return float(np.dot(_SNOW, _MIXED[role]) if role in _MIXED else _SNOW[_BANDS.index(role)])

    def texture(self) -> tuple[Floats, Floats, Floats]:
        """Relative size of the grain and of the mottle of each number, and how well snow lies on it, each of shape (numbers · `LEVELS`,)."""
        rows = np.repeat(np.array(self._rows, dtype=np.float32), LEVELS, axis=0)
        return rows[:, 6] * np.float32(_GRAIN), rows[:, 7].copy(), rows[:, 8].copy()

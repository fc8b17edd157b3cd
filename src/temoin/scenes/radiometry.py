"""What reflectances come to in a real picture's own numbers, told from the picture itself."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from temoin.errors import NoCoverageError, OptionError
from temoin.raster import BandRole, Image, thinned

__all__ = ["MATERIALS", "Radiometry", "read_radiometry", "spectrum_of"]

_POINTS = (BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.NIR, BandRole.SWIR1, BandRole.SWIR2)
_MIXES: dict[BandRole, tuple[float, ...]] = {
    BandRole.COASTAL: (1, 0, 0, 0, 0, 0),
    BandRole.YELLOW: (0, 0.5, 0.5, 0, 0, 0),
    BandRole.REDEDGE: (0, 0, 0.85, 0.15, 0, 0),
    BandRole.PAN: (0.25, 0.35, 0.35, 0.05, 0, 0),
    # A picture whose bands nobody named is taken to show the visible.
    BandRole.UNKNOWN: (1 / 3, 1 / 3, 1 / 3, 0, 0, 0),
}
_MIXES |= {role: tuple(float(role is other) for other in _POINTS) for role in _POINTS}

MATERIALS: dict[str, tuple[float, ...]] = {
    "concrete": (0.235, 0.243, 0.250, 0.26, 0.30, 0.28),
    "dust": (0.255, 0.270, 0.285, 0.30, 0.36, 0.33),
    "brick": (0.080, 0.105, 0.190, 0.28, 0.32, 0.28),
    "wood": (0.145, 0.168, 0.190, 0.28, 0.35, 0.25),
    "sheet": (0.330, 0.340, 0.345, 0.36, 0.38, 0.36),
    "rust": (0.060, 0.085, 0.140, 0.20, 0.28, 0.24),
    "steel": (0.240, 0.240, 0.240, 0.26, 0.27, 0.26),
    "deck": (0.105, 0.117, 0.130, 0.19, 0.26, 0.22),
    "char": (0.028, 0.029, 0.031, 0.045, 0.09, 0.10),
    "ash": (0.110, 0.112, 0.115, 0.13, 0.17, 0.18),
    "soil": (0.095, 0.122, 0.155, 0.25, 0.33, 0.28),
    "subsoil": (0.150, 0.178, 0.205, 0.29, 0.36, 0.31),
    "blue-sheet": (0.300, 0.190, 0.100, 0.30, 0.30, 0.22),
    "grey-sheet": (0.330, 0.335, 0.335, 0.40, 0.36, 0.28),
    "muddy-water": (0.105, 0.128, 0.155, 0.07, 0.02, 0.012),
    "void": (0.012, 0.012, 0.012, 0.015, 0.02, 0.02),
}
"""Reflectance in the blue, green, red, near- and short-wave infrared: of the size of published spectral libraries, rounded; not measured here."""

_DARK, _BRIGHT = 0.015, 0.36
"""Reflectances that the darkest 0.2 % and the 99th percentile of a picture of a settled place stand for: deep shadow; pale roofs and concrete."""
_DARK_LEVEL, _BRIGHT_LEVEL = 0.002, 0.99
_BRIGHT_IR = 0.46
"""The same in the near-infrared, where leaves are the bright ground."""
_SKY = {BandRole.COASTAL: 0.38, BandRole.BLUE: 0.36, BandRole.GREEN: 0.27, BandRole.YELLOW: 0.25, BandRole.RED: 0.22, BandRole.PAN: 0.25}
_SKY_REST = 0.14
"""Share of the light that comes from the sky: more in the blue (Rayleigh scattering)."""


def spectrum_of(material: str, role: BandRole) -> float:
    """The reflectance of a material in a band.

    Raises:
        OptionError: the band holds no reflected sunlight.
    """
    if role not in _MIXES:
        message = f"a band of the role {role.value} holds no sunlight that damage could be drawn in"
        raise OptionError(message, hint="Give an optical picture, or its optical bands alone.")
    return float(np.dot(MATERIALS[material], _MIXES[role]))


@attrs.frozen(kw_only=True, eq=False)
class Radiometry:
    """A line from reflectance to the numbers of each band.

    Args:
        roles: of the bands.
        dark: shape (bands,): number of a reflectance of 0.015.
        bright: shape (bands,): number of the bright end's reflectance.
    """

    roles: tuple[BandRole, ...]
    dark: npt.NDArray[np.float64]
    bright: npt.NDArray[np.float64]

    @property
    def sky(self) -> npt.NDArray[np.float64]:
        """Share of the light on level ground that comes from the sky, shape (bands,)."""
        return np.array([_SKY.get(role, 0.27 if role is BandRole.UNKNOWN else _SKY_REST) for role in self.roles])

    @property
    def zero(self) -> npt.NDArray[np.float64]:
        """Numbers of a reflectance of 0, what the air alone sends, shape (bands,)."""
        tops = np.array([_top(role) for role in self.roles])
        return np.maximum(self.dark - _DARK / (tops - _DARK) * (self.bright - self.dark), 0.0)

    def numbers(self, material: str) -> npt.NDArray[np.float64]:
        """The numbers of a material that lies level in the sun, shape (bands,)."""
        out = []
        for index, role in enumerate(self.roles):
            share = (spectrum_of(material, role) - _DARK) / (_top(role) - _DARK)
            out.append(self.dark[index] + share * (self.bright[index] - self.dark[index]))
        return np.array(out)


def _top(role: BandRole) -> float:
    return _BRIGHT_IR if role is BandRole.NIR else _BRIGHT


def read_radiometry(image: Image) -> Radiometry:
    """The line from reflectance to numbers, from the ends of each band's usable pixels.

    The dark end is the 0.2nd percentile: by the 1st, leaves are dark in the red and not in the green, and soot would come out green. The bright end
    of the visible bands is the middle of the pixels that are bright in all of them (white roofs, pale concrete), so that grey things come out grey
    in whatever balance of colours the picture has; that of the other bands is the 99th percentile.

    It is as good as the picture is mixed: over bare sand or closed forest alone the ends stand for other reflectances than a settled place's, and
    planted materials turn out paler or darker than they would be.

    Raises:
        NoCoverageError: no pixel is usable, or all hold the same number.
        OptionError: a band holds no reflected sunlight.
    """
    for role in image.roles:
        spectrum_of("concrete", role)
    seen = thinned(image.array[:, image.mask]).astype(np.float64)
    seen = seen[:, np.isfinite(seen).all(axis=0)]
    if not seen.shape[1]:
        message = "the picture has no usable pixel"
        raise NoCoverageError(message)
    dark, bright = np.quantile(seen, [_DARK_LEVEL, _BRIGHT_LEVEL], axis=1)
    visible = [index for index, role in enumerate(image.roles) if not any(_MIXES[role][3:])]
    if len(visible) > 1:
        least = (seen[visible] - dark[visible, None]).min(axis=0)
        bright[visible] = np.median(seen[visible][:, least >= np.quantile(least, _BRIGHT_LEVEL)], axis=1)
    if (bright <= dark).any():
        message = "a band of the picture holds one number nearly everywhere: nothing tells how bright damage would be in it"
        raise NoCoverageError(message, hint="Give a picture with some contrast, or without that band.")
    return Radiometry(roles=image.roles, dark=dark, bright=bright)

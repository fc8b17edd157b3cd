"""What looks down: bands, point spread, noise and how numbers are written."""

from __future__ import annotations

import attrs

from temoin.raster import BandRole

__all__ = ["Camera", "fine_camera", "planet_like", "sentinel2_like", "vhr_camera"]


@attrs.frozen(kw_only=True)
class Camera:
    """What looks down.

    Args:
        name: as it stands in the scene's metadata.
        roles: the bands.
        bits: of one number: 8 is stored in 8 bit, all else in 16.
        scale: digital numbers for a reflectance of 1.
        path: light that the air itself sends up and that the product still holds, reflectance in the blue band; less in the longer waves.
        shoulder: share of the range above which numbers are pressed together, as products for the eye do; 1: nowhere.
        sharpen: share of the fine detail that is added once more, as some products do.
        psf_px: standard deviation of the optics' Gaussian point spread, pixels; the square of the pixel itself comes on top
            (0.5 gives edges about 1.2 px wide).
        noise_floor: standard deviation of the dark noise, reflectance.
        noise_signal: standard deviation of the shot noise at reflectance 1; it grows with the root of the signal.
        noise_blur_px: standard deviation of the smoothing that resampling to the product's grid did to the noise, pixels.
        pansharpen: how many times coarser the colour bands are than the sharp grey one that they are fused with; 1: no fusion.
        coarse: (role, how many times coarser its detectors are), for bands that are written on the grid of the fine ones.
    """

    name: str
    roles: tuple[BandRole, ...]
    bits: int
    scale: float
    path: float = 0.0
    shoulder: float = 1.0
    sharpen: float = 0.0
    psf_px: float = 0.5
    noise_floor: float = 0.0015
    noise_signal: float = 0.006
    noise_blur_px: float = 0.0
    pansharpen: int = attrs.field(default=1, validator=attrs.validators.ge(1))
    coarse: tuple[tuple[BandRole, int], ...] = ()

    @property
    def top(self) -> int:
        """The largest number that it writes; 0 is kept for "no data", as products of this kind do."""
        return int(2**self.bits - 1)

    def coarseness(self, role: BandRole) -> int:
        """How many times coarser than the grid a band is seen."""
        return dict(self.coarse).get(role, 1)


def fine_camera() -> Camera:
    """Like a pan-sharpened product of half a metre: red, green, blue, 8 bit."""
    roles = (BandRole.RED, BandRole.GREEN, BandRole.BLUE)
    return Camera(
        name="made-up 0.5 m",
        roles=roles,
        bits=8,
        scale=600.0,
        path=0.042,
        shoulder=0.88,
        sharpen=0.35,
        psf_px=0.65,
        noise_floor=0.002,
        noise_signal=0.002,
    )


def vhr_camera() -> Camera:
    """Like a pan-sharpened product of half a metre with its near-infrared: four bands of 11 bit, colour four times coarser than the grey."""
    roles = (BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.NIR)
    return Camera(name="made-up 0.5 m, four bands", roles=roles, bits=11, scale=2600.0, noise_blur_px=0.4, pansharpen=4)


def planet_like() -> Camera:
    """Like a four-band product of three metres: blue, green, red, near-infrared, 16 bit, 10,000 a reflectance of 1."""
    return Camera(name="made-up 3 m", roles=(BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.NIR), bits=16, scale=10_000.0, psf_px=0.6)


def sentinel2_like() -> Camera:
    """Like a seven-band product of ten metres, 16 bit, 10,000 a reflectance of 1; red edge and short-wave infrared are seen at twenty."""
    roles = (BandRole.BLUE, BandRole.GREEN, BandRole.RED, BandRole.REDEDGE, BandRole.NIR, BandRole.SWIR1, BandRole.SWIR2)
    coarse = ((BandRole.REDEDGE, 2), (BandRole.SWIR1, 2), (BandRole.SWIR2, 2))
    return Camera(name="made-up 10 m", roles=roles, bits=16, scale=10_000.0, psf_px=0.45, noise_floor=0.001, noise_signal=0.004, coarse=coarse)

"""Pictures as values: `Image` is pixels, what is usable in them, and where they lie."""

from temoin.raster.image import BandRole, Image, MaskKind, Pixels
from temoin.raster.warp import warp_image

__all__ = ["BandRole", "Image", "MaskKind", "Pixels", "warp_image"]

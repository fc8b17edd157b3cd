"""Pictures as values: `Image` is pixels, what is usable in them, and where they lie."""

from temoin.raster.coverage import Coverage, cover_polygons, coverage_of
from temoin.raster.image import BandRole, Image, MaskKind, Pixels
from temoin.raster.statistics import robust_spread, sampled_quantiles, thinned
from temoin.raster.warp import orthorectify_image, warp_image
from temoin.raster.zonal import ZonalStatistics, zonal_statistics, zonal_statistics_of

__all__ = [
    "BandRole",
    "Coverage",
    "Image",
    "MaskKind",
    "Pixels",
    "ZonalStatistics",
    "cover_polygons",
    "coverage_of",
    "orthorectify_image",
    "robust_spread",
    "sampled_quantiles",
    "thinned",
    "warp_image",
    "zonal_statistics",
    "zonal_statistics_of",
]

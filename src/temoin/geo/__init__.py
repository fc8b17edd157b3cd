"""Where things are: reference systems, footprints that never travel without one, grids, and true areas."""

from temoin.geo.crs import parse_crs, to_crs, transformer
from temoin.geo.distance import great_circle_km
from temoin.geo.footprint import Footprint, union_of
from temoin.geo.grid import Grid, Window

__all__ = ["Footprint", "Grid", "Window", "great_circle_km", "parse_crs", "to_crs", "transformer", "union_of"]

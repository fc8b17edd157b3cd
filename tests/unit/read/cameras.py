"""A pinhole camera far above hills, the rational model fitted to it, and the picture it takes, whose every number says where it lies."""

from __future__ import annotations

import functools
import math
from pathlib import Path

import attrs
import numpy as np
import pyproj
import rasterio
from affine import Affine
from rasterio.rpc import RPC

EAST, NORTH = 634_000.0, 6_305_000.0
"""The middle of the place, in the UTM zone 39 north."""
UTM = pyproj.CRS.from_epsg(32639)
TO_DEGREES = pyproj.Transformer.from_crs(UTM, 4326, always_xy=True)
LISTS = ("line_num_coeff", "line_den_coeff", "samp_num_coeff", "samp_den_coeff")


def hills(x, y):
    """Ground height over the ellipsoid in metres, 230 to 370 m, with slopes of up to one in four."""
    return 300 + 45 * np.sin((x - EAST) / 130) * np.cos((y - NORTH) / 170) + 25 * np.sin((x - EAST + 2 * (y - NORTH)) / 240)


@attrs.frozen(kw_only=True)
class Pinhole:
    """A camera that looks at the middle of the place.

    Args:
        tilt_deg: from straight down.
        towards_deg: direction from the ground to the camera, clockwise from north.
        turn_deg: of the picture about its own axis.
        gsd_m: of a pixel where it looks straight at the ground.
        shape: rows and columns.
    """

    tilt_deg: float = 25.0
    towards_deg: float = 110.0
    turn_deg: float = 17.0
    gsd_m: float = 2.0
    shape: tuple[int, int] = (300, 340)

    def axes(self):
        """Where it is, and the unit vectors along columns, along rows and ahead, each (east, north, up)."""
        tilt, towards, turn = (math.radians(angle) for angle in (self.tilt_deg, self.towards_deg, self.turn_deg))
        back = np.array([math.sin(tilt) * math.sin(towards), math.sin(tilt) * math.cos(towards), math.cos(tilt)])
        right = np.cross([0.0, 1.0, 0.0], back)
        right /= np.linalg.norm(right)
        down = np.cross(right, back)
        cos, sin = math.cos(turn), math.sin(turn)
        return np.array([EAST, NORTH, 300.0]) + 500_000 * back, cos * right + sin * down, cos * down - sin * right, -back

    def see(self, x, y, z):
        """(column, row) of a place, pixel corners at whole numbers."""
        centre, right, down, ahead = self.axes()
        ray = np.stack(np.broadcast_arrays(x, y, z), axis=-1) - centre
        depth = ray @ ahead
        focal = 500_000 / self.gsd_m
        rows, cols = self.shape
        return cols / 2 + focal * (ray @ right) / depth, rows / 2 + focal * (ray @ down) / depth

    def meet(self, col, row, height):
        """(x, y) where the line of sight of a pixel meets the ground; `height` is a number, or a function of (x, y)."""
        centre, right, down, ahead = self.axes()
        focal, (rows, cols) = 500_000 / self.gsd_m, self.shape
        ray = ahead + ((col - cols / 2) / focal)[..., None] * right + ((row - rows / 2) / focal)[..., None] * down
        z = np.full(col.shape, 300.0)
        for _ in range(20):
            far = (z - centre[2]) / ray[..., 2]
            x, y = centre[0] + far * ray[..., 0], centre[1] + far * ray[..., 1]
            z = height(x, y) if callable(height) else np.full(col.shape, float(height))
        return x, y

    @functools.cache  # noqa: B019  # a few cameras in all
    def rpcs(self) -> RPC:
        """The rational model, fitted to places on eleven heights through the camera alone; lines and samples whole at pixel centres."""
        side = np.linspace(-600, 600, 15)
        x, y, z = (axis.ravel() for axis in np.meshgrid(EAST + side, NORTH + side, np.linspace(0, 600, 11)))
        col, row = (place - 0.5 for place in self.see(x, y, z))
        lon, lat = TO_DEGREES.transform(x, y)
        middles = [float(np.mean([axis.min(), axis.max()])) for axis in (lon, lat, z, col, row)]
        halves = [float(np.ptp(axis)) / 2 for axis in (lon, lat, z, col, row)]
        east, north, up, samp, line = ((axis - middle) / half for axis, middle, half in zip((lon, lat, z, col, row), middles, halves, strict=True))
        quadratic = [np.ones_like(east), east, north, up, east * north, east * up, north * up, east**2, north**2, up**2]
        lists = {}
        for name, value in (("line", line), ("samp", samp)):
            below = np.stack(quadratic[1:4], axis=1)
            found, *_ = np.linalg.lstsq(np.column_stack([*quadratic, -value[:, None] * below]), value, rcond=None)
            lists[f"{name}_num_coeff"] = [*map(float, found[:10]), *[0.0] * 10]
            lists[f"{name}_den_coeff"] = [1.0, *map(float, found[10:]), *[0.0] * 16]
        names = ("long", "lat", "height", "samp", "line")
        offs = {f"{name}_off": value for name, value in zip(names, middles, strict=True)}
        return RPC(**offs, **{f"{name}_scale": value for name, value in zip(names, halves, strict=True)}, **lists)

    @functools.cache  # noqa: B019  # a few cameras in all
    def picture(self):
        """What each pixel sees, shape (2, rows, columns), float32: metres east and metres north of the middle of the place."""
        rows, cols = self.shape
        col, row = np.meshgrid(np.arange(cols) + 0.5, np.arange(rows) + 0.5)
        x, y = self.meet(col, row, hills)
        return np.stack([x - EAST, y - NORTH]).astype(np.float32)


def write_dem(path: Path, *, step_m: float = 5.0, half_m: float = 800.0, hole: bool = False, down_m: float = 0.0, **profile) -> Path:
    """The hills as a GeoTIFF of heights."""
    size = round(2 * half_m / step_m)
    transform = Affine(step_m, 0, EAST - half_m, 0, -step_m, NORTH + half_m)
    x, y = transform @ np.meshgrid(np.arange(size) + 0.5, np.arange(size) + 0.5)
    heights = (hills(x, y) - down_m).astype(np.float32)
    if hole:
        heights[(np.abs(x - EAST) < 60) & (np.abs(y - NORTH) < 60)] = -9999
    options = {"driver": "GTiff", "crs": "EPSG:32639", "transform": transform, "nodata": -9999, "count": 1, "dtype": "float32"} | profile
    options = {key: value for key, value in options.items() if value is not None}
    with rasterio.open(path, "w", height=size, width=size, **options) as file:
        file.write(np.repeat(heights[None], options["count"], axis=0).astype(options["dtype"]))
    return path


def as_text(rpcs: RPC, form: str) -> str:
    """The model as the text of a `_RPC.TXT`, `.RPB` or `.geom` file."""
    scalars = {name: value for name, value in rpcs.to_dict().items() if isinstance(value, float)}
    if form == ".RPB":
        renamed = {f"{(first := name.split('_'))[0]}{'Offset' if first[1] == 'off' else 'Scale'}": value for name, value in scalars.items()}
        lines = ['satId = "XX01";', "BEGIN_GROUP = IMAGE", *(f"\t{name} = {value!r};" for name, value in renamed.items())]
        for name in LISTS:
            axis, part, _ = name.split("_")
            lines.append(f"\t{axis}{part.title()}Coef = (\n\t\t\t" + ",\n\t\t\t".join(f"{value:+.16E}" for value in getattr(rpcs, name)) + ");")
        return "\n".join([*lines, "END_GROUP = IMAGE", "END;"])
    if form == ".geom":
        lines = [f"{name}:  {value!r}" for name, value in scalars.items()]
        lines += [f"{name}_{number:02d}:  {value!r}" for name in LISTS for number, value in enumerate(getattr(rpcs, name))]
        return "\n".join([*lines, "polynomial_format:  B", "type:  ossimRpcModel"])
    units = {"off": " pixels", "scale": " pixels"}
    lines = [f"{name.upper()}: {value:+.16E}{units.get(name.rpartition('_')[2], '')}" for name, value in scalars.items()]
    lines += [f"{name.upper()}_{number}: {value:+.16E}" for name in LISTS for number, value in enumerate(getattr(rpcs, name), start=1)]
    return "\n".join(lines)


def as_dimap(rpcs: RPC, *, version: int = 2, first: tuple[int, int] = (1, 1)) -> str:
    """The model as an Airbus document whose rows and columns count from `first`; beside it stands another, from the picture to the ground."""
    inverse, direct = ("Inverse_Model", "Direct_Model") if version == 2 else ("GroundtoImage_Values", "ImagetoGround_Values")
    scalars = {name: value for name, value in rpcs.to_dict().items() if isinstance(value, float)}
    scalars |= {"line_off": rpcs.line_off + first[0], "samp_off": rpcs.samp_off + first[1]}
    lists = "".join(
        f"<{name.upper()}_{number}>{value!r}</{name.upper()}_{number}>" for name in LISTS for number, value in enumerate(getattr(rpcs, name), 1)
    )
    other = "".join(f"<{name.upper()}_{number}>0.5</{name.upper()}_{number}>" for name in LISTS for number in range(1, 21))
    domain = (
        ""
        if version == 2
        else f"<{direct[:13]}_Validity_Domain><FIRST_ROW>{first[0]}</FIRST_ROW><FIRST_COL>{first[1]}</FIRST_COL></{direct[:13]}_Validity_Domain>"
    )
    validity = "".join(f"<{name.upper()}>{value!r}</{name.upper()}>" for name, value in scalars.items())
    return (
        f'<?xml version="1.0"?><Dimap_Document><Metadata_Identification><METADATA_FORMAT version="{version}.0">DIMAP</METADATA_FORMAT>'
        f"</Metadata_Identification><Rational_Function_Model><Global_RFM><{direct}>{other}</{direct}><{inverse}>{lists}</{inverse}>"
        f"<RFM_Validity>{domain}{validity}</RFM_Validity></Global_RFM></Rational_Function_Model></Dimap_Document>"
    )


def as_tiling(rows: int, cols: int, *, overlap: int = 0) -> str:
    """The part of an Airbus description that says how large tiles are."""
    return (
        f"<Dimap_Document><Raster_Data><Raster_Dimensions><Tile_Set><Regular_Tiling><NTILES_SIZE nrows='{rows}' ncols='{cols}'/>"
        f"<OVERLAP_ROW>{overlap}</OVERLAP_ROW><OVERLAP_COL>0</OVERLAP_COL></Regular_Tiling></Tile_Set></Raster_Dimensions></Raster_Data></Dimap_Document>"
    )

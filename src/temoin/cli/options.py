"""Options that several commands share, each with its words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

__all__ = [
    "After",
    "AfterDate",
    "AfterGcp",
    "AsJson",
    "BeforeDate",
    "BeforeGcp",
    "BufferM",
    "Crs",
    "Dem",
    "Earlier",
    "Gcp",
    "Height",
    "Layer",
    "Out",
    "Published",
    "Received",
    "ReceivedFrom",
    "Sidecar",
]

AsJson = Annotated[bool, Parameter(name="--json", help="Print one JSON document on stdout; words for people go to stderr.")]
Out = Annotated[Path, Parameter(help="The case folder; made if it is not there.")]
Sidecar = Annotated[
    Path | None,
    Parameter(help="CSV or JSON with publisher, url, published, lang, title of the reports; one row a file, named in the column file."),
]
Published = Annotated[str | None, Parameter(help="When the only report given was published: 2025-07-03, or 2025-07-03T08:00+02:00.")]
After = Annotated[tuple[Path, ...], Parameter(help="Picture from after the event, likewise.", show_default=False)]
Earlier = Annotated[
    tuple[Path, ...],
    Parameter(
        help="Further pictures from before the event, one acquisition each: what they show against one another is what chance does.",
        show_default=False,
    ),
]
BeforeDate = Annotated[str | None, Parameter(help="When the earlier picture was taken, with zone; a day alone is taken as that day in UTC.")]
AfterDate = Annotated[str | None, Parameter(help="When the later picture was taken, likewise.")]
BeforeGcp = Annotated[Path | None, Parameter(help="Control points of the earlier picture: CSV col,row,lon,lat, QGIS .points or GeoJSON.")]
AfterGcp = Annotated[Path | None, Parameter(help="Control points of the later picture.")]
Gcp = Annotated[
    Path | None, Parameter(help="Control points of the pictures that have no place of their own; of both, where both show the same frame.")
]
Crs = Annotated[str | None, Parameter(help="Reference system of pictures that have a world file but no system: EPSG:32639.")]
Dem = Annotated[Path | None, Parameter(help="Ground heights under pictures in sensor geometry (RPC): a GeoTIFF, metres over the WGS 84 ellipsoid.")]
Height = Annotated[
    float | None,
    Parameter(help="One ground height under pictures in sensor geometry, metres over the ellipsoid; with --dem, what is added to its heights."),
]
Layer = Annotated[str | None, Parameter(help="Layer of the footprint file, where it has several.")]
BufferM = Annotated[float | None, Parameter(help="Make circles of this radius, in metres, of footprints that are points.")]
ReceivedFrom = Annotated[str, Parameter(help="Who handed these files over; written down with each of them.")]
Received = Annotated[str | None, Parameter(help="When: 2025-07-03, or 2025-07-03T08:00+02:00.")]

"""Make the small base map of a dossier's locator: `npm pack world-atlas@2.0.2`, then `python tools/make_locator.py world-atlas-2.0.2.tgz`.

The package holds the countries of Natural Earth 4.1 at 1:50 million (public domain) as TopoJSON. Natural Earth draws who holds a place in fact, and
so gives Crimea to Russia. Here borders follow the United Nations: the places of `MENDED` go to the state that its resolutions name.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from babel.core import get_global

SHA256 = "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97"
"""Of the package's archive: another release would draw other borders."""
TARGET = Path(__file__).resolve().parents[1] / "src" / "temoin" / "publish" / "data" / "countries.json.gz"
MENDED = (
    ((34.10, 44.95), "643", "804", "Crimea and Sevastopol: UN General Assembly resolution 68/262 of 27 March 2014"),
    ((33.60, 35.25), "N. Cyprus", "196", "the north of Cyprus: UN Security Council resolutions 541 (1983) and 550 (1984)"),
)
"""(a place of it, from whom, to whom, by what): the part that holds the place goes to the other state. States by ISO 3166-1 number."""
WITHOUT_NUMBER = {"Kosovo": "XK"}
"""What the package names but gives no number: the code that is used for it; others keep their outline and get no name."""
STEP = 0.01
"""Degrees: about a kilometre, a fifth of a pixel of the locator."""
SIMPLE = 0.02
"""Degrees by which a border may be straightened, on both sides alike."""


def main() -> None:
    """Read, mend, straighten, write."""
    archive = Path(sys.argv[1])
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != SHA256:
        sys.exit(f"{archive.name} is not world-atlas 2.0.2: its SHA-256 is {found}")
    with tarfile.open(archive) as package:
        topology = json.load(package.extractfile("package/countries-50m.json"))
    countries = mended(read_countries(topology))
    names = list(countries)
    shapes = shapely.coverage_simplify([polygons_of(countries[name]) for name in names], SIMPLE)
    rows = sorted([code_of(name), [round(edge, 2) for edge in shape.bounds], packed(shape)] for name, shape in zip(names, shapes, strict=True))
    text = json.dumps({"step": STEP, "source": "Natural Earth 4.1, 1:50 million, public domain", "countries": rows}, separators=(",", ":"))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{TARGET.name}: {len(rows)} countries, {TARGET.stat().st_size / 1000:.0f} kB")


def read_countries(topology: dict[str, Any]) -> dict[str, shapely.Geometry]:
    """Shapes by ISO number, or by name where there is none; TopoJSON 1.0, quantised."""
    scale, move = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + move for arc in topology["arcs"]]

    def ring(numbers: list[int]) -> npt.NDArray[np.float64]:
        parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
        points = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
        # An outline that crosses 180° goes on beyond it; one that goes around a pole cannot.
        along = np.unwrap(points[:, 0], period=360)
        return np.column_stack([along, points[:, 1]]) if abs(along[-1] - along[0]) < 1 else points

    countries = {}
    for one in topology["objects"]["countries"]["geometries"]:
        polygons = {"Polygon": lambda arcs: [arcs], "MultiPolygon": lambda arcs: arcs}.get(one["type"], lambda _: [])(one.get("arcs"))
        key = one.get("id") or one["properties"]["name"]
        shape = shapely.MultiPolygon([shapely.Polygon(ring(rings[0]), [ring(hole) for hole in rings[1:]]) for rings in polygons])
        countries[key] = shapely.union_all([shapely.make_valid(shape), countries.get(key, shapely.Polygon())])
    return countries


def polygons_of(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Without the lines and points that mending leaves."""
    return shapely.MultiPolygon([part for part in shapely.get_parts(shapely.make_valid(shape)) if part.geom_type == "Polygon"])


def mended(countries: dict[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """With the parts of `MENDED` handed over."""
    for place, giver, taker, reason in MENDED:
        parts = list(shapely.get_parts(countries[giver]))
        moved = [part for part in parts if part.contains(shapely.Point(place))]
        if len(moved) != 1:
            sys.exit(f"{reason}: {len(moved)} parts of {giver} hold {place}")
        rest = [part for part in parts if part is not moved[0]]
        countries[taker] = shapely.union_all([countries[taker], moved[0]])
        countries[giver] = shapely.union_all(rest)
    return {name: shape for name, shape in countries.items() if not shape.is_empty}


def code_of(name: str) -> str:
    """ISO 3166-1 alpha-2, or "" where there is none."""
    return (get_global("territory_aliases").get(name) or [WITHOUT_NUMBER.get(name, "")])[0]


def packed(shape: shapely.Geometry) -> list[list[list[int]]]:
    """Polygons of rings (the outline, then holes) of whole steps, each point relative to the one before."""
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return [[ring for ring in map(steps_of, (part.exterior, *part.interiors)) if ring] for part in polygons if steps_of(part.exterior)]


def steps_of(ring: shapely.LinearRing) -> list[int]:
    """A ring without its last point; nothing where it has shrunk to a line."""
    points = np.rint(shapely.get_coordinates(ring)[:-1] / STEP).astype(int)
    return np.diff(points, axis=0, prepend=0).ravel().tolist() if len(np.unique(points, axis=0)) > 2 else []


if __name__ == "__main__":
    main()

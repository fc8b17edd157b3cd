"""Small text side-cars that say where a picture lies: world files, `.prj`, and GDAL's `.aux.xml`."""

from __future__ import annotations

import math
from typing import Any

import attrs
import pyproj
from affine import Affine
from lxml import etree

from temoin.errors import UnreadableError
from temoin.read.holder import HeldFile
from temoin.read.stated import crs_stated

__all__ = ["Placing", "parse_xml", "placing_of_aux", "placing_of_prj", "placing_of_world"]

MAX_TEXT_BYTES = 1024**2
"""World files hold 100 bytes, an `.aux.xml` with statistics a few kB."""


@attrs.frozen(kw_only=True)
class Placing:
    """What one side-car says of a picture's place; `None` where it says nothing.

    Args:
        transform: (column, row) of a pixel corner to (x, y).
        crs: of (x, y).
        source: the file.
    """

    transform: Affine | None = None
    crs: pyproj.CRS | None = None
    source: str


def placing_of_world(file: HeldFile) -> Placing:
    """Six numbers, one a line: A, D, B, E, C, F of the centre of the first pixel (the world file convention of Esri).

    Raises:
        UnreadableError: not six numbers, or they span no area.
    """
    words = file.read(limit=MAX_TEXT_BYTES).decode("ascii", "replace").replace(",", ".").split()
    try:
        a, d, b, e, c, f = (float(word) for word in words)
    except ValueError as error:
        raise UnreadableError(
            f"{file.label} is no world file: it needs six numbers, one a line", hint="Export the picture again with its world file."
        ) from error
    centre = Affine(a, b, c, d, e, f)
    if not all(math.isfinite(number) for number in (a, b, c, d, e, f)) or centre.determinant == 0:
        raise UnreadableError(f"{file.label} is no world file: its pixels have no area", hint="Export the picture again with its world file.")
    return Placing(transform=centre @ Affine.translation(-0.5, -0.5), source=file.label)


def placing_of_prj(file: HeldFile) -> Placing:
    """The reference system in a `.prj` (well-known text, also Esri's).

    Raises:
        CrsError: it names none.
    """
    text = file.read(limit=MAX_TEXT_BYTES).decode("utf-8", "replace")
    return Placing(crs=crs_stated(text, name=file.label), source=file.label)


def placing_of_aux(file: HeldFile) -> Placing:
    """`SRS` and `GeoTransform` of GDAL's persistent auxiliary metadata; everything else in it is left unread.

    Raises:
        UnreadableError: not XML of that kind.
        CrsError: its reference system is none.
    """
    root = parse_xml(file.read(limit=MAX_TEXT_BYTES), name=file.label)
    numbers = (root.findtext("GeoTransform") or "").replace(",", " ").split()
    srs = root.find("SRS")
    crs = crs_stated(srs.text, name=file.label) if srs is not None and srs.text and srs.text.strip() else None
    if not numbers:
        return Placing(crs=crs, source=file.label)
    try:
        transform = Affine.from_gdal(*(float(number) for number in numbers))
    except (TypeError, ValueError) as error:
        raise UnreadableError(
            f"{file.label}: its GeoTransform is not six numbers", hint="Export the picture again, or delete this side-car."
        ) from error
    if transform.determinant == 0 or not all(math.isfinite(float(number)) for number in numbers):
        raise UnreadableError(f"{file.label}: its pixels have no area", hint="Export the picture again, or delete this side-car.")
    if srs is not None and crs is not None and srs.get("dataAxisToSRSAxisMapping") == "1,2" and _is_northing_first(crs):
        # The numbers follow the system's own order of axes (latitude first); ours is always x first.
        transform = Affine(0.0, 1.0, 0.0, 1.0, 0.0, 0.0) @ transform
    return Placing(transform=transform, crs=crs, source=file.label)


def parse_xml(data: bytes, *, name: str) -> Any:  # noqa: ANN401  # lxml's element class has no public type
    """The root of an XML file; no entity is expanded, no document type or address followed.

    Raises:
        UnreadableError: not well-formed, or it declares a document type.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"{name} is no XML: {error}"[:300], hint="Export the file again.") from error
    tree: Any = root.getroottree()
    if tree.docinfo.doctype:
        raise UnreadableError(
            f"{name} declares a document type, which is not read", hint="Remove the DOCTYPE line if you know where the file comes from."
        )
    return root


def _is_northing_first(crs: pyproj.CRS) -> bool:
    return bool(crs.axis_info) and crs.axis_info[0].direction.lower() in {"north", "south"}

"""Camera models of Airbus deliveries (DIMAP 2 and 3): `RPC_….XML` beside `IMG_…_R1C1.TIF`.

The document holds two models; the one from the ground to the picture is read. Its pixels are counted from 1 in DIMAP 2, and from what the validity of
the other model begins at in DIMAP 3; here they count from 0. A large picture comes in tiles, of which one document speaks for all: what lies left of
and above a tile is told by its place in the name and the size of a tile in `DIM_….XML`.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from temoin.errors import UnreadableError
from temoin.read.holder import HeldFile
from temoin.read.placing import parse_xml

__all__ = ["dimap_beside", "read_dimap"]

MAX_XML_BYTES = 4 * 1024 * 1024
"""A camera model takes 20 kB, the description of a picture up to some hundred."""
_PICTURE = re.compile(r"IMG_(?P<name>.+?)(?:_R(?P<row>\d{1,4})C(?P<col>\d{1,4}))?", re.IGNORECASE)
_TO_PICTURE = ("Inverse_Model", "GroundtoImage_Values")
"""In DIMAP 2 and 3."""
_TERMS = 20
_GONE = "Copy the whole delivery again; its RPC_….XML and DIM_….XML lie in the same folder as the picture."


def dimap_beside(picture: HeldFile) -> HeldFile | None:
    """The document that holds a picture's camera model, by the names of such deliveries; `None` where there is none."""
    found = _PICTURE.fullmatch(picture.stem)
    return None if found is None else picture.beside(*(f"RPC_{name}.{end}" for name in (picture.stem[4:], found["name"]) for end in ("XML", "xml")))


def read_dimap(document: HeldFile, picture: HeldFile) -> tuple[dict[str, float], dict[str, list[float]]]:
    """Numbers and lists of coefficients by their usual names, lines and samples counted from 0 at the first pixel of a picture or tile.

    Raises:
        UnreadableError: the document is no XML of this kind, or nothing says how large the tiles before this one are.
    """
    root = parse_xml(document.read(limit=MAX_XML_BYTES), name=document.label)
    model = next((node for name in _TO_PICTURE for node in root.iter(name)), None)
    validity = next(root.iter("RFM_Validity"), None)
    if model is None or validity is None:
        raise UnreadableError(f"{document.label} holds no camera model from the ground to the picture", hint=_GONE)
    numbers = {child.tag.lower(): _number(child.text) for child in validity if isinstance(child.tag, str)}
    scalars = {name: value for name, value in numbers.items() if value is not None}
    coefficients = {child.tag.lower(): _number(child.text) for child in model if isinstance(child.tag, str)}
    lists = {}
    for name in (f"{axis}_{part}_coeff" for axis in ("line", "samp") for part in ("num", "den")):
        values = (coefficients.get(f"{name}_{number}") for number in range(1, _TERMS + 1))
        lists[name] = [value for value in values if value is not None]
    row, col = _first_of_tile(picture)
    for name, axis, before in (("line_off", "ROW", row), ("samp_off", "COL", col)):
        if name in scalars:
            scalars[name] -= _counted_from(root, axis) + before
    return scalars, lists


def _counted_from(root: Any, axis: str) -> float:  # noqa: ANN401  # lxml's element class has no public type
    """The number of the first row or column: 1, unless DIMAP 3 says otherwise."""
    domain = next(root.iter("ImagetoGround_Validity_Domain"), None)
    first = None if domain is None else _number(domain.findtext(f"FIRST_{axis}"))
    return 1.0 if first is None else first


def _first_of_tile(picture: HeldFile) -> tuple[int, int]:
    """Row and column, counted from 0, at which a tile begins in the whole picture.

    Raises:
        UnreadableError: nothing says how large the tiles before it are.
    """
    found = _PICTURE.fullmatch(picture.stem)
    row, col = (int(found[name] or 1) - 1 if found is not None else 0 for name in ("row", "col"))
    if found is None or (row, col) == (0, 0):
        return 0, 0
    described = picture.beside(f"DIM_{found['name']}.XML")
    tiling = None
    if described is not None:
        tiling = next(parse_xml(described.read(limit=MAX_XML_BYTES), name=described.label).iter("Regular_Tiling"), None)
    size = None if tiling is None else tiling.find("NTILES_SIZE")
    high, wide = (None if size is None else _number(size.get(name)) for name in ("nrows", "ncols"))
    overlaps = any(_number(tiling.findtext(f"OVERLAP_{axis}")) for axis in ("ROW", "COL")) if tiling is not None else False
    if high is None or wide is None or overlaps:
        where = described.label if described is not None else PurePosixPath(f"DIM_{found['name']}.XML").name
        message = f"{picture.label} is a tile of a larger picture, and {where} does not say where it begins"
        raise UnreadableError(message, hint=_GONE)
    return row * int(high), col * int(wide)


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None

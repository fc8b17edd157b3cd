"""Rational polynomial camera models (RPC00B): from a TIFF's own tag, `_RPC.TXT`, `.RPB`, `.geom` of the Orfeo Toolbox, or Airbus' `RPC_….XML`."""

from __future__ import annotations

import re
from collections.abc import Mapping

import attrs
import numpy as np
import rasterio
from rasterio.rpc import RPC

from temoin.errors import UnreadableError
from temoin.read.dimap import dimap_beside, read_dimap
from temoin.read.holder import HeldFile

__all__ = ["read_camera_model"]

MAX_TEXT_BYTES = 256 * 1024
"""Such files hold about 4 kB; a `.geom` with metadata a few times that."""

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_LINE = re.compile(rf"^[ \t]*(\w+)[ \t]*:[ \t]*({_NUMBER})", re.MULTILINE)
_ASSIGNED = re.compile(r"^[ \t]*(\w+)[ \t]*=[ \t]*(\([^)]*\)|[^;\n]*);", re.MULTILINE)
_SCALARS = (
    *("line_off", "samp_off", "lat_off", "long_off", "height_off"),
    *("line_scale", "samp_scale", "lat_scale", "long_scale", "height_scale"),
)
_LISTS = ("line_num_coeff", "line_den_coeff", "samp_num_coeff", "samp_den_coeff")
_TERMS = 20
_ENDINGS = ("_RPC.TXT", "_RPC.txt", "_rpc.txt", ".RPB", ".rpb", ".geom")
_LARGEST = 1e9
"""No offset, scale or coefficient of a camera over the earth is larger: pictures have under 10⁶ lines, and coefficients are normalised to about 1."""
_RANGES = {
    "lat_off": (-90.0, 90.0),
    "long_off": (-360.0, 360.0),
    "height_off": (-20_000.0, 20_000.0),
    "lat_scale": (1e-6, 90.0),
    "long_scale": (1e-6, 180.0),
    "height_scale": (1e-3, 20_000.0),
    "line_scale": (1e-3, _LARGEST),
    "samp_scale": (1e-3, _LARGEST),
}
"""What these may be: places on the earth, degrees; heights of ground, metres; and extents of a picture, pixels."""
_RPB = {
    **{f"{axis}Offset": f"{axis}_off" for axis in ("line", "samp", "lat", "long", "height")},
    **{f"{axis}Scale": f"{axis}_scale" for axis in ("line", "samp", "lat", "long", "height")},
    **{f"{axis}{part}Coef": f"{axis}_{part.lower()}_coeff" for axis in ("line", "samp") for part in ("Num", "Den")},
}
"""The names of an `.RPB` to the usual ones."""
_GONE = "Copy the whole delivery again, or orthorectify the picture yourself (gdalwarp -rpc in.tif out.tif)."


def read_camera_model(file: HeldFile, dataset: rasterio.io.DatasetReader) -> tuple[RPC, str] | None:
    """A picture's camera model and the name of the file that it stands in, or `None` where there is none.

    The TIFF's own tag goes before a file beside it. Lines and samples are those of this file, whole numbers at the centres of pixels. In a
    picture that was cut out, a `.geom` still counts from the corner of the uncut one, which the TIFF's own transform then tells.

    Raises:
        UnreadableError: something is missing in it, or its numbers cannot be those of a camera.
    """
    if tags := dataset.tags(ns="RPC"):
        found = {name.lower(): text for name, text in tags.items()}
        lists = {name: _floats(found.get(name, "")) for name in _LISTS}
        singles = {name: next(iter(_floats(found.get(name, ""))), None) for name in _SCALARS}
        return _model({name: value for name, value in singles.items() if value is not None}, lists, file), file.label
    beside = _side_car(file)
    if beside is None:
        document = dimap_beside(file)
        return None if document is None else (_model(*read_dimap(document, file), document), document.label)
    text = beside.read(limit=MAX_TEXT_BYTES).decode("ascii", "replace")
    scalars, lists = _of_rpb(text) if beside.suffix == ".rpb" else _of_lines(text)
    model = _model(scalars, lists, beside)
    if beside.suffix == ".geom" and not dataset.transform.is_identity:
        col, row = dataset.transform @ (0.5, 0.5)
        model = attrs.evolve(model, samp_off=model.samp_off - col, line_off=model.line_off - row)
    return model, beside.label


def _side_car(file: HeldFile) -> HeldFile | None:
    return file.beside(*(file.stem + ending for ending in _ENDINGS))


def _of_lines(text: str) -> tuple[dict[str, float], dict[str, list[float]]]:
    """One number a line, as `NAME: number`; coefficients count from 1 (`_RPC.TXT`) or from 0 (`.geom`)."""
    numbers = {name.lower(): float(number) for name, number in _LINE.findall(text)}
    lists = {}
    for name in _LISTS:
        known = {int(key.rpartition("_")[2]): value for key, value in numbers.items() if re.fullmatch(rf"{name}_\d\d?", key)}
        first = 0 if 0 in known else 1
        lists[name] = [known[index] for index in range(first, first + _TERMS) if index in known]
    return {name: numbers[name] for name in _SCALARS if name in numbers}, lists


def _of_rpb(text: str) -> tuple[dict[str, float], dict[str, list[float]]]:
    """`name = number;` and `name = (number, …);`."""
    found = {_RPB[name]: _floats(value) for name, value in _ASSIGNED.findall(text) if name in _RPB}
    return {name: found[name][0] for name in _SCALARS if found.get(name)}, {name: found.get(name, []) for name in _LISTS}


def _floats(text: str) -> list[float]:
    return [float(number) for number in re.findall(_NUMBER, text)]


def _model(scalars: Mapping[str, float], lists: Mapping[str, list[float]], file: HeldFile) -> RPC:
    """The model, where all of it is there and within what a camera can have.

    Raises:
        UnreadableError: it is not.
    """
    missing = [name for name in _SCALARS if name not in scalars] + [name for name in _LISTS if len(lists[name]) != _TERMS]
    if missing:
        few = ", ".join(name.upper() for name in missing[:3])
        raise UnreadableError(f"the camera model (RPC) in {file.label} is not whole: {few} cannot be read from it", hint=_GONE)
    numbers = np.array([*scalars.values(), *(number for name in _LISTS for number in lists[name])])
    is_sound = (
        (np.abs(numbers) <= _LARGEST).all()
        and all(low <= scalars[name] <= high for name, (low, high) in _RANGES.items())
        and all(any(lists[name]) for name in _LISTS)
    )
    if not is_sound:
        raise UnreadableError(f"the camera model (RPC) in {file.label} holds numbers that no camera has", hint=_GONE)
    return RPC(**scalars, **lists)

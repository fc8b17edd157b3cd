"""Reference systems as files state them: a code, a URN, WKT or PROJJSON, and never anything that names another file of the reader's disk."""

from __future__ import annotations

import json
import re
from typing import Any

import pyproj

from temoin.errors import CrsError
from temoin.geo import parse_crs
from temoin.geo.crs import WGS84

__all__ = ["crs_stated"]

MAX_CHARACTERS = 100_000
"""The longest definitions (compound systems with areas of use in PROJJSON) hold some ten thousand."""
_COMMAND = re.compile(r"^\s*\+|\+?\b(?:init|proj)\s*=")
"""PROJ's own command strings: they can name files."""
_GRID = re.compile(r"(?:nad|geoid)grids\s*=\s*(?!@null\b)|PARAMETERFILE\s*\[\s*\"[^\"]*\"\s*,\s*\"[^\"]*[/\\]", re.IGNORECASE)
"""A correction grid named by its path, inside WKT."""


def crs_stated(value: str | dict[str, Any], *, name: str) -> pyproj.CRS:
    """The reference system that a file states; longitude and latitude on WGS 84 is always `geo.WGS84`, whatever its name and order of axes.

    Args:
        value: the text, or the object of PROJJSON.
        name: the file, for messages.

    Raises:
        CrsError: it names none, or a command string or a path stands in it.
    """
    text = json.dumps(value) if isinstance(value, dict) else value.strip()
    plain = re.sub(r"EXTENSION\s*\[\s*\"PROJ4\"\s*,\s*\"[^\"]*\"\s*\]", lambda match: match[0].replace("+proj=", "").replace("+init=", ""), text)
    if not text or len(text) > MAX_CHARACTERS or _COMMAND.search(plain) or _GRID.search(text) or '"parameter_file"' in text.lower():
        raise CrsError(f"{name}: {text[:60]!r} is not taken for a coordinate reference system", hint="Write it as a code (EPSG:32639) or as WKT.")
    try:
        crs = parse_crs(text)
    except CrsError as error:
        raise CrsError(f"{name}: {text[:60]!r} is no coordinate reference system", hint="Correct it there, or state the right one.") from error
    return WGS84 if crs.equals(WGS84, ignore_axis_order=True) else crs

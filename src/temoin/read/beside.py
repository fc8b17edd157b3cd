"""The metadata files that lie beside a picture, each recognised by what it holds."""

from __future__ import annotations

import logging
from typing import Any

from temoin.errors import InputError
from temoin.read.capture import Capture
from temoin.read.holder import HeldFile
from temoin.read.jsonfile import read_object
from temoin.read.planet import capture_of_planet, is_planet_metadata
from temoin.read.stac import capture_of_stac, is_stac_item
from temoin.read.xbd import capture_of_xbd, is_xbd

__all__ = ["captures_beside"]

_log = logging.getLogger(__name__)


def captures_beside(picture: HeldFile, *, metadata: HeldFile | None = None, order_id: str | None = None) -> tuple[Capture, ...]:
    """What the JSON files beside a picture say: Planet metadata, a STAC item, or an xBD label file, in that order.

    Files of the picture's own name are looked at first; in a folder of few files, other STAC items that name the picture as their asset
    as well. A file that is no JSON or too large is passed over with a warning: it need not belong to the picture.

    Args:
        picture: the picture.
        metadata: Planet's metadata of it, where it is already known.
        order_id: the order it was delivered in.
    """
    found: list[Capture] = []
    own = [metadata, *(picture.beside(f"{stem}{end}") for stem in (picture.stem, picture.label) for end in (".json", ".stac.json", ".geojson"))]
    own_names = {file.name for file in own if file is not None}
    others = [file for file in picture.siblings(".json") if file.name not in own_names]
    for file in [*(file for file in own if file is not None), *others]:
        capture = _capture(file, picture, same_stem=file.name in own_names, order_id=order_id)
        if capture is not None:
            found.append(capture)
    return tuple(found)


def _capture(file: HeldFile, picture: HeldFile, *, same_stem: bool, order_id: str | None) -> Capture | None:
    try:
        value: dict[str, Any] | None = read_object(file)
    except InputError as error:
        _log.warning("%s beside %s was passed over: %s", file.label, picture.label, error)
        return None
    if value is None:
        return None
    if is_stac_item(value, picture=picture.label, same_stem=same_stem):
        return capture_of_stac(value, picture=picture.label, source=file.label)
    if same_stem and is_planet_metadata(value):
        return capture_of_planet(value, source=file.label, order_id=order_id)
    if same_stem and is_xbd(value):
        return capture_of_xbd(value, source=file.label)
    return None

"""What a picture's own tags say about its acquisition."""

from __future__ import annotations

import rasterio

from temoin.read.acquired import moment_of
from temoin.read.capture import Capture, number_in

__all__ = ["captures_of_tags"]

_TIME_TAGS = ("ACQUISITIONDATETIME", "ACQUISITION_DATETIME", "ACQUISITION_DATE", "ACQUISITIONDATE", "ACQUIRED", "CAPTURE_DATE", "DATETIME")
"""GDAL's own common name (domain IMAGERY) and the names that exporters use; compared in capital letters."""
_SENSOR_TAGS = ("SATELLITEID", "SATELLITE", "SENSOR", "PLATFORM", "SATID")


def captures_of_tags(dataset: rasterio.io.DatasetReader, *, name: str) -> tuple[Capture, ...]:
    """What the tags of an open picture say, the surer first.

    Args:
        dataset: the open picture.
        name: the file's name, for `Capture.source`.

    Returns:
        One capture of the acquisition tags in any metadata domain, and one of TIFF's `DateTime` tag. The latter is "date and time of image
        creation" (TIFF 6.0, tag 306), which many programs set to the time of export: it is weak, and any other source goes before it.
    """
    tags = {key.upper(): value for domain in (None, *_domains(dataset)) for key, value in dataset.tags(ns=domain).items()}
    key = next((key for key in _TIME_TAGS if moment_of(tags.get(key)) is not None), None)
    sensor = next((tags[tag].strip('" ') for tag in _SENSOR_TAGS if tags.get(tag)), None)
    own = Capture(
        source=f"tag {key} of {name}" if key else f"tags of {name}",
        acquired=moment_of(tags.get(key)) if key else None,
        sensor=sensor,
        cloud_cover=number_in(tags.get("CLOUDCOVER"), 0.0, 1.0, scale=0.01),
    )
    created = moment_of(tags.get("TIFFTAG_DATETIME"))
    if created is None:
        return (own,)
    return (own, Capture(source=f"TIFFTAG_DATETIME of {name}, which may be when the file was made", acquired=created, is_weak=True))


def _domains(dataset: rasterio.io.DatasetReader) -> list[str]:
    return [name for name in dataset.tag_namespaces() if name.upper() in {"IMAGERY", "IMD", "ACQUISITION"}]

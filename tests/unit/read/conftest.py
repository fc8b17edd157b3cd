"""Tiny pictures and footprints, written where a test asks for them."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning

UTM = "EPSG:32639"
PLACE = Affine(3.0, 0.0, 634_000.0, 0.0, -3.0, 6_305_000.0)
"""Three metres a pixel, in the zone of the Kama region."""


@pytest.fixture
def ramp() -> Callable[..., np.ndarray]:
    """Makes arrays whose every number is different enough to see a mix-up of bands, rows and columns."""

    def make(bands: int = 3, rows: int = 40, cols: int = 50, dtype: str = "uint8") -> np.ndarray:
        band, row, col = np.meshgrid(np.arange(bands), np.arange(rows), np.arange(cols), indexing="ij")
        return (1 + (band * 61 + row * 3 + col) % 250).astype(dtype)

    return make


@pytest.fixture
def write_tif(tmp_path: Path, ramp: Callable[..., np.ndarray]) -> Callable[..., Path]:
    """Writes a small GeoTIFF; keyword arguments override the profile, `None` takes a key out."""

    def write(name: str = "scene.tif", array: np.ndarray | None = None, *, tags: dict[str, str] | None = None, **profile: Any) -> Path:
        array = ramp() if array is None else array
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        options: dict[str, Any] = {"driver": "GTiff", "crs": UTM, "transform": PLACE, "compress": "deflate"} | profile
        descriptions, colours, mask = options.pop("descriptions", None), options.pop("colours", None), options.pop("mask", None)
        bands, rows, cols = array.shape
        inner, rpcs = options.pop("inner_points", None), options.pop("rpcs", None)
        kept = {key: value for key, value in options.items() if value is not None}
        with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            file = rasterio.open(path, "w", count=bands, height=rows, width=cols, dtype=array.dtype, **kept)
        with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), file:
            file.write(array)
            if inner:
                file.gcps = (inner, rasterio.crs.CRS.from_string(UTM))
            if rpcs:
                file.rpcs = rpcs
            if descriptions:
                file.descriptions = descriptions
            if colours:
                file.colorinterp = colours
            if mask is not None:
                file.write_mask(mask)
            if tags:
                file.update_tags(**tags)
        return path

    return write


@pytest.fixture
def write_png(tmp_path: Path, ramp: Callable[..., np.ndarray]) -> Callable[..., Path]:
    """Writes a picture without any place: PNG, JPEG or BMP by its suffix."""

    def write(name: str = "shot.png", array: np.ndarray | None = None) -> Path:
        from PIL import Image

        array = ramp() if array is None else array
        path = tmp_path / name
        Image.fromarray(np.moveaxis(array, 0, -1) if len(array) > 1 else array[0]).save(path)
        return path

    return write


@pytest.fixture
def write_json(tmp_path: Path) -> Callable[[str, Any], Path]:
    """Writes a JSON file."""

    def write(name: str, value: Any) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value), "utf-8")
        return path

    return write


@pytest.fixture
def feature() -> Callable[..., dict[str, Any]]:
    """Makes a GeoJSON feature: a square of `size` degrees at (lon, lat) unless a geometry is given."""

    def make(
        lon: float = 53.2, lat: float = 56.85, size: float = 0.001, *, geometry: Any = None, id_: Any = None, **properties: Any
    ) -> dict[str, Any]:
        ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
        made = {"type": "Feature", "geometry": geometry or {"type": "Polygon", "coordinates": [ring]}, "properties": properties}
        return made if id_ is None else made | {"id": id_}

    return make


PAGE_URL = "https://valleypost.example/roof"
PAGE = (
    '<html lang="en"><head><title>Roof of a plant fell in</title><meta property="article:published_time" content="2025-07-02T06:30:00+02:00">'
    '<meta property="og:site_name" content="Valley Post"></head><body><h1>Roof of a plant fell in</h1>'
    "<p>Three workers died when 1,300 m² of roof fell onto the workshop&rsquo;s floor, rescuers said on Tuesday, and forty-five others"
    " were injured, of whom thirty-five were taken to hospital in the nearby town.</p></body></html>"
)


def http_answer(body: bytes, *, kind: str = "text/html; charset=utf-8", status: str = "200 OK", **headers: str) -> bytes:
    """An HTTP response; underscores in names of headers stand for dashes."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def warc_record(
    block: bytes, *, kind: str = "response", url: str = PAGE_URL, version: str = "1.1", payload: bytes | None = None, **fields: str | None
) -> bytes:
    """A WARC record with its hashes; keyword arguments override fields (`None` takes one out), underscores stand for dashes."""

    def sha1(data: bytes) -> str:
        return f"sha1:{base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()}"

    if payload is None:
        payload = block.partition(b"\r\n\r\n")[2] if kind == "response" else block
    given: dict[str, str | None] = {
        "WARC_Type": kind,
        "WARC_Target_URI": url,
        "WARC_Date": "2025-07-05T10:11:12Z",
        "WARC_Record_ID": f"<urn:uuid:{hashlib.md5(block, usedforsecurity=False).hexdigest()}>",
        "WARC_Block_Digest": sha1(block),
        "WARC_Payload_Digest": sha1(payload),
        "Content_Type": "application/http; msgtype=response",
        "Content_Length": str(len(block)),
    } | fields
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items() if value is not None)
    return f"WARC/{version}\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


@pytest.fixture
def page() -> str:
    """A page of an article."""
    return PAGE


@pytest.fixture
def answer() -> Callable[..., bytes]:
    """Makes HTTP responses."""
    return http_answer


@pytest.fixture
def record() -> Callable[..., bytes]:
    """Makes WARC records."""
    return warc_record


@pytest.fixture
def write_warc(tmp_path: Path) -> Callable[..., Path]:
    """Writes records as a WARC file, each in a gzip member of its own where the name ends in .gz."""

    def write(*records: bytes, name: str = "crawl.warc.gz") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(gzip.compress(one) if name.endswith(".gz") else one for one in records))
        return path

    return write

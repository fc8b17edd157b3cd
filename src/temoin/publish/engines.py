"""Code of others that a page carries to draw its map: unchanged, with version and licence."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import attrs

__all__ = ["ENGINES", "Engine"]


@attrs.frozen(kw_only=True)
class Engine:
    """One script of `vendor/`.

    Args:
        name: as people call it.
        version: of the release it was taken from.
        licence: SPDX identifier.
        file: in `vendor/`.
        notice: file with the licence's whole text, likewise.
    """

    name: str
    version: str
    licence: str
    file: str
    notice: str

    @property
    def script(self) -> str:
        """Its code, without the last line that names a file for debuggers, which a page does not have."""
        code, _, _ = _read(self.file).rpartition("//# sourceMappingURL=")
        return code

    @property
    def notice_text(self) -> str:
        """The licence's whole text, which must go wherever the code goes."""
        return _read(self.notice)


ENGINES = (
    Engine(name="MapLibre GL JS", version="5.24.1", licence="BSD-3-Clause", file="maplibre-gl.js", notice="maplibre-gl-LICENSE.txt"),
    Engine(name="PMTiles", version="4.5.0", licence="BSD-3-Clause", file="pmtiles.js", notice="pmtiles-LICENSE.txt"),
)
"""In the order in which a page runs them."""


@lru_cache(maxsize=4)
def _read(name: str) -> str:
    return resources.files("temoin.publish").joinpath("vendor", name).read_text(encoding="utf-8")

"""How what a step worked out is kept: in the database where it is small, in a file of its own where it is large, and always for people to read."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

import attrs

from temoin.custody.cog import COG, require_cog
from temoin.custody.folder import hash_file, is_safe_name
from temoin.custody.holding import Artefact
from temoin.custody.ledger import Draft, step_key
from temoin.custody.vault import Vault, append
from temoin.errors import OptionError
from temoin.model import CustodyEntry

__all__ = ["GEOPARQUET", "INLINE_BYTES", "PRODUCTS", "keep", "newest"]

PRODUCTS = "products"
INLINE_BYTES = 16 * 1024 * 1024
"""Artefacts up to this size lie in the database itself, with a copy to read beside it under their own name; larger ones in a file named after
their hash. A dossier is some 0.5 to 5 MB, and people look for it under its name."""
GEOPARQUET = "application/vnd.apache.parquet"
"""Media type of GeoParquet."""
_BESIDE = frozenset({COG, GEOPARQUET})
"""Rasters and columns lie in files of their own whatever their size: programs read them piece by piece where they lie, and never a blob."""
_LONGEST_NAME = 400


def keep(vault: Vault, name: str, source: bytes | Path, media_type: str, *, draft: Draft, key: str | None) -> CustodyEntry:
    """Keep what a step worked out; see `CaseBook.put_artefact`. The draft's outputs are filled in here."""
    if not is_safe_name(name) or len(name) > _LONGEST_NAME:
        raise OptionError(f"{name[:80]!r} cannot be the name of an artefact", hint="Use letters, digits, dots, dashes and forward slashes.")
    if media_type == COG:
        require_cog(source, name)
    key = key if key is not None else step_key(draft.inputs, draft.options, version=vault.version)
    sha256, size = (hashlib.sha256(source).hexdigest(), len(source)) if isinstance(source, bytes) else hash_file(source)
    is_inline = size <= INLINE_BYTES and media_type not in _BESIDE
    if is_inline and isinstance(source, Path):
        source = source.read_bytes()
    place = f"{PRODUCTS}/{name if is_inline else _hashed_name(name, sha256)}"
    with vault.writing():
        # What the database holds can be copied out again; what it does not hold must have its name before it is acknowledged.
        vault.keep_product(place, source, is_copy=is_inline)
        entry = append(vault, attrs.evolve(draft, outputs=((place, sha256),)))
        artefact = Artefact(
            entry=entry.number, name=name, step_key=key, media_type=media_type, sha256=sha256, size=size, path=place, is_inline=is_inline
        )
        vault.add_artefact(artefact, source if is_inline and isinstance(source, bytes) else None)
    return entry


def newest(vault: Vault, name: str, *, at: int | None = None) -> Artefact | None:
    """The newest artefact of a name, or the newest as of a ledger entry."""
    found = vault.artefacts(name, at=at)
    return found[-1] if found else None


def _hashed_name(name: str, sha256: str) -> str:
    """A name that no other content has: `score.tif` becomes `score.0123456789ab.tif`."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}.{sha256[:12]}{path.suffix}"))

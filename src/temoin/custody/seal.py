"""`Seal`: how a sealed case is known, and what must not happen to it."""

from __future__ import annotations

from pathlib import Path

import attrs

from temoin.custody.folder import storage_errors
from temoin.errors import CaseError

__all__ = ["SEAL", "Seal", "place_of", "require_unsealed", "seal_of"]

SEAL = "seal"
"""Whatever bears this name in a case folder, or beside `data/` in a bag (BagIt, RFC 8493) that holds one, seals the case."""
_BAG = "bagit.txt"
_PAYLOAD = "data"


@attrs.frozen(kw_only=True)
class Seal:
    """That a case is sealed.

    Args:
        root: the folder of which no byte may change: the case folder, or the bag that it lies in.
    """

    root: Path

    @property
    def log(self) -> Path:
        """Where readings are logged: beside the sealed folder, never in it."""
        return self.root.with_name(f"{self.root.name}.access.jsonl")


def seal_of(folder: Path) -> Seal | None:
    """The seal of a case folder, or `None` where it has none. A link or an empty file of that name counts too: in doubt a case is sealed.

    Raises:
        StorageError: the folder cannot be looked into.
    """
    folder = folder.resolve()
    with storage_errors(folder):
        if _is_there(folder / SEAL):
            return Seal(root=folder)
        if folder.name == _PAYLOAD and (_is_there(folder.parent / SEAL) or _is_there(folder.parent / _BAG)):
            return Seal(root=folder.parent)
    return None


def place_of(path: Path) -> Path:
    """Where the case lies: `data/` of a sealed case that was named by its bag, else the path itself.

    Raises:
        StorageError: the folder cannot be looked into.
    """
    with storage_errors(path):
        is_bag = (path / _BAG).is_file() and (path / _PAYLOAD).is_dir() and not (path / _PAYLOAD).is_symlink()
    return path / _PAYLOAD if is_bag else path


def require_unsealed(folder: Path) -> None:
    """Make sure that a case may be written to.

    Raises:
        CaseError: it is sealed.
    """
    if seal_of(folder) is not None:
        raise CaseError(
            f"{folder} is sealed: nothing can be added to it, decided in it or done again in it",
            hint="It stays as it is for ever, and can be read. Go on in a new case: temoin verify with the same inputs and another --out folder.",
        )


def _is_there(path: Path) -> bool:
    return path.is_symlink() or path.exists()

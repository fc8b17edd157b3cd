"""Hashes that archives keep of what they hold: read as they are written, and held against the bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence

import attrs

from temoin.errors import UnreadableError

__all__ = ["AlteredError", "Digest", "check_digest", "mismatch"]

_ALGORITHMS = {
    "md5": "MD5",
    "sha1": "SHA-1",
    "sha224": "SHA-224",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
    "sha3_512": "SHA3-512",
}
"""hashlib's names, and how they are shown."""
_WRITTEN = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9_-]{1,15}):([A-Za-z0-9+/_=-]{1,200})\s*")
_HINT = "Get the archive again from where it was made; what it holds cannot be relied on."


class AlteredError(UnreadableError):
    """Bytes that are not those of which a hash was kept; never passed over."""


@attrs.frozen(kw_only=True)
class Digest:
    """A hash that was written down.

    Args:
        algorithm: hashlib's name of it, or `None` where it is of a kind that is not checked.
        shown: its name for people.
        value: the hash's bytes.
    """

    algorithm: str | None
    shown: str
    value: bytes = b""

    @classmethod
    def read(cls, text: str, where: str) -> Digest:
        """Read `sha1:BASE32`, `sha256:hex` or `SHA3-512:hex`.

        Raises:
            UnreadableError: it is not of that form, or not of its algorithm's length.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise UnreadableError(f"{where}: its hash {text[:60]!r} cannot be read", hint=_HINT)
        label = found[1].lower().replace("-", "_")
        algorithm = label if label in _ALGORITHMS else label.replace("_", "")
        if algorithm not in _ALGORITHMS:
            return cls(algorithm=None, shown=found[1])
        value = _value(found[2], hashlib.new(algorithm, usedforsecurity=False).digest_size)
        if value is None:
            raise UnreadableError(f"{where}: its {_ALGORITHMS[algorithm]} {found[2][:60]!r} has not the length of one", hint=_HINT)
        return cls(algorithm=algorithm, shown=_ALGORITHMS[algorithm], value=value)

    def fits(self, data: bytes) -> bool:
        """Whether it is the hash of these bytes."""
        return self.algorithm is not None and hashlib.new(self.algorithm, data, usedforsecurity=False).digest() == self.value


def _value(text: str, size: int) -> bytes | None:
    """The bytes of a hash in hex or base 32, whichever its length says; `None` where it is neither."""
    bare = text.rstrip("=")
    try:
        if len(bare) == 2 * size:
            return bytes.fromhex(bare)
        if len(bare) == -(-size * 8 // 5):
            return base64.b32decode(bare.upper() + "=" * (-len(bare) % 8))
    except (ValueError, binascii.Error):
        return None
    return None


def check_digest(digest: Digest, candidates: Sequence[bytes], *, where: str, what: str) -> str:
    """Hold a hash against what it is of, and say the outcome in one sentence.

    Args:
        digest: as it was written.
        candidates: the bytes, in each form that its writer can have meant.
        where: file and record, for the message.
        what: it is the hash of ("the payload").

    Raises:
        AlteredError: it fits none of them.
    """
    if digest.algorithm is None:
        return f"The archive's own hash of {what} is of a kind that is not checked ({digest.shown})."
    if not any(digest.fits(data) for data in candidates):
        raise mismatch(digest, where=where, what=what)
    return f"The archive's own {digest.shown} of {what} holds."


def mismatch(digest: Digest, *, where: str, what: str) -> AlteredError:
    """The error for bytes that are not what they were."""
    return AlteredError(f"{where}: {what} does not fit the archive's own {digest.shown}; it was altered or damaged", hint=_HINT)

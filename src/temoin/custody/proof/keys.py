"""Signing keys: Ed25519 (RFC 8032), kept as an encrypted PKCS #8 file that `openssl` reads as well."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from temoin.custody.folder import storage_errors, sync_folder
from temoin.errors import InputError, OptionError

__all__ = ["Signer", "fingerprint", "is_signed_by", "load_signer", "new_key", "public_key"]

SHORTEST_PASSPHRASE = 12
"""Characters; NIST SP 800-63B asks for 8 where a service can slow guessing down, and nobody slows it down on a stolen file."""
_LARGEST = 16 * 1024


class Signer:
    """A private key that can sign; it is never printed or written anywhere by itself."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def sign(self, data: bytes) -> bytes:
        """64 bytes of signature."""
        return self._key.sign(data)

    @property
    def public_pem(self) -> bytes:
        """The public half, as SubjectPublicKeyInfo in PEM."""
        return self._key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)

    @property
    def fingerprint(self) -> str:
        """As `fingerprint` gives it for the public half."""
        return fingerprint(self.public_pem)


def new_key(path: Path, passphrase: str) -> Signer:
    """Make a key and write it, encrypted, with file mode 600; the public half goes beside it as `NAME.pub`.

    Args:
        path: of the private key; nothing may lie there, nor at the public one's place.
        passphrase: at least 12 characters.

    Raises:
        OptionError: the passphrase is too short, or something lies there already.
        StorageError: it cannot be written.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        message = f"the passphrase has {len(passphrase)} characters"
        raise OptionError(message, hint=f"Choose one of at least {SHORTEST_PASSPHRASE}: four words that nobody would guess together.")
    key = Ed25519PrivateKey.generate()
    encryption = serialization.BestAvailableEncryption(passphrase.encode())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    signer, public = Signer(key), path.with_name(path.name + ".pub")
    for place in (path, public):
        if place.is_symlink() or place.exists():
            raise OptionError(f"{place} is there already", hint="A key is never written over: name another file.")
    with storage_errors(path):
        _write_new(path, private, stat.S_IRUSR | stat.S_IWUSR)
        _write_new(public, signer.public_pem, 0o644)
        sync_folder(path.absolute().parent)
    return signer


def _write_new(path: Path, data: bytes, mode: int) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        os.write(file, data)
        os.fsync(file)
    finally:
        os.close(file)


def load_signer(path: Path, passphrase: str) -> Signer:
    """The key of a file.

    Raises:
        InputError: it cannot be read, is open to others, or is no Ed25519 key.
        OptionError: the passphrase is not the one of this key.
    """
    try:
        mode = path.stat().st_mode
        data = path.read_bytes() if path.stat().st_size <= _LARGEST else b""
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}", hint="Give the key that temoin key new made.") from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise InputError(f"{path} can be read by others than its owner", hint=f"Run: chmod 600 {path}")
    try:
        key = serialization.load_pem_private_key(data, passphrase.encode())
    except TypeError as error:
        raise InputError(f"{path} is not protected by a passphrase", hint="Make a key with temoin key new.") from error
    except ValueError as error:
        if b"ENCRYPTED PRIVATE KEY" in data:
            raise OptionError(f"the passphrase does not open {path}", hint="Give the one that the key was made with.") from error
        raise InputError(f"{path} holds no private key in PEM", hint="Give the key that temoin key new made.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(f"{path} is no Ed25519 key", hint="Make a key with temoin key new.")
    return Signer(key)


def public_key(pem: bytes) -> Ed25519PublicKey | None:
    """The public key of a PEM file, or `None` where it holds none of Ed25519."""
    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError:
        return None
    return key if isinstance(key, Ed25519PublicKey) else None


def fingerprint(pem: bytes) -> str:
    """SHA-256, in hex, of the public key's SubjectPublicKeyInfo in DER.

    The same as `openssl pkey -pubin -in signer.pem -outform DER | sha256sum` prints.

    Raises:
        InputError: the bytes are no Ed25519 public key.
    """
    key = public_key(pem)
    if key is None:
        raise InputError("this is no Ed25519 public key in PEM", hint="Give the .pub file that temoin key new made.")
    return hashlib.sha256(key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def is_signed_by(pem: bytes, signature: bytes, data: bytes) -> bool:
    """Whether a signature over bytes is of that public key."""
    key = public_key(pem)
    if key is None:
        return False
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True

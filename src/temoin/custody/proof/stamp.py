"""Time stamps (RFC 3161): asked of an authority that the user names, kept as they came, judged at their own time."""

from __future__ import annotations

import hashlib
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import UTC, datetime

import attrs
from cryptography import x509
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, TimeStampResponse, VerificationError, VerifierBuilder, decode_timestamp_response

from temoin.custody.proof.der import with_ordered_certificates
from temoin.errors import CustodyError, InputError, StorageError

__all__ = ["Stamp", "ask_for_stamp", "read_certificates", "read_stamp"]

_WAIT_S = 30.0
_LARGEST = 1024 * 1024
"""Bytes of an answer; real ones have five to ten thousand."""
_GRANTED = (0, 1)
"""`granted` and `grantedWithMods` (RFC 3161, 2.4.2)."""


@attrs.frozen(kw_only=True)
class Stamp:
    """That bytes were there at a time, as an authority says.

    Args:
        time: the stamp's own, with a zone.
        authority: subject of the certificate that signed it, as far as the stamp names it.
        serial: the stamp's number.
    """

    time: datetime
    authority: str
    serial: int


def ask_for_stamp(url: str, data: bytes) -> bytes:
    """Ask an authority for a stamp over bytes; only their SHA-256 is sent.

    Args:
        url: of the authority, `http` or `https`.
        data: the bytes.

    Returns:
        The answer as it came, DER, after it was seen to be over these bytes.

    Raises:
        InputError: the address is none, or what comes back is no stamp over these bytes.
        StorageError: the authority cannot be reached.
    """
    if not url.lower().startswith(("http://", "https://")):
        raise InputError(f"{url[:80]!r} is no address of a time-stamp authority", hint="Give one that begins with https://.")
    query = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True).cert_request(cert_request=True).build()
    request = urllib.request.Request(  # noqa: S310  # its scheme was checked
        url, data=query.as_bytes(), headers={"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    )
    try:
        with urllib.request.urlopen(request, timeout=_WAIT_S) as answer:  # noqa: S310  # likewise
            reply: bytes = answer.read(_LARGEST + 1)
    except (urllib.error.URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise StorageError(f"the time-stamp authority at {url} gave no answer: {reason}", hint="Try again, or seal without --tsa.") from error
    try:
        read_stamp(reply, data)
    except CustodyError as error:
        raise InputError(f"{url} gave no stamp that can be used: {error.message}", hint="Name another authority, or seal without --tsa.") from error
    if _decoded(reply).tst_info.nonce != query.nonce:
        raise InputError(f"{url} answered another question than the one asked", hint="Name another authority, or seal without --tsa.")
    return reply


def read_stamp(reply: bytes, data: bytes, *, trusted: Sequence[x509.Certificate] = ()) -> Stamp:
    """What a stamp says, after it was seen to be over these bytes and, where certificates are trusted, to go back to one of them.

    The chain must have held at the stamp's own time: a certificate that ran out since does no harm. The certificates may stand in the answer in
    any order.

    Args:
        reply: the authority's answer, DER.
        data: the bytes that it must be over.
        trusted: certificates of authorities, or of the roots above them; without any, only the imprint is checked.

    Raises:
        CustodyError: it is none, is over other bytes, or none of the certificates vouches for it.
    """
    try:
        response = _decoded(reply)
        if response.status not in _GRANTED:
            raise CustodyError(f"the authority refused: {'; '.join(response.status_string) or response.status}")
        info = response.tst_info
        imprint, algorithm = info.message_imprint.message, info.message_imprint.hash_algorithm.dotted_string
        stamp = Stamp(time=info.gen_time.replace(tzinfo=info.gen_time.tzinfo or UTC), authority=_authority(response), serial=info.serial_number)
    except (ValueError, TypeError, StopIteration, IndexError) as error:
        raise CustodyError("it is no time stamp of RFC 3161") from error
    if imprint != _digest(algorithm, data):
        raise CustodyError("it is over other bytes")
    if trusted:
        _require_trusted(response, data, trusted)
    return stamp


def _decoded(reply: bytes) -> TimeStampResponse:
    return decode_timestamp_response(with_ordered_certificates(reply))


_HASHES = {"2.16.840.1.101.3.4.2.1": hashlib.sha256, "2.16.840.1.101.3.4.2.2": hashlib.sha384, "2.16.840.1.101.3.4.2.3": hashlib.sha512}


def _digest(algorithm: str, data: bytes) -> bytes:
    if algorithm not in _HASHES:
        raise CustodyError(f"it uses the hash {algorithm}, which is not one of SHA-256, SHA-384 and SHA-512")
    return _HASHES[algorithm](data).digest()


def _require_trusted(response: TimeStampResponse, data: bytes, trusted: Sequence[x509.Certificate]) -> None:
    builder = VerifierBuilder()
    for certificate in trusted:
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(response, data)
    except VerificationError as error:
        raise CustodyError(f"none of the trusted certificates vouches for it: {error}") from error


def _authority(response: TimeStampResponse) -> str:
    signers = list(response.signed_data.signer_infos)
    for der in response.signed_data.certificates:
        certificate = x509.load_der_x509_certificate(der)
        if signers and (certificate.issuer, certificate.serial_number) == (signers[0].issuer, signers[0].serial_number):
            return certificate.subject.rfc4514_string()
    return ""


def read_certificates(pem: bytes, *, name: str) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM file.

    Raises:
        InputError: it holds none.
    """
    try:
        return tuple(x509.load_pem_x509_certificates(pem))
    except ValueError as error:
        raise InputError(f"{name} holds no certificate in PEM", hint="Give the certificate of the authority, or of the root above it.") from error

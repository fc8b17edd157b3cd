"""The signed statement: in-toto Statement v1 in a DSSE envelope.

Sources: in-toto Attestation Framework, Statement v1; DSSE v1.0.2, "Protocol" (the pre-authentication encoding `PAE`).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

import attrs

from temoin.custody.ledger import canonical
from temoin.custody.proof.keys import Signer, is_signed_by
from temoin.errors import CustodyError

__all__ = ["PREDICATE_TYPE", "Statement", "envelope_of", "open_envelope"]

PREDICATE_TYPE = "urn:temoin:sealed-case:v1"
_STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
_PAYLOAD_TYPE = "application/vnd.in-toto+json"


@attrs.frozen(kw_only=True)
class Statement:
    """What is signed.

    Args:
        subjects: (name, SHA-256) of the files that it is about.
        predicate: what is said of them.
    """

    subjects: tuple[tuple[str, str], ...]
    predicate: Mapping[str, Any]


def envelope_of(statement: Statement, signer: Signer) -> bytes:
    """A statement, signed, as the bytes of its envelope."""
    body = {
        "_type": _STATEMENT_TYPE,
        "subject": [{"name": name, "digest": {"sha256": sha256}} for name, sha256 in statement.subjects],
        "predicateType": PREDICATE_TYPE,
        "predicate": dict(statement.predicate),
    }
    payload = canonical(body).encode()
    signature = signer.sign(_pae(payload))
    signed = {"keyid": signer.fingerprint, "sig": base64.b64encode(signature).decode()}
    document = {"payload": base64.b64encode(payload).decode(), "payloadType": _PAYLOAD_TYPE, "signatures": [signed]}
    return (json.dumps(document, indent=1, sort_keys=True) + "\n").encode()


def open_envelope(data: bytes, public_pem: bytes) -> Statement:
    """The statement of an envelope whose signature was checked.

    Args:
        data: the envelope's bytes.
        public_pem: the key that must have signed it.

    Raises:
        CustodyError: it is no envelope of a sealed case, or not signed by that key.
    """
    try:
        document = json.loads(data)
        payload = base64.b64decode(document["payload"], validate=True)
        signatures = [base64.b64decode(one["sig"], validate=True) for one in document["signatures"]]
        if document["payloadType"] != _PAYLOAD_TYPE:
            raise CustodyError("its signed statement is of another type")
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error) as error:
        raise CustodyError("its signed statement is no DSSE envelope") from error
    # Nothing of the payload is read before a signature over it holds.
    if not any(is_signed_by(public_pem, signature, _pae(payload)) for signature in signatures):
        raise CustodyError("the signature does not fit the statement and the signer's key")
    return _statement(payload)


def _statement(payload: bytes) -> Statement:
    try:
        body = json.loads(payload)
        if (body["_type"], body["predicateType"]) != (_STATEMENT_TYPE, PREDICATE_TYPE):
            raise CustodyError("the signed statement is not about a sealed case")
        subjects = tuple((str(one["name"]), str(one["digest"]["sha256"])) for one in body["subject"])
        return Statement(subjects=subjects, predicate=dict(body["predicate"]))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise CustodyError("the signed statement cannot be read") from error


def _pae(payload: bytes) -> bytes:
    kind = _PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)

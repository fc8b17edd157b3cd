"""What is written down, by version: every kept noun as a JSON document with a schema, and the way back."""

from temoin.wire.claimsfile import claims_document, claims_from_document
from temoin.wire.documents import from_document, schemas, to_document, upgrade
from temoin.wire.jsontext import dumps, loads, read_json
from temoin.wire.plainclaims import PlainClaims, plain_claims
from temoin.wire.plainwords import KindWord
from temoin.wire.publicfiles import bag_document, parse_public_copy, parse_salts, public_copy_document, public_verdicts_document, salts_document
from temoin.wire.runfiles import (
    alignment_document,
    changes_document,
    check_document,
    corroboration_document,
    doctor_document,
    explanation_document,
    inputs_document,
    no_alignment_document,
    parse_inputs,
    parse_no_alignment,
    parse_release,
    release_document,
    replay_document,
    verification_document,
)
from temoin.wire.validations import parse_validation, validation_document

__all__ = [
    "KindWord",
    "PlainClaims",
    "alignment_document",
    "bag_document",
    "changes_document",
    "check_document",
    "claims_document",
    "claims_from_document",
    "corroboration_document",
    "doctor_document",
    "dumps",
    "explanation_document",
    "from_document",
    "inputs_document",
    "loads",
    "no_alignment_document",
    "parse_inputs",
    "parse_no_alignment",
    "parse_public_copy",
    "parse_release",
    "parse_salts",
    "parse_validation",
    "plain_claims",
    "public_copy_document",
    "public_verdicts_document",
    "read_json",
    "release_document",
    "replay_document",
    "salts_document",
    "schemas",
    "to_document",
    "upgrade",
    "validation_document",
    "verification_document",
]

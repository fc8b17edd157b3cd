"""What is written down, by version: every kept noun as a JSON document with a schema, and the way back."""

from temoin.wire.claimsfile import claims_document, claims_from_document
from temoin.wire.documents import from_document, schemas, to_document, upgrade
from temoin.wire.jsontext import dumps, loads, read_json

__all__ = ["claims_document", "claims_from_document", "dumps", "from_document", "loads", "read_json", "schemas", "to_document", "upgrade"]

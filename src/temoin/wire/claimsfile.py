"""`claims_document` and `claims_from_document`: reports with their claims, there and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from temoin import model
from temoin.errors import WireError
from temoin.wire.documents import VERSION, validated
from temoin.wire.guide import ClaimsBody, report_rows, restore_rows

__all__ = ["claims_document", "claims_from_document"]


def claims_document(reports: Sequence[model.Report], claims: Sequence[model.Claim]) -> dict[str, Any]:
    """Reports with their claims, JSON-ready.

    Under each report stand `claims` (what scorers read), `facts` (background kinds) and `inferred` (claims that no words hold).

    Raises:
        WireError: a claim belongs to no report given, ids come twice, or a span does not hold its words.
    """
    return {"temoin": {"format": "claims", "version": VERSION}, "reports": report_rows(reports, claims)}


def claims_from_document(document: dict[str, Any], *, name: str = "the document") -> tuple[tuple[model.Report, ...], tuple[model.Claim, ...]]:
    """The reports and claims of a claims document, in the order in which they were written.

    Raises:
        WireError: unknown version, against the schema, or altered by hand so that its parts disagree.
    """
    body = validated(document, name=name)
    if not isinstance(body, ClaimsBody):
        message = f"{name} holds no claims, but {document['temoin']['format']!r}"
        raise WireError(message, hint="Give a file of the format 'claims'.")
    try:
        return restore_rows(body)
    except (ValueError, TypeError) as error:
        message = f"{name} does not hold together: {error}"
        raise WireError(message, hint="The file was changed after temoin wrote it; give the original.") from error

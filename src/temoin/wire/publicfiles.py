"""The documents of bags and of public copies: made, and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from temoin import model
from temoin.wire.convert import to_plain
from temoin.wire.publiccopies import PublicCopyBody, SaltsBody
from temoin.wire.runfiles import checked, parsed

__all__ = ["bag_document", "parse_public_copy", "parse_salts", "public_copy_document", "public_verdicts_document", "salts_document"]


def bag_document(content: Mapping[str, Any]) -> dict[str, Any]:
    """What `temoin case seal` and `temoin case export` made: the fields of the format `bag`.

    Raises:
        WireError: a field is not known to the format, or one is missing.
    """
    return checked("bag", dict(content))


def public_verdicts_document(rows: Sequence[tuple[int, model.Assessment]]) -> dict[str, Any]:
    """The verdicts of a public copy.

    Args:
        rows: (number of its report, the assessment) of each claim, with what is private withheld already.
    """
    made = [
        {
            "report": number,
            "kind": one.claim.kind.value,
            "quote": one.claim.quote,
            "quantity": to_plain(one.claim.quantity),
            "verdict": one.verdict.value,
            "pictures": one.pictures.value,
            "reports": one.reports.value,
            "reasons": [reason.value for reason in one.reasons],
            "measured": to_plain(one.measured),
        }
        for number, one in rows
    ]
    return checked("public-verdicts", {"verdicts": made})


def public_copy_document(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a public copy says of its case: the fields of the format `public-copy`.

    Raises:
        WireError: a field is not known to the format, or one is missing.
    """
    return checked("public-copy", dict(content))


def parse_public_copy(text: str | bytes, *, name: str = "withheld.json") -> PublicCopyBody:
    """What a public copy says of its case, checked.

    Raises:
        WireError: unknown version, or against the schema.
    """
    return parsed("public-copy", PublicCopyBody, text, name=name)


def salts_document(release: int, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The salts of a public copy: the fields of the format `salts`, one row a withheld thing.

    Raises:
        WireError: a field is not known to the format, or one is missing.
    """
    return checked("salts", {"release": release, "rows": [dict(row) for row in rows]})


def parse_salts(text: str | bytes, *, name: str = "salts.json") -> SaltsBody:
    """The salts of a public copy, checked.

    Raises:
        WireError: unknown version, or against the schema.
    """
    return parsed("salts", SaltsBody, text, name=name)

"""What a self-validation writes down: every single trial, so that all rates can be worked out again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from temoin.wire.runfiles import checked, parsed
from temoin.wire.validationrows import ValidationBody

__all__ = ["parse_validation", "validation_document"]


def validation_document(content: Mapping[str, Any]) -> dict[str, Any]:
    """A self-validation: the fields of the format `validation`.

    Raises:
        WireError: a field is not known to the format, or one is missing.
    """
    return checked("validation", dict(content))


def parse_validation(text: str | bytes, *, name: str = "validation.json") -> ValidationBody:
    """A self-validation, checked.

    Raises:
        WireError: unknown version, or against the schema.
    """
    return parsed("validation", ValidationBody, text, name=name)

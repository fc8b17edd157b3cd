"""Small JSON files beside pictures: bounded, and an object or nothing."""

from __future__ import annotations

import json
from typing import Any

from temoin.errors import UnreadableError
from temoin.read.holder import MAX_SIDE_CAR_BYTES, HeldFile

__all__ = ["parse_json", "read_object"]


def parse_json(data: bytes, *, name: str) -> Any:  # noqa: ANN401  # JSON is any of six types
    """The value in a JSON file, UTF-8 with or without a byte order mark.

    Raises:
        UnreadableError: it is no JSON, or nested beyond what the parser takes.
    """
    try:
        return json.loads(data.decode("utf-8-sig"))
    except RecursionError as error:
        raise UnreadableError(f"{name} is nested too deeply to be read", hint="Check where this file comes from.") from error
    except ValueError as error:
        raise UnreadableError(f"{name} is no JSON: {error}"[:300], hint="Save or download the file again.") from error


def read_object(file: HeldFile, *, limit: int = MAX_SIDE_CAR_BYTES) -> dict[str, Any] | None:
    """The object in a JSON file, or `None` where it holds another value.

    Raises:
        UnreadableError: it is no JSON.
        TooLargeError: over `limit` bytes.
    """
    value = parse_json(file.read(limit=limit), name=file.label)
    return value if isinstance(value, dict) else None

"""JSON as text: one deterministic way to write it, one suspicious way to read it."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn, TypeGuard

from temoin.errors import WireError

__all__ = ["MAX_BYTES", "MAX_DEPTH", "dumps", "loads", "read_json"]

MAX_BYTES = 64 * 1024 * 1024
"""The largest document that is read: parsed JSON takes up to some twenty times its own size in memory."""
MAX_DEPTH = 48
"""How deep a document may nest; a footprint inside an assessment list needs 12, a geometry collection one more a level."""
_OPEN_LEVELS = 4
"""Containers of the first four levels stand on lines of their own, so that two versions of a file can be compared line by line."""


def dumps(document: dict[str, Any]) -> str:
    """Write a document: keys sorted, the same text for the same content, and a line break at the end.

    Raises:
        WireError: it holds something that JSON has no word for (a number that is not finite, half a surrogate pair).

    >>> print(dumps({"b": [1, 2], "a": "é"}), end="")
    {
    "a":"é",
    "b":[1,2]
    }
    """
    try:
        text = _lines(document, _OPEN_LEVELS) + "\n"
        text.encode()
    except UnicodeEncodeError as error:
        message = f"the document holds half a surrogate pair, which no UTF-8 file can: {error.object[error.start : error.end]!r}"
        raise WireError(message, hint="Read the input again with its right character set.") from error
    except (TypeError, ValueError) as error:
        message = f"the document cannot be written as JSON: {error}"
        raise WireError(message, hint="Numbers must be finite; run the command again with --debug and send us the output.") from error
    return text


def _lines(value: object, levels: int, *, in_list: bool = False) -> str:
    """One value as JSON text, its outer containers broken into lines; an item of a list keeps one line unless it holds such a list itself."""
    if levels and isinstance(value, dict) and value and not (in_list and not any(_holds_objects(part) for part in value.values())):
        inside = ",\n".join(f"{_compact(str(key))}:{_lines(value[key], levels - 1)}" for key in sorted(value))
        return f"{{\n{inside}\n}}"
    if levels and _holds_objects(value):
        inside = ",\n".join(_lines(item, levels - 1, in_list=True) for item in value)
        return f"[\n{inside}\n]"
    return _compact(value)


def _holds_objects(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    return isinstance(value, list | tuple) and any(isinstance(item, dict) for item in value)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def loads(text: str | bytes, expected_format: str | None = None, *, name: str = "the document", max_bytes: int = MAX_BYTES) -> dict[str, Any]:
    """Read a document that may have been made to harm: size, depth and keys are checked before anything is believed.

    Args:
        text: the file's content.
        expected_format: what its envelope must say it is, or `None` for any.
        name: of the file, for messages.
        max_bytes: the largest size that is read.

    Raises:
        WireError: too large, too deep, not JSON, a key given twice, a number that is not finite, no envelope, or another format.
    """
    document = read_json(text, name=name, max_bytes=max_bytes)
    header = document.get("temoin") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(header, dict) or not isinstance(header.get("format"), str):
        message = f"{name} is JSON, but not a file that temoin wrote: it has no `temoin` header"
        raise WireError(message, hint="Give a file that temoin wrote.")
    if expected_format is not None and header["format"] != expected_format:
        message = f"{name} holds {header['format'][:40]!r}, not {expected_format!r}"
        raise WireError(message, hint=f"Give a file of the format {expected_format!r}.")
    return document


def read_json(text: str | bytes, *, name: str = "the document", max_bytes: int = MAX_BYTES) -> Any:  # noqa: ANN401  # any JSON value
    """Read JSON of any origin within bounds.

    Raises:
        WireError: too large, too deep, not UTF-8, not JSON, a key given twice, or a number that is not finite.
    """
    size = len(text)
    if size > max_bytes:
        message = f"{name} is {size:,} bytes long, over the bound of {max_bytes:,}"
        raise WireError(message, hint="Split the file.")
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
        value = json.loads(decoded, object_pairs_hook=_unique_keys, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise WireError(f"{name} is not UTF-8 (byte {error.start})", hint="Save the file as UTF-8.") from error
    except RecursionError as error:
        raise WireError(f"{name} nests too deeply", hint="temoin writes no such file.") from error
    except json.JSONDecodeError as error:
        raise WireError(
            f"{name} is not JSON: {error.msg} (line {error.lineno}, column {error.colno})", hint="Give the file as it was written."
        ) from error
    except ValueError as error:
        raise WireError(f"{name} cannot be read: {error}", hint="Give the file as it was written.") from error
    _check(value, name)
    return value


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add gives None
        message = f"the key {twice[:40]!r} comes twice in one object"
        raise ValueError(message)
    return made


def _no_constant(word: str) -> NoReturn:
    message = f"{word} is not a JSON number"
    raise ValueError(message)


def _check(value: object, name: str) -> None:
    """Refuse what the parser lets through: depth, numbers that overflowed to infinity, halves of surrogate pairs."""
    level: list[object] = [value]
    for _ in range(MAX_DEPTH):
        following: list[object] = []
        for item in level:
            if isinstance(item, dict):
                following += item.keys()
                following += item.values()
            elif isinstance(item, list):
                following += item
            elif isinstance(item, float) and not math.isfinite(item):
                raise WireError(f"{name} holds a number too large to be one", hint="Give the file as it was written.")
            elif isinstance(item, str) and not item.isascii():
                _check_text(item, name)
        if not following:
            return
        level = following
    raise WireError(f"{name} nests too deeply: more than {MAX_DEPTH} levels", hint="temoin writes no such file.")


def _check_text(text: str, name: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise WireError(f"{name} holds half a surrogate pair", hint="Give the file as it was written.") from error

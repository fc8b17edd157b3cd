"""Values that a Python program printed (`repr`), read back without running anything: bounded in depth and in length."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from temoin.errors import UnreadableError

__all__ = ["read_literal"]

_DEEPEST = 40
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>[bB]?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))
      | (?P<number>[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d{1,3})?|inf|nan)(?![\w.]))
      | (?P<word>[A-Za-z_][\w.]{0,200})
      | (?P<object><[^<>\n]{0,500}>)
      | (?P<mark>[\[\]{}(),:=])
    )""",
    re.VERBOSE | re.ASCII,
)
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_WORDS = {"None": None, "True": True, "False": False}
_CLOSING = {"[": "]", "{": "}", "(": ")"}


def read_literal(text: str, where: str) -> Any:  # noqa: ANN401  # whatever was printed
    """The value: dicts, lists (also for tuples and sets), strings, numbers, and times as ISO 8601; any other object is `None`.

    Raises:
        UnreadableError: it is not what `repr` prints, or nested too deeply.

    >>> read_literal("{'url': 'https://a.example', 'n': [1, None]}", "cell")
    {'url': 'https://a.example', 'n': [1, None]}
    >>> read_literal("datetime.datetime(2025, 7, 3, 8, 0, tzinfo=datetime.timezone.utc)", "cell")
    '2025-07-03T08:00:00+00:00'
    """
    reader = _Reader(text, where)
    value = reader.value(0)
    reader.expect_end()
    return value


class _Reader:
    def __init__(self, text: str, where: str) -> None:
        self._text, self._where, self._place = text, where, 0

    def _bad(self) -> UnreadableError:
        return UnreadableError(
            f"{self._where} is not what auto-archiver writes, at character {self._place + 1}", hint="Give the CSV file as auto-archiver wrote it."
        )

    def _next(self) -> re.Match[str]:
        found = _TOKEN.match(self._text, self._place)
        if found is None:
            raise self._bad()
        self._place = found.end()
        return found

    def _is_next(self, mark: str) -> bool:
        found = _TOKEN.match(self._text, self._place)
        if found is None or found["mark"] != mark:
            return False
        self._place = found.end()
        return True

    def expect_end(self) -> None:
        """Nothing but white space may follow."""
        if self._text[self._place :].strip():
            raise self._bad()

    def value(self, depth: int) -> Any:  # noqa: ANN401  # whatever was printed
        """The value that begins here."""
        if depth > _DEEPEST:
            raise UnreadableError(f"{self._where} is nested too deeply to be read", hint="Check where this file comes from.")
        token = self._next()
        match token.lastgroup:
            case "string":
                return _string(token["string"])
            case "number":
                return _number(token["number"])
            case "object":
                return None
            case "word":
                return self._word(token["word"], depth)
        opening = token["mark"]
        if opening == "{":
            return self._mapping(depth)
        if opening in _CLOSING:
            return self._items(_CLOSING[opening], depth)[0]
        raise self._bad()

    def _word(self, word: str, depth: int) -> Any:  # noqa: ANN401  # whatever was printed
        if word in _WORDS:
            return _WORDS[word]
        if not self._is_next("("):
            return "UTC" if word.endswith("timezone.utc") else None
        items, named = self._items(")", depth)
        return _called(word.rpartition(".")[2], items, named)

    def _items(self, closing: str, depth: int) -> tuple[list[Any], dict[str, Any]]:
        """What stands between brackets: values in their order, and values with names."""
        items: list[Any] = []
        named: dict[str, Any] = {}
        while not self._is_next(closing):
            start = self._place
            token = self._next()
            if token["word"] and self._is_next("="):
                named[token["word"]] = self.value(depth + 1)
            else:
                self._place = start
                items.append(self.value(depth + 1))
            if not self._is_next(","):
                if not self._is_next(closing):
                    raise self._bad()
                break
        return items, named

    def _mapping(self, depth: int) -> Any:  # noqa: ANN401  # a dict or a set
        found: dict[Any, Any] = {}
        items: list[Any] = []
        while not self._is_next("}"):
            key = self.value(depth + 1)
            if self._is_next(":"):
                found[str(key)] = self.value(depth + 1)
            else:
                items.append(key)
            if not self._is_next(","):
                if not self._is_next("}"):
                    raise self._bad()
                break
        return items if items and not found else found


def _string(token: str) -> str:
    inner = token[2:-1] if token[0] in "bB" else token[1:-1]
    return _ESCAPE.sub(_unescaped, inner)


def _unescaped(found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3]
    if digits:
        code = int(digits, 16)
        return chr(code) if code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\ufffd"
    return _LETTERS.get(found[4], found[4])


def _number(token: str) -> int | float | None:
    if re.fullmatch(r"[+-]?\d{1,300}", token):
        return int(token)
    return float(token) if len(token) <= 300 else None


def _called(name: str, items: list[Any], named: dict[str, Any]) -> Any:  # noqa: ANN401  # a time, a zone or nothing
    numbers = [item for item in items if isinstance(item, int) and not isinstance(item, bool)]
    try:
        if name == "datetime":
            zone = named.get("tzinfo", items[7] if len(items) > 7 else None)
            moment = datetime(*numbers[:7], tzinfo=_zone(zone)) if 3 <= len(numbers) <= 8 else None  # type: ignore[misc,arg-type]  # counted
            return moment.isoformat() if moment else None
        if name == "timedelta":
            days, seconds = (*numbers, 0, 0)[:2]
            return timedelta(days=named.get("days", days), seconds=named.get("seconds", seconds))
        if name == "tzutc":
            return "UTC"
        if name in {"timezone", "tzoffset"}:
            given = items[-1]
            return timezone(given if isinstance(given, timedelta) else timedelta(seconds=given))
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return items[0] if name in {"PosixPath", "WindowsPath", "Path", "OrderedDict", "set", "frozenset"} and items else None


def _zone(value: Any) -> timezone | None:  # noqa: ANN401  # what stood behind tzinfo=
    return UTC if value == "UTC" else value if isinstance(value, timezone) else None

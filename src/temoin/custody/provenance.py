"""Where an exhibit came from: made, written down beside it, and read back, older forms too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from temoin.custody.ledger import canonical
from temoin.errors import OptionError
from temoin.model import Provenance

__all__ = ["make_provenance", "provenance_from_text", "provenance_to_text"]

_LONGEST = 4000
_TEXTS = ("path", "url", "publisher", "received_from", "order_id", "credit", "licence", "about")


def make_provenance(said: Mapping[str, str | None], *, retrieved: datetime | None = None) -> Provenance:
    """An provenance from what is known; what is `None` or empty stays unknown, and what has no field of its own goes to `other`.

    Args:
        said: `path`, `url`, `publisher`, `received_from`, `order_id`, `credit`, `licence`, `about`, or any other name.
        retrieved: when it was fetched or handed over, with a zone.

    Raises:
        OptionError: the time has no zone, or a text is too long.

    >>> make_provenance({"publisher": "Northern Wire", "url": None, "sensor": "PS2"}).other
    (('sensor', 'PS2'),)
    """
    if retrieved is not None and retrieved.utcoffset() is None:
        raise OptionError("the time at which an input was retrieved has no zone", hint="Give it as 2025-07-03T08:00+02:00.")
    known = {name: _plain(name, text) for name, text in said.items() if text}
    fields = {name: text for name, text in known.items() if name in _TEXTS}
    return Provenance(retrieved=retrieved, other=tuple(sorted((name, text) for name, text in known.items() if name not in _TEXTS)), **fields)


def _plain(name: str, text: str) -> str:
    if len(text) > _LONGEST:
        raise OptionError(f"the {name} of an input is {len(text)} characters long, at most {_LONGEST} are kept")
    return text.encode("utf-8", "backslashreplace").decode()


def provenance_to_text(provenance: Provenance) -> str:
    """A JSON object of what is known, in the one form that is hashed."""
    said: dict[str, object] = {name: getattr(provenance, name) for name in _TEXTS if getattr(provenance, name)}
    if provenance.retrieved is not None:
        said["retrieved"] = provenance.retrieved.isoformat()
    return canonical({**said, **({"other": dict(provenance.other)} if provenance.other else {})})


def provenance_from_text(text: str) -> Provenance:
    """The provenance of a row; what an older temoin wrote under names that have no field today is kept in `other`.

    Raises:
        ValueError: it is no JSON object, or its time cannot be read.
    """
    said = json.loads(text)
    if not isinstance(said, dict):
        message = "its provenance is no JSON object"
        raise ValueError(message)  # noqa: TRY004  # one kind of error for a row that cannot be read
    other = said.pop("other", {})
    when = said.pop("retrieved", None)
    fields = {name: str(said.pop(name)) for name in _TEXTS if name in said}
    rest = {**(other if isinstance(other, dict) else {"other": other}), **said}
    retrieved = None if when is None else datetime.fromisoformat(str(when))
    if retrieved is not None and retrieved.utcoffset() is None:
        message = "the time in its provenance has no zone"
        raise ValueError(message)
    texts = ((str(name), value if isinstance(value, str) else canonical(value)) for name, value in rest.items())
    return Provenance(retrieved=retrieved, other=tuple(sorted(texts)), **fields)

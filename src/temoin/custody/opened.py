"""How every case begins, wherever it lies: its id, its options in one form, and its first entry."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from functools import lru_cache

from temoin.custody.ledger import Draft, canonical, next_entry
from temoin.custody.schema import FORMAT_VERSION
from temoin.errors import OptionError
from temoin.model import CustodyEntry

__all__ = ["checked_options", "first_entry", "new_case_id"]


def new_case_id() -> str:
    """A random id."""
    return secrets.token_hex(16)


def first_entry(*, case_id: str, title: str, inputs_key: str, options: str, now: datetime, version: str) -> CustodyEntry:
    """The entry that opens a case and says what it is."""
    said = {"case_id": case_id, "title": title, "inputs_key": inputs_key, "options": json.loads(options), "format_version": FORMAT_VERSION}
    return next_entry(None, Draft(action="open", options=canonical(said)), time=now, version=version)


@lru_cache(maxsize=256)
def checked_options(options_json: str) -> str:
    """Options in their canonical form.

    Raises:
        OptionError: they are no JSON object.
    """
    try:
        options = json.loads(options_json)
        text = canonical(options)
    except (ValueError, RecursionError) as error:
        raise OptionError(f"the options are no JSON: {error}") from error
    if not isinstance(options, dict):
        raise OptionError("the options are no JSON object")
    return text

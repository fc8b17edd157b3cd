"""Signing off: what a person signs, and whether enough people signed what the case says now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from temoin.custody import Store
from temoin.model import Decision, DecisionKind

__all__ = ["ENOUGH", "is_current", "is_signed_off", "signed_state"]

ENOUGH = 2
"""People who must sign before a dossier says that it was signed: the one who made it and a second one who read it."""
_SIGNED = ("claims.json", "findings.json", "assessments.json")


def signed_state(store: Store) -> dict[str, str]:
    """SHA-256 of what a person signs: claims, findings and verdicts as they are now."""
    held = {name: store.get_artefact(name) for name in _SIGNED}
    return {name: hashlib.sha256(data).hexdigest() for name, data in held.items() if data is not None}


def is_current(decision: Decision, state: dict[str, str]) -> bool:
    """Whether what was signed is what the case says now."""
    return decision.kind is DecisionKind.SIGN_OFF and json.loads(decision.value).get("signed") == state


def is_signed_off(store: Store, standing: Sequence[Decision]) -> bool:
    """Whether at least two people signed what the case says now."""
    state = signed_state(store)
    return len({one.who.casefold() for one in standing if is_current(one, state)}) >= ENOUGH

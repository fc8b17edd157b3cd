"""How a person's decision is kept: whole in its own ledger entry, so that the chain that holds the entries holds the decisions too."""

from __future__ import annotations

import json

from temoin.custody.ledger import Draft, canonical
from temoin.custody.vault import Vault, append
from temoin.errors import CustodyError, OptionError
from temoin.model import CustodyEntry, Decision, DecisionKind

__all__ = ["DECIDE", "decide", "read_decisions"]

DECIDE = "decide"
"""The ledger's word for a decision."""
_LONGEST = {"subject": 1_000, "who": 200, "why": 4_000, "value": 20_000}
_FIELDS = {"number", "kind", "subject", "value", "who", "why"}


def decide(vault: Vault, kind: DecisionKind, subject: str, *, value: str, who: str, why: str) -> Decision:
    """Write a decision down; see `CaseBook.add_decision`. The value is a JSON object in its canonical form."""
    texts = {"subject": subject.strip(), "who": who.strip(), "why": why.strip()}
    for name, text in {**texts, "value": value}.items():
        _require_text(name, text)
    with vault.writing():
        before = read_decisions(vault)
        if kind is DecisionKind.WITHDRAW and texts["subject"] not in {str(one.number) for one in before}:
            message = f"there is no decision {texts['subject'][:40]!r} that could be withdrawn"
            raise OptionError(message, hint="`temoin case show` lists the decisions with their numbers.")
        said = {"number": len(before) + 1, "kind": kind.value, "value": json.loads(value), **texts}
        entry = append(vault, Draft(action=DECIDE, options=canonical(said), role=texts["who"]))
    return _decision(entry)


def _require_text(name: str, text: str) -> None:
    if not text:
        raise OptionError(f"a decision needs its {name}", hint="Say who decides with --by, and why with --why.")
    if len(text) > _LONGEST[name]:
        raise OptionError(f"{name} is {len(text)} characters long, at most {_LONGEST[name]} are kept", hint="Say it in fewer words.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise OptionError(f"{name} holds half a character", hint="Type it again.")


def read_decisions(vault: Vault) -> tuple[Decision, ...]:
    """All decisions of a case in the order in which they were taken.

    Raises:
        CustodyError: an entry holds no sound decision.
    """
    decisions = tuple(_decision(entry) for entry in vault.entries(action=DECIDE))
    if [decision.number for decision in decisions] != list(range(1, len(decisions) + 1)):
        raise CustodyError("the decisions of the case are not numbered one by one")
    return decisions


def _decision(entry: CustodyEntry) -> Decision:
    try:
        said = json.loads(entry.options)
        _require_fields(said, entry)
        texts = {name: said[name] for name in ("subject", "who", "why")}
        return Decision(number=said["number"], kind=DecisionKind(said["kind"]), value=canonical(said["value"]), when=entry.time, **texts)
    except (ValueError, TypeError, RecursionError) as error:
        raise CustodyError(f"ledger entry {entry.number} holds no sound decision: {error}") from error


def _require_fields(said: dict[str, object], entry: CustodyEntry) -> None:
    """Make sure that the fields are there, of their types, and that the entry's role is the one who decided."""
    is_sound = set(said) == _FIELDS and isinstance(said["value"], dict) and type(said["number"]) is int
    if not is_sound or said["who"] != entry.role or not all(isinstance(said[name], str) for name in ("subject", "why")):
        message = "its fields are not those of a decision"
        raise ValueError(message)

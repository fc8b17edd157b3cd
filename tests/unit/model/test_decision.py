"""Decisions: which of them stand, and keys of claims that survive a re-run."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs

from temoin.extract import extract_claims
from temoin.model import Decision, DecisionKind, claim_keys, short_id, standing_decisions
from temoin.testing import made_report

TEXT = "Three people were killed and 12 injured at the depot, the fire service said."


def decided(number: int, kind: DecisionKind, subject: str = "s", who: str = "Ada") -> Decision:
    """A decision of that kind."""
    return Decision(number=number, kind=kind, subject=subject, who=who, why="because", when=datetime(2025, 7, 3, tzinfo=UTC))


def numbers(*decisions: Decision) -> list[int]:
    """Which of them stand."""
    return [decision.number for decision in standing_decisions(decisions)]


def test_a_later_decision_on_the_same_matter_stands_alone():
    """An edit after a rejection takes the claim back in; a verdict on the same claim is another matter."""
    first, second = decided(1, DecisionKind.REJECT_CLAIM), decided(2, DecisionKind.EDIT_CLAIM)
    assert numbers(first, second) == [2]
    assert numbers(first, decided(2, DecisionKind.OVERRIDE_VERDICT)) == [1, 2]
    assert numbers(first, decided(2, DecisionKind.REJECT_CLAIM, "other")) == [1, 2]


def test_a_withdrawn_decision_gives_way_to_the_one_it_had_followed():
    """Withdrawing the edit brings the rejection back; withdrawing that withdrawal, the edit."""
    told = [decided(1, DecisionKind.REJECT_CLAIM), decided(2, DecisionKind.EDIT_CLAIM), decided(3, DecisionKind.WITHDRAW, "2")]
    assert numbers(*told) == [1]
    assert numbers(*told, decided(4, DecisionKind.WITHDRAW, "3")) == [2]
    assert numbers(*told, decided(4, DecisionKind.WITHDRAW, "1")) == []


def test_each_person_signs_for_themselves():
    """Two people's signatures both stand; one person's newer one follows the older."""
    one, two = decided(1, DecisionKind.SIGN_OFF, "a"), decided(2, DecisionKind.SIGN_OFF, "a", who="Bo")
    assert numbers(one, two) == [1, 2]
    assert numbers(one, two, decided(3, DecisionKind.SIGN_OFF, "b")) == [2, 3]


def test_a_key_does_not_depend_on_running_numbers():
    """Other ids, and one claim more at the front, leave each claim's key as it was."""
    report = made_report(TEXT, lang="en", published="2025-05-05")
    claims = extract_claims(report)
    keys = claim_keys([report], claims)
    assert len(set(keys.values())) == len(claims) > 1
    moved = tuple(attrs.evolve(claim, id=f"x{number}") for number, claim in enumerate(claims[1:]))
    again = claim_keys([report], moved)
    assert [again[claim.id] for claim in moved] == [keys[claim.id] for claim in claims[1:]]
    assert len({short_id(key) for key in keys.values()}) == len(claims)


def test_claims_that_share_words_and_kind_have_keys_of_their_own():
    """The second of two like claims is told apart by its place."""
    report = made_report(TEXT, lang="en")
    claim = extract_claims(report)[0]
    twin = attrs.evolve(claim, id="twin")
    keys = claim_keys([report], [claim, twin])
    assert keys["twin"] == f"{keys[claim.id]}#2"

"""What follows from background facts: a serial number gives a lower bound of the number made; nothing more is worked out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import attrs

from temoin.corroborate.origins import independent_origins
from temoin.model import Certainty, Claim, ClaimKind, Polarity
from temoin.quantity import Level, Quantity
from temoin.text import plain_name

__all__ = ["Inference", "infer_numbers_made"]


@attrs.frozen(kw_only=True)
class Inference:
    """A number that no text gives; it was worked out from facts that texts do give.

    Args:
        about: of what, in the words of the texts, or "" where they name nothing.
        made: how many were made at least, if the numbers run on from 1.
        made_between: how many were made at least wherever the numbers begin; `None` where only one number is known.
        claim_ids: the facts it rests on.
        origins: who gives them.
        basis: how it was worked out and what was taken for granted, in plain English.
    """

    about: str
    made: Quantity
    made_between: Quantity | None
    claim_ids: tuple[str, ...]
    origins: tuple[str, ...]
    basis: str


def infer_numbers_made(claims: Iterable[Claim]) -> tuple[Inference, ...]:
    """Lower bounds of numbers made, from serial numbers.

    The highest serial number N means that N pieces were made if numbering began at 1 and left nothing out; the lowest and the highest together
    mean max − min + 1 pieces without the first of the two assumptions. No estimate of the total is made.

    Args:
        claims: of any kind; those of the kind `identifier` with a number are used.
    """
    groups: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.kind is ClaimKind.IDENTIFIER and claim.quantity is not None and _is_said(claim) and _least(claim.quantity) >= 1:
            groups[plain_name(claim.thing.name or claim.thing.noun) if claim.thing else ""].append(claim)
    return tuple(_inferred(groups[about]) for about in sorted(groups))


def _is_said(claim: Claim) -> bool:
    return claim.polarity is Polarity.POSITIVE and claim.certainty not in {Certainty.DENIED, Certainty.EXPECTED}


def _least(quantity: Quantity) -> float:
    """The serial number itself; of "above nine thousand" the least that the words leave."""
    if quantity.value is not None and quantity.level is not Level.AT_MOST:
        return quantity.value
    return quantity.low if quantity.low is not None else 0.0


def _inferred(claims: list[Claim]) -> Inference:
    ordered = sorted(claims, key=lambda one: one.id)
    numbers = sorted({_least(one.quantity) for one in ordered if one.quantity is not None})
    about = next((one.thing.words for one in ordered if one.thing is not None), "")
    between = numbers[-1] - numbers[0] + 1 if len(numbers) > 1 else None
    return Inference(
        about=about,
        made=Quantity(value=numbers[-1], unit="item", level=Level.AT_LEAST),
        made_between=Quantity(value=between, unit="item", level=Level.AT_LEAST) if between is not None else None,
        claim_ids=tuple(one.id for one in ordered),
        origins=tuple(origin.words for origin in independent_origins(ordered)),
        basis=f"inferred from the serial number {numbers[-1]:,.0f}, if numbers run on from 1 and none was left out; no text says it",
    )

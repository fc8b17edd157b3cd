"""What a validation says in words and rates, for the terminal, the dossier and the case."""

from __future__ import annotations

import math

import temoin
from temoin.custody import Store, step_key
from temoin.measure.rates import Rate
from temoin.measure.validation import with_validation
from temoin.model import Findings
from temoin.publish import ShownRate, ShownValidation
from temoin.workflows.validate import Validation, from_validation_document

__all__ = ["VALIDATION", "held_validation", "missed_words", "shown_validation", "step_key_of", "validation_of", "with_result"]

VALIDATION = "validation.json"
_POINTS = 60


def shown_validation(validation: Validation) -> ShownValidation:
    """A validation, ready to print."""
    summary, curve = validation.summary, validation.summary.curve
    line: tuple[tuple[float, float], ...] = ()
    if curve is not None:
        first, last = math.log(curve.smallest_m2), math.log(curve.largest_m2)
        areas = [math.exp(first + (last - first) * step / _POINTS) for step in range(_POINTS + 1)]
        line = tuple((area, curve.chance(area)) for area in areas)
    return ShownValidation(
        sizes=tuple(_shown(one.rate, from_m2=one.low_m2, to_m2=one.high_m2) for one in summary.sizes),
        kinds=tuple(_shown(found, kind) for kind, found, _ in summary.kinds),
        look_alikes=tuple(_shown(rate, kind) for kind, rate in summary.look_alikes),
        alarms=_shown(summary.sure_alarms),
        unjudged=_shown(summary.unjudged),
        coverage=_shown(summary.coverage),
        area_error=summary.area_error,
        nine_m2=curve.nine_m2 if curve is not None else None,
        nine_low_m2=curve.low_m2 if curve is not None else None,
        nine_high_m2=curve.high_m2 if curve is not None else None,
        largest_m2=curve.largest_m2 if curve is not None else None,
        curve=line,
        rounds=validation.rounds,
        uses_segments=validation.uses_segments,
        is_enough=validation.is_enough,
    )


def held_validation(store: Store, hashes: tuple[str, ...]) -> Validation | None:
    """The self-validation that a case holds of this very ground, or `None`.

    Args:
        store: the case.
        hashes: of pictures, footprints and site.

    Raises:
        WireError: it cannot be read.
    """
    data = store.step(VALIDATION, step_key_of(hashes))
    return from_validation_document(data, name=VALIDATION) if data is not None else None


def validation_of(store: Store) -> Validation | None:
    """The self-validation of what a case's findings were measured on, or `None`."""
    made = [store.artefact_entries(name) for name in (VALIDATION, "findings.json")]
    if not all(made):
        return None
    entries = store.case().ledger.entries
    tried, measured = (entries[numbers[-1] - 1].inputs for numbers in made)
    return held_validation(store, tried) if tried == measured else None


def step_key_of(hashes: tuple[str, ...]) -> str:
    """The key under which a case keeps the self-validation of a ground."""
    return step_key(hashes, version=temoin.__version__)


def with_result(findings: Findings | None, validation: Validation | None) -> Findings | None:
    """Findings that know what would have been seen, where that was tried."""
    return with_validation(findings, validation.summary) if findings is not None and validation is not None else findings


def _shown(rate: Rate, label: str = "", *, from_m2: float = 0.0, to_m2: float = 0.0) -> ShownRate:
    return ShownRate(label=label, hits=rate.hits, tries=rate.tries, low=rate.low, high=rate.high, from_m2=from_m2, to_m2=to_m2)


def missed_words(shown: ShownValidation) -> str:
    """What "no visible damage" leaves open here, in one sentence."""
    if shown.missed_m2 is not None:
        return f"“No visible damage” leaves open: a hole in a roof under {shown.missed_m2:,.0f} m² may not show here."
    if shown.largest_m2 is None:
        return "“No visible damage” leaves everything open here: too little could be tried to say what would show."
    tried = f"holes up to {shown.largest_m2:,.0f} m² were tried, and no size is known to be found in nine of ten"
    return f"“No visible damage” leaves everything open here: {tried}."

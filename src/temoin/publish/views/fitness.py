"""How far two pictures can be compared, in words."""

from __future__ import annotations

from temoin.model import Fitness, FitnessGrade, HeightEffect
from temoin.publish.amounts import number_words
from temoin.publish.words import Words

__all__ = ["GRADES", "fitness_words"]

GRADES = {
    FitnessGrade.GOOD: "The two pictures are fit to be compared: nothing known of them limits it.",
    FitnessGrade.LIMITED: "The two pictures can be compared, within limits that are named below.",
    FitnessGrade.NOT_COMPARABLE: "The two pictures cannot be compared, so nothing was measured on them; the reasons are named below.",
}
_SHOWN_M = 10.0
"""Of the heights that are worked out, the dossier tells that of a hall."""


def fitness_words(fitness: Fitness | None, words: Words) -> tuple[str, ...]:
    """The grade, and what to expect of roofs and shadows; nothing where fitness was not judged."""
    if fitness is None:
        return ()
    effect = next((one for one in fitness.heights if one.height_m == _SHOWN_M), None)
    return (words(GRADES[fitness.grade]), *(() if effect is None else _effect_words(effect, words)))


def _effect_words(effect: HeightEffect, words: Words) -> tuple[str, ...]:
    height = _number(effect.height_m, words)
    lines = []
    if effect.parallax_m is not None and effect.parallax_px is not None:
        lines.append(
            words(
                "By the view angles, a roof {height} m up lies {metres} m ({pixels} pixels) apart in the two pictures.",
                height=height,
                metres=_number(effect.parallax_m, words),
                pixels=_number(effect.parallax_px, words),
            )
        )
    if effect.shadow_before_m is not None and effect.shadow_after_m is not None and effect.shadows_apart_m is not None:
        lines.append(
            words(
                "By the sun, the shadow of a wall {height} m high is {before} m long before and {after} m after; the two tips lie {apart} m apart.",
                height=height,
                before=_number(effect.shadow_before_m, words),
                after=_number(effect.shadow_after_m, words),
                apart=_number(effect.shadows_apart_m, words),
            )
        )
    return tuple(lines)


def _number(value: float, words: Words) -> str:
    return number_words(round(value, 1) if value < 10 else float(round(value)), decimal=words.decimal)

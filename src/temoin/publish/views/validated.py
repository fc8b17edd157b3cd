"""How good the answer is at this site, as a table and a curve."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
from markupsafe import Markup

from temoin.publish.amounts import number_words
from temoin.publish.detection import ShownRate, ShownValidation, draw_detection
from temoin.publish.words import Words

__all__ = ["RateRow", "ValidationView", "missed_sentence", "validation_view"]


@attrs.frozen(kw_only=True)
class RateRow:
    """One rate, ready to print.

    Args:
        label: of what.
        count: how many of how many.
        share: with its interval.
    """

    label: str
    count: str
    share: str


@attrs.frozen(kw_only=True)
class ValidationView:
    """What validation found, ready to print.

    Args:
        missed: what "no visible damage" leaves open here, in one sentence.
        how: what was done, in one sentence.
        area: how far off areas are, or "".
        found: damage by size and kind.
        taken: what is no damage and was taken for it.
        curve: the drawing, or "".
    """

    missed: str
    how: str
    area: str
    found: tuple[RateRow, ...]
    taken: tuple[RateRow, ...]
    curve: str


def validation_view(shown: ShownValidation | None, words: Words) -> ValidationView | None:
    """The part of the page on self-validation; `None` where nobody tried.

    Args:
        shown: what was found.
        words: of the page's language.
    """
    if shown is None:
        return None
    kinds, alike = _kinds(words), shown.look_alikes
    sizes = [_row(words("hole of {low} to {high} m²", low=low, high=high), one, words) for one in shown.sizes for low, high in [_between(one)]]
    return ValidationView(
        missed=missed_sentence(shown, words),
        how=_how(shown, words),
        area=_area(shown, words),
        found=(*sizes, *(_row(kinds.get(one.label, one.label), one, words) for one in shown.kinds)),
        taken=(_row(words("nothing happened"), shown.alarms, words), *(_row(kinds.get(one.label, one.label), one, words) for one in alike)),
        curve=Markup(draw_detection(shown, words)),  # noqa: S704  # our own drawing; the words in it are escaped
    )


def _between(size: ShownRate) -> tuple[str, str]:
    """From and to, in whole square metres where that tells them apart."""
    whole = number_words(size.from_m2, step=1), number_words(size.to_m2, step=1)
    return whole if whole[0] != whole[1] else (number_words(size.from_m2, step=0.1), number_words(size.to_m2, step=0.1))


def _kinds(words: Words) -> Mapping[str, str]:
    return {
        "roof-collapse": words("hole in a roof, all sizes"),
        "whole-collapse": words("whole building collapsed"),
        "roof-cover-loss": words("roof covering lost"),
        "burn": words("burnt roof"),
        "roof-paint": words("roof painted anew"),
        "parked-lorries": words("lorries parked beside it"),
        "shadow": words("shadow across the roof"),
    }


def _row(label: str, rate: ShownRate, words: Words) -> RateRow:
    if not rate.tries:
        return RateRow(label=label, count="–", share=words("not tried"))
    interval = f"{100 * rate.share:.0f}\u202f% ({100 * rate.low:.0f}–{100 * rate.high:.0f}\u202f%)"
    return RateRow(label=label, count=words("{hits} of {tries}", hits=rate.hits, tries=rate.tries), share=interval)


def missed_sentence(shown: ShownValidation, words: Words) -> str:
    """What "no visible damage" leaves open at this site."""
    if shown.missed_m2 is not None:
        return words(
            "“No visible damage” leaves open: a hole in a roof under {area} m² may not show here.", area=number_words(shown.missed_m2, step=1)
        )
    return words("“No visible damage” leaves everything open here: no size of a hole is known to be found in nine of ten.")


def _how(shown: ShownValidation, words: Words) -> str:
    hurt = sum(one.tries for one in shown.kinds) + shown.unjudged.hits
    hosts = words("pieces of the picture that stand for buildings") if shown.uses_segments else words("buildings of this site")
    how = words(
        "Known damage was planted {count} times in {hosts}, in {rounds} rounds, under the conditions of these very pictures; "
        "then everything was run as it was for this dossier.",
        count=hurt,
        hosts=hosts,
        rounds=shown.rounds,
    )
    if not shown.unjudged.hits:
        return how
    left = words("After {count} of them the building could not be judged; these count neither as found nor as missed.", count=shown.unjudged.hits)
    return f"{how} {left}"


def _area(shown: ShownValidation, words: Words) -> str:
    if shown.area_error is None:
        return ""
    middle, low, high = (f"{100 * value:+.0f}".replace("-", "−") for value in shown.area_error)
    return words(
        "Areas of holes that were found are {middle} % off in the middle ({low} to {high} %); the stated interval held the true area in "
        "{hits} of {tries}.",
        middle=middle,
        low=low,
        high=high,
        hits=shown.coverage.hits,
        tries=shown.coverage.tries,
    )

"""What a page says of itself: which release it is, what changed, and what was left out of it."""

from __future__ import annotations

import attrs

from temoin.model import ClaimKind, DecisionKind, GradeClass, Reason, TimeRange, Verdict
from temoin.publish.amounts import time_words
from temoin.publish.content import ChangedLine, ReleaseFacts
from temoin.publish.phrases import say_sentence
from temoin.publish.policy import Policy, Precision
from temoin.publish.safe import bounded
from temoin.publish.views.findings import MEASUREMENTS
from temoin.publish.vocabulary import WITHHELD
from temoin.publish.withheld import LeftOut, Withheld
from temoin.publish.words import Words

__all__ = ["LeftOutView", "ReleaseView", "left_out_view", "release_view"]

_CHANGE_LIMIT = 200
_WORD_LIMIT = 500
KINDS = {"claim": "claim", "verdict": "verdict", "grade": "grade", "measurement": "measurement", "decision": "decision"}


@attrs.frozen(kw_only=True)
class LeftOutView:
    """What the public form leaves out.

    Args:
        lines: one a kind, with its number.
        words: the withheld words themselves by kind, for the desk's draft; none in the public form.
        precision: what the page says of places, or "".
    """

    lines: tuple[str, ...]
    words: tuple[tuple[str, tuple[str, ...]], ...]
    precision: str


@attrs.frozen(kw_only=True)
class ReleaseView:
    """A numbered release, ready to print."""

    number: int
    earlier: tuple[str, ...]
    changes: tuple[tuple[str, str, str, str], ...]
    left_out: int
    signed_by: str
    lifted: str


def left_out_view(left_out: LeftOut, policy: Policy, words: Words, *, is_draft: bool) -> LeftOutView:
    """Counts for everybody, the words themselves for the desk alone."""
    shown: list[tuple[str, tuple[str, ...]]] = []
    for kind, _ in left_out.counts if is_draft else ():
        own = tuple(bounded(word, 120) for one, word in left_out.words if one is kind and kind is not Withheld.WORKER)
        if own:
            shown.append((words.plural(*WITHHELD[kind], len(own)), own[:_WORD_LIMIT]))
    coarse = {
        Precision.EXACT: "",
        Precision.HUNDRED_METRES: words("Places are given to 100 m: no outline of a building or change is drawn, and none is listed."),
        Precision.KILOMETRE: words("Places are given to 1 km: no outline of a building or change is drawn, and none is listed."),
    }[policy.precision]
    return LeftOutView(lines=tuple(words.plural(*WITHHELD[kind], count) for kind, count in left_out.counts), words=tuple(shown), precision=coarse)


def release_view(release: ReleaseFacts | None, words: Words) -> ReleaseView | None:
    """The release's number, those before it, and what changed since the last."""
    if release is None:
        return None
    lines = tuple(_line(one, words) for one in release.changes)
    return ReleaseView(
        number=release.number,
        earlier=tuple(
            words("release {number}, {time}", number=number, time=time_words(TimeRange.at(when), words)) for number, when in release.earlier
        ),
        changes=lines[:_CHANGE_LIMIT],
        left_out=max(0, len(lines) - _CHANGE_LIMIT),
        signed_by=words.plural(
            "{count} person signed what this page says.", "{count} people signed what this page says, each for themselves.", release.signed_by
        ),
        lifted=bounded(release.lifted, 500),
    )


def _line(one: ChangedLine, words: Words) -> tuple[str, str, str, str]:
    """What changed in the page's language; quotes in it stay as they are."""
    which = _measured(one.which, words) if one.what == "measurement" else one.which
    return (words(KINDS.get(one.what, one.what)), bounded(which, 300), _said(one.what, one.was, words), _said(one.what, one.now, words))


def _said(what: str, text: str, words: Words) -> str:
    match what:
        case "verdict":
            verdict, _, rest = text.partition(" on ")
            reasons = (reason.strip() for reason in rest.rpartition(": ")[2].split(","))
            told = [words.reason(Reason(reason)) for reason in reasons if reason in set(Reason)]
            name = words.name(Verdict(verdict)) if verdict in set(Verdict) else verdict
            return bounded("; ".join((name, *told)), 300)
        case "grade":
            return words.name(GradeClass(text)) if text in set(GradeClass) else bounded(text, 300)
        case "claim":
            kind = next((kind for kind in ClaimKind if text.startswith(kind.value.replace("_", " "))), None)
            return bounded(text if kind is None else words.name(kind) + text[len(kind.value) :], 300)
        case "decision":
            kinds = {kind.value.replace("_", " "): kind for kind in DecisionKind}
            name, comma, who = text.partition(", by ")
            return bounded((words.name(kinds[name]) if name in kinds else name) + (f" ({who})" if comma else ""), 300)
        case _:
            return bounded(say_sentence(text, words), 300)


def _measured(name: str, words: Words) -> str:
    return words(MEASUREMENTS.get(name.replace(" ", "_"), name))

"""Method, versions, options, hashes, ledger, and what this cannot show."""

from __future__ import annotations

import json

import attrs

from temoin.model import ExhibitRole, Scene, TimeRange
from temoin.publish.amounts import number_words, time_words
from temoin.publish.content import DossierContent
from temoin.publish.phrases import say_sentence
from temoin.publish.safe import bounded, without_folders
from temoin.publish.views.validated import missed_sentence
from temoin.publish.vocabulary import ACTIONS, ROLES, TABLES
from temoin.publish.words import Words

__all__ = ["InputRow", "LedgerRow", "MethodView", "limit_lines", "method_view"]

_OPTIONS_LIMIT = 20_000
_LEDGER_LIMIT = 500


@attrs.frozen(kw_only=True)
class InputRow:
    """One input and its hash."""

    role: str
    name: str
    size: str
    sha256: str


@attrs.frozen(kw_only=True)
class LedgerRow:
    """One line of the ledger."""

    number: int
    time: str
    action: str
    role: str
    version: str
    hash: str


@attrs.frozen(kw_only=True)
class MethodView:
    """What an outsider needs to check the dossier."""

    version: str
    created: str
    case_id: str
    head: str
    inputs: tuple[InputRow, ...]
    ledger: tuple[LedgerRow, ...]
    ledger_left_out: int
    options: str


def method_view(content: DossierContent, words: Words) -> MethodView:
    """Inputs from the case where there is one, else from the reports and scenes themselves."""
    case = content.case
    head = content.head or (case.ledger.head if case is not None else "")
    entries = case.ledger.entries if case is not None else ()
    return MethodView(
        version=bounded(content.version, 40),
        created=time_words(TimeRange.at(content.created), words),
        case_id=bounded(case.id, 80) if case is not None else "",
        head=bounded(head, 128),
        inputs=_inputs(content, words),
        ledger=tuple(
            LedgerRow(
                number=entry.number,
                time=time_words(TimeRange.at(entry.time), words),
                action=bounded(words(ACTIONS.get(entry.action, entry.action)), 40),
                role=bounded(words(ROLES.get(entry.role, entry.role)), 40),
                version=bounded(entry.version, 40),
                hash=bounded(entry.hash, 128),
            )
            for entry in entries[-_LEDGER_LIMIT:]
        ),
        ledger_left_out=max(0, len(entries) - _LEDGER_LIMIT),
        options=_pretty(case.options) if case is not None and case.options != "{}" else "",
    )


def _inputs(content: DossierContent, words: Words) -> tuple[InputRow, ...]:
    roles = TABLES[ExhibitRole]
    if content.case is not None and content.case.exhibits:
        return tuple(
            InputRow(
                role=words(roles[item.role]),
                name=bounded(item.name, 200),
                size=words("{count} bytes", count=number_words(item.size)),
                sha256=item.sha256,
            )
            for item in content.case.exhibits
        )
    rows = [
        InputRow(role=words(roles[ExhibitRole.REPORT]), name=bounded(report.id, 200), size="", sha256=report.sha256) for report in content.reports
    ]
    scenes: list[tuple[ExhibitRole, Scene]] = []
    if content.aligned is not None:
        scenes += [(ExhibitRole.BEFORE, content.aligned.before), (ExhibitRole.AFTER, content.aligned.after)]
    if content.before_only is not None:
        scenes.append((ExhibitRole.BEFORE, content.before_only.scene))
    if content.after_only is not None:
        scenes.append((ExhibitRole.AFTER, content.after_only.scene))
    rows += [
        InputRow(role=words(roles[role]), name=bounded(scene.name, 200), size="", sha256=scene.sha256 or words("not known")) for role, scene in scenes
    ]
    return tuple(rows)


def _pretty(options: str) -> str:
    try:
        text = json.dumps(json.loads(options), indent=2, ensure_ascii=False, sort_keys=True)
    except (ValueError, RecursionError):
        text = options
    return bounded(without_folders(text), _OPTIONS_LIMIT)


def limit_lines(content: DossierContent, words: Words) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What no such dossier can show, and what limits this one."""
    always = (
        words("Pictures from above show what changed on the ground. They do not show who or what caused it, and this dossier blames nobody."),
        words("“Not seen” never means “did not happen”: a picture can miss what is small, hidden, inside, or cleared away before it was taken."),
        words("No picture from above shows what happened to people. Figures of killed and injured are compared between reports only."),
        words("A change between two pictures lies somewhere between their two dates. It may be older or younger than the event."),
        words("Scores order buildings by how strongly they changed. They are not probabilities."),
        words("Claims are read by a machine that follows fixed rules. It can miss and misread them: the full texts stand here to check."),
    )
    own = []
    if content.findings is not None:
        own += list(content.findings.reasons)
    if content.aligned is not None:
        own += [*content.aligned.reasons, *content.aligned.registration.reasons, *content.aligned.before.notes, *content.aligned.after.notes]
    sentences = [words.reason(reason) for reason in dict.fromkeys(own)]
    missed = (missed_sentence(content.validation, words),) if content.validation is not None else ()
    return always, (
        *missed,
        *(sentence[:1].upper() + sentence[1:] + "." for sentence in sentences),
        *(bounded(say_sentence(without_folders(note), words), 500) for note in content.notes),
    )

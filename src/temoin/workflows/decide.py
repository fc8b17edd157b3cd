"""`decide_in_case`: what a person decides is checked against the case, written down, and what depends on it is done again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs

from temoin.custody import CaseStore, Store, canonical, utc_now
from temoin.errors import OptionError
from temoin.extract import edit_claim, find_quote, quote_claim, reading_of, rename_in_claim
from temoin.model import Claim, ClaimKind, Decision, DecisionKind, GradeClass, Report, Verdict, short_id
from temoin.progress import SILENT, Progress
from temoin.read import read_buildings
from temoin.workflows.decided import DecidedClaims, added_key, decided_claims_of
from temoin.workflows.inputs import VerifyInputs, VerifyOptions
from temoin.workflows.reopen import restored_inputs
from temoin.workflows.signing import signed_state
from temoin.workflows.verification import Verification
from temoin.workflows.verify import run_again

__all__ = ["DecidedCase", "decide_in_case", "find_claim"]


@attrs.frozen(kw_only=True, eq=False)
class DecidedCase:
    """What came of a decision.

    Args:
        decision: as it was written down.
        head: hash of the newest ledger entry.
        verification: of the run that followed, or `None` where none was asked for.
    """

    decision: Decision
    head: str
    verification: Verification | None = None


def decide_in_case(  # what, on what, by whom and why, and how to run
    folder: Path | str,
    kind: DecisionKind,
    subject: str = "",
    fields: Mapping[str, Any] | None = None,
    *,
    who: str,
    why: str,
    is_run: bool = True,
    progress: Progress = SILENT,
    now: Callable[[], datetime] = utc_now,
) -> DecidedCase:
    """Write down what a person decided, and do again what depends on it.

    Args:
        folder: the case.
        kind: what is decided.
        subject: a claim's short id, id or key; a report's id or publisher for a claim that is added; a building's id; a name; the number of
            the decision that is withdrawn; nothing for a signature.
        fields: the new value: fields of `extract.HandReading`, `quote` and `kind`, `building`, `same_as`, `grade` or `verdict`.
        who: who decides.
        why: the reason, in that person's words.
        is_run: whether what depends on it is done again now; else the next run does it.
        progress: told of each stage.
        now: the clock, with a zone.

    Raises:
        OptionError: the case holds no such claim, report, building or decision, the quote does not stand in the report, or a word is not known.
        CaseError: no case, never run, or held by another writer.
    """
    folder = Path(folder)
    given = {name: value for name, value in (fields or {}).items() if value is not None}
    with CaseStore.open(folder, write=True, now=now) as store, restored_inputs(store, folder) as (inputs, options):
        resolved, value = _resolve(store, inputs, options, kind, subject.strip(), given)
        decision = store.add_decision(kind, resolved, value_json=canonical(value), who=who, why=why)
        verification = run_again(store, folder, inputs, options, progress=progress, now=now) if is_run else None
        return DecidedCase(decision=decision, head=store.head, verification=verification)


def _resolve(  # noqa: PLR0911  # one return a kind
    store: Store, inputs: VerifyInputs, options: VerifyOptions, kind: DecisionKind, subject: str, fields: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """The subject as decisions name it, and the value as it is kept."""
    match kind:
        case DecisionKind.REJECT_CLAIM | DecisionKind.EDIT_CLAIM | DecisionKind.OVERRIDE_VERDICT:
            return _about_claim(store, kind, subject, fields)
        case DecisionKind.ADD_CLAIM:
            return _about_quote(store, subject, fields)
        case DecisionKind.TIE_NAME:
            building = str(fields.get("building", ""))
            _require_building(inputs, options, building)
            return " ".join(subject.split()), {"building": building}
        case DecisionKind.ALIAS:
            return _about_name(store, subject, fields)
        case DecisionKind.WRONG_FOOTPRINT:
            _require_building(inputs, options, subject)
            return subject, {}
        case DecisionKind.OVERRIDE_GRADE:
            _require_building(inputs, options, subject)
            return subject, {"grade": _word(GradeClass, fields.get("grade"), "grade").value}
        case DecisionKind.SIGN_OFF:
            return store.head, {"signed": signed_state(store)}
        case DecisionKind.WITHDRAW:
            return subject, {}


def find_claim(decided: DecidedClaims, words: str) -> Claim:
    """The claim that a short id, an id or a key names, rejected ones too.

    Raises:
        OptionError: none or several.
    """
    every = (*decided.claims, *(claim for claim, _ in decided.rejected))
    found = [claim for claim in every if words in {claim.id, decided.keys[claim.id]}]
    found = found or [claim for claim in every if words and short_id(decided.keys[claim.id]).startswith(words.casefold())]
    if len(found) != 1:
        message = f"{'no' if not found else 'more than one'} claim of the case is called {words[:80]!r}"
        raise OptionError(message, hint="`temoin case show` lists the claims with their short ids.")
    return found[0]


def _about_claim(store: Store, kind: DecisionKind, subject: str, fields: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    _, decided = decided_claims_of(store)
    claim = find_claim(decided, subject)
    value: dict[str, Any] = {}
    if kind is DecisionKind.EDIT_CLAIM:
        reading = reading_of(fields)
        if reading.is_empty:
            raise OptionError("nothing to edit was given", hint="Give what the words say: --value, --unit, --days, --number …")
        edit_claim(claim, reading, note="")
        value = dict(fields)
    elif kind is DecisionKind.OVERRIDE_VERDICT:
        value = {"verdict": _word(Verdict, fields.get("verdict"), "verdict").value}
    return decided.keys[claim.id], value


def _about_quote(store: Store, subject: str, fields: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    reports, decided = decided_claims_of(store)
    report = _report(reports, subject)
    kind = _word(ClaimKind, fields.get("kind"), "kind")
    span = find_quote(report, str(fields.get("quote", "")))
    quote_claim(report, span, kind, reading_of(fields), claim_id="", note="")
    every = (*decided.claims, *(claim for claim, _ in decided.rejected))
    same = next((one for one in every if one.report_id == report.id and one.kind is kind and one.span == span), None)
    if same is not None and not decided.keys[same.id].endswith("/added"):
        message = f"these words are already read as {kind.value.replace('_', ' ')}, as claim {short_id(decided.keys[same.id])}"
        raise OptionError(message, hint="Edit that claim, or reject it.")
    value = {**fields, "report": report.id, "kind": kind.value, "start": span.start}
    return added_key(report, kind.value, span.start, span.end), value


def _about_name(store: Store, subject: str, fields: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    name, same_as = " ".join(subject.split()), " ".join(str(fields.get("same_as", "")).split())
    if not name or not same_as or name == same_as:
        raise OptionError("two different spellings are needed", hint="Give the spelling to be read otherwise, then the name that it is.")
    _, decided = decided_claims_of(store)
    if all(rename_in_claim(claim, name, same_as) is claim for claim in decided.claims):
        message = f"no claim of the case names anything or anybody {name[:80]!r}"
        raise OptionError(message, hint="`temoin case names` lists the names of the case.")
    return name, {"same_as": same_as}


def _report(reports: tuple[Report, ...], words: str) -> Report:
    found = [report for report in reports if report.id == words] or [one for one in reports if (one.publisher or "").casefold() == words.casefold()]
    if not words and len(reports) == 1:
        found = list(reports)
    if len(found) != 1:
        names = ", ".join(report.id for report in reports[:12])
        message = f"{'no' if not found else 'more than one'} report of the case is called {words[:80]!r}"
        raise OptionError(message, hint=f"The reports are: {names}." if names else "The case was given no report.")
    return found[0]


def _require_building(inputs: VerifyInputs, options: VerifyOptions, building_id: str) -> None:
    if inputs.buildings is None:
        raise OptionError("the case holds no building footprints", hint="Add them with temoin case add --buildings FILE.")
    ids = [building.id for building in read_buildings(inputs.buildings, layer=options.layer, buffer_m=options.buffer_m)]
    if building_id not in ids:
        message = f"no footprint of the case has the id {building_id[:80]!r}"
        raise OptionError(message, hint=f"The first ids are: {', '.join(one[:40] for one in ids[:12])}.")


def _word(words: type[Any], given: object, name: str) -> Any:  # noqa: ANN401  # a word of the set
    text = str(given or "").strip().casefold()
    found = [word for word in words if text in {word.value, word.value.replace(" ", "-"), word.value.replace("_", "-"), word.value.replace("_", " ")}]
    if not found:
        raise OptionError(f"{name} {text[:40]!r} is not known", hint=f"These are: {', '.join(word.value for word in words)}.")
    return found[0]

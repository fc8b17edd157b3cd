"""`temoin case decide`: what a person decides, written down with who and why, and what depends on it done again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from temoin.cli.ending import end_run
from temoin.cli.options import AsJson
from temoin.cli.terminal import ShownProgress, emit_json, to_people
from temoin.model import DecisionKind
from temoin.wire import to_document
from temoin.workflows import decide_in_case

__all__ = ["add", "alias", "edit", "footprint", "grade", "reject", "sign", "tie", "verdict", "withdraw"]

Folder = Annotated[Path, Parameter(help="The case folder.")]
ClaimId = Annotated[str, Parameter(help="The claim's short id, as temoin case show gives it.")]
BuildingId = Annotated[str, Parameter(help="The building's id in the footprint file.")]
By = Annotated[str, Parameter(help="Who decides.")]
Why = Annotated[str, Parameter(help="The reason, in that person's words.")]
NoRun = Annotated[bool, Parameter(help="Only write it down; the next run does what depends on it.")]
Value = Annotated[float | None, Parameter(help="The number.")]
Low = Annotated[float | None, Parameter(help="Its lower bound.")]
High = Annotated[float | None, Parameter(help="Its upper bound.")]
Unit = Annotated[str | None, Parameter(help="What is counted or measured, singular: person, building, m2, km.")]
Level = Annotated[str | None, Parameter(help="What the words make of it: exact, about, at_least, more_than, at_most, nearly, range, several.")]
Days = Annotated[str | None, Parameter(help="The date: 2025-07-01, or 2025-06-30/2025-07-01.")]
Effect = Annotated[str | None, Parameter(help="What befell the thing: hit, damaged, destroyed, burned, collapsed, flooded.")]
Noun = Annotated[str | None, Parameter(help="The kind of thing, singular English: workshop, roof.")]
Part = Annotated[str | None, Parameter(help="The part of it: roof, window.")]
Number = Annotated[str | None, Parameter(help="Its number as written: 110.")]
Name = Annotated[str | None, Parameter(help="Its proper name.")]


def reject(folder: Folder, claim: ClaimId, *, by: By, why: Why, no_run: NoRun = False, json: AsJson = False) -> int:
    """Leave a claim out: it stays visible as rejected, and takes no part in any verdict."""
    return _decide(folder, DecisionKind.REJECT_CLAIM, claim, {}, by=by, why=why, no_run=no_run, json=json)


def edit(
    folder: Folder,
    claim: ClaimId,
    *,
    value: Value = None,
    low: Low = None,
    high: High = None,
    unit: Unit = None,
    level: Level = None,
    days: Days = None,
    effect: Effect = None,
    noun: Noun = None,
    part: Part = None,
    number: Number = None,
    name: Name = None,
    by: By,
    why: Why,
    no_run: NoRun = False,
    json: AsJson = False,
) -> int:
    """Read a claim otherwise than the machine did; the machine's reading stays beside it."""
    fields = {"value": value, "low": low, "high": high, "unit": unit, "level": level, "days": days, "effect": effect}
    fields |= {"noun": noun, "part": part, "number": number, "name": name}
    return _decide(folder, DecisionKind.EDIT_CLAIM, claim, fields, by=by, why=why, no_run=no_run, json=json)


def add(
    folder: Folder,
    *,
    quote: Annotated[str, Parameter(help="The words that hold the claim, letter by letter as they stand in the report.")],
    kind: Annotated[str, Parameter(help="What it is about: killed, injured, damaged_object, damage_extent, event_date …")],
    report: Annotated[str, Parameter(help="The report's id or publisher; not needed where the case has one.")] = "",
    value: Value = None,
    low: Low = None,
    high: High = None,
    unit: Unit = None,
    level: Level = None,
    days: Days = None,
    effect: Effect = None,
    noun: Noun = None,
    part: Part = None,
    number: Number = None,
    name: Name = None,
    by: By,
    why: Why,
    no_run: NoRun = False,
    json: AsJson = False,
) -> int:
    """Add a claim that the machine did not read; its words must stand in the report."""
    fields = {"quote": quote, "kind": kind, "value": value, "low": low, "high": high, "unit": unit, "level": level, "days": days, "effect": effect}
    fields |= {"noun": noun, "part": part, "number": number, "name": name}
    return _decide(folder, DecisionKind.ADD_CLAIM, report, fields, by=by, why=why, no_run=no_run, json=json)


def tie(
    folder: Folder,
    name: Annotated[str, Parameter(help="The name that reports use.")],
    building: BuildingId,
    *,
    by: By,
    why: Why,
    no_run: NoRun = False,
    json: AsJson = False,
) -> int:
    """Tie a name that reports use to a building; it goes before what the site file says of that name."""
    return _decide(folder, DecisionKind.TIE_NAME, name, {"building": building}, by=by, why=why, no_run=no_run, json=json)


def alias(
    folder: Folder,
    name: Annotated[str, Parameter(help="The spelling that is to be read otherwise.")],
    same_as: Annotated[str, Parameter(help="The name that it is.")],
    *,
    by: By,
    why: Why,
    no_run: NoRun = False,
    json: AsJson = False,
) -> int:
    """Say that a spelling is another spelling of a name: of a thing, a place, a site or a source. The quotes stay as they are."""
    return _decide(folder, DecisionKind.ALIAS, name, {"same_as": same_as}, by=by, why=why, no_run=no_run, json=json)


def footprint(
    folder: Folder,
    building: BuildingId,
    *,
    wrong: Annotated[bool, Parameter(help="Mark it as wrong; withdraw that decision to take it back in.")],
    by: By,
    why: Why,
    no_run: NoRun = False,
    json: AsJson = False,
) -> int:
    """Mark a footprint as wrong: it is left out of measurement, with that reason."""
    if not wrong:
        to_people("nothing was decided: --wrong was not given")
        return 0
    return _decide(folder, DecisionKind.WRONG_FOOTPRINT, building, {}, by=by, why=why, no_run=no_run, json=json)


def grade(
    folder: Folder,
    building: BuildingId,
    grade: Annotated[str, Parameter(help="no-visible-damage, possible, damaged, destroyed or not-assessable.")],
    *,
    by: By,
    why: Why,
    no_run: NoRun = False,
    json: AsJson = False,
) -> int:
    """Give a building another grade; the machine's stays, and its verdicts rest on its own."""
    return _decide(folder, DecisionKind.OVERRIDE_GRADE, building, {"grade": grade}, by=by, why=why, no_run=no_run, json=json)


def verdict(
    folder: Folder,
    claim: ClaimId,
    verdict: Annotated[str, Parameter(help="supported, partly-supported, contradicted, contested, superseded, not-checkable or not-yet-checked.")],
    *,
    by: By,
    why: Why,
    no_run: NoRun = False,
    json: AsJson = False,
) -> int:
    """Give a claim another verdict; the machine's stays beside it."""
    return _decide(folder, DecisionKind.OVERRIDE_VERDICT, claim, {"verdict": verdict}, by=by, why=why, no_run=no_run, json=json)


def sign(folder: Folder, *, by: By, why: Why, no_run: NoRun = False, json: AsJson = False) -> int:
    """Sign claims, findings and verdicts as they are now; the dossier says so once two people have."""
    return _decide(folder, DecisionKind.SIGN_OFF, "", {}, by=by, why=why, no_run=no_run, json=json)


def withdraw(
    folder: Folder,
    number: Annotated[int, Parameter(help="The decision's number, as temoin case show gives it.")],
    *,
    by: By,
    why: Why,
    no_run: NoRun = False,
    json: AsJson = False,
) -> int:
    """Withdraw a decision: it stays in the list, and what it had followed holds again."""
    return _decide(folder, DecisionKind.WITHDRAW, str(number), {}, by=by, why=why, no_run=no_run, json=json)


def _decide(folder: Path, kind: DecisionKind, subject: str, fields: dict[str, Any], *, by: str, why: str, no_run: bool, json: bool) -> int:
    with ShownProgress() as progress:
        decided = decide_in_case(folder, kind, subject, fields, who=by, why=why, is_run=not no_run, progress=progress)
    to_people(f"decision {decided.decision.number} is written down: {kind.value.replace('_', ' ')}, by {decided.decision.who}")
    if decided.verification is not None:
        return end_run(decided.verification, as_json=json)
    if json:
        emit_json(to_document(decided.decision))
    to_people(f"ledger head {decided.head}")
    return 0

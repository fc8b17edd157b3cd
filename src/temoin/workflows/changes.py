"""`changes_since`: what changed in a case since a ledger entry, from the artefacts that stood in it then and stand in it now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from temoin.custody import CaseStore, Store
from temoin.model import Assessment, Claim, Decision, Findings, claim_keys
from temoin.wire import changes_document, claims_from_document, from_document, loads
from temoin.workflows.release import entry_named

__all__ = ["CaseState", "ChangeLine", "Changes", "changes_since", "lines_between", "state_of"]


@attrs.frozen(kw_only=True)
class ChangeLine:
    """One thing that changed; `was` or `now` is "" where it was not there.

    Args:
        what: claim, verdict, grade, measurement or decision.
        which: which one, in words.
        was: at the ledger entry.
        now: at the newest.
    """

    what: str
    which: str
    was: str
    now: str


@attrs.frozen(kw_only=True)
class CaseState:
    """What a case said at one moment, by keys that do not depend on running numbers."""

    claims: Mapping[str, Claim]
    assessments: Mapping[str, Assessment]
    findings: Findings | None
    decisions: tuple[Decision, ...]


@attrs.frozen(kw_only=True)
class Changes:
    """What changed in a case between two ledger entries.

    Args:
        since: number of the earlier entry.
        until: number of the later one.
        head: hash of the later one.
        lines: one a change.
    """

    since: int
    until: int
    head: str
    lines: tuple[ChangeLine, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """The changes as one JSON document: what `temoin case diff --json` prints."""
        return changes_document(self.since, self.until, self.head, [attrs.asdict(line) for line in self.lines])


def changes_since(folder: Path | str, since: int | str | None = None) -> Changes:
    """What changed since a ledger entry or a release.

    Args:
        folder: the case.
        since: number of the entry, `"release"` for the newest release or `"release:2"` for one of them; where it is `None`, the entry that
            wrote the verdicts before the newest ones.

    Raises:
        OptionError: the case has no such entry or release.
        CaseError: no case.
    """
    with CaseStore.open(folder, purpose="diff") as store:
        last, head = len(store.case().ledger.entries), store.head
        number = next(iter(store.artefact_entries("assessments.json")[-2:]), last) if since is None else entry_named(store, str(since))
        was, now = state_of(store, number), state_of(store, last)
    return Changes(since=number, until=last, head=head, lines=lines_between(was, now))


def lines_between(was: CaseState, now: CaseState) -> tuple[ChangeLine, ...]:
    """What differs between two states, one line a thing."""
    return (*_claim_lines(was, now), *_verdict_lines(was, now), *_finding_lines(was, now), *_decision_lines(was, now))


def state_of(store: Store, at: int | None = None) -> CaseState:
    """What a case said as of a ledger entry, or says now."""
    claims: dict[str, Claim] = {}
    keys: dict[str, str] = {}
    data = store.get_artefact("claims.json", at=at)
    if data is not None:
        reports, read = claims_from_document(loads(data, "claims", name="claims.json", max_bytes=len(data)), name="claims.json")
        keys = dict(claim_keys(reports, read))
        claims = {keys[claim.id]: claim for claim in read}
    assessments = {keys.get(one.claim.id, one.claim.id): one for one in _nouns(store, "assessments.json", at) or ()}
    entries = store.case().ledger.entries
    taken = sum(entry.action == "decide" for entry in entries[:at])
    return CaseState(claims=claims, assessments=assessments, findings=_nouns(store, "findings.json", at), decisions=store.decisions()[:taken])


def _nouns(store: Store, name: str, at: int | None) -> Any:  # noqa: ANN401  # whatever nouns the artefact holds
    data = store.get_artefact(name, at=at)
    return None if data is None else from_document(loads(data, name=name, max_bytes=len(data)), name=name)


def _claim_lines(was: CaseState, now: CaseState) -> Iterator[ChangeLine]:
    for key in dict.fromkeys((*was.claims, *now.claims)):
        old, new = was.claims.get(key), now.claims.get(key)
        before, after = _claim_words(old), _claim_words(new)
        if before != after:
            yield ChangeLine(what="claim", which=_quote(new or old), was=before, now=after)


def _claim_words(claim: Claim | None) -> str:
    if claim is None:
        return ""
    number = claim.quantity
    figures = [] if number is None else [f"{value:g}" for value in (number.low, number.value, number.high) if value is not None] + [number.unit]
    return " ".join([claim.kind.value.replace("_", " "), *figures, claim.days.iso if claim.days is not None else ""]).strip()


def _quote(claim: Claim | None) -> str:
    return "" if claim is None else f"“{claim.quote}” ({claim.report_id})" if claim.quote else f"{claim.kind.value} ({claim.report_id})"


def _verdict_lines(was: CaseState, now: CaseState) -> Iterator[ChangeLine]:
    for key in dict.fromkeys((*was.assessments, *now.assessments)):
        old, new = was.assessments.get(key), now.assessments.get(key)
        before, after = _verdict_words(old), _verdict_words(new)
        if before != after:
            claim = next(one.claim for one in (new, old) if one is not None)
            yield ChangeLine(what="verdict", which=_quote(claim), was=before, now=after)


def _verdict_words(assessment: Assessment | None) -> str:
    """The verdict with what it is on and why; a change of any of them is one."""
    if assessment is None:
        return ""
    return f"{assessment.verdict} on {_claim_words(assessment.claim)}: {', '.join(assessment.reasons)}"


def _finding_lines(was: CaseState, now: CaseState) -> Iterator[ChangeLine]:
    grades = [{one.building_id: one.grade.value for one in state.findings.grades} if state.findings is not None else {} for state in (was, now)]
    numbers = [{one.name: one.quantity for one in state.findings.measurements} if state.findings is not None else {} for state in (was, now)]
    for building in dict.fromkeys((*grades[0], *grades[1])):
        before, after = (side.get(building, "") for side in grades)
        if before != after:
            yield ChangeLine(what="grade", which=f"building {building}", was=before, now=after)
    for name in dict.fromkeys((*numbers[0], *numbers[1])):
        old, new = (side.get(name) for side in numbers)
        if old != new:
            words = [f"{one.value:g} {one.unit}" if one is not None and one.value is not None else "" for one in (old, new)]
            yield ChangeLine(what="measurement", which=name.replace("_", " "), was=words[0], now=words[1])


def _decision_lines(was: CaseState, now: CaseState) -> Iterator[ChangeLine]:
    for one in now.decisions[len(was.decisions) :]:
        yield ChangeLine(what="decision", which=f"{one.number}: {one.why}", was="", now=f"{one.kind.value.replace('_', ' ')}, by {one.who}")

"""What people's decisions make of claims and places: beside the machine's answer, never over it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from temoin.corroborate import is_same_part
from temoin.custody import Store
from temoin.errors import OptionError
from temoin.extract import edit_claim, find_quote, quote_claim, reading_of, rename_in_claim
from temoin.model import Assessment, Building, Claim, ClaimKind, Decision, DecisionKind, Reason, Report, Site, claim_keys, standing_decisions
from temoin.read import tie_names
from temoin.wire import claims_from_document, loads

__all__ = ["DecidedClaims", "Places", "added_key", "decide_claims", "decide_places", "decided_claims_of"]


@attrs.frozen(kw_only=True)
class DecidedClaims:
    """The claims that take part, and what became of the others.

    Args:
        claims: as the machine read them or as people edited them, with those that people added, in the order of the texts.
        rejected: claims that take no part, each with the decision.
        keys: claim id to key, rejected and added ones too.
        machine: id of an edited claim to the machine's own reading.
        decisions: claim id to the standing decisions on it.
        notes: decisions that fit no claim any more, one sentence each.
    """

    claims: tuple[Claim, ...]
    rejected: tuple[tuple[Claim, Decision], ...] = ()
    keys: Mapping[str, str]
    machine: Mapping[str, Claim]
    decisions: Mapping[str, tuple[Decision, ...]]
    notes: tuple[str, ...] = ()

    def beside(self, assessment: Assessment) -> Assessment:
        """An assessment with the machine's reading and people's decisions beside it."""
        claim_id = assessment.claim.id
        return attrs.evolve(assessment, machine_claim=self.machine.get(claim_id), decisions=self.decisions.get(claim_id, ()))


def added_key(report: Report, kind: str, start: int, end: int) -> str:
    """The key of a claim that a person added; the machine's claims never have one of this form."""
    return f"{report.sha256}/{kind}/{start}-{end}/added"


_OF_CLAIMS = frozenset({DecisionKind.REJECT_CLAIM, DecisionKind.EDIT_CLAIM, DecisionKind.OVERRIDE_VERDICT})


def decide_claims(reports: Sequence[Report], claims: Sequence[Claim], standing: Sequence[Decision]) -> DecidedClaims:
    """Apply the standing decisions to the machine's claims.

    A decision whose claim the machine does not read any more is left out and said to be, rather than put on another claim.

    Args:
        reports: the texts.
        claims: as the machine read them.
        standing: as `standing_decisions` gives them.
    """
    notes: list[str] = []
    added = dict(_added(reports, standing, notes))
    keys = {**claim_keys(reports, claims), **{claim.id: key for key, claim in added.items()}}
    every = _in_order(reports, (*claims, *added.values()))
    of_key: dict[str, list[Decision]] = {}
    for decision in standing:
        if decision.kind in _OF_CLAIMS or (decision.kind is DecisionKind.ADD_CLAIM and decision.subject in added):
            of_key.setdefault(decision.subject, []).append(decision)
    for subject in of_key.keys() - set(keys.values()):
        notes += [f"decision {one.number} ({one.kind.value}) is on a claim that is not read any more, so it has no effect" for one in of_key[subject]]
    edited = {claim.id: _edited(claim, of_key.get(keys[claim.id], ()), notes) for claim in every}
    renamed = _renamed(edited, [one for one in standing if one.kind is DecisionKind.ALIAS], of_key, keys, notes)
    refused = {claim.id: one for claim in every for one in of_key.get(keys[claim.id], ()) if one.kind is DecisionKind.REJECT_CLAIM}
    left = [renamed[claim.id] for claim in every if claim.id not in refused]
    return DecidedClaims(
        claims=tuple(attrs.evolve(claim, subset_of=None) if claim.subset_of in refused else claim for claim in left),
        rejected=tuple((claim, refused[claim.id]) for claim in every if claim.id in refused),
        keys=keys,
        machine={claim.id: claim for claim in claims if renamed[claim.id] is not claim},
        decisions={claim.id: tuple(of_key[keys[claim.id]]) for claim in every if keys[claim.id] in of_key},
        notes=tuple(sorted(notes)),
    )


def _renamed(
    claims: Mapping[str, Claim], aliases: Sequence[Decision], of_key: dict[str, list[Decision]], keys: Mapping[str, str], notes: list[str]
) -> dict[str, Claim]:
    """The claims with names as people say that they are to be read; each claim that changes bears the decision."""
    renamed = dict(claims)
    for decision in aliases:
        same_as = str(json.loads(decision.value).get("same_as", ""))
        changed = {one: made for one, claim in renamed.items() if (made := rename_in_claim(claim, decision.subject, same_as)) is not claim}
        for claim_id in changed:
            of_key.setdefault(keys[claim_id], []).append(decision)
        renamed |= changed
        if not changed:
            notes.append(f"decision {decision.number} ({decision.kind.value}) is on a name that no claim bears any more, so it has no effect")
    return renamed


def _note(decision: Decision) -> str:
    return f"as {decision.who} reads it (decision {decision.number})"


def _edited(claim: Claim, decisions: Sequence[Decision], notes: list[str]) -> Claim:
    for decision in decisions:
        if decision.kind is DecisionKind.EDIT_CLAIM:
            try:
                claim = edit_claim(claim, reading_of(json.loads(decision.value)), note=_note(decision))
            except OptionError as error:
                notes.append(f"decision {decision.number} has no effect: {error.message}")
    return claim


def _added(reports: Sequence[Report], standing: Sequence[Decision], notes: list[str]) -> list[tuple[str, Claim]]:
    made = []
    for decision in standing:
        if decision.kind is not DecisionKind.ADD_CLAIM:
            continue
        try:
            made.append((decision.subject, _claim_of(reports, decision)))
        except OptionError as error:
            notes.append(f"decision {decision.number} has no effect: {error.message}")
    return made


def _claim_of(reports: Sequence[Report], decision: Decision) -> Claim:
    said: dict[str, Any] = json.loads(decision.value)
    file = decision.subject.partition("/")[0]
    own = [report for report in reports if report.sha256 == file]
    report = next((report for report in own if report.id == said.get("report")), own[0] if own else None)
    if report is None:
        raise OptionError("its report is not in the case")
    quote, start, kind = said.get("quote"), said.get("start"), said.get("kind")
    if not isinstance(quote, str) or type(start) is not int or kind not in set(ClaimKind):
        raise OptionError("it does not say which words of the report it is about")
    span = find_quote(report, quote, start=start)
    claim_id = f"{report.id}-a{decision.number}"
    return quote_claim(report, span, ClaimKind(kind), reading_of(said), claim_id=claim_id, note=_note(decision))


def _in_order(reports: Sequence[Report], claims: Sequence[Claim]) -> list[Claim]:
    """Claims in the order of the reports and of their texts; those without words stay behind."""
    place = {report.id: number for number, report in enumerate(reports)}
    return sorted(claims, key=lambda one: (place.get(one.report_id, len(place)), one.span is None, one.span.start if one.span else 0))


@attrs.frozen(kw_only=True)
class Places:
    """Site and buildings as people's decisions leave them.

    Args:
        site: with the names that people tied.
        buildings: all but the wrong ones; a building's own name gives way where people tied that name elsewhere.
        marked: all buildings; the wrong ones bear the Reason.
        notes: ties to buildings that the case does not hold, one sentence each.
    """

    site: Site | None
    buildings: tuple[Building, ...]
    marked: tuple[Building, ...]
    notes: tuple[str, ...] = ()

    @property
    def measured(self) -> tuple[Building, ...]:
        """The buildings that are measured, as their file gives them."""
        return tuple(building for building in self.marked if Reason.WRONG_FOOTPRINT not in building.notes)


def decide_places(site: Site | None, buildings: Sequence[Building], standing: Sequence[Decision]) -> Places:
    """Apply the standing decisions to the places: wrong footprints are left out, tied names become parts of the site."""
    known = {building.id for building in buildings}
    wrong = {one.subject: one for one in standing if one.kind is DecisionKind.WRONG_FOOTPRINT}
    ties = {one.subject: (str(json.loads(one.value).get("building", "")), one) for one in standing if one.kind is DecisionKind.TIE_NAME}
    lost = [one for subject, one in wrong.items() if subject not in known] + [one for building, one in ties.values() if building not in known]
    sound = [(name, building) for name, (building, _) in ties.items() if building in known]
    names = [part.name for part in site.parts] if site is not None else []
    untied = frozenset(name for name in names if any(is_same_part(name, tied) for tied, _ in sound))
    kept = tuple(_untied(building, sound) for building in buildings if building.id not in wrong)
    return Places(
        site=tie_names(site, sound, buildings, untied=untied) if sound else site,
        buildings=kept,
        marked=tuple(attrs.evolve(one, notes=(*one.notes, Reason.WRONG_FOOTPRINT)) if one.id in wrong else one for one in buildings),
        notes=tuple(f"decision {one.number} ({one.kind.value}) is on a building that the case does not hold, so it has no effect" for one in lost),
    )


def _untied(building: Building, ties: Sequence[tuple[str, str]]) -> Building:
    """A building without its own name where a person gave that very name to another one."""
    is_elsewhere = building.name is not None and any(is_same_part(building.name, name) and building.id != other for name, other in ties)
    return attrs.evolve(building, name=None) if is_elsewhere else building


def decided_claims_of(store: Store) -> tuple[tuple[Report, ...], DecidedClaims]:
    """Reports and claims of a case with all that was decided on them; empty where it was given no report."""
    data = store.get_artefact("claims.json")
    if data is None:
        return (), decide_claims((), (), standing_decisions(store.decisions()))
    reports, claims = claims_from_document(loads(data, "claims", name="claims.json", max_bytes=len(data)), name="claims.json")
    return reports, decide_claims(reports, claims, standing_decisions(store.decisions()))

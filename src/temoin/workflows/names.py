"""The names that reports of a case use: one name in all its spellings and scripts, and spellings that a person should look at."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import attrs

from temoin.corroborate import product_names
from temoin.custody import Store
from temoin.model import Claim, ClaimKind, DecisionKind, Report, standing_decisions
from temoin.text import is_one_name, near_names, soundings_of
from temoin.workflows.decided import decided_claims_of

__all__ = ["CaseName", "CaseNames", "NearNames", "names_of"]

_PLACES = frozenset({ClaimKind.PLACE, ClaimKind.FACILITY})


@attrs.frozen(kw_only=True)
class CaseName:
    """One name.

    Args:
        spellings: as reports write it, the most used first; all of them sound the same.
        reports: ids of the reports that use it.
        same_as: the name that a person says it is, or "".
    """

    spellings: tuple[str, ...]
    reports: tuple[str, ...]
    same_as: str = ""


@attrs.frozen(kw_only=True)
class NearNames:
    """Two names that may be one: their sounds are a letter apart. Nothing is merged until somebody decides so."""

    one: str
    other: str


@attrs.frozen(kw_only=True)
class CaseNames:
    """The names of a case.

    Args:
        names: in the order of the texts.
        proposed: pairs that nobody decided on.
    """

    names: tuple[CaseName, ...]
    proposed: tuple[NearNames, ...]


def names_of(store: Store) -> CaseNames:
    """The names in a case's reports: of things, sites, places, sources, and of products by their letters and figures.

    Spellings that sound the same are one name ("Koupol", "Купол"). Those a letter apart ("Torb-M2E", "Tor-M2E") are proposed; a decision of the
    kind `alias` settles them and survives every re-run.

    Args:
        store: of the case.
    """
    reports, decided = decided_claims_of(store)
    aliases = {
        one.subject: str(json.loads(one.value).get("same_as", "")) for one in standing_decisions(store.decisions()) if one.kind is DecisionKind.ALIAS
    }
    # As the machine read them: a spelling that a person explained stays in the list.
    claims = [decided.machine.get(claim.id, claim) for claim in decided.claims]
    uses: dict[str, set[str]] = defaultdict(set)
    for name, report_id in _uses(reports, claims):
        uses[name].add(report_id)
    numbers = {claim.quote: claim.location.geonames for claim in claims if claim.location is not None and claim.location.geonames}
    groups = _grouped(sorted(uses, key=lambda name: (-len(uses[name]), name)), numbers)
    names = tuple(
        CaseName(
            spellings=tuple(group),
            reports=tuple(sorted({report_id for name in group for report_id in uses[name]})),
            same_as=next((aliases[name] for name in group if name in aliases), ""),
        )
        for group in groups
    )
    settled = {frozenset(pair) for pair in aliases.items()}
    pairs = near_names([group[0] for group in groups])
    return CaseNames(names=names, proposed=tuple(NearNames(one=one, other=other) for one, other in pairs if not _is_settled(one, other, settled)))


def _uses(reports: Sequence[Report], claims: Sequence[Claim]) -> Iterator[tuple[str, str]]:
    """Each name with a report that uses it."""
    for report in reports:
        for word in product_names(report.text).values():
            yield word, report.id
    for claim in claims:
        if claim.thing is not None and claim.thing.name:
            yield claim.thing.name, claim.report_id
        elif claim.kind in _PLACES and claim.quote:
            yield claim.quote, claim.report_id
        for source in claim.attribution.chain:
            if source.is_named:
                yield source.name, claim.report_id


def _grouped(names: Sequence[str], numbers: Mapping[str, int]) -> list[list[str]]:
    """Names that sound the same together, and names of one place of the gazetteer, declined as they may be."""
    groups: list[list[str]] = []
    held: dict[str, list[list[str]]] = defaultdict(list)
    for name in names:
        sounds = soundings_of(name)
        near = [group for sound in sorted(sounds) for group in held[sound] if is_one_name(group[0], name)]
        place = f"geonames {numbers[name]}" if name in numbers else ""
        near = near or held.get(place, [])
        group = near[0] if near else []
        if not near:
            groups.append(group)
        group.append(name)
        for sound in {*sounds, place} - {""}:
            if group not in held[sound]:
                held[sound].append(group)
    return groups


def _is_settled(one: str, other: str, settled: set[frozenset[str]]) -> bool:
    return any({True} == {any(is_one_name(name, given) for given in pair) for name in (one, other)} for pair in settled)

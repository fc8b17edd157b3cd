"""Layers and tables of `case.gpkg` that QGIS opens: made anew from what the case says, held by a digest in the ledger."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import attrs
import shapely

from temoin.custody.beside import Beside, apart
from temoin.custody.layerforms import SRS, found_digest, tables_digest
from temoin.custody.ledger import Draft
from temoin.custody.products import GEOPARQUET, keep, newest
from temoin.custody.search import SEARCH, search_rows
from temoin.custody.vault import Row, Vault, append
from temoin.errors import CustodyError
from temoin.geo import Footprint
from temoin.geo.crs import WGS84
from temoin.model import (
    Assessment,
    Building,
    Change,
    Claim,
    CustodyEntry,
    Decision,
    DecisionKind,
    Finding,
    Findings,
    Report,
    Site,
    short_id,
    standing_decisions,
)

__all__ = ["LAYERS_OUTPUT", "Layers", "layer_tables", "layers_problem", "write_layers"]

LAYERS_OUTPUT = "case.gpkg/layers"
"""What the ledger calls them."""


@attrs.frozen(kw_only=True, eq=False)
class Layers:
    """All that the layers are made from.

    Args:
        reports: the texts.
        claims: those that take part.
        rejected: those that people rejected.
        keys: claim id to key.
        assessments: the verdicts.
        findings: what the pictures show, or `None`.
        buildings: all footprints.
        site: the place, or `None`.
        decisions: all of them.
    """

    reports: tuple[Report, ...] = ()
    claims: tuple[Claim, ...] = ()
    rejected: tuple[Claim, ...] = ()
    keys: Mapping[str, str] = MappingProxyType({})
    assessments: tuple[Assessment, ...] = ()
    findings: Findings | None = None
    buildings: tuple[Building, ...] = ()
    site: Site | None = None
    decisions: tuple[Decision, ...] = ()


def write_layers(vault: Vault, layers: Layers) -> CustodyEntry | None:
    """Make layers and tables anew unless the case holds these very ones; see `CaseBook.put_layers`."""
    tables, beside = apart(layer_tables(layers))
    digest = tables_digest(tables)
    with vault.writing():
        if digest == vault.newest_output(LAYERS_OUTPUT) and digest == found_digest(vault) and all(_is_kept(vault, one) for one in beside):
            return None
        for one in beside:
            keep(vault, one.artefact, one.data, GEOPARQUET, draft=Draft(action="publish"), key=one.sha256)
        entry = append(vault, Draft(action="publish", outputs=((LAYERS_OUTPUT, digest),)))
        vault.write_tables(tables)
    return entry


def _is_kept(vault: Vault, one: Beside) -> bool:
    """Whether a large layer's file is there and is what was written."""
    kept = newest(vault, one.artefact)
    if kept is None or kept.sha256 != one.sha256:
        return False
    try:
        return bool(vault.product_bytes(kept))
    except CustodyError:
        return False


def layers_problem(vault: Vault) -> str | None:
    """What is wrong with the layers, or `None`; a case that never had any is in order."""
    kept = vault.newest_output(LAYERS_OUTPUT)
    if kept is not None and found_digest(vault) != kept:
        return "the layers of case.gpkg are not what temoin wrote; the next run makes them anew"
    return None


def _shape(footprint: Footprint) -> bytes | None:
    """A footprint on WGS 84 as a GeoPackage blob: header with an envelope, then WKB (OGC 12-128r17, clause 2.1.3); `None` where it is empty."""
    shape = shapely.force_2d(footprint.to_crs(WGS84).shape)
    if shape.is_empty:
        return None
    x0, y0, x1, y1 = shape.bounds
    header = struct.pack("<2sBBi4d", b"GP", 0, 0b0000_0011, SRS, x0, x1, y0, y1)
    return header + bytes(shapely.to_wkb(shape, byte_order=1))


def layer_tables(layers: Layers) -> dict[str, list[Row]]:
    """The rows of every layer and table, and of the search."""
    changes = layers.findings.changes if layers.findings is not None else ()
    standing = standing_decisions(layers.decisions)
    return {
        "buildings": [_building(building, layers, standing) for building in layers.buildings],
        "changes": [_change(change) for change in changes],
        "site": [(_shape(layers.site.footprint), layers.site.name, _parts(layers.site))] if layers.site is not None else [],
        "claims": list(_claims(layers)),
        "assessments": [_assessment(assessment, layers.keys) for assessment in layers.assessments],
        "decisions": [_decision(decision, stands=decision in standing) for decision in layers.decisions],
        SEARCH: list(search_rows(layers.reports, (*layers.claims, *layers.rejected), layers.buildings, layers.site)),
    }


def _parts(site: Site) -> str:
    return "; ".join(f"{part.name} = {part.building_id}" for part in site.parts)


def _building(building: Building, layers: Layers, standing: Sequence[Decision]) -> Row:
    grade = layers.findings.grade_of(building.id) if layers.findings is not None else None
    own = (one for one in standing if one.kind is DecisionKind.OVERRIDE_GRADE and one.subject == building.id)
    by_people = ", ".join(str(json.loads(one.value).get("grade", "")) for one in own)
    shape, notes = _shape(building.footprint), building.notes
    if grade is None:
        return (shape, building.id, building.name, None, by_people or None, None, None, None, None, None, _codes(notes))
    area = grade.changed_area
    measured = (area.value, area.low, area.high) if area is not None else (None, None, None)
    reasons = _codes((*notes, *grade.reasons))
    return (shape, building.id, building.name, grade.grade.value, by_people or None, grade.score, *measured, grade.seen_share, reasons)


def _codes(reasons: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(str(reason) for reason in reasons))


def _change(change: Change) -> Row:
    area = change.area
    ids = ", ".join(change.building_ids)
    return (_shape(change.footprint), change.id, area.value, area.low, area.high, change.score, change.p_value, ids, _reasons(change))


def _reasons(finding: Finding) -> str:
    return _codes(finding.reasons)


def _claims(layers: Layers) -> Iterator[Row]:
    edited = {assessment.claim.id for assessment in layers.assessments if assessment.machine_claim is not None}
    for claim in (*layers.claims, *layers.rejected):
        key = layers.keys.get(claim.id, claim.id)
        status = "rejected" if claim in layers.rejected else "edited" if claim.id in edited else "added" if key.endswith("/added") else "read"
        number = claim.quantity
        figures = (number.value, number.low, number.high, number.unit) if number is not None else (None,) * 4
        source = claim.attribution.origin.name if claim.attribution.origin is not None else None
        days = claim.days.iso if claim.days is not None else None
        yield (short_id(key), key, status, claim.report_id, claim.kind.value, claim.quote, *figures, days, source)


def _assessment(assessment: Assessment, keys: Mapping[str, str]) -> Row:
    own = [one for one in assessment.decisions if one.kind is DecisionKind.OVERRIDE_VERDICT]
    by_people = str(json.loads(own[-1].value).get("verdict", "")) if own else None
    measured = (assessment.measured.value, assessment.measured.unit) if assessment.measured is not None else (None, None)
    claim = assessment.claim
    verdicts = (assessment.verdict.value, assessment.pictures.value, assessment.reports.value)
    return (short_id(keys.get(claim.id, claim.id)), claim.quote, *verdicts, by_people, *measured, _codes(assessment.reasons))


def _decision(decision: Decision, *, stands: bool) -> Row:
    when = decision.when.isoformat()
    return (decision.number, decision.kind.value, decision.subject, decision.value, decision.who, decision.why, when, int(stands))

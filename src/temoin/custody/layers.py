"""Layers and tables of `case.gpkg` that QGIS opens: made anew from what the case says, held by a digest in the ledger."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import struct
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import attrs
import shapely

from temoin.custody.ledger import Draft, canonical
from temoin.custody.search import SEARCH, SEARCH_TABLE, search_rows
from temoin.custody.session import Session
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

__all__ = ["LAYERS_OUTPUT", "Layers", "layers_problem", "write_layers"]

LAYERS_OUTPUT = "case.gpkg/layers"
"""What the ledger calls them."""
_SRS = 4326
_FEATURES = {
    "buildings": (
        "footprints with the visible damage of each",
        "building_id TEXT, name TEXT, grade TEXT, by_people TEXT, score REAL, changed_m2 REAL, low_m2 REAL, high_m2 REAL, seen REAL, reasons TEXT",
    ),
    "changes": (
        "pieces of changed ground",
        "change_id TEXT, area_m2 REAL, low_m2 REAL, high_m2 REAL, score REAL, p_value REAL, building_ids TEXT, reasons TEXT",
    ),
    "site": ("the place under study", "name TEXT, parts TEXT"),
}
_PLAIN = {
    "claims": (
        "what the reports say, as it was read and decided",
        "short_id TEXT, key TEXT, status TEXT, report TEXT, kind TEXT, quote TEXT, value REAL, low REAL, high REAL, unit TEXT, days TEXT, who TEXT",
    ),
    "assessments": (
        "the verdict on each claim",
        "short_id TEXT, quote TEXT, verdict TEXT, by_pictures TEXT, by_reports TEXT, by_people TEXT, measured REAL, unit TEXT, reasons TEXT",
    ),
    "decisions": (
        "what people decided",
        "number INTEGER, kind TEXT, subject TEXT, value TEXT, who TEXT, why TEXT, decided TEXT, stands INTEGER",
    ),
}
Row = tuple[object, ...]


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


def write_layers(session: Session, layers: Layers) -> CustodyEntry | None:
    """Make layers and tables anew unless the case holds these very ones; see `CaseStore.put_layers`."""
    tables = _tables(layers)
    digest = _digest(tables)
    with session.writing() as connection:
        if digest == _kept_digest(connection) and digest == _found_digest(connection):
            return None
        entry = session.append(Draft(action="publish", outputs=((LAYERS_OUTPUT, digest),)))
        for name in (*tables, SEARCH):
            _drop(connection, name)
        for name, (description, columns) in {**_FEATURES, **_PLAIN}.items():
            _make(connection, name, description, columns, tables[name])
        connection.execute(SEARCH_TABLE)
        connection.executemany(f"INSERT INTO {SEARCH} VALUES (?, ?, ?, ?)", tables[SEARCH])  # noqa: S608  # a constant
    return entry


def layers_problem(connection: sqlite3.Connection) -> str | None:
    """What is wrong with the layers, or `None`; a case that never had any is in order."""
    kept = _kept_digest(connection)
    if kept is not None and _found_digest(connection) != kept:
        return "the layers of case.gpkg are not what temoin wrote; the next run makes them anew"
    return None


def _drop(connection: sqlite3.Connection, name: str) -> None:
    """Remove a table of ours, or whatever stands under its name."""
    for (kind,) in connection.execute("SELECT type FROM sqlite_master WHERE name = ? AND type IN ('table', 'view')", (name,)).fetchall():
        connection.execute(f"DROP {kind} {name}")
    connection.execute("DELETE FROM gpkg_geometry_columns WHERE table_name = ?", (name,))
    connection.execute("DELETE FROM gpkg_contents WHERE table_name = ?", (name,))


def _make(connection: sqlite3.Connection, name: str, description: str, columns: str, rows: Sequence[Row]) -> None:
    has_shapes = name in _FEATURES
    connection.execute(f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY, {'geom BLOB, ' if has_shapes else ''}{columns})")
    about = (name, "features" if has_shapes else "attributes", f"case {name}", description)
    extent = _extent(rows) if has_shapes else (None,) * 4
    into = "gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id)"
    connection.execute(f"INSERT INTO {into} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*about, *extent, _SRS if has_shapes else None))  # noqa: S608  # a constant
    if has_shapes:
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'GEOMETRY', ?, 0, 0)", (name, _SRS))
    if rows:
        connection.executemany(f"INSERT INTO {name} VALUES (NULL{', ?' * len(rows[0])})", rows)  # noqa: S608  # our own names


def _extent(rows: Sequence[Row]) -> tuple[float | None, ...]:
    boxes = [struct.unpack_from("<4d", row[0], 8) for row in rows if isinstance(row[0], bytes) and len(row[0]) > 40]  # 8 + 4 × 8
    if not boxes:
        return (None,) * 4
    x0, x1, y0, y1 = zip(*boxes, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))


def _shape(footprint: Footprint) -> bytes | None:
    """A footprint on WGS 84 as a GeoPackage blob: header with an envelope, then WKB (OGC 12-128r17, clause 2.1.3); `None` where it is empty."""
    shape = shapely.force_2d(footprint.to_crs(WGS84).shape)
    if shape.is_empty:
        return None
    x0, y0, x1, y1 = shape.bounds
    header = struct.pack("<2sBBi4d", b"GP", 0, 0b0000_0011, _SRS, x0, x1, y0, y1)
    return header + bytes(shapely.to_wkb(shape, byte_order=1))


def _tables(layers: Layers) -> dict[str, list[Row]]:
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


def _digest(tables: Mapping[str, Sequence[Row]]) -> str:
    """SHA-256 over all rows in their order; shapes as hex."""
    plain = {name: [[_plain(cell) for cell in row] for row in rows] for name, rows in tables.items()}
    return hashlib.sha256(canonical(plain).encode("utf-8", "backslashreplace")).hexdigest()


def _plain(cell: object) -> object:
    """A cell as it is hashed; SQLite gives a whole number back as a float where the column is one."""
    if isinstance(cell, bytes):
        return cell.hex()
    return float(cell) if isinstance(cell, int | float) else cell


def _kept_digest(connection: sqlite3.Connection) -> str | None:
    """The digest of the newest layers that the ledger names."""
    pattern = f'%["{LAYERS_OUTPUT}",%'
    row = connection.execute("SELECT outputs FROM temoin_ledger WHERE outputs LIKE ? ORDER BY number DESC LIMIT 1", (pattern,)).fetchone()
    return None if row is None else str(dict(json.loads(row[0]))[LAYERS_OUTPUT])


def _found_digest(connection: sqlite3.Connection) -> str | None:
    """The digest of what the tables hold, or `None` where one of them is missing or of another form."""
    tables: dict[str, Sequence[Row]] = {}
    try:
        for name in (*_FEATURES, *_PLAIN):
            found = connection.execute(f"SELECT * FROM {name} ORDER BY fid").fetchall()  # noqa: S608  # our own names
            tables[name] = [row[1:] for row in found]
        tables[SEARCH] = connection.execute(f"SELECT * FROM {SEARCH} ORDER BY rowid").fetchall()  # noqa: S608  # a constant
        return _digest(tables)
    except (sqlite3.DatabaseError, ValueError, TypeError):
        return None

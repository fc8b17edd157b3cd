"""The forms of the layers and tables that people look at: their names, columns and descriptions, and one digest over all their rows."""

from __future__ import annotations

import hashlib

from temoin.custody.ledger import canonical
from temoin.custody.vault import Tables, Vault

__all__ = ["FEATURES", "LARGE", "PLAIN", "SRS", "columns_of", "forms_of", "found_digest", "tables_digest"]

SRS = 4326
FEATURES = {
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
PLAIN = {
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
"""Name to description and columns; those of `FEATURES` have a shape before them."""
LARGE = "large_layers"
"""The table that says which layers lie beside the GeoPackage; it is there only where one does."""
_LARGE_FORM = (
    "layers with too many rows for this file: each lies beside it as GeoParquet, which QGIS opens as well",
    "layer TEXT, path TEXT, rows INTEGER, sha256 TEXT",
)


def forms_of(tables: Tables) -> dict[str, tuple[str, str]]:
    """Name to description and columns of all layers and tables, without the search."""
    return {**FEATURES, **PLAIN, **({LARGE: _LARGE_FORM} if LARGE in tables else {})}


def columns_of(name: str) -> tuple[tuple[str, str], ...]:
    """(name, type) of a table's own columns."""
    text = {**FEATURES, **PLAIN, LARGE: _LARGE_FORM}[name][1]
    pairs = (one.split() for one in text.split(", "))
    return tuple((column, kind) for column, kind in pairs)


def tables_digest(tables: Tables) -> str:
    """SHA-256 over all rows in their order; shapes as hex."""
    plain = {name: [[_plain(cell) for cell in row] for row in rows] for name, rows in tables.items()}
    return hashlib.sha256(canonical(plain).encode("utf-8", "backslashreplace")).hexdigest()


def found_digest(vault: Vault) -> str | None:
    """The digest of what the vault holds, or `None` where a table is missing or of another form."""
    tables = vault.tables()
    if tables is None:
        return None
    try:
        return tables_digest(tables)
    except (ValueError, TypeError):
        return None


def _plain(cell: object) -> object:
    """A cell as it is hashed; SQLite gives a whole number back as a float where the column is one."""
    if isinstance(cell, bytes):
        return cell.hex()
    return float(cell) if isinstance(cell, int | float) else cell

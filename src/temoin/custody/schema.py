"""The tables of `case.gpkg`: a sound GeoPackage that QGIS opens, with tables that can only grow."""

from __future__ import annotations

__all__ = ["APPLICATION_ID", "FORMAT_VERSION", "GEOPACKAGE", "GEOPACKAGE_VERSION", "OBJECTS", "TABLES"]

APPLICATION_ID = 0x47504B47
"""`GPKG`, as OGC 12-128r17 asks."""
GEOPACKAGE_VERSION = 10300
FORMAT_VERSION = 1
"""The version of temoin's own tables, kept in `temoin_case`."""

_WGS84_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],'
    'PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)

GEOPACKAGE = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL, description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'WGS84_WKT', 'longitude and latitude in degrees');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
""".replace("WGS84_WKT", _WGS84_WKT)
"""The tables that OGC 12-128r17 asks of every GeoPackage with features (clauses 1.1.2, 1.1.3 and 2.1.5)."""

TABLES = {
    "temoin_case": "the case itself",
    "temoin_ledger": "the chain of all that was done",
    "temoin_exhibits": "unaltered copies of all inputs",
    "temoin_artefacts": "what was worked out, newest last",
}
"""Name to description."""

_COLUMNS = {
    "temoin_case": """
  id INTEGER PRIMARY KEY CHECK (id = 1), format_version INTEGER NOT NULL, case_id TEXT NOT NULL, created TEXT NOT NULL, title TEXT NOT NULL,
  options TEXT NOT NULL, inputs_key TEXT NOT NULL""",
    "temoin_ledger": """
  number INTEGER PRIMARY KEY, time TEXT NOT NULL, clock_back INTEGER NOT NULL, action TEXT NOT NULL, role TEXT NOT NULL, version TEXT NOT NULL,
  options TEXT NOT NULL, inputs TEXT NOT NULL, outputs TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL""",
    "temoin_exhibits": """
  id INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES temoin_ledger(number), sha256 TEXT NOT NULL, size INTEGER NOT NULL, name TEXT NOT NULL,
  role TEXT NOT NULL, media_type TEXT NOT NULL, path TEXT NOT NULL, added TEXT NOT NULL, origin TEXT NOT NULL, UNIQUE (sha256, name, role)""",
    "temoin_artefacts": """
  id INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES temoin_ledger(number), name TEXT NOT NULL, step_key TEXT NOT NULL,
  media_type TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, path TEXT NOT NULL, bytes BLOB""",
}


def _guards() -> dict[str, str]:
    made = {}
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            made[name] = f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} can only grow'); END"
    # The key of the inputs alone moves on, when inputs are added; what it was before stands in the ledger.
    name = "temoin_case_no_update"
    made[name] = (
        f"CREATE TRIGGER {name} BEFORE UPDATE OF id, format_version, case_id, created, title, options ON temoin_case "
        "BEGIN SELECT RAISE(ABORT, 'temoin_case can only grow'); END"
    )
    return made


OBJECTS = {
    **{name: f"CREATE TABLE {name} ({columns}\n)" for name, columns in _COLUMNS.items()},
    **_guards(),
    "temoin_artefacts_by_name": "CREATE INDEX temoin_artefacts_by_name ON temoin_artefacts (name, id)",
}
"""Every table, trigger and index of temoin, name to definition: compared letter by letter when a case is opened."""

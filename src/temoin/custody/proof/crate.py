"""What a case is, for machines that know nothing of temoin: RO-Crate 1.2 metadata, and its provenance as PROV-O in JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from temoin.model import Case, CustodyEntry

__all__ = ["CRATE", "PROVENANCE", "crate_document", "provenance_document"]

CRATE, PROVENANCE = "ro-crate-metadata.json", "provenance.jsonld"
Files = Mapping[str, tuple[str, int, str]]
"""Path below the crate to SHA-256, bytes and media type."""


def crate_document(case: Case, files: Files, *, version: str, licence: str) -> bytes:
    """The metadata of a crate (RO-Crate 1.2, "Root Data Entity" and "Provenance of entities").

    Args:
        case: what it holds.
        files: every file of the folder but this document.
        version: of temoin.
        licence: what others may do with it, in words.
    """
    entries = case.ledger.entries
    crate = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": case.title or f"Case {case.id}",
        "description": "A case of temoin: what was reported about a damaging event, held against pictures and other reports.",
        "identifier": case.id,
        "dateCreated": case.created.isoformat(),
        "datePublished": entries[-1].time.isoformat() if entries else case.created.isoformat(),
        "license": licence,
        "hasPart": [{"@id": name} for name in files],
        "mentions": [{"@id": _step(entry)} for entry in entries],
    }
    software = {"@id": "#temoin", "@type": "SoftwareApplication", "name": "temoin", "softwareVersion": version}
    names = {exhibit.path: (exhibit.name, exhibit.role.value) for exhibit in case.exhibits}
    graph = [crate, root, software, *(_file(name, facts, *names.get(name, (name.rpartition("/")[2], ""))) for name, facts in files.items())]
    held = {facts[0]: name for name, facts in files.items()}
    graph += [_action(entry, held) for entry in entries]
    return _json({"@context": "https://w3id.org/ro/crate/1.2/context", "@graph": graph})


def _step(entry: CustodyEntry) -> str:
    return f"#entry-{entry.number}"


def _file(path: str, facts: tuple[str, int, str], name: str, role: str) -> dict[str, Any]:
    sha256, size, media_type = facts
    found = {"@id": path, "@type": "File", "name": name, "contentSize": str(size), "encodingFormat": media_type, "sha256": sha256}
    return found | ({"additionalType": role} if role else {})


def _action(entry: CustodyEntry, held: Mapping[str, str]) -> dict[str, Any]:
    """One line of the ledger as an action; what it used or made is named where the crate holds it."""
    made = [{"@id": held[sha256]} for _, sha256 in entry.outputs if sha256 in held]
    used = [{"@id": held[sha256]} for sha256 in dict.fromkeys(entry.inputs) if sha256 in held]
    action = {"@id": _step(entry), "@type": "CreateAction", "name": entry.action, "endTime": entry.time.isoformat(), "instrument": {"@id": "#temoin"}}
    return action | ({"object": used} if used else {}) | ({"result": made} if made else {})


def provenance_document(case: Case) -> bytes:
    """The ledger as PROV-O (W3C, 2013): an activity a line, an entity a hash, an agent a role."""
    entries = case.ledger.entries
    roles = dict.fromkeys(entry.role for entry in entries)
    graph: list[dict[str, Any]] = [{"@id": _agent(role), "@type": "prov:Agent", "rdfs:label": role} for role in roles]
    made: dict[str, dict[str, Any]] = {}
    for entry in entries:
        graph.append(_activity(entry))
        for name, sha256 in entry.outputs:
            entity = made.setdefault(sha256, {"@id": _entity(sha256), "@type": "prov:Entity", "rdfs:label": name, "prov:wasGeneratedBy": []})
            entity["prov:wasGeneratedBy"].append({"@id": _line(entry.number)})
    graph += made.values()
    graph += [{"@id": _entity(sha256), "@type": "prov:Entity"} for sha256 in _only_used(entries, made)]
    context = {"prov": "http://www.w3.org/ns/prov#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "xsd": "http://www.w3.org/2001/XMLSchema#"}
    return _json({"@context": context, "@graph": graph})


def _activity(entry: CustodyEntry) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@id": _line(entry.number),
        "@type": "prov:Activity",
        "rdfs:label": entry.action,
        "prov:endedAtTime": {"@type": "xsd:dateTime", "@value": entry.time.isoformat()},
        "prov:wasAssociatedWith": {"@id": _agent(entry.role)},
    }
    if entry.number > 1:
        found["prov:wasInformedBy"] = {"@id": _line(entry.number - 1)}
    used = [{"@id": _entity(sha256)} for sha256 in dict.fromkeys(entry.inputs)]
    return found | ({"prov:used": used} if used else {})


def _only_used(entries: Iterable[CustodyEntry], made: Mapping[str, Any]) -> list[str]:
    return [sha256 for sha256 in dict.fromkeys(sha256 for entry in entries for sha256 in entry.inputs) if sha256 not in made]


def _line(number: int) -> str:
    return f"urn:temoin:entry:{number}"


def _entity(sha256: str) -> str:
    return f"urn:hash::sha256:{sha256}"


def _agent(role: str) -> str:
    return "urn:temoin:role:" + "".join(letter if letter.isalnum() else "-" for letter in role)


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()

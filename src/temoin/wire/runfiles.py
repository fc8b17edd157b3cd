"""Documents of runs and commands, made and read back: each is checked against its schema before it is handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel

from temoin import model
from temoin.errors import WireError
from temoin.wire.claimsfile import claims_document
from temoin.wire.convert import to_plain
from temoin.wire.corroboration import corroboration_rows
from temoin.wire.documents import VERSION, validated
from temoin.wire.jsontext import loads
from temoin.wire.runs import InputsBody, NoAlignmentBody, ReleaseBody

__all__ = [
    "alignment_document",
    "changes_document",
    "check_document",
    "checked",
    "corroboration_document",
    "doctor_document",
    "explanation_document",
    "inputs_document",
    "no_alignment_document",
    "parse_inputs",
    "parse_no_alignment",
    "parse_release",
    "parsed",
    "release_document",
    "replay_document",
    "verification_document",
]

Body = TypeVar("Body", bound=BaseModel)
Files = Sequence[tuple[str, str]]
"""Names and SHA-256 of the files of one input, the one that was named first."""


def inputs_document(
    *,
    reports: Sequence[tuple[Sequence[Files], Files | None, str | None]],
    given: Mapping[str, Files | None],
    several: Mapping[str, Sequence[Files]] = MappingProxyType({}),
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """Which exhibit of a case was given as what.

    Args:
        reports: one group an item: its reports' files, its side-car's files, and its publication time.
        given: files of `before`, `after`, `buildings`, `site`, `before_gcps`, `after_gcps` and `dem`.
        several: files of each item of `more_before`, `more_after` and `earlier`.
        options: the choices that were made.

    Raises:
        WireError: a name leads out of its folder, comes twice in one input, or an option is not known.
    """
    groups = [
        {"reports": [_listed(files) for files in texts], "sidecar": _listed(sidecar), "published": published} for texts, sidecar, published in reports
    ]
    singles = {name: _listed(files) for name, files in given.items()}
    lists = {name: [_listed(files) for files in items] for name, items in several.items()}
    return checked("inputs", {"groups": groups, "options": dict(options), **singles, **lists})


def parse_inputs(text: str | bytes, *, name: str = "inputs.json") -> InputsBody:
    """The inputs of a case, checked.

    Raises:
        WireError: unknown version, against the schema, or a name that leads out of its folder.
    """
    return parsed("inputs", InputsBody, text, name=name)


def no_alignment_document(reasons: Sequence[str]) -> dict[str, Any]:
    """Two pictures that share no ground, and why.

    Raises:
        WireError: no reason is given.
    """
    return checked("no-alignment", {"reasons": list(reasons)})


def parse_no_alignment(document: dict[str, Any], *, name: str = "registration.json") -> tuple[str, ...]:
    """Why two pictures were not aligned.

    Raises:
        WireError: unknown version, against the schema, or another format.
    """
    body = validated(document, name=name)
    if not isinstance(body, NoAlignmentBody):
        message = f"{name} holds {document['temoin']['format']!r}, not 'no-alignment'"
        raise WireError(message, hint="Give a file of the format 'no-alignment'.")
    return body.reasons


def alignment_document(
    registration: model.Registration,
    radiometry: Sequence[model.BandFit],
    reasons: Sequence[model.Reason] = (),
    *,
    fitness: model.Fitness | None = None,
) -> dict[str, Any]:
    """How the later picture was brought onto the earlier one: state, shift and transform stand at the top, where scripts look for them.

    Args:
        registration: of the pair.
        radiometry: the fit of each band.
        reasons: of the pair as a whole; they are added to those of the registration.
        fitness: how far the two can be compared.
    """
    every = dict.fromkeys((*registration.reasons, *reasons))
    beside = {"reasons": to_plain(tuple(every)), "radiometry": to_plain(tuple(radiometry)), "fitness": to_plain(fitness)}
    return checked("alignment", {**to_plain(registration), **beside})


def verification_document(  # noqa: PLR0913  # one argument for each part of the document
    *,
    case: str,
    dossier: str,
    head: str,
    event: model.Event,
    reports: Sequence[model.Report],
    claims: Sequence[model.Claim],
    assessments: Sequence[model.Assessment],
    lineage: model.Lineage,
    registration: model.Registration | None,
    findings: model.Findings | None,
    failures: Sequence[str],
    rejected: Sequence[tuple[model.Claim, model.Decision]] = (),
    decisions: Sequence[model.Decision] = (),
) -> dict[str, Any]:
    """What one run brought about.

    Args:
        case: the case folder.
        dossier: the page for people.
        head: hash of the newest ledger entry.
        event: what happened.
        reports: the texts.
        claims: of all reports.
        assessments: one a claim.
        lineage: which reports depend on which.
        registration: how the pictures were brought together.
        findings: what the pictures show.
        failures: what could not be done.
        rejected: claims that people left out, each with its decision.
        decisions: all that people decided, in order.
    """
    nouns = {"event": event, "assessments": tuple(assessments), "lineage": lineage, "registration": registration, "findings": findings}
    content = {"case": case, "dossier": dossier, "head": head, "failures": list(failures), **{name: to_plain(noun) for name, noun in nouns.items()}}
    content["rejected"] = [{"claim": to_plain(claim), "decision": to_plain(decision)} for claim, decision in rejected]
    content["decisions"] = to_plain(tuple(decisions))
    return checked("verification", {**content, "reports": claims_document(reports, claims)["reports"]})


def release_document(*, number: int, who: str, why: str, where: str, dossier_sha256: str, state: Mapping[str, str]) -> dict[str, Any]:
    """A state of a case that was handed out.

    Args:
        number: of the release, from 1.
        who: who handed it out.
        why: on what ground.
        where: where it can be seen, or "".
        dossier_sha256: of the page.
        state: name to SHA-256 of what the case said.
    """
    content = {"number": number, "who": who, "why": why, "where": where, "dossier_sha256": dossier_sha256, "state": dict(state)}
    return checked("release", content)


def parse_release(text: str | bytes, *, name: str = "release.json") -> ReleaseBody:
    """A release, checked.

    Raises:
        WireError: unknown version, or against the schema.
    """
    return parsed("release", ReleaseBody, text, name=name)


def changes_document(since: int, until: int, head: str, changes: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What changed in a case between two ledger entries, one row a thing: `what`, `which`, `was`, `now`."""
    return checked("changes", {"since": since, "until": until, "head": head, "changes": [dict(row) for row in changes]})


def corroboration_document(
    *, event: model.Event, lineage: model.Lineage, assessments: Sequence[model.Assessment], parts: Mapping[str, Any]
) -> dict[str, Any]:
    """All that came of holding claims against one another and against pictures.

    Args:
        event: what happened.
        lineage: which reports depend on which; its families of two and more stand apart too.
        assessments: one a claim.
        parts: `fields`, `history`, `links`, `other_event`, `grades` and `inferences` as plain rows.

    Raises:
        WireError: a row does not fit the schema.
    """
    rows = corroboration_rows(event=event, lineage=lineage, assessments=assessments, parts=parts)
    return checked("corroboration", rows)


def replay_document(
    *, head: str, recorded: Sequence[str], version: str, same: Sequence[str], different: Sequence[str], changes: Sequence[Mapping[str, str]]
) -> dict[str, Any]:
    """What came of running a case again; one row of `changes` a thing that differs."""
    names = {"recorded": list(recorded), "same": list(same), "different": list(different)}
    return checked("replay", {"head": head, "version": version, **names, "changes": [dict(row) for row in changes]})


def check_document(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a check of a case found: the fields of the format `check`.

    Raises:
        WireError: a field is not known to the format, or one is missing.
    """
    return checked("check", dict(content))


def explanation_document(assessment: model.Assessment, steps: Sequence[str]) -> dict[str, Any]:
    """The reasoning behind one claim's verdicts."""
    return checked("explanation", {"assessment": to_plain(assessment), "steps": list(steps)})


def doctor_document(facts: Mapping[str, Any], missing: Sequence[str]) -> dict[str, Any]:
    """What an installation can do.

    Raises:
        WireError: a fact is not known to the format, or one is missing.
    """
    return checked("doctor", {"facts": dict(facts), "missing": list(missing)})


def _listed(files: Files | None) -> list[dict[str, str]] | None:
    return None if files is None else [{"name": name, "sha256": sha256} for name, sha256 in files]


def checked(format_name: str, content: dict[str, Any]) -> dict[str, Any]:
    """A document in its envelope, held against its schema.

    Raises:
        WireError: a field is not known to the format, or one is missing.
    """
    document = {"temoin": {"format": format_name, "version": VERSION}, **content}
    validated(document, name=f"the {format_name} document")
    return document


def parsed(format_name: str, body_of: type[Body], text: str | bytes, *, name: str) -> Body:
    """What stands beside the envelope of a document of one format, checked.

    Args:
        format_name: the format that the envelope must name.
        body_of: what a document of this format holds.
        text: the file's content.
        name: of the file, for messages.

    Raises:
        WireError: another format, unknown version, or against the schema.
    """
    body = validated(loads(text, format_name, name=name), name=name)
    assert isinstance(body, body_of)  # noqa: S101  # its format was asked for
    return body

"""Documents: nouns in an envelope that says what they are and in which version, their schemas, and the way up from older versions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

import attrs
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from temoin.errors import WireError
from temoin.wire import claims, fitness, pictures, verdicts
from temoin.wire.convert import restore, to_plain
from temoin.wire.guide import ClaimsBody
from temoin.wire.record import Record
from temoin.wire.runs import BODIES

__all__ = ["VERSION", "from_document", "schemas", "to_document", "upgrade", "validated"]

VERSION = 1
"""The version of every format that this temoin writes."""

_NOUNS: Mapping[str, type[Record]] = MappingProxyType(
    {
        "report": claims.ReportRecord,
        "claim": claims.ClaimRecord,
        "scene": pictures.SceneRecord,
        "building": pictures.BuildingRecord,
        "site": pictures.SiteRecord,
        "registration": pictures.RegistrationRecord,
        "band-fit": pictures.BandFitRecord,
        "fitness": fitness.FitnessRecord,
        "findings": pictures.FindingsRecord,
        "change": pictures.ChangeRecord,
        "grade": pictures.GradeRecord,
        "measurement": pictures.MeasurementRecord,
        "event": verdicts.EventRecord,
        "evidence": verdicts.EvidenceRecord,
        "assessment": verdicts.AssessmentRecord,
        "decision": verdicts.DecisionRecord,
        "lineage": verdicts.LineageRecord,
        "exhibit": verdicts.ExhibitRecord,
        "custody-entry": verdicts.CustodyEntryRecord,
        "ledger": verdicts.LedgerRecord,
        "case": verdicts.CaseRecord,
    }
)
"""Format name to record. A tuple of nouns has the format `NAME-list`."""
_NAME_OF: Mapping[type, str] = MappingProxyType({record.restores: name for name, record in _NOUNS.items()})

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
_UPGRADES: dict[tuple[str, int], Upgrade] = {}
"""(format, version) to the function that makes the next version of it; empty while every format is in its first version."""


class Header(BaseModel):
    """What a document says of itself."""

    model_config = ConfigDict(strict=True, extra="forbid")
    format: str
    version: Literal[1]


@lru_cache(maxsize=1)
def _bodies() -> dict[str, type[BaseModel]]:
    """Format name to the pydantic model of the whole document."""
    config = ConfigDict(strict=True, extra="forbid", frozen=True)
    made: dict[str, type[BaseModel]] = {}
    for name, record in _NOUNS.items():
        for format_name, content in ((name, record), (f"{name}-list", tuple[record, ...])):  # type: ignore[valid-type]  # made at run time
            made[format_name] = create_model(format_name, __config__=config, __doc__=record.__doc__, temoin=(Header, ...), content=(content, ...))
    whole: dict[str, type[BaseModel]] = {"claims": ClaimsBody, **BODIES}
    for name, body in whole.items():
        made[name] = create_model(name, __base__=body, __doc__=body.__doc__, temoin=(Header, ...))
    return made


def to_document(nouns: Any, *, of: type | None = None) -> dict[str, Any]:  # noqa: ANN401  # one noun, or a tuple of one kind
    """One noun, or a sequence of one kind, in its envelope.

    Args:
        nouns: a noun, or a tuple or list of nouns of one kind.
        of: the kind, needed where the sequence is empty.

    Raises:
        WireError: this noun is not kept, the kinds are mixed, or an empty sequence does not say of what.

    >>> from temoin import model
    >>> to_document(model.SitePart(name="workshop 110", building_id="b7"))
    Traceback (most recent call last):
    ...
    temoin.errors.WireError: a SitePart is not written down by itself
    """
    if not isinstance(nouns, tuple | list):
        return {"temoin": {"format": _name_of(type(nouns)), "version": VERSION}, "content": to_plain(nouns)}
    kinds = {type(noun) for noun in nouns} or ({of} if of is not None else set())
    if len(kinds) != 1:
        message = f"a list is written down of one kind of noun, not of {', '.join(sorted(kind.__name__ for kind in kinds)) or 'none that was named'}"
        raise WireError(message, hint="Write one document for each kind; name the kind of an empty list with `of`.")
    return {"temoin": {"format": f"{_name_of(kinds.pop())}-list", "version": VERSION}, "content": [to_plain(noun) for noun in nouns]}


def _name_of(kind: type) -> str:
    name = _NAME_OF.get(kind)
    if name is None:
        message = f"a {kind.__name__} is not written down by itself"
        raise WireError(message, hint=f"These are: {', '.join(sorted(noun.__name__ for noun in _NAME_OF))}.")
    return name


def from_document(document: dict[str, Any], *, name: str = "the document") -> Any:  # noqa: ANN401  # the noun, or a tuple of them
    """The noun, or the tuple of nouns, of a document of any known version.

    Args:
        document: as `loads` gives it.
        name: of the file, for messages.

    Raises:
        WireError: unknown format or version, or the content does not fit the schema.
    """
    body = validated(document, name=name)
    if isinstance(body, ClaimsBody):
        message = f"{name} holds reports with their claims"
        raise WireError(message, hint="Read it with claims_from_document.")
    content = getattr(body, "content", None)
    if content is None:
        message = f"{name} is of the format {document['temoin']['format']!r}, which holds no noun"
        raise WireError(message, hint="Give a file of one noun, or of a list of them.")
    try:
        return restore(content)
    except (ValueError, TypeError, attrs.exceptions.FrozenError) as error:
        message = f"{name} does not hold together: {error}"
        raise WireError(message, hint="The file was changed after temoin wrote it; give the original.") from error


def validated(document: dict[str, Any], *, name: str = "the document") -> BaseModel:
    """A document brought to the newest version and checked against its schema.

    Raises:
        WireError: unknown format or version, or the content does not fit the schema.
    """
    newest = upgrade(document, name=name)
    format_name = newest["temoin"]["format"]
    try:
        # By way of text: in JSON mode pydantic takes a list for a tuple and a word for an enum, and is strict in all else.
        return _bodies()[format_name].model_validate_json(json.dumps(newest, allow_nan=False))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in first["loc"]).lstrip(".")
        words = first["msg"].removeprefix("Value error, ")
        message = f"{name} does not fit the format {format_name!r}: {place}: {words} ({error.error_count()} fault(s) in all)"
        raise WireError(message, hint="The file was changed after temoin wrote it, or is of another program; give the original.") from error
    except (TypeError, ValueError, RecursionError) as error:
        raise WireError(f"{name} is no JSON document: {error}", hint="Give the file as it was written.") from error


def upgrade(document: dict[str, Any], *, name: str = "the document") -> dict[str, Any]:
    """The same document in the newest version of its format.

    Raises:
        WireError: the format or version is not known.
    """
    header = document.get("temoin")
    if not isinstance(header, dict) or not isinstance(header.get("format"), str) or type(header.get("version")) is not int:
        message = f"{name} does not say what it is: it has no `temoin` header with `format` and `version`"
        raise WireError(message, hint="Give a file that temoin wrote.")
    format_name, version = header["format"], header["version"]
    if format_name not in _bodies():
        message = f"{name} is of a format that this temoin does not know: {format_name[:40]!r}"
        raise WireError(message, hint="Open it with a newer temoin.")
    if version > VERSION:
        message = f"{name} is version {version} of the format {format_name!r}; this temoin knows versions up to {VERSION}"
        raise WireError(message, hint="Open it with a newer temoin.")
    while version < VERSION:
        step = _UPGRADES.get((format_name, version))
        if step is None:
            message = f"{name} is version {version} of the format {format_name!r}, which no temoin ever wrote"
            raise WireError(message, hint="Give a file that temoin wrote.")
        document = step(document)
        version += 1
        document = {**document, "temoin": {"format": format_name, "version": version}}
    return document


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema (2020-12) of every format, by its name."""
    made = {}
    for name, body in sorted(_bodies().items()):
        schema = body.model_json_schema()
        schema["properties"]["temoin"] = {
            "type": "object",
            "required": ["format", "version"],
            "additionalProperties": False,
            "properties": {"format": {"const": name}, "version": {"const": VERSION}},
        }
        schema.get("$defs", {}).pop("Header", None)
        made[name] = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return made

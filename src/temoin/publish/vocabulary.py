"""The English words for every closed set that a dossier prints."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from temoin.model import (
    AlignState,
    Certainty,
    ClaimKind,
    Confidence,
    DecisionKind,
    EvidenceKind,
    ExhibitRole,
    GradeClass,
    LineageKind,
    SourceClass,
    TimeBasis,
    Verdict,
)

__all__ = ["COMPASS", "LANGUAGE_NAMES", "MONTHS", "RIGHT_TO_LEFT", "TABLES", "UNITS", "VERDICT_MEANINGS"]

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
LANGUAGE_NAMES = {
    "ar": "Arabic",
    "be": "Belarusian",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}

UNITS: dict[str, tuple[str, str]] = {
    "m2": ("m²", "m²"),
    "m3": ("m³", "m³"),
    "m": ("m", "m"),
    "km": ("km", "km"),
    "mm": ("mm", "mm"),
    "%": ("%", "%"),
    "t": ("t", "t"),
    "px": ("px", "px"),
    "s": ("s", "s"),
    "deg": ("°", "°"),
    "km/h": ("km/h", "km/h"),
    "share": ("", ""),
    "magnitude": ("(magnitude)", "(magnitude)"),
    "person": ("person", "people"),
    "child": ("child", "children"),
    "woman": ("woman", "women"),
    "man": ("man", "men"),
    "aircraft": ("aircraft", "aircraft"),
    "factory": ("factory", "factories"),
    "facility": ("facility", "facilities"),
    "family": ("family", "families"),
    "church": ("church", "churches"),
}

VERDICT_MEANINGS: dict[Verdict, str] = {
    Verdict.SUPPORTED: "what was checked agrees with it",
    Verdict.PARTLY_SUPPORTED: "a part of it agrees, another does not or could not be checked",
    Verdict.CONTRADICTED: "what was checked disagrees with it",
    Verdict.CONTESTED: "independent reports disagree about it",
    Verdict.SUPERSEDED: "a later statement replaced it",
    Verdict.NOT_YET_CHECKED: "it could be checked, but what that takes was not given",
    Verdict.NOT_CHECKABLE: "these means cannot check it",
}

TABLES: Mapping[type, Mapping[Any, str]] = MappingProxyType(
    {
        Verdict: {item: item.value for item in Verdict},
        GradeClass: {item: item.value for item in GradeClass},
        DecisionKind: {
            DecisionKind.REJECT_CLAIM: "claim rejected",
            DecisionKind.EDIT_CLAIM: "claim read otherwise",
            DecisionKind.ADD_CLAIM: "claim added",
            DecisionKind.TIE_NAME: "name tied to a building",
            DecisionKind.WRONG_FOOTPRINT: "footprint marked as wrong",
            DecisionKind.OVERRIDE_GRADE: "another grade",
            DecisionKind.OVERRIDE_VERDICT: "another verdict",
            DecisionKind.SIGN_OFF: "signed off",
            DecisionKind.WITHDRAW: "decision withdrawn",
        },
        Certainty: {
            Certainty.ASSERTED: "stated as a fact",
            Certainty.REPORTED: "reported",
            Certainty.POSSIBLE: "put as possible",
            Certainty.EXPECTED: "put as expected",
            Certainty.DENIED: "denied",
        },
        ClaimKind: {
            ClaimKind.KILLED: "People killed",
            ClaimKind.INJURED: "People injured",
            ClaimKind.HOSPITALISED: "People in hospital",
            ClaimKind.MISSING: "People missing",
            ClaimKind.DISPLACED: "People displaced",
            ClaimKind.RESCUED: "People rescued",
            ClaimKind.DAMAGED_COUNT: "Number damaged",
            ClaimKind.DESTROYED_COUNT: "Number destroyed",
            ClaimKind.DAMAGE_EXTENT: "Extent of damage",
            ClaimKind.DAMAGED_OBJECT: "Thing damaged",
            ClaimKind.MEANS_COUNT: "Number of means used",
            ClaimKind.EVENT_DATE: "Date of the event",
            ClaimKind.IMAGE_DATE: "Date of a picture",
            ClaimKind.STATEMENT_DATE: "Date of a statement",
            ClaimKind.PLACE: "Place",
            ClaimKind.FACILITY: "Site",
            ClaimKind.DISTANCE: "Distance",
            ClaimKind.BACKGROUND_QUANTITY: "Background figure",
            ClaimKind.OWNERSHIP: "Ownership",
            ClaimKind.PRODUCTION: "Production",
            ClaimKind.IDENTIFIER: "Identifier",
        },
        SourceClass: {
            SourceClass.OFFICIAL: "official",
            SourceClass.MILITARY: "military",
            SourceClass.EMERGENCY: "emergency service",
            SourceClass.MEDICAL: "medical",
            SourceClass.COMPANY: "company",
            SourceClass.MEDIA: "media",
            SourceClass.CHANNEL: "channel",
            SourceClass.WITNESS: "witness",
            SourceClass.ANALYST: "analyst",
            SourceClass.IMAGERY: "picture provider",
            SourceClass.ANONYMOUS: "not named",
            SourceClass.NGO: "non-governmental organisation",
        },
        EvidenceKind: {EvidenceKind.SUPPORTS: "supports it", EvidenceKind.CONTRADICTS: "contradicts it", EvidenceKind.SILENT: "says nothing of it"},
        Confidence: {Confidence.LOW: "stands weakly", Confidence.MODERATE: "stands moderately firmly", Confidence.HIGH: "stands firmly"},
        LineageKind: {
            LineageKind.COPY: "copy of",
            LineageKind.UPDATE: "update of",
            LineageKind.TRANSLATION: "translation of",
            LineageKind.REWRITE: "rewrite of",
            LineageKind.QUOTES_SAME_ORIGIN: "quotes the same origin as",
        },
        AlignState: {
            AlignState.VERIFIED: "verified",
            AlignState.WEAK: "weak",
            AlignState.UNVERIFIED: "unverified",
        },
        TimeBasis: {
            TimeBasis.GIVEN: "given by the analyst",
            TimeBasis.WRITTEN: "written in the reports",
            TimeBasis.INFERRED: "inferred, not written in the reports",
            TimeBasis.UNKNOWN: "not known",
        },
        ExhibitRole: {
            ExhibitRole.REPORT: "report",
            ExhibitRole.BEFORE: "picture from before",
            ExhibitRole.AFTER: "picture from after",
            ExhibitRole.BUILDINGS: "building footprints",
            ExhibitRole.SITE: "site",
            ExhibitRole.SIDECAR: "facts about the files",
            ExhibitRole.STAMP: "stamp, kept and not verified",
        },
    }
)

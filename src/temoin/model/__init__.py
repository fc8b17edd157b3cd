"""The nouns: frozen values without input, output or engines. Each is built by its own stage and nowhere else.

====================================  ================
noun                                  built by
====================================  ================
Report, Scene, ScenePair, Building,   ``read``
Site
Claim, Source, Attribution            ``extract``
Location                              ``gazetteer``
AlignedPair, Registration,            ``align``
ShiftField, Fitness
Change, Grade, Measurement, Findings, ``measure``
Placebo, Feature
Event, Evidence, Assessment, Lineage  ``corroborate``
Exhibit, CustodyEntry, Ledger, Case,  ``custody``
Decision, Provenance
Dossier                               ``publish``
====================================  ================

``wire`` restores them from what was written down; ``scenes`` and ``testing`` may make them up.
"""

from temoin.model.aligned import AlignedPair, AlignState, BandFit, Registration, ShiftField
from temoin.model.assessment import Assessment, Confidence, Evidence, EvidenceKind, Lineage, LineageEdge, LineageKind, Verdict
from temoin.model.case import Case, CustodyEntry, Dossier, Exhibit, ExhibitRole, Ledger, Provenance
from temoin.model.claim import (
    Attribution,
    Certainty,
    Check,
    Claim,
    ClaimKind,
    Effect,
    Extent,
    Polarity,
    Role,
    Source,
    SourceClass,
    Thing,
)
from temoin.model.crosswalk import LOSSES, Scale, class_of_word, on_scale
from temoin.model.decision import Decision, DecisionKind, claim_keys, short_id, standing_decisions
from temoin.model.event import Event, TimeBasis
from temoin.model.finding import Change, Feature, Finding, Findings, Grade, GradeClass, Measurement, Placebo, PlaceboKind
from temoin.model.fitness import Fitness, FitnessGrade, HeightEffect, PictureFitness
from temoin.model.location import Location, Precision
from temoin.model.reason import Reason
from temoin.model.report import Report
from temoin.model.scene import Scene, ScenePair
from temoin.model.site import Building, Site, SitePart
from temoin.model.time import Days, TimeRange

__all__ = [
    "LOSSES",
    "AlignState",
    "AlignedPair",
    "Assessment",
    "Attribution",
    "BandFit",
    "Building",
    "Case",
    "Certainty",
    "Change",
    "Check",
    "Claim",
    "ClaimKind",
    "Confidence",
    "CustodyEntry",
    "Days",
    "Decision",
    "DecisionKind",
    "Dossier",
    "Effect",
    "Event",
    "Evidence",
    "EvidenceKind",
    "Exhibit",
    "ExhibitRole",
    "Extent",
    "Feature",
    "Finding",
    "Findings",
    "Fitness",
    "FitnessGrade",
    "Grade",
    "GradeClass",
    "HeightEffect",
    "Ledger",
    "Lineage",
    "LineageEdge",
    "LineageKind",
    "Location",
    "Measurement",
    "PictureFitness",
    "Placebo",
    "PlaceboKind",
    "Polarity",
    "Precision",
    "Provenance",
    "Reason",
    "Registration",
    "Report",
    "Role",
    "Scale",
    "Scene",
    "ScenePair",
    "ShiftField",
    "Site",
    "SitePart",
    "Source",
    "SourceClass",
    "Thing",
    "TimeBasis",
    "TimeRange",
    "Verdict",
    "claim_keys",
    "class_of_word",
    "on_scale",
    "short_id",
    "standing_decisions",
]

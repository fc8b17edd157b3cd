"""The order of the stages: one event from files to a case with its dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temoin.firstuse import on_first_use

if TYPE_CHECKING:
    from temoin.workflows.changes import ChangeLine, Changes, changes_since
    from temoin.workflows.decide import DecidedCase, decide_in_case
    from temoin.workflows.decided import DecidedClaims, decided_claims_of
    from temoin.workflows.demo import DemoResult, verify_demo, write_example
    from temoin.workflows.export import PublicExport, export_public
    from temoin.workflows.forget import ForgottenExhibit, forget_exhibit
    from temoin.workflows.inputs import ReportGroup, VerifyInputs, VerifyOptions
    from temoin.workflows.material import time_of
    from temoin.workflows.names import CaseName, CaseNames, NearNames, names_of
    from temoin.workflows.printing import Printed, print_case
    from temoin.workflows.publication import PublicForm, publish_case, read_names
    from temoin.workflows.release import Release, release_case, releases_of
    from temoin.workflows.replay import Replay, replay_case
    from temoin.workflows.salts import WithheldThing, withheld_things
    from temoin.workflows.validate import ValidateOptions, Validation, validate_site
    from temoin.workflows.validate_case import ValidatedCase, validate_case
    from temoin.workflows.validated import missed_words, shown_validation, validation_of
    from temoin.workflows.verification import Verification
    from temoin.workflows.verify import add_to_case, rerun_case, verify_event

__all__ = [
    "CaseName",
    "CaseNames",
    "ChangeLine",
    "Changes",
    "DecidedCase",
    "DecidedClaims",
    "DemoResult",
    "ForgottenExhibit",
    "NearNames",
    "Printed",
    "PublicExport",
    "PublicForm",
    "Release",
    "Replay",
    "ReportGroup",
    "ValidateOptions",
    "ValidatedCase",
    "Validation",
    "Verification",
    "VerifyInputs",
    "VerifyOptions",
    "WithheldThing",
    "add_to_case",
    "changes_since",
    "decide_in_case",
    "decided_claims_of",
    "export_public",
    "forget_exhibit",
    "missed_words",
    "names_of",
    "print_case",
    "publish_case",
    "read_names",
    "release_case",
    "releases_of",
    "replay_case",
    "rerun_case",
    "shown_validation",
    "time_of",
    "validate_case",
    "validate_site",
    "validation_of",
    "verify_demo",
    "verify_event",
    "withheld_things",
    "write_example",
]

__getattr__ = on_first_use(
    __name__,
    {
        "changes": ("ChangeLine", "Changes", "changes_since"),
        "decide": ("DecidedCase", "decide_in_case"),
        "decided": ("DecidedClaims", "decided_claims_of"),
        "demo": ("DemoResult", "verify_demo", "write_example"),
        "export": ("PublicExport", "export_public"),
        "forget": ("ForgottenExhibit", "forget_exhibit"),
        "inputs": ("ReportGroup", "VerifyInputs", "VerifyOptions"),
        "material": ("time_of",),
        "names": ("CaseName", "CaseNames", "NearNames", "names_of"),
        "printing": ("Printed", "print_case"),
        "publication": ("PublicForm", "publish_case", "read_names"),
        "release": ("Release", "release_case", "releases_of"),
        "replay": ("Replay", "replay_case"),
        "salts": ("WithheldThing", "withheld_things"),
        "validate": ("ValidateOptions", "Validation", "validate_site"),
        "validate_case": ("ValidatedCase", "validate_case"),
        "validated": ("missed_words", "shown_validation", "validation_of"),
        "verification": ("Verification",),
        "verify": ("add_to_case", "rerun_case", "verify_event"),
    },
)


def __dir__() -> list[str]:
    return sorted(__all__)

"""How a run ends on the terminal: the table of claims, what failed, the ledger's head, the dossier's path."""

from __future__ import annotations

from temoin.cli.figures import quantity_words
from temoin.cli.tables import print_assessments
from temoin.cli.terminal import emit_json, results, to_people
from temoin.errors import FailedPartsError
from temoin.model import Event, Registration, TimeBasis
from temoin.workflows import Verification

__all__ = ["end_run"]

_BASES = {
    TimeBasis.GIVEN: "as given",
    TimeBasis.WRITTEN: "as written",
    TimeBasis.INFERRED: "inferred, not written in the text",
    TimeBasis.UNKNOWN: "",
}


def end_run(verification: Verification, *, as_json: bool) -> int:
    """Print what came out.

    Returns:
        0, or 4 where some parts failed.
    """
    if as_json:
        emit_json(verification.to_document())
    else:
        _print_run(verification)
    for failure in verification.failures:
        to_people(f"not done: {failure}")
    to_people(f"ledger head {verification.head}")
    if not as_json:
        results().print(str(verification.dossier), markup=False, soft_wrap=True)
    return FailedPartsError.exit_code if verification.failures else 0


def _print_run(verification: Verification) -> None:
    console = results()
    if verification.assessments:
        console.print()
        print_assessments(console, verification.assessments, verification.reports)
    console.print(_event_words(verification.event), markup=False, soft_wrap=True)
    findings = verification.findings
    if findings is None:
        return
    if findings.registration is not None:
        console.print(f"Pictures: {_registration_words(findings.registration)}", markup=False, soft_wrap=True)
    for measurement in findings.measurements:
        name = measurement.name.replace("_", " ").capitalize()
        console.print(f"{name}: {quantity_words(measurement.quantity)}", markup=False, soft_wrap=True)


def _registration_words(registration: Registration) -> str:
    rows, cols = registration.shift_px
    why = f": {'; '.join(reason.words for reason in registration.reasons)}" if registration.reasons else ""
    return f"alignment {registration.state}, shift {rows:+.2f}, {cols:+.2f} px (rows, columns){why}"


def _event_words(event: Event) -> str:
    if event.when is None:
        return "Event: its date is not known"
    before = "on or before " if event.is_latest else ""
    return f"Event: {before}{event.when} ({_BASES[event.basis]})"

"""`temoin case validate`, and the outcome of self-validation on a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich import box
from rich.table import Table

from temoin.cli.options import AsJson
from temoin.cli.terminal import ShownProgress, emit_json, results, to_people
from temoin.publish import ShownRate, ShownValidation
from temoin.workflows import ValidateOptions, missed_words, shown_validation, validate_case

__all__ = ["print_validation", "validate"]


def validate(
    folder: Annotated[Path, Parameter(help="The case folder; it keeps every trial.")],
    *,
    rounds: Annotated[int | None, Parameter(help="The most rounds; it ends earlier once the rates are known well enough.")] = None,
    json: AsJson = False,
) -> int:
    """Plant known damage in a case's own pictures, count what is found of it, and run the case again with what it would have seen.

    Interrupted, the same command goes on after the last round that was finished; with more --rounds it goes on from those that the case holds.
    """
    options = ValidateOptions() if rounds is None else ValidateOptions(most_rounds=rounds)
    with ShownProgress() as progress:
        done = validate_case(folder, options=options, progress=progress)
    if json:
        emit_json(done.validation.to_document())
    else:
        print_validation(shown_validation(done.validation))
    to_people(f"ledger head {done.verification.head}")
    return 0


def print_validation(shown: ShownValidation) -> None:
    """Rates with their intervals, and what they mean for a picture that shows nothing."""
    console = results()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Planted", overflow="fold")
    table.add_column("Found", justify="right")
    table.add_column("Share, 95 % interval", justify="right")
    for size in shown.sizes:
        form = ",.0f" if f"{size.from_m2:.0f}" != f"{size.to_m2:.0f}" else ",.1f"
        table.add_row(f"hole of {size.from_m2:{form}} to {size.to_m2:{form}} m²", *_cells(size))
    for kind in shown.kinds:
        table.add_row(f"{kind.label.replace('-', ' ')}, all sizes", *_cells(kind))
    console.print(table)
    alarms = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    alarms.add_column("No damage, taken for it", overflow="fold")
    alarms.add_column("Taken", justify="right")
    alarms.add_column("Share, 95 % interval", justify="right")
    alarms.add_row("nothing happened", *_cells(shown.alarms))
    for kind in shown.look_alikes:
        alarms.add_row(kind.label.replace("-", " "), *_cells(kind))
    console.print(alarms)
    lines = [_alarm_words(shown.alarms), _area_words(shown), _nine_words(shown), missed_words(shown)]
    if shown.unjudged.hits:
        said = f"After {shown.unjudged.hits} of {shown.unjudged.tries} the building could not be judged"
        lines.append(f"{said}; these count neither as found nor as missed.")
    if shown.uses_segments:
        lines.append("No footprints were given: compact pieces of the picture stood for buildings.")
    if not shown.is_enough:
        lines.append("The rates are not known as well as was asked for; more --rounds narrow them.")
    for line in filter(None, lines):
        console.print(line, markup=False, soft_wrap=True)


def _cells(rate: ShownRate) -> tuple[str, str]:
    if not rate.tries:
        return "–", "not tried"
    return f"{rate.hits} of {rate.tries}", f"{rate.share:.0%} ({rate.low:.0%} to {rate.high:.0%})"


def _alarm_words(rate: ShownRate) -> str:
    if not rate.tries:
        return "False alarms were not tried."
    return f"False alarms: {1000 * rate.share:.0f} in 1,000 untouched buildings ({1000 * rate.low:.0f} to {1000 * rate.high:.0f})."


def _area_words(shown: ShownValidation) -> str:
    if shown.area_error is None:
        return ""
    middle, low, high = shown.area_error
    held = shown.coverage
    return (
        f"Area of holes that were found: {middle:+z.0%} off in the middle ({low:+z.0%} to {high:+z.0%}); "
        f"the stated interval held the true area in {held.hits} of {held.tries}."
    )


def _nine_words(shown: ShownValidation) -> str:
    if shown.nine_m2 is None:
        return "Smallest hole found in 9 of 10: none of those that were tried."
    high = f"{shown.nine_high_m2:,.0f} m²" if shown.nine_high_m2 is not None else "unknown"
    return f"Smallest hole found in 9 of 10: {shown.nine_m2:,.0f} m² ({shown.nine_low_m2 or 0:,.0f} m² to {high})."

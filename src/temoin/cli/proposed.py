"""Claims that another extractor proposes, printed with what came of them."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

from temoin.cli.figures import quantity_words, source_words
from temoin.cli.terminal import emit_json, results, to_people
from temoin.errors import FailedPartsError, OptionError, TooLargeError, UnreadableError
from temoin.extract import Grounding, Proposer, RejectedProposal, ground_claims, is_supported, read_proposals
from temoin.model import Report
from temoin.wire import claims_document

__all__ = ["print_grounding"]

_MOST_BYTES = 4_000_000


def print_grounding(report: Report, file: Path | None, proposer: Proposer | None, *, as_json: bool) -> int:
    """Hold proposed claims against a report and print both lists; the exit code says whether the report could be read.

    Raises:
        OptionError: a file and a model were both given.
        UnreadableError: the file cannot be read, or the model gave no answer.
    """
    if file is not None and proposer is not None:
        raise OptionError("both a file of claims and a model were given", hint="Give --check-claims or --ask.")
    answer = _held(file) if file is not None else proposer.propose(report) if proposer is not None else ""
    proposals, faults = read_proposals(answer)
    made = ground_claims(report, proposals)
    rejected = tuple(sorted((*faults, *made.rejected), key=lambda one: one.number))
    if as_json:
        emit_json({"claims": claims_document((report,), made.accepted), "rejected": [_row(one) for one in rejected]})
    else:
        _print(report, made, rejected)
    if not is_supported(report.lang):
        to_people(f"not done: {report.id}: claims cannot be read in this language yet ({report.lang or 'unknown'}), so none can be checked")
        return FailedPartsError.exit_code
    return 0


def _held(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            held = stream.read(_MOST_BYTES + 1)
        if len(held) > _MOST_BYTES:
            raise TooLargeError(f"{file}: more than {_MOST_BYTES:,} bytes", hint="Give the claims of one report.")
        return held.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"{file}: cannot be read: {error}", hint="Give a JSON file in UTF-8 with a list of claims.") from error


def _row(one: RejectedProposal) -> dict[str, object]:
    return {"number": one.number, "reason": one.reason.value, "detail": one.detail, "quote": one.words}


def _print(report: Report, made: Grounding, rejected: tuple[RejectedProposal, ...]) -> None:
    console = results()
    console.print(Text(f"{len(made.accepted)} accepted, as the report's own words give them", style="bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    for name, ratio in (("Kind", 3), ("Words", 5), ("Read as", 4), ("Who said it", 4)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for claim in made.accepted:
        value = quantity_words(claim.quantity) if claim.quantity else claim.days.iso if claim.days else ""
        said = source_words(claim.attribution, report.publisher)
        table.add_row(Text(claim.kind.replace("_", " ")), Text(claim.quote), Text(value), Text(said))
    console.print(table)
    console.print(Text(f"{len(rejected)} rejected", style="bold"))
    refused = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    for name, ratio in (("No.", 1), ("Proposed words", 5), ("Reason", 3), ("What was compared", 6)):
        refused.add_column(name, ratio=ratio, overflow="fold")
    for one in rejected:
        refused.add_row(Text(str(one.number)), Text(one.words), Text(one.reason.value.replace("-", " ")), Text(one.detail))
    console.print(refused)

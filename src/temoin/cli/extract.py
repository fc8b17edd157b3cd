"""`temoin extract`: claims of reports, with their spans."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich import box
from rich.table import Table
from rich.text import Text

import temoin
from temoin.cli.figures import quantity_words, source_words
from temoin.cli.files import each_once
from temoin.cli.options import AsJson, Published, Sidecar
from temoin.cli.proposed import print_grounding
from temoin.cli.terminal import emit_json, results, to_people
from temoin.errors import FailedPartsError, OptionError
from temoin.extract import extract_claims, is_supported
from temoin.model import Claim, ClaimKind, Report, Role
from temoin.read import LocalModel, read_reports
from temoin.wire import claims_document

__all__ = ["extract"]

_COLOURS = {
    ClaimKind.MEANS_COUNT: "magenta",
    ClaimKind.EVENT_DATE: "cyan",
    ClaimKind.STATEMENT_DATE: "cyan",
    ClaimKind.IMAGE_DATE: "cyan",
    ClaimKind.PLACE: "green",
    ClaimKind.FACILITY: "green",
}


def extract(  # one parameter an option
    *reports: Annotated[Path, Parameter(help="Published texts: plain text, HTML, MHTML, PDF, or a JSON list of reports.")],
    published: Published = None,
    sidecar: Sidecar = None,
    html: Annotated[Path | None, Parameter(help="Also write the texts with their spans marked as one HTML page to this file.")] = None,
    check_claims: Annotated[
        Path | None, Parameter(help="Hold the claims in this JSON file, proposed by another extractor, against the only report given.")
    ] = None,
    ask: Annotated[
        str | None, Parameter(help="Ask the language model at this loopback address (http://127.0.0.1:8080/v1) for claims to check.")
    ] = None,
    model: Annotated[str, Parameter(help="Name of the model at that address.")] = "default",
    json: AsJson = False,
) -> int:
    """Claims of reports, with their spans; or claims that another extractor proposes, held against the report's own words."""
    if not reports:
        raise OptionError("no report was given", hint="Name one or more report files.")
    read = read_reports(each_once(reports), sidecar=sidecar, published=published)
    if check_claims is not None or ask is not None:
        return print_grounding(_only(read), check_claims, LocalModel(url=ask, model=model) if ask is not None else None, as_json=json)
    by_report = {report.id: extract_claims(report) for report in read}
    claims = [claim for found in by_report.values() for claim in found]
    if html is not None:
        _write_page(html, read, claims)
    if json:
        emit_json(claims_document(read, claims))
    else:
        for report in read:
            _print_report(report, by_report[report.id])
    for report in read:
        for note in report.notes:
            to_people(f"note: {report.id}: {note}")
    unread = [report for report in read if not is_supported(report.lang)]
    for report in unread:
        to_people(f"not done: {report.id}: claims cannot be read in this language yet ({report.lang or 'unknown'})")
    return FailedPartsError.exit_code if unread else 0


def _only(reports: tuple[Report, ...]) -> Report:
    if len(reports) != 1:
        raise OptionError(f"{len(reports)} reports were given", hint="Give the one report that the claims were read from.")
    return reports[0]


def _write_page(path: Path, reports: tuple[Report, ...], claims: list[Claim]) -> None:
    """The page of the dossier that holds reports and claims alone: a draft, since nothing in it was checked."""
    from temoin.publish import DossierContent, publish_html, write_text  # the page's makers are loaded only where a page is wanted

    content = DossierContent(created=datetime.now(UTC), version=temoin.__version__, reports=reports, claims=tuple(claims))
    write_text(path, publish_html(content).html)
    to_people(f"written: {path}")


def _print_report(report: Report, claims: tuple[Claim, ...]) -> None:
    console = results()
    console.print(Text(f"{report.publisher or report.id} ({report.lang or 'language unknown'})", style="bold"), soft_wrap=True)
    console.print(_marked(report, claims))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
    for name, ratio in (("Kind", 3), ("Words", 5), ("Read as", 4), ("Who said it", 4)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for claim in claims:
        value = quantity_words(claim.quantity) if claim.quantity else claim.days.iso if claim.days else ""
        stance = [str(word) for word in (claim.effect, claim.extent) if word]
        stance += [str(claim.certainty)] if claim.certainty != "asserted" else []
        stance += [str(claim.role)] if claim.role != "main" else []
        stance += ["inferred"] if claim.inferred else []
        read = "; ".join(part for part in (value, *stance) if part)
        kind, quote = Text(claim.kind.replace("_", " "), style=_colour(claim)), Text(claim.quote)
        if claim.span is not None and (page := report.page_of(claim.span)) is not None:
            quote.append(f" (p.\u00a0{page})", style="dim")
        table.add_row(kind, quote, Text(read), Text(source_words(claim.attribution, report.publisher)))
    console.print(table)


def _marked(report: Report, claims: tuple[Claim, ...]) -> Text:
    """The report's text with every span underlined, in the colour of its kind; a span inside another keeps its own."""
    text = Text(report.text)
    spanned = [(claim, claim.span) for claim in claims if claim.span is not None]
    for claim, span in sorted(spanned, key=lambda pair: pair[1].start - pair[1].end):
        text.stylize(f"underline {_colour(claim)}", span.start, span.end)
    return text


def _colour(claim: Claim) -> str:
    """People red, damage yellow, means magenta, days cyan, places green; background and facts of history are dim."""
    kind = claim.kind
    if kind.is_fact or claim.role is Role.BACKGROUND:
        return "dim"
    if kind.is_casualty:
        return "red"
    return _COLOURS.get(kind, "yellow" if claim.effect is not None else "blue")

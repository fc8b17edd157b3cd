"""`temoin case check` and `certificate`: does a case hold, and a page that says what was found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

import temoin
from temoin.cli.options import AsJson
from temoin.cli.terminal import ShownProgress, emit_json, people, results, to_people
from temoin.custody import CaseStore, utc_now
from temoin.custody.proof import SealReport, check_sealed, is_sealed_bag, read_certificates, withheld_words
from temoin.errors import CustodyError, InputError, OptionError
from temoin.wire import check_document

__all__ = ["certificate", "check"]


def check(
    folder: Annotated[Path, Parameter(help="A case folder, a sealed case, or a zip file of one.")],
    *,
    signer: Annotated[str, Parameter(help="Fingerprint of the key that must have signed it.")] = "",
    tsa: Annotated[
        Path | None, Parameter(help="Certificates (PEM) of the time-stamp authority, or of the root above it, that must have stamped it.")
    ] = None,
    json: AsJson = False,
) -> int:
    """Verify every hash of a case, its seal, signature and stamp; exit code 3 and the name of every wrong file where something was altered."""
    is_sealed = is_sealed_bag(folder)
    report = _sealed(folder, signer, tsa) if is_sealed else _open_case(folder, signer, tsa)
    if json:
        emit_json(_document(report, is_sealed=is_sealed))
    for problem in report.problems:
        to_people(f"✘ {problem}")
    if report.problems:
        count = len(report.problems)
        raise CustodyError(f"{folder}: {count} thing{'s' if count != 1 else ''} altered, missing or not as asked for")
    console = people() if json else results()
    for line in (*report.assurances, f"ledger head {report.head}"):
        console.print(line, markup=False, soft_wrap=True)
    return 0


def _sealed(folder: Path, signer: str, tsa: Path | None) -> SealReport:
    try:
        trusted = read_certificates(tsa.read_bytes(), name=str(tsa)) if tsa is not None else ()
    except OSError as error:
        raise InputError(f"{tsa} cannot be read: {error.strerror or error}", hint="Give the authority's certificate.") from error
    with ShownProgress() as progress:
        return check_sealed(folder, signer=signer, trusted=trusted, progress=progress)


def _open_case(folder: Path, signer: str, tsa: Path | None) -> SealReport:
    if signer or tsa is not None:
        hint = "Seal it with temoin case seal, or leave --signer and --tsa out."
        raise OptionError(f"{folder} is a case that was not sealed: nobody signed or stamped it", hint=hint)
    with CaseStore.open(folder, purpose="check") as store:
        lines = ("internally consistent, signer unknown", *withheld_words(store))
        return SealReport(problems=store.verify(), case=store.case(), assurances=lines)


def _document(report: SealReport, *, is_sealed: bool) -> dict[str, object]:
    stamp = report.stamp
    return check_document(
        {
            "problems": list(report.problems),
            "assurances": list(report.assurances),
            "head": report.head,
            "is_sealed": is_sealed,
            "fingerprint": report.fingerprint,
            "is_known": report.is_known,
            "stamp": None if stamp is None else {"time": stamp.time.isoformat(), "authority": stamp.authority, "serial": str(stamp.serial)},
            "is_trusted": report.is_trusted,
        }
    )


def certificate(
    folder: Annotated[Path, Parameter(help="A sealed case, or a zip file of one.")],
    *,
    out: Annotated[Path, Parameter(help="The page: an HTML file to print.")],
    signer: Annotated[str, Parameter(help="Fingerprint of the key that must have signed it.")] = "",
    tsa: Annotated[Path | None, Parameter(help="Certificates (PEM) of the time-stamp authority that must have stamped it, or of its root.")] = None,
) -> int:
    """Check a sealed case and print its certificate: one page with what it is, its hashes, its signer and its stamp."""
    if not is_sealed_bag(folder):
        raise OptionError(f"{folder} is no sealed case", hint="Seal it first with temoin case seal.")
    report = _sealed(folder, signer, tsa)
    if report.copy is not None:
        raise OptionError(f"{folder} is a public copy; a certificate is of a whole case", hint="Name the sealed case.")
    if report.problems or report.case is None:
        raise CustodyError(f"{folder} does not hold: {'; '.join(report.problems[:3])}", hint="temoin case check names all that is wrong.")
    stamp = report.stamp
    from temoin.publish import CertificateContent, publish_certificate, write_text  # checking alone needs no page

    content = CertificateContent(
        case=report.case,
        name=folder.name,
        tag_manifest_sha256=report.tag_manifest_sha256,
        checked=utc_now(),
        version=temoin.__version__,
        fingerprint=report.fingerprint,
        is_known=report.is_known,
        stamped=stamp.time if stamp is not None else None,
        authority=stamp.authority if stamp is not None else "",
        is_trusted=report.is_trusted,
        assurances=report.assurances,
    )
    write_text(out, publish_certificate(content))
    to_people(f"ledger head {report.head}")
    results().print(str(out), markup=False, soft_wrap=True)
    return 0

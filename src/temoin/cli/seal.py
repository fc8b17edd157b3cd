"""`temoin case seal`, `check` and `replay`: proof that needs no trust in whoever made the case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich import box
from rich.table import Table
from rich.text import Text

import temoin
from temoin.cli.ending import end_run
from temoin.cli.options import AsJson
from temoin.cli.passphrase import PassphraseFile, given_signer
from temoin.cli.terminal import ShownProgress, emit_json, people, results, to_people
from temoin.custody import CaseStore, utc_now
from temoin.custody.proof import (
    SealOptions,
    SealReport,
    check_sealed,
    is_sealed_bag,
    read_certificates,
    seal_case,
    withheld_words,
    zip_sealed,
)
from temoin.errors import CustodyError, FailedPartsError, InputError, OptionError
from temoin.publish import CertificateContent, publish_certificate, write_text
from temoin.wire import check_document
from temoin.workflows import forget_exhibit, replay_case

__all__ = ["certificate", "check", "forget", "replay", "seal"]


def seal(
    folder: Annotated[Path, Parameter(help="The case folder; it can be gone on with afterwards.")],
    *,
    out: Annotated[Path, Parameter(help="The sealed copy: a folder that is not there yet.")],
    key: Annotated[Path | None, Parameter(help="Private key to sign with, as temoin key new made it.")] = None,
    passphrase_file: PassphraseFile = None,
    tsa: Annotated[str | None, Parameter(help="Address of a time-stamp authority (RFC 3161); only a hash is sent to it.")] = None,
    zip_too: Annotated[bool, Parameter(name="--zip", help="Also as one file, OUT.zip.")] = False,
) -> int:
    """Seal a case: a copy as a BagIt bag with RO-Crate and PROV inside, signed with --key, stamped with --tsa, checkable without temoin."""
    signer = given_signer(key, passphrase_file)
    with ShownProgress() as progress:
        sealed = seal_case(folder, out, signer=signer, options=SealOptions(authority=tsa), progress=progress)
        if zip_too:
            zip_sealed(out, out.with_name(out.name + ".zip"))
    who = f"signed with the key {sealed.fingerprint}" if sealed.fingerprint else "signed by nobody: give --key for a signature"
    stamped = sealed.stamped
    when = f"stamped at {stamped.isoformat(sep=' ', timespec='seconds')}" if stamped is not None else "not stamped: give --tsa for a stamp"
    for line in (who, when, f"ledger head {sealed.head}"):
        to_people(line)
    results().print(str(out), markup=False, soft_wrap=True)
    return 0


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


def forget(
    folder: Annotated[Path, Parameter(help="The case folder.")],
    exhibit: Annotated[str, Parameter(help="Name of the exhibit, or the beginning of its SHA-256, as temoin case show gives them.")],
    *,
    by: Annotated[str, Parameter(help="Who decides it.")],
    why: Annotated[str, Parameter(help="The reason, in that person's words.")],
    json: AsJson = False,
) -> int:
    """Take an exhibit's bytes out of a case for good, with all that was worked out since, and run the case again; hash and reason stay."""
    with ShownProgress() as progress:
        done = forget_exhibit(folder, exhibit, who=by, why=why, progress=progress)
    to_people(f"{done.exhibit.name} (SHA-256 {done.exhibit.sha256[:16]}…) is withheld by ledger entry {done.entry}")
    if done.verification is None:
        to_people("nothing is left to run the case on")
        to_people(f"ledger head {done.head}")
        return 0
    return end_run(done.verification, as_json=json)


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


def replay(folder: Annotated[Path, Parameter(help="A case folder, or a sealed case.")], *, json: AsJson = False) -> int:
    """Run a case again from its exhibits, with its recorded options and decisions, and tell what comes out otherwise; the case is only read."""
    with ShownProgress() as progress:
        outcome = replay_case(folder, progress=progress)
    if json:
        emit_json(outcome.to_document())
    else:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
        for name, ratio in (("What", 2), ("Which", 5), ("In the case", 4), ("Now", 4)):
            table.add_column(name, ratio=ratio, overflow="fold")
        for line in outcome.lines:
            table.add_row(line.what, Text(line.which), Text(line.was), Text(line.now))
        if outcome.lines:
            results().print(table)
        for name in outcome.same:
            results().print(f"same       {name}", markup=False)
        for name in outcome.different:
            results().print(f"different  {name}", markup=False)
    versions = ", ".join(outcome.recorded)
    to_people(f"the case was made with temoin {versions} and run again with {outcome.version}")
    to_people(f"ledger head {outcome.head}")
    return FailedPartsError.exit_code if outcome.different else 0

"""`check_sealed`: all of a sealed case verified, every wrong file named, and what it proves said in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import attrs
from cryptography.x509 import Certificate

from temoin.custody.casestore import CaseStore
from temoin.custody.check import case_problems
from temoin.custody.database import DATABASE
from temoin.custody.folder import hash_file, read_whole
from temoin.custody.foldervault import FolderVault
from temoin.custody.proof.bag import DECLARATION, MANIFEST, PAYLOAD, TAG_MANIFEST, CheckedBag, check_bag, files_below
from temoin.custody.proof.envelope import Statement, open_envelope
from temoin.custody.proof.keys import fingerprint
from temoin.custody.proof.names import ENVELOPE, PROOFS, SIGNER, STAMP
from temoin.custody.proof.publiccopy import WITHHELD, PublicCopy, is_public_copy, public_words, read_public_copy
from temoin.custody.proof.stamp import Stamp, read_stamp
from temoin.custody.proof.zipped import unpacked
from temoin.custody.store import Store
from temoin.errors import CustodyError, InputError, TemoinError
from temoin.model import Case
from temoin.progress import SILENT, Progress

__all__ = ["SealReport", "check_sealed", "is_sealed_bag", "withheld_words"]

_LARGEST_PROOF = 16 * 1024**2


@attrs.frozen(kw_only=True)
class SealReport:
    """What a check of a sealed case found.

    Args:
        problems: all that is wrong, one sentence each; empty where all holds.
        assurances: what it proves and what it does not, one sentence each.
        case: as it was sealed, or `None` where it cannot be read or this is a public copy.
        copy: what a public copy says of its case, or `None` where this is none.
        tag_manifest_sha256: stands for the whole bag, or "" where there is none.
        fingerprint: of the key that signed it, or "".
        is_known: the key is the one that the caller expects.
        stamp: the authority's, or `None`.
        is_trusted: the stamp goes back to a certificate that the caller trusts.
    """

    problems: tuple[str, ...] = ()
    assurances: tuple[str, ...] = ()
    case: Case | None = None
    copy: PublicCopy | None = None
    tag_manifest_sha256: str = ""
    fingerprint: str = ""
    is_known: bool = False
    stamp: Stamp | None = None
    is_trusted: bool = False

    @property
    def head(self) -> str:
        """Hash of the newest ledger entry, or "" where the case cannot be read."""
        if self.copy is not None:
            return self.copy.head
        return self.case.ledger.head if self.case is not None else ""

    @property
    def entries(self) -> int:
        """How many lines the ledger has, or 0 where the case cannot be read."""
        if self.copy is not None:
            return self.copy.entries
        return len(self.case.ledger.entries) if self.case is not None else 0


def is_sealed_bag(path: Path) -> bool:
    """Whether a path is a sealed case: a bag, or one file that may hold one."""
    return (path / DECLARATION).is_file() or (path.is_file() and path.suffix.lower() == ".zip")


def check_sealed(path: Path | str, *, signer: str = "", trusted: Sequence[Certificate] = (), progress: Progress = SILENT) -> SealReport:
    """Verify a sealed case. No byte of it changes.

    Args:
        path: the bag, or a zip file that holds one.
        signer: fingerprint of the key that must have signed it, or "" where any key will do.
        trusted: certificates of time-stamp authorities, or of the roots above them; where some are given there must be a stamp of theirs.
        progress: told of each file.

    Raises:
        CaseError: it is no sealed case.
        StorageError: the zip file cannot be unpacked.
    """
    path = Path(path)
    if path.is_file():
        with unpacked(path) as root:
            return _check(root, signer=signer, trusted=trusted, progress=progress)
    return _check(path, signer=signer, trusted=trusted, progress=progress)


def _check(root: Path, *, signer: str, trusted: Sequence[Certificate], progress: Progress) -> SealReport:
    progress.start("hashing", total=sum(1 for _ in files_below(root)))
    bag = check_bag(root, outside=PROOFS, done=progress.advance)
    progress.finish()
    tags = hash_file(root / TAG_MANIFEST, follow=False)[0] if (root / TAG_MANIFEST).is_file() else ""
    if is_public_copy(root):
        copy, found = read_public_copy(root)
        held, gone = SealReport(copy=copy), public_words(copy)
    else:
        case, gone, found = _case_of(root, bag)
        held = SealReport(case=case)
    problems = [*bag.problems, *found]
    report = _signature(root, signer, attrs.evolve(held, tag_manifest_sha256=tags), problems)
    report = _stamp(root, trusted, report, problems)
    return attrs.evolve(report, problems=tuple(dict.fromkeys(problems)), assurances=(*_assurances(report), *gone))


def _case_of(root: Path, bag: CheckedBag) -> tuple[Case | None, tuple[str, ...], list[str]]:
    """The case itself, what it was made to forget, and what is wrong with it; files that were hashed with the bag are not read again."""
    hashed = {name.removeprefix(f"{PAYLOAD}/"): sha256 for name, sha256 in bag.hashed.items() if name.startswith(f"{PAYLOAD}/")}
    try:
        with CaseStore.open(root / PAYLOAD, purpose="check") as store:
            vault = FolderVault(store.folder_vault.session, hashed=hashed)
            with vault.reading():
                problems = case_problems(vault)
            return store.case(), withheld_words(store), [f"{PAYLOAD}: {problem}" for problem in problems]
    except TemoinError as error:
        return None, (), [error.message]


def withheld_words(store: Store) -> tuple[str, ...]:
    """What a case was made to forget, one sentence each."""
    return tuple(f"{name}: withheld by entry {number}" for number, name in store.withheld())


# ---------------------------------------------------------------- signature


def _signature(root: Path, signer: str, report: SealReport, problems: list[str]) -> SealReport:
    if not (root / ENVELOPE).exists():
        if signer:
            problems.append(f"{ENVELOPE} is missing: nobody's signature is on it, and {signer[:16]}…'s was asked for")
        if (root / SIGNER).exists():
            problems.append(f"{ENVELOPE} is missing, and {SIGNER} is there")
        return report
    try:
        pem = read_whole(root / SIGNER, _LARGEST_PROOF)
        found = fingerprint(pem)
        statement = open_envelope(read_whole(root / ENVELOPE, _LARGEST_PROOF), pem)
    except (CustodyError, InputError) as error:
        problems.append(f"{ENVELOPE}: {error.message}" if isinstance(error, CustodyError) else f"{SIGNER} is no Ed25519 public key")
        return report
    problems += _statement_problems(root, statement, report)
    is_known = bool(signer) and found == signer.strip().lower().replace(":", "")
    if signer and not is_known:
        problems.append(f"{SIGNER}: it was signed with the key {found}, and {signer} was asked for")
    return attrs.evolve(report, fingerprint=found, is_known=is_known)


def _statement_problems(root: Path, statement: Statement, report: SealReport) -> Iterator[str]:
    """The statement must be about these manifests and this ledger."""
    said = dict(statement.subjects)
    for name in (TAG_MANIFEST, MANIFEST):
        try:
            actual = hash_file(root / name, follow=False)[0]
        except TemoinError:
            continue  # that it is missing was said already
        if said.get(name) != actual:
            yield f"{name} is not the one that was signed: it was written again after sealing"
    head, entries = report.head, report.entries
    ledger = statement.predicate.get("ledger")
    if not isinstance(ledger, dict) or (ledger.get("head"), ledger.get("entries")) != (head, entries):
        signed = ledger if isinstance(ledger, dict) else {}
        place = DATABASE if report.copy is None else WITHHELD
        yield (
            f"{PAYLOAD}/{place}: its ledger has {entries} entries and the head {head[:12] or 'none'}…, and what was signed had "
            f"{signed.get('entries')} and {str(signed.get('head'))[:12]}…"
        )


# -------------------------------------------------------------------- stamp


def _stamp(root: Path, trusted: Sequence[Certificate], report: SealReport, problems: list[str]) -> SealReport:
    if not (root / STAMP).exists():
        if trusted:
            problems.append(f"{STAMP} is missing: no authority stamped it, and a stamp was asked for")
        return report
    stamped = ENVELOPE if (root / ENVELOPE).exists() else TAG_MANIFEST
    try:
        data = read_whole(root / stamped, _LARGEST_PROOF)
        stamp = read_stamp(read_whole(root / STAMP, _LARGEST_PROOF), data, trusted=trusted)
    except CustodyError as error:
        problems.append(f"{STAMP}: {error.message}")
        return report
    return attrs.evolve(report, stamp=stamp, is_trusted=bool(trusted))


def _assurances(report: SealReport) -> tuple[str, ...]:
    """What the proofs are worth; never a plain "OK" where nobody said whose key or whose clock to believe."""
    lines = []
    if not report.fingerprint:
        lines.append("no signature: internally consistent, signer unknown; anybody could have rebuilt it (lower assurance)")
    elif report.is_known:
        lines.append(f"signed by the key you expect, {report.fingerprint}")
    else:
        lines.append(
            f"internally consistent, signer unknown: signed with the key {report.fingerprint}; ask the signer whether it is theirs, and use --signer"
        )
    if report.stamp is None:
        lines.append("no time stamp: when it was sealed is what the machine's clock said (lower assurance)")
    else:
        when = _words(report.stamp.time)
        who = f" by {report.stamp.authority}" if report.stamp.authority else ""
        trust = "an authority that you trust" if report.is_trusted else "not checked against a certificate that you trust; use --tsa"
        lines.append(f"stamped at {when}{who} ({trust})")
    return tuple(lines)


def _words(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")

"""`temoin case seal`: a copy of a case that needs no trust in whoever made it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import attrs
from cyclopts import Parameter

from temoin.cli.options import AsJson
from temoin.cli.passphrase import PassphraseFile, given_signer
from temoin.cli.terminal import ShownProgress, emit_json, results, to_people
from temoin.custody.proof import SealedCase, SealOptions, seal_case, zip_sealed
from temoin.wire import bag_document

__all__ = ["say_bag", "seal"]


def seal(
    folder: Annotated[Path, Parameter(help="The case folder; it can be gone on with afterwards.")],
    *,
    out: Annotated[Path, Parameter(help="The sealed copy: a folder that is not there yet.")],
    key: Annotated[Path | None, Parameter(help="Private key to sign with, as temoin key new made it.")] = None,
    passphrase_file: PassphraseFile = None,
    tsa: Annotated[str | None, Parameter(help="Address of a time-stamp authority (RFC 3161); only a hash is sent to it.")] = None,
    zip_too: Annotated[bool, Parameter(name="--zip", help="Also as one file, OUT.zip.")] = False,
    json: AsJson = False,
) -> int:
    """Seal a case: a copy as a BagIt bag with RO-Crate and PROV inside, signed with --key, stamped with --tsa, checkable without temoin."""
    signer = given_signer(key, passphrase_file)
    with ShownProgress() as progress:
        sealed = seal_case(folder, out, signer=signer, options=SealOptions(authority=tsa), progress=progress)
        if zip_too:
            zip_sealed(out, out.with_name(out.name + ".zip"))
    say_bag(sealed, out, as_json=json)
    return 0


def say_bag(sealed: SealedCase, out: Path, *, as_json: bool, release: int | None = None, withheld: int | None = None) -> None:
    """Who signed a bag, when it was stamped, and where it lies; or all of it as one document."""
    who = f"signed with the key {sealed.fingerprint}" if sealed.fingerprint else "signed by nobody: give --key for a signature"
    stamped = sealed.stamped
    when = f"stamped at {stamped.isoformat(sep=' ', timespec='seconds')}" if stamped is not None else "not stamped: give --tsa for a stamp"
    for line in (who, when, f"ledger head {sealed.head}"):
        to_people(line)
    if as_json:
        facts = attrs.asdict(sealed) | {"path": str(out), "stamped": stamped and stamped.isoformat(), "release": release, "withheld": withheld}
        emit_json(bag_document(facts))
    else:
        results().print(str(out), markup=False, soft_wrap=True)

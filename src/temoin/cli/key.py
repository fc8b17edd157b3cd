"""`temoin key`: a key to sign sealed cases with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from temoin.cli.passphrase import PassphraseFile, new_passphrase
from temoin.cli.terminal import results, to_people
from temoin.custody.proof import fingerprint, new_key
from temoin.errors import InputError

__all__ = ["new", "show"]


def new(
    path: Annotated[Path, Parameter(help="Where the private key goes; the public one goes beside it, as NAME.pub.")],
    *,
    passphrase_file: PassphraseFile = None,
) -> int:
    """Make a key to sign with: encrypted with a passphrase, for its owner alone (mode 600), with its fingerprint printed."""
    signer = new_key(path, new_passphrase(passphrase_file))
    results().print(signer.fingerprint, soft_wrap=True)
    to_people(f"{path} is the private key: keep it and its passphrase apart, and a copy of both where a fire does not reach")
    to_people(f"{path}.pub is the public key: publish it and its fingerprint where your readers know that it is yours")
    return 0


def show(path: Annotated[Path, Parameter(help="A public key: NAME.pub, or seal/signer.pem of a sealed case.")]) -> int:
    """The fingerprint of a public key, as case check --signer takes it."""
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}", hint="Give the .pub file that temoin key new made.") from error
    results().print(fingerprint(pem), soft_wrap=True)
    return 0

"""Where a passphrase comes from: a file of the user's, or the terminal; never the command line, which other users can see."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from temoin.custody.proof import Signer, load_signer
from temoin.errors import InputError, OptionError

__all__ = ["PassphraseFile", "given_signer", "new_passphrase"]

PassphraseFile = Annotated[Path | None, Parameter(help="A file whose first line is the passphrase; asked for on the terminal otherwise.")]


def given_signer(key: Path | None, passphrase_file: Path | None) -> Signer | None:
    """The key to sign with, opened; `None` where none was given.

    Raises:
        OptionError: a passphrase without a key, or no terminal to ask for one.
        InputError: the key cannot be read or opened.
    """
    if key is None:
        if passphrase_file is not None:
            raise OptionError("--passphrase-file was given without --key", hint="Name the key that it opens.")
        return None
    return load_signer(key, _of_file(passphrase_file) if passphrase_file is not None else _asked("Passphrase: "))


def new_passphrase(path: Path | None) -> str:
    """A new passphrase; on the terminal it is typed twice.

    Raises:
        OptionError: the two differ.
    """
    if path is not None:
        return _of_file(path)
    first = _asked("New passphrase: ")
    if first != _asked("The same again: "):
        raise OptionError("the two passphrases differ", hint="Run the command again.")
    return first


def _of_file(path: Path) -> str:
    try:
        return path.read_text("utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}", hint="Give a text file whose first line is the passphrase.") from error


def _asked(words: str) -> str:
    if not sys.stdin.isatty():
        raise OptionError("there is no terminal to ask for the passphrase on", hint="Give --passphrase-file.")
    return getpass.getpass(words)

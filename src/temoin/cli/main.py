"""From words on the command line to a command, and from an error to words and an exit code.

Exit codes: 0 done, 1 temoin's error, 2 usage, 3 custody broken, 4 finished with failures, 130 interrupted.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Sequence

import cyclopts

import temoin
from temoin.cli.terminal import to_people
from temoin.errors import StorageError, TemoinError

__all__ = ["main", "make_app"]

_INTERRUPTED = 130
_BROKEN_PIPE = 141

_HELP = """Hold what was reported about a damaging event against satellite pictures and against the other reports.

After the fact only: temoin names no targets, tracks no forces, blames nobody, and never turns "not seen" into "did not happen"."""


def make_app() -> cyclopts.App:
    """The command tree; each command's module is loaded when it is called."""
    app = cyclopts.App(
        name="temoin",
        help=_HELP,
        version=temoin.__version__,
        result_action="return_value",
        default_parameter=cyclopts.Parameter(negative=()),
        help_format="plaintext",
        suppress_keyboard_interrupt=False,
    )
    for name, words in (
        ("verify", "Reports and pictures in, a case folder with a dossier out."),
        ("demo", "Run the main job on the shipped, made-up example and print measured against true."),
        ("extract", "Claims of reports, with their spans."),
        ("align", "Bring two pictures onto one ground, or say that it cannot be done."),
        ("measure", "What changed between two pictures, in which buildings, over how many square metres."),
        ("corroborate", "Hold claims against findings and against each other."),
        ("publish", "Print the dossier of a case again."),
        ("doctor", "Say what this installation can do."),
    ):
        app.command(f"temoin.cli.{name}:{name}", name=name, help=words)
    case = cyclopts.App(name="case", help="Look at a case folder, check it, add to it.")
    for name, words in (
        ("show", "What a case holds."),
        ("log", "The ledger, entry by entry."),
        ("check", "Verify every hash of a case folder."),
        ("add", "Add reports, pictures or footprints and run again what depends on them."),
    ):
        case.command(f"temoin.cli.case:{name}", name=name, help=words)
    app.command(case)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: without the program's name; the process' own where `None`.

    Returns:
        The exit code.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    is_debug = "--debug" in words
    words = [word for word in words if word != "--debug"]
    logging.basicConfig(level=logging.DEBUG if is_debug else logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    try:
        return _call(words)
    except TemoinError as error:
        if is_debug:
            traceback.print_exc()
        return _say(error.message, error.hint, error.exit_code)
    except OSError as error:
        if is_debug:
            traceback.print_exc()
        name = f": {error.filename}" if error.filename else ""
        return _say(f"{error.strerror or error}{name}", StorageError.default_hint, StorageError.exit_code)
    except Exception as error:
        if is_debug:
            raise
        return _say(f"temoin itself failed: {type(error).__name__}: {error}", TemoinError.default_hint, 1)


def _call(words: list[str]) -> int:
    """Call a command; usage errors and interruptions end here."""
    try:
        code = make_app()(words, exit_on_error=False, print_error=False)
    except cyclopts.CycloptsError as error:
        return _say(f"{error}", "See temoin --help, or temoin COMMAND --help.", 2)
    except KeyboardInterrupt:
        return _say("interrupted", "What was finished is kept: the same command goes on where it stopped.", _INTERRUPTED)
    except BrokenPipeError:
        # The reader went away (`temoin … | head`); Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    return code if isinstance(code, int) else 0


def _say(message: str, hint: str, code: int) -> int:
    to_people(f"temoin: {message}")
    if hint:
        to_people(f"        {hint}")
    return code

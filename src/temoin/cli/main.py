"""From words on the command line to a command, and from an error to words and an exit code.

Exit codes: 0 done, 1 temoin's error, 2 usage, 3 custody broken, 4 finished with failures, 130 interrupted.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import cyclopts

import temoin
from temoin.cli.terminal import open_streams, people, results, to_people
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
        console=results(),
        error_console=people(),
    )
    for name, words in (
        ("verify", "Reports and pictures in, a case folder with a dossier out."),
        ("demo", "Run the main job on the shipped, made-up example and print measured against true."),
        ("extract", "Claims of reports, with their spans."),
        ("align", "Bring two pictures onto one ground, or say that it cannot be done."),
        ("measure", "What changed between two pictures, in which buildings, over how many square metres."),
        ("corroborate", "Hold claims against findings and against each other."),
        ("explain", "The reasoning behind one claim's verdicts, step by step."),
        ("publish", "Print the dossier of a case again."),
        ("doctor", "Say what this installation can do."),
    ):
        app.command(f"temoin.cli.{name}:{name}", name=name, help=words)
    case = cyclopts.App(name="case", help="Look at a case folder, add to it, decide in it, seal it, check it.")
    for home, name, words in (
        ("case", "show", "What a case holds."),
        ("case", "log", "The ledger, entry by entry."),
        ("case", "find", "Find words in texts, quotes and names, whatever the accents and the script."),
        ("changes", "diff", "What changed in claims, verdicts, findings and decisions since a release or a ledger entry."),
        ("changes", "release", "Number the dossier as it is now as handed out."),
        ("add", "add", "Add reports, pictures or footprints and run again what depends on them."),
        ("seal", "seal", "A copy of a case as a bag that anybody can check, signed and stamped."),
        ("check", "check", "Verify every hash of a case, its seal, signature and stamp."),
        ("forget", "forget", "Take an exhibit's bytes out of a case for good; its hash and the reason stay."),
        ("check", "certificate", "One page to print: what a sealed case is, its hashes, its signer and its stamp."),
        ("replay", "replay", "Run a case again from its exhibits and tell what comes out otherwise."),
        ("export", "export", "A redacted copy for the public, checkable like a sealed case."),
        ("export", "reveal", "What public copies withheld, with the salt that proves each; for the desk alone."),
    ):
        case.command(f"temoin.cli.{home}:{name}", name=name, help=words)
    case.command("temoin.cli.names:names", name="names", help="The names of a case in all their spellings, and spellings that may be one.")
    case.command("temoin.cli.validated:validate", name="validate", help="How good the answer is with these very pictures, by planted damage.")
    case.command(_decide_app())
    app.command(case)
    key = cyclopts.App(name="key", help="Keys to sign sealed cases with.")
    key.command("temoin.cli.key:new", name="new", help="Make a key, encrypted with a passphrase.")
    key.command("temoin.cli.key:show", name="show", help="The fingerprint of a public key.")
    app.command(key)
    return app


def _decide_app() -> cyclopts.App:
    """What a person can decide; each is a command of its own."""
    words = "Write down what a person decides, beside the machine's answer, and do again what depends on it."
    decide = cyclopts.App(name="decide", help=words)
    for name, what in (
        ("reject", "Leave a claim out: it stays visible, and takes no part."),
        ("edit", "Read a claim otherwise than the machine did."),
        ("add", "Add a claim that the machine did not read; its words must stand in the report."),
        ("tie", "Tie a name that reports use to a building."),
        ("alias", "Say that a spelling is another spelling of a name."),
        ("footprint", "Mark a footprint as wrong: it is left out of measurement."),
        ("grade", "Give a building another grade, beside the machine's."),
        ("verdict", "Give a claim another verdict, beside the machine's."),
        ("sign", "Sign claims, findings and verdicts as they are now."),
        ("withdraw", "Withdraw a decision; it stays in the list."),
    ):
        decide.command(f"temoin.cli.decide:{name}", name=name, help=what)
    return decide


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
    open_streams()
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
        return _say(*_usage(error), 2)
    except KeyboardInterrupt:
        return _say("interrupted", "What was finished is kept: the same command goes on where it stopped.", _INTERRUPTED)
    except BrokenPipeError:
        # The reader went away (`temoin … | head`); Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    return code if isinstance(code, int) else 0


def _usage(error: cyclopts.CycloptsError) -> tuple[str, str]:
    """What was wrong with the words of a command, and what to do."""
    command = " ".join(("temoin", *(error.command_chain or ())))
    hint = f"See {command} --help." if error.command_chain else "See temoin --help, or temoin COMMAND --help."
    if isinstance(error, cyclopts.MissingArgumentError) and error.argument is not None and error.keyword is None and not error.argument.tokens:
        name = error.argument.name
        shown = name if error.argument.field_info.is_keyword_only else name.removeprefix("--").upper()
        return f"{command} needs {shown}", hint
    if isinstance(error, cyclopts.UnknownOptionError) and Path(error.token.keyword or error.token.value).exists():
        name = error.token.keyword or error.token.value
        return f"{name} was taken for an option", f"Write ./{name} for a file whose name begins with a dash."
    return f"{error}", hint


def _say(message: str, hint: str, code: int) -> int:
    to_people(f"temoin: {message}")
    if hint:
        to_people(f"        {hint}")
    return code

"""The terminal: one file a command; the only room that prints."""

import sys

try:
    from temoin.cli.main import main
except KeyboardInterrupt:  # Loading takes a moment, in which Ctrl-C is pressed as often as later.
    sys.stderr.write("temoin: interrupted\n")
    raise SystemExit(130) from None

__all__ = ["main"]

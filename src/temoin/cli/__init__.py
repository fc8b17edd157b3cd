"""The terminal: one file a command; the only room that prints."""

from temoin.cli.main import main

__all__ = ["main"]

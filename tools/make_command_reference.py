"""Write docs/reference/commands.md from the program's own command tree: `python tools/make_command_reference.py`."""

from __future__ import annotations

from pathlib import Path

from temoin.cli.main import make_app

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "commands.md"


def command_reference() -> str:
    """The whole reference as Markdown."""
    text = make_app().generate_docs(output_format="markdown", recursive=True)
    # The theme draws a table of contents of its own.
    start, end = text.index("## Table of Contents"), text.index("**Commands**:")
    body = text[:start] + text[end:]
    lines = [line for line in body.splitlines() if not line.startswith("* [`")]
    return "\n".join(lines).replace("**Commands**:\n\n", "").replace("# temoin\n", "# Commands\n", 1).rstrip() + "\n"


if __name__ == "__main__":
    TARGET.write_text(command_reference(), "utf-8")
    print(TARGET)

"""The validation report: `python tools/validation_report.py` measures what is not measured yet and writes docs/explanation/validation-report.md.

Each made scene and each open pair is kept in results/validation/ with the digest of the code and of the files it was measured by, so that a run
that was stopped goes on, and a run after a change measures anew what the change touches. `--only alignment` does a part, `--minutes 30` stops in
time (the page then says how far it came), `--page-only` measures nothing. The open pairs are looked for in TEMOIN_DATA, or in ../shared/data;
without them their parts of the page say so.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kept_records import ROOT, Line, Stopwatch, code_digest, kept_of, take_turns
from report_alignment import alignment_section
from report_failures import failures_text
from report_grades import grades_section
from report_lines import SECTIONS, Size, lines_of
from report_sites import sites_section
from report_text import PICTURES, Measured, Section, amount_done, table
from report_validation import validation_section

import temoin
from temoin.publish import write_text

PAGE = ROOT / "docs" / "explanation" / "validation-report.md"


def main() -> None:
    """Measure, then write."""
    given = _parser().parse_args()
    imagery = Path(os.environ.get("TEMOIN_DATA", ROOT.parent / "shared" / "data")) / "imagery"
    size = Size(pairs=given.pairs, sites=given.sites, scenes=given.scenes, rounds=given.rounds)
    lines = {section: lines_of(section, size, imagery) for section in SECTIONS}
    if not given.page_only:
        wanted = given.only or [section for section in SECTIONS if section != "speed"]
        take_turns([line for section in wanted for line in lines[section].values()], Stopwatch(given.minutes))
    PICTURES.mkdir(parents=True, exist_ok=True)
    text = page(lines, imagery)
    write_text(PAGE, text)
    for path in PICTURES.iterdir():
        if path.name not in text:
            path.unlink()
    print(PAGE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--only", choices=SECTIONS, action="append", help="measure this part alone; may be given again (speed is measured only when asked for)"
    )
    parser.add_argument("--minutes", type=float, help="stop measuring after so many; the next run goes on")
    parser.add_argument("--page-only", action="store_true", help="measure nothing, write the page from what is kept")
    parser.add_argument("--pairs", type=int, default=24, help="made pairs of each kind for alignment")
    parser.add_argument("--sites", type=int, default=24, help="made sites of each kind for measurement")
    parser.add_argument("--scenes", type=int, default=16, help="made scenes of each setting on which validation's rates are measured")
    parser.add_argument("--rounds", type=int, default=12, help="most rounds of validation on each made scene; half as many on an open pair")
    return parser


def page(lines: Mapping[str, Mapping[str, Line]], imagery: Path) -> str:
    """The whole page, from what is kept."""
    measured = {name: kept_of(line) for section in lines.values() for name, line in section.items()}
    sections = [alignment_section(measured), grades_section(measured), sites_section(measured), validation_section(measured)]
    blocks = [
        _head(sections),
        *(section.text for section in sections),
        failures_text(measured, imagery),
        _speed(measured),
        _limits(),
        _done(measured),
    ]
    return "\n\n".join(blocks) + "\n"


def _head(sections: Sequence[Section]) -> str:
    rows = [goal.row for section in sections for goal in section.goals]
    return f"""# Validation report

*Written by `make validate` on {datetime.now(UTC):%Y-%m-%d} with temoin {temoin.__version__}. Every number comes from measured records; none is typed
in by hand. [How much was measured](#what-was-measured), and by which code, stands at the end.*

All figures carry 95 % intervals. Shares: Wilson's (1927), or Clopper and Pearson's (1934) where none or all were hit. All else: a percentile
bootstrap that draws whole scenes anew, unless its place says otherwise, since what lies on one scene shares its light and its view. Made scenes have
a truth that is known exactly, and seeds that nothing was tuned on; open pairs are real pictures with labels or points by people.

## Summary

What is aimed at, and what was measured. *Held* says whether the figure itself holds its goal; how sure that is, the interval says.

{table(("figure", "measured (95 %)", "goal", "held"), rows)}"""


def _speed(measured: Measured) -> str:
    told = measured["speed"]
    if not told.records:
        return "## Speed\n\nNot measured for this page: `python tools/validation_report.py --only speed` does, on a quiet machine."
    blocks = "\n\n".join(f"```text\n{record['printed']}\n```" for record in told.records)
    return f"""## Speed

As the bench printed it on {told.last}, beside named peers in the same run; it was not run again for this page.

{blocks}"""


def _limits() -> str:
    return """## What this does not show

- Made scenes are made by the same project as the method. Their damage is drawn by other code than planting, but by the same people.
- Self-validation was tried on halls in pixels of 0.5 m alone.
- The open pairs with destroyed buildings are few: two tsunami pairs hold most of them, and rates there say little of other events. Where a pool is
  of few scenes, a bootstrap over scenes says less than its interval seems to.
- A rate for holes says nothing of walls, windows and what stands inside.
- Real pairs that people hold back will show lower figures wherever a choice was made by eye on the open ones."""


def _done(measured: Measured) -> str:
    return f"""## What was measured

A record counts as of *the code of this page* when none of the modules it hangs on changed since, comments and layout aside (digest of all that
measure: `{code_digest("geo", "raster", "model", "scenes", "read", "align", "measure")[:12]}`).

{amount_done(measured)}"""


if __name__ == "__main__":
    main()

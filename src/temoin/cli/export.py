"""`temoin case export` and `reveal`: the public copy of a case, and the proof of what it withholds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import attrs
from cyclopts import Parameter
from rich import box
from rich.table import Table
from rich.text import Text

from temoin.cli.options import AsJson
from temoin.cli.passphrase import PassphraseFile, given_signer
from temoin.cli.publicform import FormOptions
from temoin.cli.seal import say_bag
from temoin.cli.terminal import ShownProgress, emit_json, results, to_people
from temoin.custody import CaseStore
from temoin.custody.proof import SealOptions
from temoin.errors import OptionError
from temoin.wire import salts_document
from temoin.workflows import export_public, withheld_things

__all__ = ["export", "reveal"]

_AS_USUAL = FormOptions()


def export(
    folder: Annotated[Path, Parameter(help="The case folder; it keeps the salts of what is withheld.")],
    *,
    public: Annotated[bool, Parameter(negative="", help="Make the public copy; a whole case is handed over by seal.")] = False,
    out: Annotated[Path, Parameter(help="The public copy: a folder that is not there yet.")],
    key: Annotated[Path | None, Parameter(help="Private key to sign the copy with, as temoin key new made it.")] = None,
    passphrase_file: PassphraseFile = None,
    tsa: Annotated[str | None, Parameter(help="Address of a time-stamp authority (RFC 3161); only a hash is sent to it.")] = None,
    form: FormOptions = _AS_USUAL,
    json: AsJson = False,
) -> int:
    """Hand over a redacted copy of a case: public page, layer and verdicts, and a salted hash of each thing that stays at the desk.

    The gate is that of temoin publish --public: all that is missing is said at once. The copy is checked with sha256sum or temoin case check.
    """
    if not public:
        raise OptionError("only the public copy is exported", hint="Add --public; a whole case is handed over by temoin case seal.")
    signer = given_signer(key, passphrase_file)
    with ShownProgress() as progress:
        done = export_public(folder, out, form.form(), signer=signer, options=SealOptions(authority=tsa), progress=progress)
    to_people(f"release {done.release.number}; {done.withheld} things are withheld, each by a salted hash")
    say_bag(done.sealed, out, as_json=json, release=done.release.number, withheld=done.withheld)
    return 0


def reveal(
    folder: Annotated[Path, Parameter(help="The case folder.")],
    commitment: Annotated[str, Parameter(help="The beginning of one, as withheld.json of the public copy has it; all, where none is given.")] = "",
    *,
    json: AsJson = False,
) -> int:
    """For the desk alone: what public copies withheld, with the salt that proves each; whoever gets a salt can check that one thing."""
    with CaseStore.open(folder, purpose="reveal") as store:
        found = [one for one in withheld_things(store) if one.commitment.startswith(commitment.strip().lower())]
        names = {one.sha256: one.name for one in store.case().exhibits}
    if not found:
        raise OptionError("no public copy of this case withheld such a thing", hint="temoin case reveal CASE lists all of them.")
    if json:
        rows = [{name: value for name, value in attrs.asdict(one).items() if name != "release" and value is not None} for one in found]
        emit_json(salts_document(found[-1].release, rows))
        return 0
    if not commitment:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, show_edge=False)
        for name, width in (("Release", 7), ("Kind", 20), ("What", None), ("Commitment", 16)):
            table.add_column(name, width=width, overflow="fold")
        for one in found:
            what = one.words if one.words is not None else names.get(one.sha256 or "", f"{one.kind}.json")
            table.add_row(str(one.release), one.kind, Text(what), one.commitment[:12] + "…")
        results().print(table)
        return 0
    for one in found:
        what = one.words if one.words is not None else f"{names.get(one.sha256 or '', one.kind)} (SHA-256 {one.sha256})"
        for name, value in (("kind", one.kind), ("what", what), ("salt", one.salt), ("commitment", one.commitment)):
            results().print(f"{name:<10} {value}", markup=False, soft_wrap=True)
    return 0

"""`temoin publish`: print the dossier of a case again, as a draft or in its public form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from temoin.cli.ending import end_run
from temoin.cli.options import AsJson
from temoin.cli.terminal import ShownProgress, emit_json, results, to_people
from temoin.errors import OptionError
from temoin.publish import Policy, Precision
from temoin.workflows import PublicForm, publish_case, read_names, rerun_case

__all__ = ["publish"]


def publish(
    case: Annotated[Path, Parameter(help="The case folder.")],
    *,
    public: Annotated[
        bool, Parameter(negative="", help="Print the public form and number it as a release; refused while anything is missing.")
    ] = False,
    lang: Annotated[Literal["en", "fr", "uk"], Parameter(help="Language of the page's own words; what reports say stays as it is.")] = "en",
    precision: Annotated[Literal["exact", "100m", "1km"], Parameter(help="How exactly places are given in the public form.")] = "exact",
    out: Annotated[Path | None, Parameter(help="Where to leave a copy of the public page; the case keeps its own.")] = None,
    by: Annotated[str, Parameter(help="Who hands it out; the last person who signed, where this is not given.")] = "",
    why: Annotated[str, Parameter(help="On what ground, in that person's words.")] = "",
    where: Annotated[str, Parameter(help="Where it can be seen: an address, an issue, a name.")] = "",
    lift_delay: Annotated[str, Parameter(help="Why it goes out before 24 hours have passed since the event; kept in the ledger and printed.")] = "",
    public_names: Annotated[
        Path | None, Parameter(help="Text file of names that stay, one a line: known public persons, places taken for persons.")
    ] = None,
    private_names: Annotated[Path | None, Parameter(help="Text file of names that are withheld although the rules let them stand.")] = None,
    hide: Annotated[Path | None, Parameter(help="Outlines of what is covered in both pictures: faces, bodies, number plates.")] = None,
    before_credit: Annotated[str | None, Parameter(help="Credit of the earlier picture, where it does not say.")] = None,
    after_credit: Annotated[str | None, Parameter(help="Credit of the later picture.")] = None,
    before_licence: Annotated[str | None, Parameter(help="Licence of the earlier picture, where it does not say.")] = None,
    after_licence: Annotated[str | None, Parameter(help="Licence of the later picture.")] = None,
    json: AsJson = False,
) -> int:
    """Print the dossier of a case from its own exhibits, as a draft for the desk, or with --public in the form that goes out.

    Steps that are missing are done first. The public form withholds private persons and needs a dated picture from before, a credit and a licence
    for each picture, and the signatures of two people; all that is missing is said at once.
    """
    if not public:
        asked = [by, why, where, lift_delay, out, public_names, private_names, hide, before_credit, after_credit, before_licence, after_licence]
        if any(asked) or lang != "en" or precision != "exact":
            raise OptionError("these options are for the public form", hint="Add --public, or leave them out for the draft.")
        with ShownProgress() as progress:
            verification = rerun_case(case, progress=progress)
        return end_run(verification, as_json=json)
    policy = Policy(precision=Precision(precision), lifted=lift_delay, public_names=read_names(public_names), private_names=read_names(private_names))
    form = PublicForm(
        language=lang,
        policy=policy,
        who=by,
        why=why,
        where=where,
        credits=(before_credit, after_credit),
        licences=(before_licence, after_licence),
        hide=hide,
    )
    with ShownProgress() as progress:
        release, path = publish_case(case, form, out=out, progress=progress)
    if json:
        emit_json(release.to_document())
        return 0
    to_people(f"release {release.number}, ledger entry {release.entry}, page {release.dossier_sha256}")
    to_people(f"ledger head {release.head}")
    results().print(str(path), markup=False, soft_wrap=True)
    return 0

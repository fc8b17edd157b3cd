"""`temoin publish`: print the dossier of a case again, as a draft or in its public form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from temoin.cli.ending import end_run
from temoin.cli.options import AsJson
from temoin.cli.publicform import FormOptions
from temoin.cli.terminal import ShownProgress, emit_json, results, to_people
from temoin.errors import OptionError
from temoin.workflows import Printed, print_case, publish_case, rerun_case

__all__ = ["publish"]

_AS_USUAL = FormOptions()


def publish(
    case: Annotated[Path, Parameter(help="The case folder.")],
    *,
    public: Annotated[
        bool, Parameter(negative="", help="Print the public form and number it as a release; refused while anything is missing.")
    ] = False,
    pdf: Annotated[bool, Parameter(negative="", help="Print the PDF too; it lies beside the page, or beside --out.")] = False,
    data: Annotated[
        Path | None, Parameter(help="New folder for the data: GeoJSON, GeoPackage, GeoParquet, Shapefile, COG, STAC, CSV, ClaimReview, one manifest.")
    ] = None,
    out: Annotated[Path | None, Parameter(help="Where to leave a copy of the public page; the case keeps its own.")] = None,
    form: FormOptions = _AS_USUAL,
    json: AsJson = False,
) -> int:
    """Print the dossier of a case from its own exhibits, as a draft for the desk, or with --public in the form that goes out.

    Steps that are missing are done first. The public form withholds private persons and needs a dated picture from before, a credit and a licence
    for each picture, and the signatures of two people; all that is missing is said at once.
    """
    if not public:
        if out is not None or form != _AS_USUAL:
            raise OptionError("these options are for the public form", hint="Add --public, or leave them out for the draft.")
        with ShownProgress() as progress:
            verification = rerun_case(case, progress=progress)
            printed = print_case(case, pdf=pdf, data=data, progress=progress) if pdf or data is not None else Printed()
        code = end_run(verification, as_json=json)
        _say_printed(printed, as_json=json)
        return code
    with ShownProgress() as progress:
        if pdf or data is not None:
            printed = print_case(case, form=form.form(), pdf=pdf, data=data, out=out, progress=progress)
            release, path = printed.handed
        else:
            printed, (release, path) = Printed(), publish_case(case, form.form(), out=out, progress=progress)
    if json:
        emit_json(release.to_document())
        _say_printed(printed, as_json=json)
        return 0
    to_people(f"release {release.number}, ledger entry {release.entry}, page {release.dossier_sha256}")
    to_people(f"ledger head {release.head}")
    results().print(str(path), markup=False, soft_wrap=True)
    _say_printed(printed, as_json=json)
    return 0


def _say_printed(printed: Printed, *, as_json: bool) -> None:
    """The paths of what was printed beside the page; they never stand in a JSON document's way."""
    paths = [path for path in (printed.pdf, printed.data.folder if printed.data is not None else None) if path is not None]
    for path in paths:
        if as_json:
            to_people(str(path))
        else:
            results().print(str(path), markup=False, soft_wrap=True)
    for line in printed.data.left_out if printed.data is not None else ():
        to_people(f"left out: {line}")

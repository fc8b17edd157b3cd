"""The options of a public form, which `publish --public` and `case export --public` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import attrs
from cyclopts import Parameter

from temoin.publish import Policy, Precision
from temoin.workflows import PublicForm, read_names

__all__ = ["FormOptions"]


@Parameter(name="*")
@attrs.frozen(kw_only=True)
class FormOptions:
    """How a case goes out, as it is said on the command line."""

    lang: Annotated[Literal["en", "fr", "uk"], Parameter(help="Language of the page's own words; what reports say stays as it is.")] = "en"
    precision: Annotated[Literal["exact", "100m", "1km"], Parameter(help="How exactly places are given in the public form.")] = "exact"
    by: Annotated[str, Parameter(help="Who hands it out; the last person who signed, where this is not given.")] = ""
    why: Annotated[str, Parameter(help="On what ground, in that person's words.")] = ""
    where: Annotated[str, Parameter(help="Where it can be seen: an address, an issue, a name.")] = ""
    lift_delay: Annotated[str, Parameter(help="Why it goes out before 24 hours have passed since the event; kept in the ledger and printed.")] = ""
    public_names: Annotated[
        Path | None, Parameter(help="Text file of names that stay, one a line: known public persons, places taken for persons.")
    ] = None
    private_names: Annotated[Path | None, Parameter(help="Text file of names that are withheld although the rules let them stand.")] = None
    hide: Annotated[Path | None, Parameter(help="Outlines of what is covered in both pictures: faces, bodies, number plates.")] = None
    before_credit: Annotated[str | None, Parameter(help="Credit of the earlier picture, where it does not say.")] = None
    after_credit: Annotated[str | None, Parameter(help="Credit of the later picture.")] = None
    before_licence: Annotated[str | None, Parameter(help="Licence of the earlier picture, where it does not say.")] = None
    after_licence: Annotated[str | None, Parameter(help="Licence of the later picture.")] = None

    def form(self) -> PublicForm:
        """The same as a value.

        Raises:
            OptionError: a file of names cannot be read.
        """
        public, private = read_names(self.public_names), read_names(self.private_names)
        return PublicForm(
            language=self.lang,
            policy=Policy(precision=Precision(self.precision), lifted=self.lift_delay, public_names=public, private_names=private),
            who=self.by,
            why=self.why,
            where=self.where,
            credits=(self.before_credit, self.after_credit),
            licences=(self.before_licence, self.after_licence),
            hide=self.hide,
        )

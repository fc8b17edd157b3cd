"""Reports as they were named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from temoin.cli.files import each_once
from temoin.errors import OptionError


def test_different_files_pass():
    """Files of one name in different folders are two reports."""
    reports = (Path("a/r.txt"), Path("b/r.txt"))
    assert each_once(reports) == reports


@pytest.mark.parametrize("again", ["r.txt", "./r.txt", "x/../r.txt", os.path.abspath("r.txt")])  # noqa: PTH100  # as a person may write it
def test_a_file_named_twice_is_refused(again):
    """One text given twice would look like two sources."""
    with pytest.raises(OptionError, match="was given twice"):
        each_once((Path("r.txt"), Path(again)))

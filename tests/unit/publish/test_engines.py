"""Code of others in the package: unchanged, with its licence, and as the file beside it says."""

from __future__ import annotations

import hashlib
from importlib import resources

import pytest

from temoin.publish.engines import ENGINES

VENDOR = resources.files("temoin.publish").joinpath("vendor")


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_each_file_is_the_one_that_is_written_down(engine):
    """Name, version, licence and hash stand in the folder's own table; the licence's text is there; nothing in it ends a script early."""
    data = VENDOR.joinpath(engine.file).read_bytes()
    row = next(line for line in VENDOR.joinpath("README.md").read_text("utf-8").splitlines() if f"`{engine.file}`" in line)
    assert hashlib.sha256(data).hexdigest() in row
    assert f"| {engine.version} | {engine.licence} |" in row
    assert "Redistribution and use in source and binary forms" in " ".join(engine.notice_text.split())
    for ending in ("</script", "<!--", "sourceMappingURL"):
        assert ending not in engine.script


def test_nothing_else_lies_there():
    """Every file of the folder belongs to one of them."""
    known = {"README.md", *(name for engine in ENGINES for name in (engine.file, engine.notice))}
    assert {one.name for one in VENDOR.iterdir()} == known

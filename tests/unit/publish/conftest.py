"""Made-up content for the tests of publishing."""

from __future__ import annotations

import base64
import gzip
import importlib.util
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """The module `made_content` beside this file: functions that make up content."""
    name = "temoin_made_content"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("made_content.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def opened() -> Callable[[str], str]:
    """A page as a whole text: without the code of others and the bytes of pictures, and with its packed table of buildings unpacked."""
    from temoin.publish.engines import ENGINES

    def _opened(page: str) -> str:
        for engine in ENGINES:
            page = page.replace(engine.script, "")
        page = re.sub(r'(<script type="application/gzip" id="sheet">)(.*?)(?=</script>)', lambda found: found[1] + _unpacked(found[2]), page)
        return re.sub(r'base64,[A-Za-z0-9+/=]+|(?<=<script type="application/vnd.pmtiles")[^<]*', "", page)

    return _opened


def _unpacked(text: str) -> str:
    return gzip.decompress(base64.b64decode(text)).decode("utf-8")

"""Nouns in a notebook: each shows itself, whole, escaped, and without anything from outside."""

from __future__ import annotations

import subprocess
import sys

import attrs
import pytest
from lxml import html as lxml_html

from temoin.errors import OptionError
from temoin.publish.notebook import load_ipython_extension, register_views, view

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def _all(content):
    found = content.findings
    return {
        "report": content.reports[0],
        "claim": content.claims[0],
        "assessment": content.assessments[0],
        "change": found.changes[0],
        "grade": found.grades[0],
        "measurement": found.measurements[0],
        "findings": found,
        "aligned": content.aligned,
        "case": content.case,
    }


def test_every_noun_has_a_view_that_stands_alone(made):
    """Each view is one element of sound HTML that loads nothing and runs nothing, and tells what the noun holds."""
    told = {
        "report": "Port-Alune",
        "claim": "environ 1 300 m²",
        "assessment": "supported",
        "change": "1\u202f260",
        "grade": "damaged",
        "measurement": "changed area",
        "findings": "1\u202f260",
        "aligned": "Registration verified",
        "case": "gazette.html",
    }
    for name, noun in _all(made.make_content()).items():
        text = str(view(noun))
        root = lxml_html.fragment_fromstring(text)
        assert root.get("class") == "temoin-view"
        assert told[name] in text, name
        assert not root.xpath(".//script | .//link | .//iframe")
        assert all(source.startswith("data:image/") for source in root.xpath(".//@src"))
        assert not root.xpath(".//@href")


def test_hostile_words_are_words(made):
    """Markup in titles, quotes, names and credits comes out as text."""
    content = made.make_content()
    report = made.make_report("x", EVIL, "en", publisher=EVIL, title=EVIL)
    claim = attrs.evolve(content.claims[0], span=None, words=EVIL, report_id=EVIL)
    exhibit = attrs.evolve(content.case.exhibits[0], name=EVIL)
    case = attrs.evolve(content.case, title=EVIL, exhibits=(exhibit,))
    aligned = attrs.evolve(content.aligned, before=attrs.evolve(content.aligned.before, credit=EVIL))
    for noun in (report, claim, case, aligned):
        root = lxml_html.fragment_fromstring(str(view(noun)))
        assert not root.xpath(".//script | .//*[@onerror]")
        assert "alert(1)" in root.text_content()


def test_a_tuple_is_a_table(made):
    """Several of one type stand in one table; a mixture or a stranger is an error with a hint."""
    content = made.make_content()
    root = lxml_html.fragment_fromstring(view(content.assessments).html)
    assert len(root.xpath(".//tr[td]")) == len(content.assessments)
    assert len(lxml_html.fragment_fromstring(view(content.claims).html).xpath(".//tr")) == len(content.claims)
    assert "+ 300" in view(content.claims[:1] * 500).html
    with pytest.raises(OptionError, match="one type"):
        view((content.claims[0], content.reports[0]))
    with pytest.raises(OptionError, match="str"):
        view("words")
    assert view(()).html.startswith('<div class="temoin-view">')


def test_a_notebook_is_told(made):
    """The extension registers each type, and IPython then shows a claim by itself."""
    formatters = pytest.importorskip("IPython.core.formatters")
    formatter = formatters.HTMLFormatter()
    register_views(formatter)
    assert "environ 1 300" in formatter(made.make_claims()[0])

    class Shell:
        display_formatter = formatters.DisplayFormatter()

    load_ipython_extension(Shell)
    data, _ = Shell.display_formatter.format(made.make_case())
    assert "case-made-up" in data["text/html"]
    assert "text/plain" in data


def test_the_nouns_stay_free_of_engines():
    """Neither the nouns nor the views pull IPython or matplotlib in."""
    modules = "temoin.model, temoin.publish.notebook, temoin.publish.figures"
    code = f"import sys, {modules}; sys.exit(any(name in sys.modules for name in ('IPython', 'matplotlib')))"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)

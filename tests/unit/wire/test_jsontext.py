"""Documents as text: one way to write, and no belief in what is read."""

from __future__ import annotations

import json

import pytest

from temoin.errors import WireError
from temoin.wire import dumps, loads, read_json
from temoin.wire.jsontext import MAX_DEPTH

HEAD = '"temoin": {"format": "site", "version": 1}'


def test_the_same_content_gives_the_same_text():
    """The order of keys in memory does not show in the file."""
    one = {"b": [{"y": 1, "x": "é"}], "a": {"d": None, "c": 0.1}}
    other = {"a": {"c": 0.1, "d": None}, "b": [{"x": "é", "y": 1}]}
    assert dumps(one) == dumps(other)
    assert dumps(one).endswith("}\n")
    assert json.loads(dumps(one)) == one


def test_items_of_a_list_stand_on_lines_of_their_own():
    """Two versions of a file can be compared line by line: an item that changed is a line that changed."""
    before = dumps({"content": [{"id": "a", "n": [1, 2]}, {"id": "b", "n": [3]}]}).splitlines()
    after = dumps({"content": [{"id": "a", "n": [1, 2]}, {"id": "b", "n": [4]}]}).splitlines()
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {1, 2}])
def test_what_json_has_no_word_for_is_not_written(value):
    """A number that is not finite, half a surrogate pair or a foreign object ends in a clear error."""
    with pytest.raises(WireError):
        dumps({"a": [value]})


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("{" + HEAD + ', "a": 1, "a": 2}', "twice"),
        ("{" + HEAD + ', "a": NaN}', "NaN"),
        ("{" + HEAD + ', "a": -Infinity}', "Infinity"),
        ("{" + HEAD + ', "a": 1e999}', "too large"),
        ("{" + HEAD + ', "a": ' + "9" * 5000 + "}", "cannot be read"),
        ("{" + HEAD + ', "a": "\\ud800"}', "surrogate"),
        ("{" + HEAD + ', "\\ud800": 1}', "surrogate"),
        ("{" + HEAD + ', "a": ' + "[" * 100 + "]" * 100 + "}", "deep"),
        ("{" + HEAD + ', "a": ' + "[" * 100_000 + "]" * 100_000 + "}", "deep"),
        ("[" * 1_000_000, "deep"),
        ("[]", "header"),
        ('{"type": "FeatureCollection"}', "header"),
        ('{"temoin": {"format": 3, "version": 1}}', "header"),
        ('{"temoin": {"format": "claims", "version": 1}}', "'claims', not 'site'"),
    ],
)
def test_hostile_text_is_refused_in_clear_words(text, word):
    """Doubled keys, numbers that are none, deep nesting and other formats each get a message that says so and names the file."""
    with pytest.raises(WireError, match=word) as caught:
        loads(text, "site", name="evil.json")
    assert "evil.json" in caught.value.message
    assert caught.value.hint


def test_a_file_over_the_bound_is_not_parsed():
    """Size is looked at before anything else."""
    with pytest.raises(WireError, match="over the bound"):
        loads(b"{" + b" " * 100, "site", max_bytes=100)


def test_bytes_that_are_not_utf8_are_refused():
    """Latin-1 bytes do not pass for UTF-8."""
    with pytest.raises(WireError, match="UTF-8"):
        loads('{"a": "é"}'.encode("latin-1"))


def test_depth_up_to_the_bound_is_read():
    """The bound is where it is said to be."""
    inside = MAX_DEPTH - 1
    assert read_json("[" * inside + "]" * inside) is not None
    with pytest.raises(WireError, match="deep"):
        read_json("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))

"""Sentences that other rooms make in English, said in the reader's language.

A sentence is recognised by its template, its values are taken out, and the template is said anew in the page's language with the values in the
forms of that language. What matches no template is printed as it came, marked as English: nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

import attrs

from temoin.model import ClaimKind, Days, GradeClass
from temoin.publish.amounts import days_words
from temoin.publish.words import Words

__all__ = ["CHECKS", "SENTENCES", "Said", "say_sentence"]

SENTENCES = (
    # How a count was settled
    "a page of a week later has a little more than the last figure of a named origin",
    "a page of a week later has a little more than the last figure of a source whose kind is told",
    "no figure of this event as a whole is left",
    "named origins give figures that do not meet: {names}",
    "the highest figure said; nobody is named for it",
    "the figures of several reports have outgrown the last one of a named origin",
    "the figures of several reports have outgrown the last one of a source whose kind is told",
    "the highest figure that a named origin gave and nobody corrected",
    "the highest figure that a source whose kind is told gave and nobody corrected",
    "the newest statement",
    "the figure that most independent origins meet",
    # Which part of a claim is supported
    'a change of that size is seen there; the grade of the building is only "{grade}"',
    "something differs between two pictures of {day}; which is the earlier is not known",
    "something changed between {day} and {day2}",
    "the pictures lie about {number} km from the middle of it, within its reach",
    "it changed, but over about {area} only",
    "a change of that size is there; that it is the thing named is not shown",
    'a change of that size is there; the grade of the building is only "{grade}"',
    'a change is seen there; the grade of the building is only "{grade}"',
    "a change is seen there; what caused it is not",
    "a change is seen on a part of it",
    "at least {number} are seen in these pictures",
    "a building changed; that it is the one meant is not written",
    "it changed, over more than is claimed",
    # What shows that one report goes back to another
    "{share} of the shorter text's runs of four words are the same, and it credits {name}",
    "{share} of the shorter text's runs of four words are the same, and both write {name}",
    "their figures are {share} alike in choice and order, and both write {name}",
    "their figures are {share} alike in choice and order, and it credits {name}, and both write {name2}",
    "{name} is itself a translation of {name2}",
    "the same unusual spelling: {name}",
    "the same words in the address",
    "the same template, filled in anew",
    "the same house's text",
    "it credits {name}",
    "{share} of the shorter text's runs of four words are the same",
    "their figures are {share} alike in choice and order, and it credits {name}",
    "their figures are {share} alike in choice and order",
    "another rare figure in common",
    "the same rare figures of the same source: {names}",
    "nobody else gives that figure, and both hedge it alike",
    "it came to both by the same chain",
    "they ask the same sources for other figures",
    # How a value was checked
    "proposed from outside",
    "number, unit, kind, polarity and source read again from the words",
    "the words say none",
    "no word of negation in the span",
    "the words name a single person",
    "the words give {numbers}",
    "the words do not give {numbers}",
    "{kind} in {unit}",
    "one of the two has no number",
    "{number} of {number2}",
    "{number} {unit}",
    "{number} {unit}, not a whole number",
    "the publication day is not known, so the date cannot be worked out",
    "{day}, publication day not known",
    "{day}, published {day2}",
    "as {name} reads it (decision {number})",
    # How an inferred day was worked out
    "inferred from the serial number {number}, if numbers run on from 1 and none was left out",
    "no text says it",
    "not written; an upper bound (on or before {day}), worked out from the statement of {day2} ({name})",
    "not written; an upper bound (on or before {day}), worked out from the picture of {day2} ({name})",
    "not written; an upper bound (on or before {day}), worked out from the day of publication",
    # What this run met with
    "decision {number} ({name}) is on a name that no claim bears any more, so it has no effect",
    "“No visible damage” leaves open: a hole in a roof under {number} m² may not show here.",
    "“No visible damage” leaves everything open here: too little could be tried to say what would show.",
    "“No visible damage” leaves everything open here: holes up to {number} m² were tried, and no size is known to be found in nine of ten.",
    "{number} people have signed what this dossier says.",
    "decision {number} ({name}) is on a claim that is not read any more, so it has no effect",
    "decision {number} ({name}) is on a building that the case does not hold, so it has no effect",
    "decision {number} has no effect: {name}",
    "claims cannot be read in this language yet ({name})",
    "the pictures share no ground",
    "{name} and {name2} share no ground",
    "{name} and {name2} overlap, but no pixel shows the ground in both",
    "{name} have no band in common",
    # What the reader had to assume
    "Nothing says when it was published.",
    "The zone of the publication time {name} is not written; UTC was assumed.",
    'The file declares the language "{name}", but its text is in "{name2}".',
    'The file gives the {name} "{name2}"; "{name3}" was given and is used.',
    '{name} has a row for "{name2}", which was not given.',
    "Entry {number} of {number2} of a live page.",
    "{name} only carries it; the channel was taken as the publisher.",
    "The page does not name its publisher; {name} was taken from its address.",
    "The page gives its address on {name} ({name2}) and on {name3}; the first is used.",
    "The page shows several times; which of them is its publication time cannot be told.",
    "The page gives its own address as {name}.",
    "Page {number} is a picture without a text layer; what is written there was not read.",
    "Pages {numbers} are pictures without a text layer; what is written there was not read.",
    "{number} characters could not be decoded from {name}; each is shown as �.",
    "{number} broken characters were replaced by �.",
    "{name} has no row for {name2}.",
    "The file says that it was published {name}; {name2} was given and is used.",
    'The text reads like "{name}"; "{name2}" was given and is used.',
    "The page gives its publication time as {name} ({name2}) and as {name3} ({name4}); the first is used.",
    "The page was changed after it was published: {name}.",
    'The page\'s time "{name}" could not be read.',
    'The page names its publisher "{name}" ({name2}) and "{name3}" ({name4}); the first is used.',
    "The file does not say how its characters are encoded; {name} was guessed.",
    "The page says that it is in {name}, but it is in UTF-8.",
    "The text stands in a frame of the saved page.",
    # How pictures came onto the ground
    "the camera model (RPC) in {name}, on level ground at {number} m, as stated",
    "the camera model (RPC) in {name}, on level ground at {number} m, the middle of the camera model's heights",
    "the camera model (RPC) in {name}, on the heights of {name2} (SHA-256 {name3})",
    "the camera model (RPC) in {name}, on the heights of {name2} raised by {number} m (SHA-256 {name3})",
    "{number} pieces, each over those after it: {name}",
    "each 10 m of error in height put ground {number} m off",
    "{name} lies under the pieces above it over {share} of its ground",
    "{name} shares no ground with the pieces above it",
    "the seam is {number} m long",
    "where both show the ground, its numbers differ from theirs by {number} % (median)",
    "no footprint was measured, so no picture from before the event is compared with another",
    "it could not be brought onto the ground of the other pictures from before the event, so chance is told without it",
    # What archives say of themselves
    "From the web archive {name}, record {number}, {name2}; when it was captured says nothing of when it was published.",
    "Archived by auto-archiver on {name} ({name2}); when it was archived says nothing of when it was published.",
    "Archived by auto-archiver ({name}); when it was archived says nothing of when it was published.",
    "The text is that of a post, as auto-archiver wrote it down; no page of it was kept, or none with text.",
    "auto-archiver keeps no hash of this text.",
    "auto-archiver keeps no hash of {name} that can be checked.",
    "The archive keeps no hash of this record.",
    "The archive says that it cut this record off: {name}.",
    "The server announced {number} bytes; the archive holds {number2}.",
    "{number} more of the archive's pages could not be read; the first: {name}.",
    "The archive's own {name} of the whole record holds.",
    "The archive's own hashes of {number} of its files hold (datapackage.json).",
    "The archive states no hash of {name}.",
    "The archive has no datapackage.json, so that nothing in it states its hash.",
    "The archive keeps no hash of its datapackage.json.",
    "The archive is signed; the signature is kept, not verified.",
    "None of the pages in the archive's own list is among its records; all its pages were taken.",
    # Measured against true, in the demo
    "{scale}: roof of {name} fallen in",
    "{scale}: roof of {name}, hit through a window",
    "{scale}: shift in rows",
    "{scale}: shift in columns",
)
"""What stands in braces is a value: `day` an ISO date, `kind` a claim's kind, `unit` a unit, `grade` a grade; anything else is left as it is."""

CHECKS = {
    "value-recomputed": "value worked out again",
    "unit-fits": "the unit fits",
    "child-within-parent": "the part is within the whole",
    "date-guard": "the date is possible",
    "plausible": "the number is plausible",
    "by-hand": "read by a person",
}
"""Names of checks, for people."""


@attrs.frozen(kw_only=True)
class Said:
    """A sentence as it is printed.

    Args:
        text: the words.
        lang: their language where it is not the page's, or `None`.
    """

    text: str
    lang: str | None = None


def say_sentence(sentence: str, words: Words) -> str:
    """A sentence of another room in the page's language; as it came where no template knows it.

    >>> say_sentence("the newest statement", Words(language="fr"))
    'la déclaration la plus récente'
    """
    return said(sentence, words).text


def said(sentence: str, words: Words) -> Said:
    """The same, with the language it came out in."""
    if not sentence:
        return Said(text=sentence)
    head, tail = _name_before(sentence)
    for text, before in ((sentence, ""), (tail, head)):
        for pattern, template in _patterns():
            found = pattern.fullmatch(text) if text else None
            if found:
                values = {name: _value(name, value, words) for name, value in found.groupdict().items()}
                return Said(text=before + words(template, **values))
    if "; " in sentence:
        parts = [said(part, words) for part in sentence.split("; ")]
        if all(part.lang is None for part in parts):
            return Said(text="; ".join(part.text for part in parts))
    return Said(text=sentence, lang="en" if words.language != "en" and re.search(r"[A-Za-z]{3}", sentence) else None)


def _name_before(sentence: str) -> tuple[str, str]:
    """A note begins with the report that it is on."""
    head, colon, tail = sentence.partition(": ")
    return (head + colon, tail) if colon and " " not in head else ("", "")


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Templates as patterns; those with the fewest values first, so that a whole sentence wins over a loose one."""
    ordered = sorted(SENTENCES, key=lambda one: (one.count("{"), -len(one)))
    return tuple((re.compile(_pattern_of(template), re.DOTALL), template) for template in ordered)


def _pattern_of(template: str) -> str:
    parts = re.split(r"\{(\w+)\}", template)
    return "".join(re.escape(part) if place % 2 == 0 else f"(?P<{part}>{_shape(part)})" for place, part in enumerate(parts))


def _shape(name: str) -> str:
    return _SHAPES.get(name.rstrip("0123456789"), ".+?")


_SHAPES = {
    "day": r"\d{4}-\d{2}-\d{2}(?:/\d{4}-\d{2}-\d{2})?",
    "share": r"\d+%",
    "number": r"-?[\d.,]+(?:e[+-]?\d+)?",
    "numbers": r"[\d., e+\-]+",
    "kind": "|".join(kind.value for kind in ClaimKind),
    "grade": "|".join(grade.value for grade in GradeClass),
    "scale": r"[\d.]+ m",
    "unit": r"[\w%/]+",
}


def _value(name: str, value: str, words: Words) -> str:
    """A value in the forms of the page's language."""
    say = _VALUES.get(name.rstrip("0123456789"))
    return value if say is None else say(value, words)


_VALUES: Mapping[str, Callable[[str, Words], str]] = {
    "day": lambda value, words: days_words(Days.from_iso(value), words),
    "kind": lambda value, words: words.name(ClaimKind(value)),
    "grade": lambda value, words: words.name(GradeClass(value)),
    "unit": lambda value, words: words.unit(value),
    "share": lambda value, _: value.replace("%", "\u202f%"),
    "scale": lambda value, words: value.replace(".", words.decimal),
    "numbers": lambda value, words: value.replace(".", words.decimal),
    "number": lambda value, words: value.replace(".", words.decimal),
}

"""What each language's table leaves out, and why: a section that is missing by oversight is noticed."""

from __future__ import annotations

import pytest

from temoin.extract.grammar import load_grammar

TOLLS = {"age", "casualty", "group_size", "killer", "not_casualty", "one_more", "self", "suspect", "too"}
"""Words for the toll of shootings, measured in English alone."""
ENGLISH = {"building", "institution", "speech", "thought", "thought_noun", "frequency", "clause_start"}
"""Words for names of places and attributions in any text: measured in English alone."""
GERMAN = {"fused", "landform"}
"""Prepositions that hold the article ("im"), and the nouns of landscapes that may follow them as places."""
LACKS = {
    "en": {"conditional", "ground", "particle", "reflexive", "subjunctive", "year_word"},
    "fr": TOLLS | {"ground", "particle", "pronoun_source", "reflexive", "single", "subjunctive"},
    "de": TOLLS | {"and_half", "conditional", "ground", "not_object", "pronoun_source", "reflexive", "single"},
    "it": TOLLS | {"ground", "not_object", "particle", "pronoun_source", "single", "subjunctive"},
    "es": TOLLS | {"ground", "not_object", "particle", "pronoun_source", "single", "subjunctive"},
    "ru": TOLLS | {"by", "conditional", "couple", "not_object", "one", "particle", "reflexive", "subjunctive", "told_as"},
    "uk": TOLLS | {"by", "conditional", "couple", "not_object", "particle", "pronoun_source", "reflexive", "subjunctive", "told_as"},
}
"""By language: moods, particles and endings that it does not have, or has no words of in the table yet."""


@pytest.mark.parametrize("lang", sorted(LACKS))
def test_a_table_lacks_what_is_known_to_be_lacking(lang):
    """A section that is added leaves this list, and one that goes missing is an error."""
    assert set(load_grammar(lang).lacks) == LACKS[lang] | (set() if lang == "de" else GERMAN) | (set() if lang == "en" else ENGLISH)

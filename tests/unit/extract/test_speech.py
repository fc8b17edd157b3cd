"""Attributions in any text: source, cue and content."""

from __future__ import annotations

import pytest

from temoin.extract import find_attributions

CASES = [
    ("en", "The mayor said that two people died.", "The mayor", "said", "that two people died"),
    ("en", "“Two people died,” said the mayor.", "the mayor", "said", "“Two people died,”"),
    ("en", "Two people died, according to the fire brigade.", "the fire brigade", "according to", "Two people died"),
    ("en", "According to the fire brigade, two people died.", "the fire brigade", "According to", "two people died"),
    ("en", "Ann Lee, a nurse at the hospital, said the ward was full.", "Ann Lee, a nurse at the hospital,", "said", "the ward was full"),
    ("en", "Bob Ray (R-Wis.) has also said it.", "Bob Ray (R-Wis.)", "has also said", "it"),
    ("en", "She believes the plan will fail.", "She", "believes", "the plan will fail"),
    ("en", "The mayor said on Tuesday at a rally that it was over.", "The mayor", "said", "that it was over"),
    ("en", "Poll: most voters are tired.", "Poll", ":", "most voters are tired"),
    ("en", "Ohio Sen. Ann Lee said it was over.", "Ohio Sen. Ann Lee", "said", "it was over"),
    ("en", "Ann Lee, 41, a nurse at the hospital, said the ward was full.", "Ann Lee, 41, a nurse at the hospital,", "said", "the ward was full"),
    ("en", "Ann Lee, the mayor, told Reuters that it was over.", "Ann Lee, the mayor,", "told", "that it was over"),
    ("en", "The State Department said the ward was full.", "The State Department", "said", "the ward was full"),
    ("en", "Two towns — Arden and Welby — said they would pay.", "Two towns — Arden and Welby —", "said", "they would pay"),
    ("en", "In May, the mayor said that it was over.", "the mayor", "said", "that it was over"),
    ("en", "The nurse was praised by the mayor.", "the mayor", "was praised", "The nurse"),
    ("en", "“It is over,” said Dr. Ann B. Lee, another nurse at St. Mary's.", "Dr. Ann B. Lee, another nurse at St. Mary's", "said", "“It is over,”"),
    (
        "en",
        "“It is over,” said Ann Lee, who runs the ward, a former army nurse.",
        "Ann Lee, who runs the ward, a former army nurse",
        "said",
        "“It is over,”",
    ),
    (
        "en",
        "Ann Lee, the fund's lawyer, treasurer and planner, said it was over.",
        "Ann Lee, the fund's lawyer, treasurer and planner,",
        "said",
        "it was over",
    ),
    ("en", "Mr. Lee, however, said it was over.", "Mr. Lee", "said", "it was over"),
    ("en", "Both mayors said it was over.", "Both mayors", "said", "it was over"),
    ("en", "Only 24 percent said it was over.", "Only 24 percent", "said", "it was over"),
    ("en", "The mayor said in a written statement that it was over.", "The mayor", "said in a written statement", "that it was over"),
    ("en", "The mayor railed against the plan.", "The mayor", "railed against", "the plan"),
    ("en", "The mayor spoke warmly of the nurses.", "The mayor", "spoke warmly of", "the nurses"),
    ("en", "The mayor told reporters it was over.", "The mayor", "told", "reporters it was over"),
    ("en", "The mayor released a statement about the flood.", "The mayor", "released a statement about", "the flood"),
    ("en", "Ms. Lee's sharp criticism of the plan was heard.", "Ms. Lee's", "sharp criticism of", "the plan was heard"),
    ("en", "Recalling the flood, Ms. Lee wept.", "Ms. Lee", "Recalling", "the flood"),
    ("en", "The mayor voiced support for the plan.", "The mayor", "voiced support for", "the plan"),
    ("en", "A second survey shows why the plan is liked.", "A second survey", "shows", "why the plan is liked"),
    ("en", "Public polls show the plan is liked.", "Public polls", "show", "the plan is liked"),
    ("en", "Ann Lee Promises Help For Flooded Towns This Year", "Ann Lee", "Promises", "Help For Flooded Towns This Year"),
    ("fr", "Le maire a déclaré que deux personnes sont mortes.", "Le maire", "a déclaré", "que deux personnes sont mortes"),
    ("fr", "Selon le maire, deux personnes sont mortes.", "le maire", "Selon", "deux personnes sont mortes"),
    ("uk", "За словами мера, загинули двоє людей.", "мера", "За словами", "загинули двоє людей"),
]


@pytest.mark.parametrize(("lang", "text", "source", "cue", "content"), CASES)
def test_source_cue_and_content(lang, text, source, cue, content):
    """Direct and indirect speech, before and after its cue."""
    (found,) = find_attributions(text, lang)
    assert (found.source.text, found.cue.text, *(part.text for part in found.content)) == (source, cue, content)


def test_a_quotation_goes_on_over_sentences():
    """Inside quotation marks everything is attributed, though no cue stands in the sentence."""
    found = find_attributions("He said, “I saw it all. Nobody helped us then. It was over.” Rain fell.", "en")
    assert [one.cue.text if one.cue else None for one in found] == ["said", None, None]
    assert found[1].content[0].text == "Nobody helped us then."


def test_reported_speech_inside_reported_speech_belongs_to_the_first():
    """Only the outer attribution counts."""
    assert [one.cue.text for one in find_attributions("The mayor said the doctor believes it.", "en")] == ["said"]


def test_what_follows_a_participle_is_a_statement_of_its_own():
    """Two statements of one subject."""
    found = find_attributions("The mayor said it was over, adding that schools would open.", "en")
    assert [(one.source.text, one.cue.text) for one in found] == [("The mayor", "said"), ("The mayor", "adding")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The mayor praised the nurse and called her brave.", [("The mayor", "praised"), ("The mayor", "called")]),
        ("When the nurse said that she was tired, the mayor said it was over.", [("the nurse", "said"), ("the mayor", "said")]),
        ("Asked whether it was over, the mayor said yes.", [(None, "Asked"), ("the mayor", "said")]),
        ("The police registered 40 cars in the state.", []),
        ("Most nurses think it is over, the mayor said.", [("the mayor", "said")]),
        ("The mayor said it was over, but nurses said the ward was full.", [("The mayor", "said"), ("nurses", "said")]),
        ("The mayor said it was “over,” adding that schools would open.", [("The mayor", "said"), ("The mayor", "adding")]),
        ("Lee said it was over before adding that schools would open.", [("Lee", "said"), ("Lee", "adding")]),
        ("The plan appears to fail.", [(None, "appears")]),
        ("He is on track to win a majority of pledged seats.", []),
        ("Arden: 46.", []),
        ("The figures are based on the count of the town.", []),
    ],
)
def test_each_statement_of_a_sentence_has_its_own_cue(text, found):
    """Joined verbs share their subject, a clause before the main one ends at its comma, and nobody says who asked."""
    read = find_attributions(text, "en")
    assert [(one.source.text if one.source else None, one.cue.text if one.cue else None) for one in read] == found


def test_texts_without_attributions_or_tables_give_none():
    """No cue, no language."""
    assert find_attributions("Two people died.", "en") == ()
    assert find_attributions("Li diris ion.", "eo") == ()
    assert find_attributions("", "en") == ()

"""The toll of a report's main event, over all its sentences."""

from __future__ import annotations

import hashlib

import pytest

from temoin.extract.toll import read_toll
from temoin.model import Report
from temoin.text import OffsetMap


def _report(text, lang="en", title=""):
    return Report(
        id="r",
        publisher="p",
        lang=lang,
        title=title,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        offsets=OffsetMap.identity(len(text)),
    )


CASES = [
    ("en", "Four people were shot in Elm Street on Friday, one fatally.", 1, 3),
    ("en", "Two men and a woman were killed in the blast.", 3, 0),
    ("en", "A mother and her son were found dead.", 2, 0),
    ("en", "A 23-year-old man died in the fire.", 1, 0),
    ("en", "Three people were killed and another was injured.", 3, 1),
    ("en", "Two men were arrested after a fatal shooting.", 1, 0),
    ("en", "Nobody was hurt.", 0, 0),
    ("en", "A father killed his wife and two sons before turning the gun on himself.", 4, 0),
    ("en", "Four people, among them the gunman, were found dead after a murder-suicide.", 4, 0),
    ("en", "A man shot his wife, then himself, in what police call a murder-suicide.", 2, 0),
    ("en", "The suspect in a fatal robbery that left one person dead turned himself in.", 1, 0),
    ("en", "Police arrested two people over the shooting death of a baker.", 1, 0),
    ("en", "A triple shooting in Elm Street left a boy in critical condition.", 0, 3),
    ("en", "Two-year-old girl dies after a fall.", 1, 0),
    ("en", "Ann Hill, who lives next door, said five people had been wounded.", 0, 5),
    ("en", "He was charged with two counts of assault with a deadly weapon after three men, aged 20 to 27, were wounded.", 0, 3),
    ("en", "One person was left dead and three others went to hospital after the 64th shooting of the year.", 1, 3),
    ("en", "He is said to have shot the couple's son in the leg.", 0, 1),
    ("en", "One man is dead after four people were shot at a fair.", 1, 3),
    ("en", "The blaze claimed the lives of three neighbours.", 3, 0),
    ("en", "A man shot six people, killing four of them, before turning the gun on himself.", 5, 2),
    ("en", "Two women heard three gunshots before a baker was shot.", 0, 1),
    ("en", "Six people, three men and three women, were wounded at the fair.", 0, 6),
    ("en", "The boy, a pupil of the school, was shot on Monday.", 0, 1),
    ("en", "1 killed 3 injured in fire at hostel", 1, 3),
    ("en", "Two men shot a baker in his shop, police said.", 0, 1),
    ("en", "A baker was gunned down by two men.", 0, 1),
    ("en", "No other guest was hurt when a cook was shot dead.", 1, 0),
    ("en", "A girl has died and her mother was badly hurt.", 1, 1),
    ("en", "A boy, 9, was killed on Monday.\nHis mother was badly hurt and is in hospital.", 1, 1),
    ("en", "A boy, 9, was shot on Monday and died on Tuesday.", 1, 0),
    ("en", "A third person has died of the injuries of Monday's blast.", 3, 0),
    ("en", "Four people were found dead and a fifth victim was hurt.", 4, 1),
    ("en", "One of the four victims has died, the clinic said.", 1, 3),
    ("en", "A gunman killed three guards before police killed the gunman.", 4, 0),
    ("en", "Two women, both 19, were wounded.", 0, 2),
    ("en", "A father of five was killed and another six were wounded.", 1, 6),
    ("en", "Two cars were hit by gunfire and a driver was wounded.", 0, 1),
    ("en", "A man was killed and three others were also shot.", 1, 3),
    ("fr", "Trois personnes ont été tuées et douze blessées dans l'explosion.", 3, 12),
    ("de", "Bei dem Brand wurden zwei Menschen getötet und fünf verletzt.", 2, 5),
    ("it", "Quattro persone sono morte e nove sono rimaste ferite.", 4, 9),
    ("es", "Cinco personas murieron y siete resultaron heridas.", 5, 7),
    ("uk", "Загинули двоє людей, ще шестеро поранені.", 2, 6),
    ("ru", "Погибли три человека, ещё восемь ранены.", 3, 8),
]


@pytest.mark.parametrize(("lang", "text", "killed", "injured"), CASES)
def test_dead_and_hurt_are_counted(lang, text, killed, injured):
    """Numbers, lists of people and single persons give the toll."""
    toll = read_toll(_report(text, lang))
    assert (toll.killed, toll.injured) == (killed, injured)


def test_the_number_given_most_often_and_earliest_counts():
    """A later, smaller number of another event does not hide the first."""
    text = "Five people were killed on Monday.\nPolice said that five people were killed.\nLast year, two people were killed there."
    assert read_toll(_report(text)).killed == 5


def test_deaths_told_far_below_are_of_another_event():
    """What only the end of a report tells of as dead belongs to its background."""
    lines = ["A boy was wounded on Monday.", *["The street was closed."] * 9, "Last year, six people were killed in the town."]
    toll = read_toll(_report("\n".join(lines)))
    assert (toll.killed, toll.injured) == (0, 1)


def test_without_a_table_there_is_no_toll():
    """A language that cannot be read gives no toll, which is not the toll of nobody."""
    assert read_toll(_report("Du personoj mortis.", "eo")) is None

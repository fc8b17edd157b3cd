"""Names of a case: one name in all its spellings, proposals, and the alias that a person decides."""

from __future__ import annotations

import json

import pytest

from temoin.cli import main
from temoin.custody import CaseStore
from temoin.errors import OptionError
from temoin.model import DecisionKind
from temoin.workflows import ReportGroup, VerifyInputs, add_to_case, decide_in_case, decided_claims_of, names_of, verify_event

ENGLISH = "Three people were killed at the Kupol plant in Izhevsk on 1 July 2025, the governor said. The plant makes the Tor-M2E."
FRENCH = "Trois personnes ont été tuées à l'usine Koupol à Ijevsk le 1er juillet 2025, selon le gouverneur. L'usine produit le Torb-M2E."
UKRAINIAN = "На заводі «Купол» в Іжевську загинули троє людей."
ADA = {"who": "Ada", "why": "a slip of the pen"}


@pytest.fixture
def case(tmp_path):
    """A case of two short reports, without pictures."""
    for name, text in (("wire.txt", ENGLISH), ("journal.txt", FRENCH), ("visnyk.txt", UKRAINIAN)):
        (tmp_path / name).write_text(text, "utf-8")
    group = ReportGroup(reports=(tmp_path / "wire.txt", tmp_path / "journal.txt"))
    verify_event(VerifyInputs(groups=(group,)), tmp_path / "case")
    return tmp_path / "case"


def found_in(case):
    """The names of a case."""
    with CaseStore.open(case) as store:
        return names_of(store)


def test_spellings_of_one_name_stand_together_and_near_ones_are_proposed(case):
    """Two spellings of plant and town are one each; the misspelt product is proposed and not merged."""
    found = found_in(case)
    assert {frozenset(one.spellings) for one in found.names} >= {
        frozenset({"Kupol", "Koupol"}),
        frozenset({"Izhevsk", "Ijevsk"}),
        frozenset({"Torb-M2E"}),
    }
    assert [{pair.one, pair.other} for pair in found.proposed] == [{"Torb-M2E", "Tor-M2E"}]


def test_an_alias_settles_a_proposal_and_survives_a_re_run(case, tmp_path):
    """Who, why and when stand with it; a report that is added later leaves it in force, and the quote is as it was."""
    done = decide_in_case(case, DecisionKind.ALIAS, "Torb-M2E", {"same_as": "Tor-M2E"}, **ADA)
    assert (done.decision.subject, json.loads(done.decision.value), done.decision.who) == ("Torb-M2E", {"same_as": "Tor-M2E"}, "Ada")
    add_to_case(case, VerifyInputs(groups=(ReportGroup(reports=(tmp_path / "visnyk.txt",)),)))
    found = found_in(case)
    assert found.proposed == ()
    assert [one.same_as for one in found.names if "Torb-M2E" in one.spellings] == ["Tor-M2E"]
    with CaseStore.open(case) as store:
        _, decided = decided_claims_of(store)
    (claim,) = [one for one in decided.claims if one.goes_by == "Tor-M2E"]
    assert claim.quote == "produit le Torb-M2E"
    assert decided.machine[claim.id].thing is None
    assert [one.kind for one in decided.decisions[claim.id]] == [DecisionKind.ALIAS]


def test_a_withdrawn_alias_holds_no_more(case):
    """The machine's reading comes back."""
    done = decide_in_case(case, DecisionKind.ALIAS, "Torb-M2E", {"same_as": "Tor-M2E"}, is_run=False, **ADA)
    decide_in_case(case, DecisionKind.WITHDRAW, str(done.decision.number), is_run=False, **ADA)
    assert len(found_in(case).proposed) == 1


@pytest.mark.parametrize(("name", "same_as"), [("Kalashnikov", "Kupol"), ("Kupol", "Kupol"), ("", "Kupol"), ("Kupol", "  ")])
def test_aliases_that_say_nothing_are_refused(case, name, same_as):
    """A name that no claim bears, or the same name twice, is an error with a hint."""
    with pytest.raises(OptionError):
        decide_in_case(case, DecisionKind.ALIAS, name, {"same_as": same_as}, is_run=False, **ADA)


def test_the_commands_list_names_and_take_an_alias(case, capsys):
    """`case names` shows proposals, `case decide alias` settles them."""
    assert main(["case", "names", str(case)]) == 0
    assert "may be one: Tor-M2E and Torb-M2E" in capsys.readouterr().out
    assert main(["case", "decide", "alias", str(case), "Torb-M2E", "Tor-M2E", "--by", "Ada", "--why", "slip", "--no-run"]) == 0
    assert main(["case", "names", str(case), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["proposed"] == []

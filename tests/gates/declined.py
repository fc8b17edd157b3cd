"""Cases of Russian and Ukrainian names of towns, written out by school grammar: it shares nothing with the reader that undoes them."""

from __future__ import annotations

HARD_SIBILANTS = "жшчщц"


def russian(name: str) -> set[str]:  # noqa: C901, PLR0911  # one return a declension
    """The oblique cases of a town's name; empty for names that are not declined."""
    if " " in name:
        return set()
    for ending, cases in (
        ("ий", "ого ому им ом"),
        ("ый", "ого ому ым ом"),
        ("ое", "ого ому ым ом"),
        ("ая", "ой ую"),
        ("ия", "ии ию ией"),
    ):
        if name.endswith(ending):
            soft = name[-3] in "кгх" or ending == "ия"
            return {name[:-2] + (case.replace("ым", "им") if soft and case == "ым" else case) for case in cases.split()}
    stem, last = name[:-1], name[-1]
    if last == "а":
        return {stem + case for case in (("и" if stem[-1] in "гкхжшчщ" else "ы"), "е", "у", "ей" if stem[-1] in HARD_SIBILANTS else "ой")}
    if last == "я":
        return {stem + case for case in ("и", "е", "ю", "ей")}
    if last == "ь":
        return {stem + case for case in (("я", "ю", "ем", "е") if name.endswith(("поль", "славль", "мль")) else ("и", "ью"))}
    if last == "ы":
        return {stem + case for case in ("ам", "ами", "ах")}
    if name.endswith(("ово", "ево", "ино")):
        return {stem + case for case in ("а", "у", "ом", "е")}
    if name.endswith("ец"):
        stem = name[:-2] + ("ьц" if name[-3] == "л" else "ц")
        return {stem + case for case in ("а", "у", "ом", "е")}
    if last in "бвгджзклмнпрстфхцчшщ":
        return {name + case for case in ("а", "у", "ем" if last in HARD_SIBILANTS else "ом", "е")}
    return set()


def ukrainian(name: str) -> set[str]:
    """The oblique cases of a town's name; empty for names that are not declined."""
    if " " in name:
        return set()
    for ending, cases in (("ий", "ого ому им"), ("не", "ного ному ним"), ("ія", "ії ію ією")):
        if name.endswith(ending):
            return {name[:-2] + case for case in cases.split()}
    for ending, open_ending in (("ів", "ов"), ("їв", "єв"), ("піль", "пол")):
        if name.endswith(ending):
            stem = name[: -len(ending)] + open_ending
            return {stem + case for case in (("я", "ю", "ем", "і") if ending == "піль" else ("а", "у", "ом", "і"))}
    if name.endswith("ець"):
        return {name[:-3] + case for case in ("ця", "цю", "цем", "ці")}
    return _by_last_letter(name)


def _by_last_letter(name: str) -> set[str]:  # noqa: PLR0911  # one return a declension
    stem, last = name[:-1], name[-1]
    if last == "а":
        softened = stem[:-1] + {"к": "ц", "г": "з", "х": "с"}.get(stem[-1], stem[-1])
        return {softened + "і", *(stem + case for case in ("и", "у", "ею" if stem[-1] in "жшчщ" else "ою"))}
    if last == "я" and stem[-1] == stem[-2:-1]:
        return {stem + case for case in ("ю", "ям", "і")}
    if last == "я":
        return {stem + case for case in ("і", "ю", "ею")}
    if last == "ь":
        return {stem + case for case in (("я", "ю", "ем", "і") if name.endswith("поль") else ("і",))}
    if last == "и":
        return {stem + case for case in ("ам", "ами", "ах")}
    if last in "бвгджзклмнпрстфхцчшщ":
        return {name + case for case in ("а", "у", "ом", "у" if last == "к" else "і")}
    return set()

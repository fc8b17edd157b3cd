"""Made-up reports in seven languages with claims that are known to be true, and the same claims falsified in one respect.

Sentences are templates, filled by a seeded generator: `{s}` is a source, `{n}` a number, brackets are the quote of the claim. Numbers end in
0 or 5 to 9, so that one plural fits in every language.
"""

from __future__ import annotations

import random

SOURCES = {
    "en": ("the mayor", "the fire brigade", "the regional hospital", "the army"),
    "fr": ("le maire", "la préfecture", "la police", "le gouverneur"),
    "de": ("der Bürgermeister", "die Feuerwehr", "die Polizei", "der Gouverneur"),
    "it": ("il sindaco", "la prefettura", "la polizia", "il governatore"),
    "es": ("el alcalde", "la policía", "el gobernador", "la alcaldesa"),
    "ru": ("мэр", "губернатор", "полиция", "прокуратура"),
    "uk": ("мер", "губернатор", "поліція", "прокуратура"),
}
TEMPLATES = {
    "en": (
        ("killed", "person", "{S} said that [{n} people were killed]."),
        ("injured", "person", "{S} said [{n} people were injured]."),
        ("missing", "person", "{S} said [{n} people are missing]."),
        ("displaced", "person", "{S} reported that [{n} people were evacuated]."),
        ("damaged_count", "house", "{S} said that [{n} houses] were damaged."),
        ("injured", None, "{S} said that [no one was injured]."),
    ),
    "fr": (
        ("killed", "person", "{S} a déclaré que [{n} personnes ont été tuées]."),
        ("injured", "person", "{S} a indiqué que [{n} personnes ont été blessées]."),
        ("missing", "person", "{S} a annoncé que [{n} personnes sont portées disparues]."),
        ("displaced", "person", "{S} a précisé que [{n} personnes ont été évacuées]."),
        ("damaged_count", "house", "{S} a déclaré que [{n} maisons] ont été endommagées."),
        ("injured", None, "{S} a déclaré que [personne n'a été blessé]."),
    ),
    "de": (
        ("killed", "person", "{S} erklärte, dass [{n} Menschen getötet] wurden."),
        ("injured", "person", "{S} teilte mit, dass [{n} Menschen verletzt] wurden."),
        ("missing", "person", "{S} sagte, [{n} Menschen würden vermisst]."),
        ("displaced", "person", "{S} meldete, dass [{n} Menschen evakuiert] wurden."),
        ("damaged_count", "house", "{S} erklärte, dass [{n} Häuser] beschädigt wurden."),
        ("injured", None, "{S} erklärte, [niemand wurde verletzt]."),
    ),
    "it": (
        ("killed", "person", "{S} ha dichiarato che [{n} persone sono morte]."),
        ("injured", "person", "{S} ha riferito che [{n} persone sono rimaste ferite]."),
        ("missing", "person", "{S} ha detto che [{n} persone sono disperse]."),
        ("displaced", "person", "{S} ha comunicato che [{n} persone sono state evacuate]."),
        ("damaged_count", "house", "{S} ha dichiarato che [{n} case] sono state danneggiate."),
        ("injured", None, "{S} ha detto che [nessuno è rimasto ferito]."),
    ),
    "es": (
        ("killed", "person", "{S} declaró que [{n} personas murieron]."),
        ("injured", "person", "{S} informó de que [{n} personas resultaron heridas]."),
        ("missing", "person", "{S} dijo que [{n} personas están desaparecidas]."),
        ("displaced", "person", "{S} indicó que [{n} personas fueron evacuadas]."),
        ("damaged_count", "house", "{S} declaró que [{n} casas] resultaron dañadas."),
        ("injured", None, "{S} dijo que [nadie resultó herido]."),
    ),
    "ru": (
        ("killed", "person", "{S} сообщил{a}, что [погибли {n} человек]."),
        ("injured", "person", "{S} заявил{a}, что [пострадали {n} человек]."),
        ("missing", "person", "{S} сообщил{a}, что [пропали без вести {n} человек]."),
        ("displaced", "person", "{S} заявил{a}, что [эвакуированы {n} человек]."),
        ("damaged_count", "house", "{S} сообщил{a}, что повреждены [{n} домов]."),
        ("injured", None, "{S} сообщил{a}, что [пострадавших нет]."),
    ),
    "uk": (
        ("killed", "person", "{S} повідоми{в}, що [загинули {n} людей]."),
        ("injured", "person", "{S} заяви{в}, що [поранено {n} людей]."),
        ("missing", "person", "{S} повідоми{в}, що [зникли безвісти {n} людей]."),
        ("displaced", "person", "{S} заяви{в}, що [евакуйовано {n} людей]."),
        ("damaged_count", "house", "{S} повідоми{в}, що пошкоджено [{n} будинків]."),
        ("injured", None, "{S} повідоми{в}, що [постраждалих немає]."),
    ),
}
FEMININE = {"полиция", "прокуратура", "поліція"}
OTHER_KIND = {
    "killed": ("injured", "missing", "rescued"),
    "injured": ("killed", "hospitalised", "missing"),
    "missing": ("killed", "displaced", "injured"),
    "displaced": ("rescued", "missing", "injured"),
    "damaged_count": ("destroyed_count", "means_count", "killed"),
}
OTHER_UNIT = {"person": ("house", "building", "drone"), "house": ("person", "apartment", "bridge")}
STRANGERS = {
    "en": "the prime minister",
    "fr": "le président",
    "de": "der Präsident",
    "it": "il presidente",
    "es": "el presidente",
    "ru": "президент",
    "uk": "президент",
}
RESPECTS = ("number", "unit", "kind", "polarity", "source")


def made_report(lang, rng):
    """(text, true claims): each template of the language once, in any order, with numbers and sources drawn."""
    rows, text = [], ""
    numbers = rng.sample([n for n in range(5, 99) if n % 10 in {0, 5, 6, 7, 8, 9}], len(TEMPLATES[lang]))
    for (kind, unit, template), number in zip(rng.sample(TEMPLATES[lang], len(TEMPLATES[lang])), numbers, strict=True):
        source = rng.choice(SOURCES[lang])
        is_feminine = source in FEMININE
        sentence = template.format(S=source[0].upper() + source[1:], n=number, a="а" if is_feminine else "", в="ла" if is_feminine else "в")
        first, last = sentence.index("["), sentence.index("]") - 1
        plain = sentence.replace("[", "").replace("]", "")
        start = len(text)
        rows.append(
            {
                "kind": kind,
                "quote": plain[first:last],
                "start": start + first,
                "value": number if unit else 0,
                "unit": unit or "person",
                "polarity": "positive" if unit else "negative",
                "source": source,
            }
        )
        text += plain + " "
    return text.strip(), rows


def falsified(row, respect, rows, lang, rng):
    """A claim that is false in one respect; other numbers and sources of the same report are among the false ones."""
    numbers = [one["value"] for one in rows if one["value"] != row["value"]]
    sources = [one["source"] for one in rows if one["source"] != row["source"]] or [STRANGERS[lang]]
    if respect == "number":
        return {**row, "value": rng.choice([rng.choice(numbers), row["value"] + 1, row["value"] * 10 + 10])}
    if respect == "unit":
        return {**row, "unit": rng.choice(OTHER_UNIT[row["unit"]])}
    if respect == "kind":
        return {**row, "kind": rng.choice(OTHER_KIND[row["kind"]])}
    if respect == "polarity":
        return {**row, "polarity": "negative" if row["polarity"] == "positive" else "positive"}
    return {**row, "source": rng.choice([rng.choice(sources), STRANGERS[lang], None])}


def planted(lang, count, seed):
    """(text, true claims, falsified claims with their respect) of seeded reports."""
    rng = random.Random(f"{lang}-{seed}")
    for _ in range(count):
        text, rows = made_report(lang, rng)
        yield text, rows, [(respect, falsified(row, respect, rows, lang, rng)) for row in rows for respect in RESPECTS]

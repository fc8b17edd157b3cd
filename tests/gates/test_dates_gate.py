"""Dates at the grain of days as news writes them, against three public collections, in seven languages.

A date is news-relevant by its text alone (`_is_news`): it is made of nothing but the words of a plain day — digits and their marks, ordinals
for the day, names of months and weekdays, the words for yesterday, today, tomorrow and their neighbours, "last", "next", "this", one number
of days, weeks or months "ago", and the small words between (of, the, on, from, to, between, and) — and it names a day. Left out, then, are
feasts, seasons, parts of weeks and months, months and years alone, "third Tuesday of", "a week from now", clock times, durations and slang of
calendars ("EOM", "en huit", "20 02 14"); and of what is made of plain words: weekdays that are shortened, dates in digits without a year
(scores, decimals and ratios look the same), a month before its day outside English, a month's name between "/" or "-" and digits, a year
with two digits after a month's name, digits in mixed marks ("08/12,2015"). The gold must be one day, or a stretch of days given by its two
ends.

A case is right if the days found are the gold days, each at a place that shares at least half of the shorter words, and no other day is
found. Where the words leave the direction open, the nearer past (news) and the nearer future (calendars) are both right: a bare weekday, a
day and month without year, a weekday with the number of its day. "Next Tuesday" may be the coming one or that of next week, "last Tuesday"
likewise. The second collection gives both itself. A stretch's end may be given as its last day or the day after.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from datetime import date, timedelta

import pytest

from temoin.extract.days import find_days

pytestmark = [pytest.mark.data, pytest.mark.gate]

DIGEST = "7f79fea04f45bbc5c17b14fa80d1b4ff0412ed7844c2101c0a7312ac529b039e"
"""SHA-256 of the files' digests, in order, for which the floors are pinned."""
LANGS = {"English": "en", "French": "fr", "German": "de", "Italian": "it", "Spanish": "es"}
REFERENCE = date(2013, 2, 12)
"""The day of reference of the first collection, as its authors give it."""
WEEK = timedelta(days=7)
SMALL = {
    "en": "of the on from to between and th st nd rd in at day since",
    "fr": "le la du au de d et entre er ère ce ème en jour les depuis",
    "de": "der den dem des vom bis zum am und zwischen von die ab seit",
    "it": "il lo l la dal al di del e tra fra i le a da d giorno",
    "es": "el la del de al y entre desde hasta a los día",
    "uk": "з по до у в від на го число числа",
    "ru": "с по до в во от на го число числа числу е к ое ого его",
}
DAYS = {
    "en": "yesterday today tomorrow before after last next this ago past days weeks months week month years year two three four five six a one",
    "fr": "hier aujourd'hui demain avant après dernier prochain il y a jours semaines mois semaine deux trois quatre cinq six un une ans an ce",
    "de": "gestern heute morgen vorgestern übermorgen letzten letzter nächsten nächster vor tagen wochen monaten tag woche monat zwei drei vier fünf"
    " diesen vorigen vergangenen einem einer jahren jahr",
    "it": "ieri oggi domani l'altro altro altroieri dopodomani scorso prossimo fa giorni settimane mesi settimana mese giorno due tre quattro un una"
    " questo anni anno scorsa prossima",
    "es": "ayer hoy mañana anteayer pasado próximo hace días semanas meses semana mes dos tres cuatro un una este antes antier año años",
    "uk": "вчора сьогодні завтра позавчора післязавтра минулого минулої минулу минулий минула наступного наступна тому дні днів тижні тижнів тиждень"
    " місяці місяців два три чотири день в цього",
    "ru": "вчера сегодня завтра позавчера послезавтра прошлый прошлого прошлую прошлое следующий следующую"
    " следующая назад тому дня дней недели недель"
    " неделю месяца месяцев месяц два две три четыре день в эту этот",
}
MONTHS = {
    "en": "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre fev fév janv févr avr juil sept oct nov déc aout dec",
    "de": "januar februar märz april mai juni juli august september oktober november dezember jan feb apr jun jul aug sep sept okt nov dez jänner",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre gen feb mar apr"
    " mag giu lug ago set sett ott nov dic",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre ene feb"
    " mar abr jun jul ago sep sept oct nov dic",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня січ лют бер кві тра чер лип сер вер жов лис гру",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря янв фев мар апр май июн июл авг сен сент окт ноя дек",
}
WEEKDAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
    "it": "lunedì martedì mercoledì giovedì venerdì lunedi martedi mercoledi giovedi venerdi sabato domenica",
    "es": "lunes martes miércoles miercoles jueves viernes sábado sabado domingo",
    "uk": "понеділок понеділка вівторок вівторка середа середу середи четвер четверга п'ятниця п'ятницю п'ятниці субота"
    " суботу суботи неділя неділю неділі",
    "ru": "понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье",
}
EVERY_WEEKDAY = frozenset(" ".join(WEEKDAYS.values()).split())
ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "fr": "premier",
    "de": "erster ersten erste zweiter dritter",
    "it": "primo uno due tre quattro cinque sei sette otto nove dieci tredici quindici",
    "es": "primero uno",
    "uk": "перше першого",
    "ru": "первое первого третье третьего третьему восьмое восемнадцатое восемнадцатого двадцать четвертое"
    " четвёртое четвертого четырнадцатое тридцать"
    " пятнадцатое пятнадцатого",
}
RELATIVE = {
    "en": "yesterday today tomorrow",
    "fr": "hier aujourd'hui demain",
    "de": "gestern heute morgen vorgestern übermorgen",
    "it": "ieri oggi domani altroieri dopodomani",
    "es": "ayer hoy mañana anteayer antier",
    "uk": "вчора сьогодні завтра позавчора післязавтра",
    "ru": "вчера сегодня завтра позавчера послезавтра",
}
UNITS = re.compile(
    r"\b(?:days?|weeks?|months?|years?|jours?|semaines?|mois|ans?|tage?n?|wochen?|monate?n?|jahre?n?|giorn[io]|settiman[ae]|mes[ei]|ann[io]|días?|semanas?"
    r"|mes|meses|años?|дн[яіе]й?|днів|день|тиж\w+|неділ[ьі]|недел\w+|місяц\w+|месяц\w*)\b"
)
AGO = re.compile(r"\b(?:ago|il y a|vor|fa|hace|тому|назад)\b")
BARE = re.compile(r"^\W*(?:(?:\w{1,3}|this|diesen|questo|este)\W+)?[^\W\d]+\W*$")
NUMBERED = re.compile(r"[^\W\d]{4,}'?[^\W\d]*,?(?: (?:the|der|den|el|le|il))? \d{1,2}(?:st|nd|rd|th)?\.?")
FULL = re.compile(r"(?<![\d./-])(?:\d{4}([/-])\d\d?\1\d\d?|\d\d?([./-])\d\d?\2\d{4}|\d\d?([./])\d\d?\3\d\d)(?![\d./-]\d)")
NUMERIC = re.compile(r"\d+ ?[./-] ?\d+")
MIXED = re.compile(r"\d[./-]\d+,\d|\d[/-]\d+[/-]\d+[/-]\d|\d[./-][^\W\d]|[^\W\d][./-]\d|[^\W\d]\. ?\d{1,2}\b(?!\d)")
TURNED = re.compile(r"^(?:first|second|third|fourth|fifth|prim[oa]|premier|primer[oa]?|erste[rn]?|перш\w+)$")


def _is_news(words, lang):
    """Whether a date's text is one of a plain day; see above."""
    low = words.lower().replace("’", "'").replace("‘", "'")
    tokens = re.findall(r"[^\W\d]+(?:'[^\W\d]+)*|\d+", low)
    names = [token for token in tokens if not token.isdigit()]
    months, weekdays = set(MONTHS[lang].split()), set(WEEKDAYS[lang].split())
    known = set(f"{SMALL[lang]} {DAYS[lang]} {ORDINALS[lang]}".split()) | months | weekdays
    if any(name not in known and name.rpartition("'")[2] not in known for name in names) or re.search(r"\d:\d|\d\s*h\b", low):
        return False
    has_month, has_weekday = any(name in months for name in names), any(name in weekdays for name in names)
    is_ago = bool(AGO.search(low)) and len(UNITS.findall(low)) == 1
    if (UNITS.search(low) and not is_ago) or (is_ago and (has_month or has_weekday)):
        return False
    if has_month:
        return _is_plain(tokens, months, weekdays, low, lang)
    if has_weekday:
        return (
            NUMERIC.sub("", low).strip("0123456789") != ""
            and (not NUMERIC.search(low) or bool(FULL.search(low)))
            and not _is_turned(tokens, weekdays)
        )
    return (
        is_ago
        or (bool(FULL.search(low)) and not MIXED.search(low))
        or (not any(token.isdigit() for token in tokens) and any(name in RELATIVE[lang].split() for name in names))
    )


def _is_plain(tokens, months, weekdays, low, lang):
    """Whether a day number or its ordinal goes with each month, in the order of the language; see above."""
    if MIXED.search(low) or _is_turned(tokens, weekdays):
        return False
    numbers = [int(token) for token in tokens if token.isdigit()]
    has_day = any(0 < number <= 31 for number in numbers) or any(token in ORDINALS[lang].split() for token in tokens)
    short_year = re.search(rf"\b(?:{'|'.join(months)})\.? ?,? ?\d\d?$", low) and len(numbers) > 1
    first = next(at for at, token in enumerate(tokens) if token in months)
    is_led = any(token.isdigit() or token in ORDINALS[lang].split() for token in tokens[:first])
    days = sum(0 < number <= 31 for number in numbers) + sum(token in ORDINALS[lang].split() for token in tokens)
    named = sum(token in months for token in tokens)
    is_whole = days >= named >= sum(number > 31 for number in numbers)
    return has_day and is_whole and not short_year and (lang == "en" or is_led)


def _is_turned(tokens, weekdays):
    """As in "third Tuesday", "wednesday after next": an ordinal or two relative words make another calendar's day."""
    at = next((at for at, token in enumerate(tokens) if token in weekdays), None)
    if at is None:
        return False
    return (
        bool(at and TURNED.match(tokens[at - 1]))
        or {"after", "après", "dopo"} & {token.rpartition("'")[2] for token in tokens} != set()
        or tokens[at + 1 : at + 2] == ["en"]
        or (at > 0 and tokens[at - 1] in {"last", "letzter", "letzten"} and len(tokens) > at + 1)
    )


def _accepted(words, days, reference):
    """The stretches of days that are right for a gold one."""
    first, last = days
    ends = {last} if first == last else {last, last - timedelta(days=1)}
    wanted = {(first, end) for end in ends}
    if first == last and not re.search(r"\d", words):
        others = [first + step for step in (-WEEK, WEEK)]
        is_bare = BARE.match(words)
        wanted |= {(other, other) for other in others if is_bare or ((other > reference) == (first > reference) and other != reference)}
    if not re.search(r"\d{4}|\d[./-]\d+[./-]\d", words) and re.search(r"\d|(?:ое|ого|rst|nd|imo|mier|imero|cond)\b", words):
        wanted |= {(_moved(begin, step), _moved(end, step)) for begin, end in set(wanted) for step in (-1, 1)}
    if NUMBERED.fullmatch(words.lower()) and any(word in EVERY_WEEKDAY for word in re.findall(r"[^\W\d]+(?:'[^\W\d]+)?", words.lower())):
        wanted |= {
            (day, day)
            for step in range(-366, 367)
            for day in [first + timedelta(days=step)]
            if (day.day, day.weekday()) == (first.day, first.weekday())
        }
    return wanted


def _moved(day, years):
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day


def _first_collection(data_dir):
    """(collection, language, text, reference, [(start, end, accepted days)]); the date is the whole text."""
    for case in json.loads((data_dir / "numbers-dates" / "duckling_cases.json").read_text("utf-8")):
        value = case["value"].strip()
        if case["dim"] != "Time" or not re.fullmatch(r"datetime(?:Interval)? .* Day", value):
            continue
        numbers = [tuple(map(int, group.split(", ")[:3])) for group in re.findall(r"\((\d+, \d+, \d+)[, 0-9]*\)", value)]
        ends = [date(*group) for group in numbers]
        if not ends or len(ends) > 2:
            continue
        days = (ends[0], ends[0] if len(ends) == 1 else ends[1] - timedelta(days=1))
        text = case["text"].strip()
        yield case["lang"], text, REFERENCE, [(0, len(text), _accepted(text, days, REFERENCE))]


def _second_collection(data_dir):
    """The same of the second collection: dates inside texts, with the reference of each."""
    for folder, lang in LANGS.items():
        for name in ("DateParser", "DatePeriodParser", "DateTimeModel"):
            path = data_dir / "numbers-dates" / "recognizers" / "Specs" / "DateTime" / folder / f"{name}.json"
            for case in json.loads(path.read_text("utf-8-sig")):
                reference = str((case.get("Context") or {}).get("ReferenceDateTime", ""))[:10]
                if not reference:
                    continue
                golds = [_resolved(gold, date.fromisoformat(reference)) for gold in case["Results"]]
                if golds and all(golds):
                    places, at = [], 0
                    for gold, days in zip(case["Results"], golds, strict=True):
                        start = case["Input"].lower().find(gold["Text"].lower(), at)
                        at = start + len(gold["Text"])
                        places.append((start, at, days))
                    yield lang, case["Input"], date.fromisoformat(reference), places


def _resolved(gold, reference):
    """All stretches of days that the gold accepts; `None` where it is no day."""
    pairs = []
    if gold.get("Type") in {"date", "daterange"}:
        value = gold.get("Value") or {}
        for side in ("PastResolution", "FutureResolution"):
            found = value.get(side) or {}
            pairs.append((found.get("date") or found.get("startDate"), found.get("date") or found.get("endDate")))
    elif gold.get("TypeName") in {"datetimeV2.date", "datetimeV2.daterange"}:
        values = (gold.get("Resolution") or {}).get("values") or []
        pairs += [(value.get("value") or value.get("start"), value.get("value") or value.get("end")) for value in values]
    accepted = set()
    for first, last in pairs:
        if first and last and re.fullmatch(r"(?:1[89]|2\d)\d\d-\d\d-\d\d", first) and re.fullmatch(r"\d{4}-\d\d-\d\d", last):
            accepted |= _accepted(gold["Text"], (date.fromisoformat(first), date.fromisoformat(last)), reference)
    return accepted or None


def _third_collection(data_dir):
    """News with marked dates: one case a marked day, in its sentence."""
    for lang in ("en", "es"):
        text = (data_dir / "numbers-dates" / "meantime" / f"{lang}.tsv").read_text("utf-8")
        reference = None
        for block in text.split("\n\n"):
            rows = [row.split("\t") for row in block.split("\n") if row.strip()]
            stamp = re.match(r'\*!-DCTVALUE="(\d{4}-\d\d-\d\d)', rows[0][0]) if rows else None
            if stamp:
                reference = date.fromisoformat(stamp[1])
                continue
            if reference is None or not rows or any(len(row) != 3 for row in rows):
                continue
            yield from _sentence(lang, rows, reference)


def _sentence(lang, rows, reference):
    text, golds, start = "", [], 0
    for word, tag, value in rows:
        text += "" if not text or word in {",", ".", ":", ";", ")", "%"} or word.startswith("'") else " "
        begin = len(text)
        text += word
        if tag.startswith("B-"):
            golds.append([begin, len(text), value, tag[2:]])
        elif tag.startswith("I-") and golds:
            golds[-1][1] = len(text)
    days = []
    for start, end, value, kind in golds:
        if kind in {"DATE", "TIME"} and re.match(r"\d{4}-(?:0[1-9]|1[0-2])-\d\d", value):
            day = date.fromisoformat(value[:10])
            days.append((start, end, {(day, day)}))
    if days:
        yield lang, text, reference, days


def _kept(cases):
    for lang, text, reference, golds in cases:
        if all(_is_news(text[start:end], lang) for start, end, _ in golds):
            yield lang, text, reference, golds


def _is_right(text, lang, reference, golds):
    found = [(day.span.start, day.span.end, day.days) for day in find_days(text, lang, reference) if day.grain in {"day", "night"}]
    if len(found) != len(golds):
        return False, found
    for (start, end, accepted), (first, last, days) in zip(sorted(golds, key=lambda gold: gold[0]), sorted(found), strict=True):
        shared = min(end, last) - max(start, first)
        if days is None or (days.first, days.last) not in accepted or shared * 2 < min(end - start, last - first):
            return False, found
    return True, found


def _measure(cases):
    right, total, wrong = defaultdict(int), defaultdict(int), []
    for lang, text, reference, golds in _kept(cases):
        is_right, found = _is_right(text, lang, reference, golds)
        total[lang] += 1
        right[lang] += is_right
        if not is_right:
            wrong.append((lang, text, reference, golds, found))
    return right, total, wrong


def _cases(data_dir):
    return [*_first_collection(data_dir), *_second_collection(data_dir), *_third_collection(data_dir)]


def _digest(data_dir):
    folder = data_dir / "numbers-dates"
    paths = [folder / "duckling_cases.json", folder / "meantime" / "en.tsv", folder / "meantime" / "es.tsv"]
    names = ("DateParser", "DatePeriodParser", "DateTimeModel")
    paths += [folder / "recognizers" / "Specs" / "DateTime" / lang / f"{name}.json" for lang in LANGS for name in names]
    return hashlib.sha256("".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths).encode()).hexdigest()


def test_days_hold_their_floors(data_dir, hold, shares):
    """The share of cases whose days are read right, in each language."""
    if not (data_dir / "numbers-dates").is_dir():
        pytest.skip(f"the date cases are not at {data_dir / 'numbers-dates'}")
    assert _digest(data_dir) == DIGEST, "these are not the date cases for which the floors are pinned"
    right, total, _ = _measure(_cases(data_dir))
    hold("days", shares(right, total))

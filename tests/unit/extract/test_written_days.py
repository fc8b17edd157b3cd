"""Days written by rule in seven languages are read back: in words, in digits, with and without their year or weekday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from temoin.extract.days import find_days

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "ru": "понедельник вторник среду четверг пятницу субботу воскресенье",
    "uk": "понеділок вівторок середу четвер п'ятницю суботу неділю",
}
FULL = {
    "en": ("{d} {m} {y}", "{m} {d}, {y}", "{w}, {m} {d}, {y}", "{w} {d} {m} {y}", "{y}-{n:02d}-{d:02d}"),
    "fr": ("{d} {m} {y}", "{w} {d} {m} {y}", "{d:02d}/{n:02d}/{y}", "{d}.{n}.{y}", "{y}-{n:02d}-{d:02d}"),
    "de": ("{d}. {m} {y}", "{w}, {d}. {m} {y}", "{d:02d}.{n:02d}.{y}", "{d}.{n}.{y}", "{w}, dem {d}. {m} {y}"),
    "it": ("{d} {m} {y}", "{w} {d} {m} {y}", "{d:02d}/{n:02d}/{y}", "{d}.{n}.{y}", "{y}-{n:02d}-{d:02d}"),
    "es": ("{d} de {m} de {y}", "{w} {d} de {m} de {y}", "{d:02d}/{n:02d}/{y}", "{d} de {m} del {y}", "{w}, {d} de {m} de {y}"),
    "ru": ("{d} {m} {y} года", "{d} {m} {y} г.", "{d:02d}.{n:02d}.{y}", "{w}, {d} {m} {y} года", "{d} {m} {y}"),
    "uk": ("{d} {m} {y} року", "{d} {m} {y} р.", "{d:02d}.{n:02d}.{y}", "{w}, {d} {m} {y} року", "{d} {m} {y}"),
}
YEARLESS = {"en": "{m} {d}", "fr": "{d} {m}", "de": "{d}. {m}", "it": "{d} {m}", "es": "{d} de {m}", "ru": "{d} {m}", "uk": "{d} {m}"}
LANGS = sorted(MONTHS)
DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31))


def _write(pattern, lang, day):
    return pattern.format(
        d=day.day,
        n=day.month,
        y=day.year,
        m=MONTHS[lang].split()[day.month - 1],
        w=WEEKDAYS[lang].split()[day.weekday()],
    )


def _read(text, lang, written=None):
    return [(found.days.iso, found.span.text) for found in find_days(text, lang, written) if found.days is not None]


@pytest.mark.parametrize("lang", LANGS)
@given(day=DAYS, number=st.integers(0, 4))
def test_full_dates_are_read_back(lang, day, number):
    """Every usual way to write a day with its year, whole span and all."""
    text = _write(FULL[lang][number], lang, day)
    found = _read(text, lang)
    assert [iso for iso, _ in found] == [day.isoformat()], text
    assert found[0][1].rstrip(". рг") == text.rstrip(". рг")


@pytest.mark.parametrize("lang", LANGS)
@given(written=DAYS, back=st.integers(0, 300))
def test_a_date_without_its_year_is_the_last_such_day(lang, written, back):
    """The year comes from the day of writing."""
    day = written - timedelta(days=back)
    if (day.month, day.day) == (2, 29):
        return
    assert [iso for iso, _ in _read(_write(YEARLESS[lang], lang, day), lang, written)] == [day.isoformat()]


@pytest.mark.parametrize("lang", LANGS)
@given(written=DAYS, back=st.integers(0, 6))
def test_a_weekday_is_the_last_such_day(lang, written, back):
    """A weekday alone is of the seven days that end on the day of writing."""
    day = written - timedelta(days=back)
    assert [iso for iso, _ in _read(_write("{w}", lang, day), lang, written)] == [day.isoformat()]

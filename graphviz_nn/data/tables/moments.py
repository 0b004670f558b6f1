"""Dates and times as numbers: days since 1970-01-01, and hours since midnight."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

_EPOCH = datetime.date(1970, 1, 1).toordinal()
_DAY_S, _HOUR_S = 86_400, 3_600
_FIRST_HALF = ("january", "february", "march", "april", "may", "june")
_MONTHS = (*_FIRST_HALF, "july", "august", "september", "october", "november", "december")
_CENTURY_BEGINS = 69  # 69 is 1969 and 68 is 2068, as POSIX reads two digits

_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d(?:[.,]\d+)?))?(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
_ZONE = r"(?:\s?(?P<zone>Z|[-+]\d\d:?\d\d))?"
_AFTER_DATE = rf"(?:(?:T|,?\s){_CLOCK}{_ZONE})?"
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"

Reading: TypeAlias = Mapping[str, float]


class Style(NamedTuple):
    """A way of writing a date or a time: its pattern, and what a person calls it."""

    pattern: re.Pattern[str]
    words: str


def _style(date: str, words: str) -> Style:
    return Style(re.compile(date + _AFTER_DATE, re.ASCII), words)


_YEAR, _DAY, _MONTH_NUMBER = r"(?P<year>\d{4})", r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})"
# In the order in which they are tried. With a slash, the month comes first unless a day beyond 12 says otherwise.
DATES = (
    _style(rf"{_YEAR}(?P<sep>[-/.]){_MONTH_NUMBER}(?P=sep){_DAY}", "year, month, day"),
    _style(rf"{_DAY}\.{_MONTH_NUMBER}\.{_YEAR}", "day, month, year"),
    _style(rf"{_MONTH_NUMBER}/{_DAY}/(?:{_YEAR}|(?P<short>\d\d))", "month, day, year"),
    _style(rf"{_DAY}/{_MONTH_NUMBER}/(?:{_YEAR}|(?P<short>\d\d))", "day, month, year"),
    _style(rf"{_DAY}-{_MONTH_NUMBER}-{_YEAR}", "day, month, year"),
    _style(rf"{_MONTH_NUMBER}-{_DAY}-{_YEAR}", "month, day, year"),
    _style(r"(?P<day>\d\d)\.(?P<month>\d\d)\.(?P<short>\d\d)", "day, month, year"),
    _style(rf"{_MONTH}[- ]{_DAY}(?:,\s?|[- ]){_YEAR}", "month, day, year"),
    _style(rf"{_DAY}\.?[- ]{_MONTH}[- ](?:{_YEAR}|(?P<short>\d\d))", "day, month, year"),
)
TIME = Style(re.compile(_CLOCK, re.ASCII), "hours since midnight")


class Moments(NamedTuple):
    """Cells read as dates or times: `kind` is "date" or "time", `words` says in which order they are written."""

    kind: Literal["date", "time"]
    values: Reading
    words: str


def is_moment(cell: str) -> bool:
    """Tell whether a cell is a date or a time in one of the ways that are known."""
    return moments([cell]) is not None


def moments(cells: Iterable[str]) -> Moments | None:
    """Read cells that are all dates, or all times, written in one way; None where they are not."""
    cells = list(cells)
    for style in DATES:
        if (found := _read(cells, style, _days)) is not None:
            return Moments("date", found, f"days since 1970-01-01, written {style.words}")
    found = _read(cells, TIME, _hours)
    return None if found is None else Moments("time", found, TIME.words)


def days(moment: datetime.date | datetime.datetime) -> float:
    """Return the days since 1970-01-01, the time of the day as a fraction."""
    whole = moment.toordinal() - _EPOCH
    if not isinstance(moment, datetime.datetime):
        return float(whole)
    return whole + (hours(moment.time()) * _HOUR_S - _offset(moment.utcoffset())) / _DAY_S


def hours(time: datetime.time) -> float:
    """Return the hours since midnight."""
    return time.hour + (time.minute + (time.second + time.microsecond / 1e6) / 60) / 60


def _offset(zone: datetime.timedelta | None) -> float:
    return zone.total_seconds() if zone else 0.0


def _read(cells: list[str], style: Style, value: Callable[[re.Match[str]], float]) -> Reading | None:
    """Read all cells in one style; None as soon as one is not of it, or is no date, like 31 June."""
    found: dict[str, float] = {}
    for cell in cells:
        match = style.pattern.fullmatch(cell)
        if match is None:
            return None
        try:
            found[cell] = value(match)
        except ValueError:
            return None
    return found or None


def _days(match: re.Match[str]) -> float:
    date = datetime.date(_year(match), _month(match["month"]), int(match["day"]))
    if not match["hour"]:
        return days(date)
    return days(date) + (_hours(match) * _HOUR_S - _zone_s(match["zone"])) / _DAY_S


def _hours(match: re.Match[str]) -> float:
    hour, minute, second = int(match["hour"]), int(match["minute"]), match["second"] or "0"
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + 12 * (match["half"] in "Pp")
    whole, _, fraction = second.replace(",", ".").partition(".")
    time = datetime.time(hour, minute, int(whole))  # raises ValueError beyond 23:59:59
    return hours(time) + float(f"0.{fraction or 0}") / _HOUR_S


def _year(match: re.Match[str]) -> int:
    short = match.groupdict().get("short")
    if short is None:
        return int(match["year"])
    return int(short) + (1900 if int(short) >= _CENTURY_BEGINS else 2000)


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    name = written.lower()
    return 1 + next(
        (i for i, month in enumerate(_MONTHS) if month.startswith(name)), 12
    )  # the 13th is refused


def _zone_s(zone: str | None) -> float:
    if zone in (None, "Z"):
        return 0.0
    assert zone is not None
    sign = -1 if zone[0] == "-" else 1
    return sign * (int(zone[1:3]) * _HOUR_S + int(zone[-2:]) * 60)

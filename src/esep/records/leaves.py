"""The few functions that query engines do not share, as expressions: reading a date, changing a zone, fitting a text.

What DuckDB does is what the others are brought to do, apart from surprises of its reader of dates that are taken out:
the words `epoch` and `infinity` are no dates here, and a year has four digits.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_UPPER, _LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
_TOKEN = re.compile(r"%.|\s+|[^%\s]", re.DOTALL)
_BLANK = r"[ \t\n\r\f\x0b]"
# Each number as it may be written, and as it has to be where another digit follows it at once.
_NUMBERS: Mapping[str, tuple[str, str]] = {
    "Y": ("[1-9][0-9]{3}", "[1-9][0-9]{3}"),
    "m": ("[0-9]{1,2}", "[0-9]{2}"),
    "d": ("[0-9]{1,2}", "[0-9]{2}"),
    "j": ("[0-9]{1,3}", "[0-9]{3}"),
    "H": ("[0-9]{1,2}", "[0-9]{2}"),
    "I": ("(?:0?[1-9]|1[0-2])", "(?:0[1-9]|1[0-2])"),
    "M": ("[0-9]{1,2}", "[0-9]{2}"),
    "S": ("[0-9]{1,2}", "[0-9]{2}"),
    "f": ("[0-9]{1,6}", "[0-9]{6}"),
}
_NAMES: Mapping[str, tuple[str, ...]] = {"b": tuple(month[:3] for month in _MONTHS), "B": _MONTHS, "p": ("am", "pm")}
# A moment that there is, in the one form that the parts are brought to: 2024-2-29 9:5:0
_DAY = (
    r"(?:[1-9][0-9]{3}-(?:(?:0?[13578]|1[02])-(?:0?[1-9]|[12][0-9]|3[01])|(?:0?[469]|11)-(?:0?[1-9]|[12][0-9]|30)"
    r"|0?2-(?:0?[1-9]|1[0-9]|2[0-8]))"
    r"|(?:[1-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)-0?2-29)"
)
_TIME = r"(?:[01]?[0-9]|2[0-3]):[0-5]?[0-9]:[0-5]?[0-9](?:\.[0-9]{1,6})?"
_MISSING = {"m": "1", "d": "1", "H": "0", "M": "0", "S": "0"}
_BEFORE = datetime.datetime(999, 12, 31, 23, 59, 59, 999999)


def read_timestamp(dialect: str, text: ir.StringValue, formats: Sequence[str]) -> ir.TimestampValue:
    """Return the moment that a text writes in the first of some formats of strptime that it fits.

    Null where it fits none, or is no day or hour that there is. A number may be written with fewer digits where no
    digit follows it; names of months are English, in capitals or not; blanks around the text do not count.
    """
    import ibis

    formats = [form.strip() for form in formats]
    if dialect != "duckdb":
        return ibis.coalesce(*(_read_format(dialect, text, form) for form in formats))
    found = _declare_functions().try_strptime(text, formats)
    before = ibis.literal(_BEFORE)
    # Only a text that does not begin with a digit can be one of the words, and to look for a year is more work.
    is_word = ((text >= "0") & (text < ":")).ifelse(False, ~text.re_search("[1-9][0-9]{3}"))
    # Not around a condition but in it: what stands in one twice the engine works out twice.
    return is_word.ifelse(before, ibis.greatest(found, before)).nullif(before)


def to_zone(dialect: str, timestamp: ir.TimestampValue, zone: str) -> ir.TimestampValue:
    """Return the local time of a zone at a moment of universal time."""
    functions = _declare_functions()
    if dialect == "pyspark":
        found: ir.TimestampValue = functions.from_utc_timestamp(timestamp, zone)
    else:
        found = functions.timezone(zone, functions.timezone_of("UTC", timestamp))
    return found


def matches(dialect: str, text: ir.StringValue, pattern: str) -> ir.BooleanValue:
    """Return whether the whole text fits a regular expression of the kind that all engines understand."""
    return text.re_search(_write_whole(dialect, f"(?:{pattern})"))


def has_blank_end(dialect: str, text: ir.StringValue) -> ir.BooleanValue:
    """Return whether there may be blanks at an end of a text; of an empty one it is true."""
    if dialect != "duckdb":
        return (text.left(1) <= " ") | (text.right(1) <= " ")
    # Texts stand in the order of their bytes here, and the function that takes the last sign takes half as long.
    last: ir.StringValue = _declare_functions().array_extract(text, -1)
    return (text < "!") | (last < "!")


def _write_whole(dialect: str, pattern: str) -> str:
    """Return a pattern that only a whole text fits; for Java a line may still end after the sign that others have."""
    return f"^{pattern}$" if dialect == "postgres" else rf"^{pattern}\z"


def _read_format(dialect: str, text: ir.StringValue, form: str) -> ir.TimestampValue:
    """Return the moment that a text writes in one format.

    The parts are put in one order, where a pattern lets only real moments through; only what it lets through is cast,
    so no engine is asked to make a day that there is not.
    """
    import ibis

    pieces = _TOKEN.findall(form)
    letters = {piece[1] for piece in pieces if piece[0] == "%"}
    is_counted = "j" in letters and not letters & {"m", "b", "B", "d"}
    found = _extract(dialect, _write_moment(dialect, text, pieces, letters), f"({_DAY} {_TIME})").cast("timestamp")
    if not is_counted:
        return found
    number = _extract(dialect, _arrange(dialect, text, pieces, "{j}"), "([0-9]{1,3})").cast("int32")
    later = found + (number - 1).as_interval("D")
    return (later.year() == found.year()).ifelse(later, ibis.null("timestamp"))


def _write_moment(
    dialect: str, text: ir.StringValue, pieces: Sequence[str], letters: Collection[str]
) -> ir.StringValue:
    """Return the parts of a text in one form, 2024-2-29 9:5:0, whether there is such a moment or not."""
    month = next((letter for letter in "mbB" if letter in letters), "m")
    hour = next((letter for letter in "HI" if letter in letters), "")
    half = "{p}" if "p" in letters and hour else ""
    order = f"{{Y}}-{{{month}}}-{{d}} {{{hour or 'H'}}}{half}:{{M}}:{{S}}{'.{f}' if 'f' in letters else ''}"
    found = _arrange(dialect, text, pieces, order)
    if month in _NAMES or half:
        # By these letters alone: in some countries a database makes another small letter of an I.
        found = found.translate(_UPPER, _LOWER)
    for number, name in enumerate(_NAMES.get(month, ()), 1):
        found = found.replace(f"-{name}-", f"-{number}-")
    return _count_from_midnight(dialect, found) if half else found


def _count_from_midnight(dialect: str, moment: ir.StringValue) -> ir.StringValue:
    """Return a moment without am or pm; an hour beyond twelve keeps them, so that nothing takes it for a moment."""
    found = moment.re_replace(" 0([0-9][ap]m)", _refer(dialect, " {h}", {"h": 1}))
    found = found.replace(" 12am", " 0").re_replace(" ([0-9]|1[01])am", _refer(dialect, " {h}", {"h": 1}))
    found = found.replace(" 12pm", " 12")
    for hour in range(12):
        found = found.replace(f" {hour}pm", f" {hour + 12}")
    return found


def _arrange(dialect: str, text: ir.StringValue, pieces: Sequence[str], order: str) -> ir.StringValue:
    """Return the parts of a text that fits a format in another order; where it does not fit, what is no moment at all.

    Of a part that is written twice the last one counts.
    """
    places = {piece[1]: place for place, piece in enumerate(pieces) if piece[0] == "%"}
    groups = {letter: number for number, letter in enumerate(sorted(places, key=places.__getitem__), 1)}
    patterns = [_write_pattern(piece, after) for piece, after in zip(pieces, [*pieces[1:], ""], strict=True)]
    for place in places.values():
        patterns[place] = f"({patterns[place]})"
    # The mark stays where the text does not fit.
    pattern = _write_whole(dialect, f">{_BLANK}*{''.join(patterns)}{_BLANK}*")
    return (">" + text).re_replace(pattern, _refer(dialect, order, groups))


def _write_pattern(piece: str, after: str) -> str:
    """Return the pattern of a piece of a format; `after` is the piece that follows it."""
    if piece.isspace():
        return f"{_BLANK}+"
    if piece[0] != "%" or piece == "%":
        return re.escape(piece)
    letter = piece[1]
    if letter in _NUMBERS:
        is_before_digit = after[:1].isdigit() or (after[:1] == "%" and after[1:] in _NUMBERS)
        return _NUMBERS[letter][is_before_digit]
    names = ("".join(f"[{sign.upper()}{sign}]" for sign in name) for name in _NAMES[letter])
    return f"(?:{'|'.join(names)})"


def _refer(dialect: str, order: str, groups: Mapping[str, int]) -> str:
    """Return a replacement with its groups named the way of the engine; a part that is not there is the first one."""
    sign = "$" if dialect == "pyspark" else "\\"
    return order.format_map(_MISSING | {letter: f"{sign}{number}" for letter, number in groups.items()})


def _extract(dialect: str, text: ir.StringValue, pattern: str) -> ir.StringValue:
    """Return what the only group of a pattern found; null where the text does not fit it."""
    whole = _write_whole(dialect, pattern)
    if dialect == "pyspark":
        return text.re_extract(whole, 1).nullif("")
    found: ir.StringValue = _declare_functions().substring(text, whole)
    return found


@cache
def _declare_functions() -> SimpleNamespace:
    """Return the functions that only some engines have, declared for Ibis."""
    import ibis
    import ibis.expr.datatypes as dt

    def declare(name: str, output: Any, *inputs: Any) -> Callable[..., Any]:
        found: Callable[..., Any] = ibis.udf.scalar.builtin(
            lambda first, second: None, name=name, signature=(inputs, output)
        )
        return found

    moment, zoned = dt.Timestamp(), dt.Timestamp(timezone="UTC")
    return SimpleNamespace(
        try_strptime=declare("try_strptime", moment, dt.string, dt.Array(dt.string)),
        timezone=declare("timezone", moment, dt.string, zoned),
        timezone_of=declare("timezone", zoned, dt.string, moment),
        from_utc_timestamp=declare("from_utc_timestamp", moment, moment, dt.string),
        array_extract=declare("array_extract", dt.string, dt.string, dt.int64),
        substring=declare("substring", dt.string, dt.string, dt.string),
    )

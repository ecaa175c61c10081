"""Text from outside made safe to show, character for character, so that every offset still holds."""

from __future__ import annotations

import unicodedata

# Invisible but harmless: soft hyphen, zero-width space, joiners, word joiner, byte order mark.
_HARMLESS = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
# Controls, formats (they can turn the order of digits round), surrogates, private use, unassigned, line separators.
_UNSHOWN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_SPACES = "\t\r\n\v\f\x85\u2028\u2029"


def show_outside(text: str) -> str:
    """Return a text of the same length without control characters: breaks become spaces, the rest U+FFFD.

    Marks that reverse the direction of writing count as controls: they can make 1,256 look like 6,521.
    """
    table = {ord(char): _show_char(char) for char in set(text)}
    return text.translate(table)


def _show_char(char: str) -> str:
    if char in _SPACES:
        return " "
    if char in _HARMLESS or unicodedata.category(char) not in _UNSHOWN:
        return char
    return "\ufffd"


def is_web_address(text: str) -> bool:
    """Return whether a source is an address that a page may link to: http or https, never a script or a file."""
    return text.startswith(("https://", "http://")) and text.isprintable() and " " not in text


def find_host(address: str) -> str:
    """Return the host of a web address without `www.`, or the whole address where it has none."""
    from urllib.parse import urlsplit

    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    return (host or address).removeprefix("www.")


def measure_width(text: str) -> int:
    """Return how many columns of a terminal a text takes: wide characters two, combining and invisible ones none."""
    return sum(map(_measure_char, text))


def _measure_char(char: str) -> int:
    if unicodedata.combining(char) or char in _HARMLESS:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1

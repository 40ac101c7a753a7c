"""How are numbers and texts written? Rounded as a reader needs them, and with nothing that cannot be seen.

Numbers are finite and at least 0 unless said otherwise.
"""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters
    "\u202a-\u202e\u2066-\u2069\ufeff"  # those that turn the direction of what follows, and the byte order mark
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # halves of pairs, and what stands for no character
    + "".join(f"{chr(0x10000 * plane + 0xFFFE)}{chr(0x10000 * plane + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_REPLACEMENT = "\ufffd"
_NO_BREAK_SPACE = "\u00a0"
_ALMOST = 1e-9


def visible(text: str) -> str:
    r"""Return a text with U+FFFD in place of each character that no document may hold or that hides others.

    >>> visible("safe\u202egnp.exe")
    'safe�gnp.exe'
    """
    return _UNSEEN.sub(_REPLACEMENT, text)


def one_line(text: str, most: int = 0) -> str:
    r"""Return a visible text on one line, cut to at most so many characters (0: all) with an ellipsis.

    >>> one_line("Santa Clara\nand San José", 12)
    'Santa Clara…'
    """
    line = " ".join(visible(text).split())
    return line if most == 0 or len(line) <= most else line[: most - 1].rstrip() + "…"


def unbroken(text: str) -> str:
    r"""Return a text in which no line ends between a number and its per cent sign.

    >>> unbroken("16 % of all")
    '16\xa0% of all'
    """
    return re.sub(r"(?<=\d) %", _NO_BREAK_SPACE + "%", text)


def count(value: float) -> str:
    """Return such as "4,010,135", whole; "under 1" where something would round to nothing.

    >>> count(652989.3), count(0.3), count(0)
    ('652,989', 'under 1', '0')
    """
    return "under 1" if 0 < value < 0.5 else f"{value:,.0f}"


def counted(value: float, one: str, more: str) -> str:
    """Return such as "1 centre" or "8 centres".

    >>> counted(8, "centre", "centres")
    '8 centres'
    """
    number = count(value)
    return f"{number} {one if number in ('1', 'under 1') else more}"


def per_cent(value: float) -> str:
    """Return such as "16", or "4.2" under 10; "under 0.1" and "over 99" where 0 and 100 would be untrue.

    >>> per_cent(16.28), per_cent(4.24), per_cent(99.6)
    ('16', '4.2', 'over 99')
    """
    if 99.5 <= value < 100 - _ALMOST:
        return "over 99"
    return amount(value)


def amount(value: float) -> str:
    """Return such as "1,204" or "137", one decimal under 10, and "under 0.1" where 0 would be untrue.

    >>> amount(1204.4), amount(2.166), amount(0.01)
    ('1,204', '2.2', 'under 0.1')
    """
    if value == 0:
        return "0"
    if value < 0.05:
        return "under 0.1"
    return f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"


def times(value: float) -> str:
    """Return such as "0.96", "2.00" or "15", so that nearly 1 does not read as 1.

    >>> times(0.9604), times(15.24)
    ('0.96', '15')
    """
    if 0 < value < 0.005:
        return "under 0.01"
    return f"{value:.2f}" if value < 9.995 else f"{value:,.0f}"


def three_digits(value: float) -> str:
    """Return such as "25.4", "182" or "0.034", for a number that others are held against.

    >>> three_digits(25.37), three_digits(1204.4), three_digits(0.0347)
    ('25.4', '1,204', '0.035')
    """
    return f"{value:,.0f}" if value >= 99.95 else f"{value:,.1f}" if value >= 0.95 else f"{value:.2g}"

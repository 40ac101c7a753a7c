"""What a spreadsheet takes for a formula, and how a text is kept one."""

from __future__ import annotations

import re

_START = re.compile(
    r"[\s\u200b-\u200f\u2060\ufffd]*[=+\-@\uff1d\uff0b\uff0d\uff20]"
)  # seen or wide, behind what is not
_NUMBER = re.compile(r"\s*[+-]?(\d[\d,]*)?\.?\d+([eE][+-]?\d+)?\s*%?\s*")


def starts_formula(text: str) -> bool:
    """Return whether a spreadsheet would compute a text instead of showing it."""
    return _START.match(text) is not None


def as_text(text: str) -> str:
    """Return a text so that a spreadsheet takes it for text: quoted where it would start a formula; numbers as is.

    Examples
    --------
    >>> as_text("=1+1"), as_text("-5.2"), as_text("Oak & Ash")
    ("'=1+1", '-5.2', 'Oak & Ash')
    """
    return f"'{text}" if starts_formula(text) and not _NUMBER.fullmatch(text) else text

"""Keys that no parameter has: a mistyped one would be passed over, and the result be another than was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from ...algorithms.ground.errors import PlanError


def refuse_unknown_keys(tool: str, keys: Iterable[str], known: Sequence[str]) -> None:
    """Refuse what is no key of a parameter or an output of the tool; raises PlanError with the nearest that is."""
    for key in keys:
        if key not in known:
            near = get_close_matches(key.upper(), known, 1)
            remedy = f"Did you mean {near[0]}?" if near else f"Its parameters: {', '.join(known)}."
            raise PlanError(f"{key} is no parameter of {tool}. {remedy}")

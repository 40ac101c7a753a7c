"""The tools, one file each, in the order of the questions."""

from __future__ import annotations


def tools() -> tuple[type, ...]:
    """Return every tool's class."""
    from . import centres, density, links, plan, roles

    groups = (density, centres, roles, links, plan)
    return tuple(tool for group in groups for tool in group.TOOLS)

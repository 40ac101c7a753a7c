"""The tools, one file each, in the order of the questions."""

from __future__ import annotations


def tools() -> tuple[type, ...]:
    """Return every tool's class."""

    from .density.kernel_density import KernelDensity

    return (KernelDensity,)

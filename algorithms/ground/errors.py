"""The two ways a computation ends early: a mistake the user can mend, and the user's own wish."""

from __future__ import annotations


class PlanError(ValueError):
    """Input that the user can mend.

    The message names what was given, what is allowed, the likely cause and the remedy.
    """


class Cancelled(Exception):  # noqa: N818 - not an error: the user asked for it
    """The user pressed Cancel."""

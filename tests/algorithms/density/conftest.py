"""Lets the tests of ``engine/`` import what those here share: pytest looks where a ``conftest`` is."""

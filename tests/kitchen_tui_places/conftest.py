"""A kitchen for the places to stand in."""

from __future__ import annotations

from tests.kitchen_tui.conftest import kitchen, selling

__all__ = ["kitchen", "selling"]

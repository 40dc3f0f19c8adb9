"""What an exit code says: done, not done, asked wrongly, or refused with nothing changed."""

from __future__ import annotations

OK, FAILED, USAGE, REFUSED, INTERRUPTED = 0, 1, 2, 3, 130

_ASKED_WRONGLY = {
    "bad_address",
    "bad_database",
    "name_needed",
    "no_code",
    "no_such_node",
    "no_such_organization",
    "no_such_store",
    "not_https",
    "out_taken",
    "which_one",
    "which_store",
}
_NOT_DONE = {
    "no_hub",
    "no_journal",
    "no_source",
    "no_terminal",
    "not_a_hub",
    "not_kept",
    "nothing_done",
    "other_release",
    "several_chains",
    "too_late",
    "unreachable",
    "unwell",
}
"""The same may well be done another time, or with something else at hand."""


def code_of(trouble: Exception) -> str:
    """By which programs know it; empty for one without a name."""
    code = getattr(trouble, "code", "")
    return code if isinstance(code, str) else ""


def exit_of(trouble: Exception) -> int:
    """A trouble that bears a name and is neither of these was refused: by a rule, by the hub, or because of what is
    there already."""
    code = code_of(trouble)
    if code in _ASKED_WRONGLY or isinstance(trouble, ValueError):
        return USAGE
    return REFUSED if code and code not in _NOT_DONE else FAILED

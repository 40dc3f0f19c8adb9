"""What a person reads off a probe label, and what follows for the printer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from data.core.actor import Actor
from data.organization.printer import Printer, settings_of
from data.questions.labels import printers_of
from hardware.label.answers import Question, learned
from hardware.label.profile import Profile
from kitchen_tui.desk import Desk
from kitchen_tui.paper import profile_of


def learn_printer(
    desk: Desk,
    name: str,
    actor: Actor,
    questions: Callable[[Profile], Iterable[Question]],
    answer: Callable[[str], str],
) -> list[str]:
    """Asks what stands on the probe label, keeps what it teaches, and answers in sentences what was learned."""
    printer = printers_of(desk.database, desk.terminal.id)[name]
    own = profile_of(printer)
    answers = {question.about: answer(question.says).strip().lower() for question in questions(own)}
    change, told = what_follows(printer, own, answers)
    if change != printer:
        told.append(desk.do(settings_of(change), actor).says)
    return told or ["It is as its profile says"]


def what_follows(printer: Printer, profile: Profile, given: Mapping[str, str]) -> tuple[Printer, list[str]]:
    """The printer as the answers make it, and sentences about what no setting can mend."""
    told = learned(profile, given)
    if given.get("width") and told.dpi is None:
        printer = replace(printer, width_mm=told.width_mm)
    if told.dpi is not None:
        printer = replace(printer, dpi=told.dpi)
    if told.code_page is not None:
        printer = replace(printer, code_page=told.code_page)
    if told.cutter is not None:
        printer = replace(printer, cutter=told.cutter)
    return printer, list(told.says)

"""What a person reads off a probe label, and what follows for the printer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from data.core.actor import Actor
from data.organization.printer import AddPrinter, Printer
from data.questions.labels import printers_of
from hardware.label.answers import learned
from hardware.label.profile import Profile
from kitchen_tui.desk import Desk
from kitchen_tui.paper import profile_of


class Question(Protocol):
    """See `hardware.label.probe`."""

    @property
    def about(self) -> str:
        """Width, card, crisp, letters or cut."""
        ...

    @property
    def says(self) -> str:
        """For the person who holds the label."""
        ...


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
        told.append(desk.do(_command(change), actor).says)
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


def _command(printer: Printer) -> AddPrinter:
    return AddPrinter(
        terminal_id=printer.terminal_id,
        printer=printer.name,
        address=printer.address,
        profile=printer.profile,
        prints=printer.prints,
        backup=printer.backup,
        code_page=printer.code_page,
        cutter=printer.cutter,
        width_mm=printer.width_mm,
        dpi=printer.dpi,
    )

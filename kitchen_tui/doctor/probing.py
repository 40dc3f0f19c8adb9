"""What a person reads off a probe label, and what follows for the printer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from data.core.actor import Actor
from data.organization.printer import AddPrinter, Printer
from data.questions.labels import printers_of
from hardware.label.profile import PROFILES, Profile
from hardware.label.spelling import PAGES
from kitchen_tui.desk import Desk

_STEP_MM, _WIDEST_MM = 6, 108
"""The marks of the ruler on the label."""
_CLEAN = 2
"""Dots that every barcode of ours may have in its thinnest bar."""


class Question(Protocol):
    """See `hardware.label.probe`."""

    @property
    def about(self) -> str:
        """Width, crisp, letters or cut."""
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
    profile = PROFILES[printer.profile]
    own = replace(profile, code_page=printer.code_page or profile.code_page, cutter=profile.cutter and printer.cutter)
    answers = {question.about: answer(question.says).strip().lower() for question in questions(own)}
    change, told = what_follows(printer, own, answers)
    if change != printer:
        told.append(desk.do(_command(change), actor).says)
    return told or ["It is as its profile says"]


def what_follows(printer: Printer, profile: Profile, answers: dict[str, str]) -> tuple[Printer, list[str]]:
    """The printer as the answers make it, and sentences about what no setting can mend."""
    told = []
    width, crisp = _number(answers, "width"), _number(answers, "crisp")
    if width is not None and _STEP_MM <= width <= _WIDEST_MM:
        narrower = width + _STEP_MM <= (profile.printable_mm or profile.width_mm)
        printer = replace(printer, width_mm=width if narrower else None)
    elif answers.get("width"):
        told.append(f"The last number is from {_STEP_MM} to {_WIDEST_MM}: the width stays as it was")
    if crisp is not None and crisp > _CLEAN:
        do = "clean the head, print slower or less dark, or choose a profile with larger labels"
        told.append(f"Thin lines run together, so barcodes may not scan: {do}")
    if answers.get("letters", "").startswith("n"):
        others = ", ".join(page for page in PAGES if page != profile.code_page)
        told.append(f"It does not speak {profile.code_page}: try printers add … --code-page with one of {others}")
    if answers.get("cut") in ("n", "no", "y", "yes"):
        printer = replace(printer, cutter=answers["cut"].startswith("y"))
    return printer, told


def _number(answers: dict[str, str], about: str) -> int | None:
    text = answers.get(about, "")
    return int(text) if text.isdecimal() and len(text) < 4 else None


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

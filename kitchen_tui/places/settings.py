"""What the store is and how it works: sections, and in each a list whose lines are changed by forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kitchen_tui.cells import fit, whole
from kitchen_tui.deeds import Deed
from kitchen_tui.places.listing import Column, Field, Listing
from kitchen_tui.places.place import Place, Question, Room
from kitchen_tui.places.settings_docket import DocketSection
from kitchen_tui.places.settings_lists import FlavoursSection, SizesSection, StorageSection
from kitchen_tui.places.settings_machines import PrintersSection, TerminalsSection
from kitchen_tui.places.settings_policies import PoliciesSection
from kitchen_tui.places.settings_section import Section, ask_setup
from kitchen_tui.places.settings_store import StoreSection
from kitchen_tui.places.sheet import Sheet
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece, Row
from kitchen_tui.widgets.said import Said

SECTIONS: tuple[type[Section], ...] = (
    StoreSection,
    SizesSection,
    FlavoursSection,
    StorageSection,
    DocketSection,
    PoliciesSection,
    PrintersSection,
    TerminalsSection,
)
_COLUMNS = (Column(N_("Section"), 22), Column(N_("Is"), 14, spare=1), Column(N_("What"), 40, spare=2, grow=True))
_MEANING_LINES = 3


class Settings(Place):
    """The list of sections, or one of them."""

    title = N_("Settings")
    prompt = N_("Find a setting")

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.sections = {cls.title: cls(room) for cls in SECTIONS}
        self.section: Section | None = None
        self.index: Listing[Section] = Listing(_COLUMNS, _fields, lambda section: section.title)

    def arrive(self, about: str) -> None:
        """To the section of this (English) title."""
        if about in self.sections:
            self.section = self.sections[about]

    def questions(self) -> Mapping[str, Question]:
        """All of it is one row of the store and some lines beside it."""
        return {"setup": ask_setup}

    def told(self, name: str, value: Any) -> None:
        """Every section takes its part."""
        for section in self.sections.values():
            section.take(value)
        self.index.take(tuple(self.sections.values()))

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """A list, and beneath it what the chosen line means."""
        glyphs = self.room.glyphs
        if self.section is None:
            return self.index.rows(width, height, glyphs)
        head: Row = [Piece(fit(f" {_(self.section.title)}", width), "accent")]
        line = self.section.listing.chosen
        meaning = line.meaning if line is not None and line.meaning else _(self.section.about)
        told = whole(meaning, width - 2)[: _MEANING_LINES if height > 9 else 1]
        foot: list[Row] = [[], *([Piece(f" {text}", "quiet")] for text in told)]
        listed = self.section.listing.rows(width, max(height - 1 - len(foot), 1), glyphs)
        return [head, *listed, *foot][:height]

    def deeds(self) -> Sequence[Deed]:
        """Those of the section, for who may."""
        return self.section.deeds() if self.section is not None and self.section.may() else ()

    def step(self, lines: int) -> None:
        """In the list that is seen."""
        self._listing().step(lines)
        self.room.show()

    def enter(self) -> None:
        """Into a section; in it, the form of a line."""
        if self.section is None:
            self.section = self.index.chosen
        elif self.section.may() and self.section.listing.chosen is not None:
            self.section.change(self.section.listing.chosen.key)
        self.room.show()

    def back(self) -> bool:
        """Out of a section."""
        if self.section is None:
            return False
        self.section = None
        self.room.show()
        return True

    def typed(self, text: str) -> bool:
        """To the first setting that is called so."""
        wanted = text.strip().casefold()
        for section in self.sections.values():
            if wanted in _(section.title).casefold():
                return self._show(section, "")
            for line in section.listing.items:
                if wanted in line.label.casefold():
                    return self._show(section, line.key)
        if any(letter.isdigit() for letter in text):
            return False
        # Words are looked for among orders elsewhere: who has mistyped a setting does not want to be taken there.
        self.room.say(Said("no", N_("NOT FOUND"), says=_("No setting is called so")))
        return True

    def do_look(self, key: str) -> None:
        """A click on a line; on the chosen one it is Enter."""
        listing = self._listing()
        before = listing.at
        if listing.choose(key) and (self.section is None or listing.at == before):
            self.enter()
        self.room.show()

    def do_add(self) -> None:
        """See the section."""
        self._section_does("do_add")

    def do_remove(self) -> None:
        """See the section."""
        self._section_does("do_remove")

    def do_up(self) -> None:
        """See the section."""
        self._section_does("do_up")

    def do_down(self) -> None:
        """See the section."""
        self._section_does("do_down")

    def sheet(self) -> Sheet | None:
        """The lines of the section that is open."""
        section = self.section
        if section is None:
            return None
        lines = [(line.label, line.value) for line in section.listing.items]
        return Sheet("settings", _(section.title), (_("Setting"), _("Is")), lambda _sight: lines)

    def _section_does(self, name: str) -> None:
        if self.section is not None and self.section.may():
            getattr(self.section, name)()

    def _show(self, section: Section, key: str) -> bool:
        self.section = section
        if key:
            section.listing.choose(key)
        self.room.show()
        return True

    def _listing(self) -> Listing[Any]:
        return self.index if self.section is None else self.section.listing


def _fields(section: Section) -> tuple[Field, ...]:
    return Field(_(section.title), "strong"), Field(section.summary()), Field(_(section.about), "quiet")

"""What is scanned, typed and pressed while a place is open: the one door where scanners, badges and forms meet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hardware.scan.secrecy import may_be_secret, may_hide_in_words, stands_for_secret
from kitchen_tui import bells
from kitchen_tui.screens.jumping import Jumping
from kitchen_tui.texts import _
from kitchen_tui.wedge_input import ALONE_MS

if TYPE_CHECKING:
    from textual.events import Key, Paste

    from kitchen_tui.news import Read
    from kitchen_tui.screens.office import Office

_ALWAYS = ("ctrl+q", "ctrl+l")
_CODE = re.compile(r"#?(?=.*[0-9])[A-Za-z0-9-]{2,40}")


class AtPlaces(Jumping):
    """`office` is there as soon as the store is open."""

    office: Office | None = None

    def hear_key(self, event: Key) -> None:
        """What lies over the place has the keyboard."""
        office = self.office
        if not self.jumping and office is not None and office.over is not None and event.key not in _ALWAYS:
            self.touched()
            office.key(event.key, event.character)
        else:
            super().hear_key(event)

    def hear_paste(self, event: Paste) -> None:
        """Pasted text fills a form."""
        if self.office is None or not self.office.paste(event.text):
            super().hear_paste(event)

    def read_here(self, text: str, by_hand_ms: int) -> bool:
        """A text that came while a place is open: whether it is the place's and no station's."""
        office = self.office
        if office is None or not office.is_open or self.person is None:
            return False
        if office.over is not None and not stands_for_secret(text):
            # Of a serial scanner: it fills the field, as one at the keyboard does.
            office.paste(text)
            office.key("enter", None)
            return True
        by_hand = by_hand_ms >= ALONE_MS and not stands_for_secret(text)
        if by_hand and office.typed(text):
            return True
        if by_hand and not _CODE.fullmatch(text.strip()):
            office.go("search", text.strip())
        else:
            self._clerk.read(text)
        return True

    def on_read(self, news: Read) -> None:
        """A scan at a place."""
        office = self.office
        if office is None:
            return
        if office.is_open and office.read(news.code):
            self._beep(bells.OK)
        elif news.code.staff is not None or may_be_secret(news.text):
            self._clerk.scan(news.text)
        else:
            self._say(office.not_found(news.code.text))
            self._beep(bells.NO)

    def _may_not_be_read(self, text: str) -> bool:
        """A person who looks for something types words."""
        looks = self.person is not None and self.office is not None and self.office.is_open
        return may_hide_in_words(text) if looks else super()._may_not_be_read(text)

    def _asks_for(self) -> str:
        office, asked = self.office, super()._asks_for()
        if asked or office is None or not office.is_open or office.over is not None:
            return asked
        return _(office.place.prompt)

"""Bound for Textual: own line widget (render_line), only the changed line and the status line are refreshed.

DataTable repaints itself whole for one changed cell (about 20 KB at 120x40); this shows what is left without that.
Args: rows.
"""

import sys

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from tests.bench.peers.station_store import Store

store = Store(int(sys.argv[1]))
PLAIN, REV = Style(color="white", bgcolor="black"), Style(color="black", bgcolor="white")


class Lines(ScrollView, can_focus=False):
    def __init__(self) -> None:
        super().__init__()
        self.rows = [list(r) for r in store.rows()]
        self.cur = -1
        self.virtual_size = Size(80, len(self.rows))

    def render_line(self, y: int) -> Strip:
        i = y + self.scroll_offset.y
        w = self.size.width
        if i >= len(self.rows):
            return Strip.blank(w, PLAIN)
        r = self.rows[i]
        t = f"{r[0]:14}{r[1]:8}{r[2]:12}{r[3]:6}{r[4]:12}{r[5]:5}{r[6]:12}".ljust(w)[:w]
        return Strip([Segment(t, REV if i == self.cur else PLAIN)], w)

    def line(self, i: int) -> None:
        y = i - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def mark(self, i: int, stage: str) -> None:
        old, self.cur = self.cur, i
        self.rows[i][6] = stage
        self.line(old)
        self.line(i)


class Status(Widget):
    DEFAULT_CSS = "Status { height: 1; }"
    text = "READY"

    def render_line(self, y: int) -> Strip:
        w = self.size.width
        return Strip([Segment(self.text.ljust(w)[:w], PLAIN)], w)


class Station(App[None]):
    CSS = "Lines { height: 1fr; }"
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Status()
        yield Lines()

    def on_mount(self) -> None:
        self.buf: list[str] = []
        self.lines, self.status = self.query_one(Lines), self.query_one(Status)

    def on_key(self, ev: events.Key) -> None:
        if ev.key in ("enter", "ctrl+j"):  # ctrl+j: an Enter typed before the terminal was in raw mode
            code, self.buf = "".join(self.buf), []
            row, stage = store.scan(code)
            self.status.text = f"OK {code} -> {stage}"
            self.status.refresh()
            self.lines.mark(row, stage)
        elif ev.character and ev.is_printable:
            self.buf.append(ev.character)


try:
    Station().run()
finally:
    store.close()

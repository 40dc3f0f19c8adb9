"""The Set-up page: what it shows, what it learns from keys and serial codes, and what it leaves to the station."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from data.store.crash import LOG
from hardware.scan.calibration import CALIBRATION_TEXT
from kitchen_tui.cli import main
from kitchen_tui.scanner_settings import KEYBOARD, Scanners, mend_for, read_scanners
from kitchen_tui.screens.listening import now_ms
from kitchen_tui.screens.set_up import SetUp, print_probe
from kitchen_tui.widgets.glyphs import ASCII
from kitchen_tui.widgets.overlay import Page

PATIENCE_S = 30.0
_NAMES = {"\r": "enter", "\n": "ctrl+j", "\t": "tab"}


class Screen:
    """A screen that keeps what the page tells it; what is to be done later waits until a test says so."""

    def __init__(self) -> None:
        """Nothing told yet."""
        self.shown: Page = lambda width: []
        self.scanners = Scanners()
        self.timers: list[Callable[[], None]] = []
        self.came: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def show_set_up(self, title: str, page: Page) -> None:
        """The page as it is now."""
        self.shown = page

    def scanners_changed(self, scanners: Scanners) -> None:
        """The newest."""
        self.scanners = scanners

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """Kept."""
        self.timers.append(work)

    def from_thread(self, work: Callable[[], None]) -> None:
        """Kept for the test's own thread."""
        self.came.put(work)

    def text(self, width: int = 100) -> str:
        """The page as people read it."""
        return " ".join("".join(piece.text for piece in row) for row in self.shown(width))

    def wait(self) -> None:
        """Until a thread brought something."""
        self.came.get(timeout=PATIENCE_S)()

    def quiet(self) -> None:
        """Time goes by."""
        while self.timers:
            self.timers.pop()()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def page(tmp_path: Path, screen: Screen) -> SetUp:
    made = SetUp(tmp_path, ASCII, screen)
    made.open()
    screen.wait()
    return made


def types(page: SetUp, text: str) -> list[bool]:
    """Keys of a scanner, two seconds ago."""
    start = now_ms() - 2_000
    return [page.key(_NAMES.get(c) or c, c if c.isprintable() else None, start + n * 3) for n, c in enumerate(text)]


def test_it_invites_and_shows_what_the_doctor_found_the_worst_first(page: SetUp, screen: Screen) -> None:
    text = screen.text()

    assert "Scan the calibration code here" in text
    assert "SQLite: " in text
    assert "There is no shop in" in text
    signs = [row[0].text for row in screen.shown(200) if row and row[0].text in (ASCII.ok, ASCII.soon, ASCII.no)]
    order = [ASCII.no, ASCII.soon, ASCII.ok]
    assert signs == sorted(signs, key=order.index)


@pytest.mark.parametrize("width", [20, 55, 157])
def test_no_row_is_wider_than_the_page(page: SetUp, screen: Screen, width: int) -> None:
    assert max(sum(len(piece.text) for piece in row) for row in screen.shown(width)) <= width


def test_a_scan_teaches_the_keyboards_scanner_and_counts_from_then_on(
    page: SetUp, screen: Screen, tmp_path: Path
) -> None:
    # A US scanner at a computer with a German keyboard.
    assert all(types(page, "YipßWm(30§64.-IO?\r"))
    screen.quiet()

    assert "LEARNED, AND KEPT" in screen.text()
    assert "Y and Z are swapped" in screen.text()
    assert mend_for(screen.scanners, "burst")("bannosß20104ßA") == "bannos-20104-A"
    assert read_scanners(tmp_path) == screen.scanners
    screen.wait()
    assert "Nothing was learned of it yet" not in screen.text()


def test_a_code_of_a_serial_scanner_teaches_that_scanner(page: SetUp, screen: Screen) -> None:
    page.heard(f"]C0{CALIBRATION_TEXT.swapcase()}", "/dev/ttyACM0", 5)

    assert screen.scanners.known["/dev/ttyACM0"].prefix == "]C0"
    assert KEYBOARD not in screen.scanners.known
    assert mend_for(screen.scanners, "/dev/ttyACM0")("]C0b20104a") == "B20104A"
    screen.wait()


def test_another_code_is_not_learned_not_shown_and_not_kept(page: SetUp, screen: Screen, tmp_path: Path) -> None:
    types(page, "IDBADGEBADGE12\r")
    screen.quiet()

    assert "NOT LEARNED" in screen.text()
    assert "Tickets are not taken on this page" in screen.text()
    assert "BADGE1" not in screen.text()
    assert not (tmp_path / "scanners.json").exists()


def test_a_folder_that_takes_nothing_is_told(page: SetUp, screen: Screen, tmp_path: Path) -> None:
    (tmp_path / "scanners.json").mkdir()
    types(page, f"{CALIBRATION_TEXT}\r")
    screen.quiet()

    assert "NOT KEPT" in screen.text()


def test_a_look_that_fails_is_told_and_written_down(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(folder: Path) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kitchen_tui.doctor.all.look_at_disk", broken)
    page = SetUp(tmp_path, ASCII, screen)
    page.open()
    screen.wait()

    assert "Try kitchen-tui doctor in a shell" in screen.text()
    assert "ZeroDivisionError" in (tmp_path / LOG).read_text()


def test_keys_of_hands_stay_the_screens_but_not_within_a_code(page: SetUp) -> None:
    at_ms = now_ms()

    assert not page.key("escape", "\x1b", at_ms)
    assert page.key("B", "B", at_ms + 100)
    assert page.key("f8", None, at_ms + 103)
    assert not page.key("pagedown", None, at_ms + 500)


def test_a_closed_page_takes_no_keys_and_tells_nothing(page: SetUp, screen: Screen) -> None:
    types(page, "Zip")
    page.close()
    screen.quiet()

    assert not page.key("B", "B", now_ms())
    assert "NOT LEARNED" not in screen.text()


def test_a_scan_that_still_runs_is_waited_for(page: SetUp, screen: Screen) -> None:
    page.key("Z", "Z", now_ms())
    screen.timers.pop()()

    assert len(screen.timers) == 1
    assert "LEARNED" not in screen.text()


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A store as the command line makes it."""
    folder = tmp_path / "shop"
    setup = ["setup", "--store", "bannos", "--name", "Banno's", "--owner", "Olive", "--data-dir", str(folder)]
    assert main(setup) == 0
    return folder


def add_printer(folder: Path, port: int) -> None:
    words = ["printers", "add", "zebra", f"tcp:127.0.0.1:{port}", "--profile", "label-4x6-203"]
    assert main([*words, "--data-dir", str(folder)]) == 0


def test_a_digit_prints_the_probe_label_of_that_printer(shop: Path, screen: Screen) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        heard = bytearray()
        add_printer(shop, server.getsockname()[1])
        listener = threading.Thread(target=_receive, args=(server, heard), daemon=True)
        listener.start()
        page = SetUp(shop, ASCII, screen)
        page.open()
        screen.wait()
        assert "print one at zebra" in screen.text()
        types(page, "1")
        screen.quiet()
        assert "zebra: on its way" in screen.text()
        screen.wait()

        assert "zebra: " in screen.text()
        assert b"PROBE" in heard


def _receive(server: socket.socket, heard: bytearray) -> None:
    while True:
        try:
            link, _ = server.accept()
        except OSError:
            return
        with link:
            while data := link.recv(4096):
                heard.extend(data)


def test_a_printer_that_is_not_there_is_told_in_words(shop: Path) -> None:
    assert "nobody" in print_probe(shop, "nobody")
    assert "--x" in print_probe(shop, "--x")

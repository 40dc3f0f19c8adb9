"""`kitchen-tui doctor`: looks at everything this terminal stands on, and says what to do."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import asdict
from textwrap import wrap

from data.replica.folder_owner import SHELL
from hardware.scan.learned import NotLearned, ScannerSettings
from hardware.scan.ports import port_and_speed
from kitchen_tui.cells import shown
from kitchen_tui.commands.frame import FAILED, OK, REFUSED, folder_of, refused, say
from kitchen_tui.doctor.all import look_at_all
from kitchen_tui.doctor.finding import Finding
from kitchen_tui.doctor.lessons import PATIENCE_S, Learned, keep_learned, lesson_at_keyboard, lesson_at_port
from kitchen_tui.doctor.probing import learn_printer
from kitchen_tui.voice import utter

_SIGNS = {"ok": "ok", "warn": "WARN", "bad": "BAD"}
_NAME, _WIDTH = 24, 100


def doctor(args: Namespace) -> int:
    """Learns a scanner, prints a probe label, or looks at everything; 3 when something must be mended."""
    if args.scanner:
        return _learn_at_port(args)
    if args.printer:
        return _probe(args)
    findings = look_at_all(folder_of(args))
    for finding in findings:
        say(args, asdict(finding), in_words(finding))
    seriously = sum(finding.verdict == "bad" for finding in findings)
    if not args.json:
        light = sum(finding.verdict == "warn" for finding in findings)
        say(args, {}, f"\n{seriously} to mend, {light} to know about, {len(findings) - seriously - light} well")
        _offer_lesson(args)
    return REFUSED if seriously else OK


def _probe(args: Namespace) -> int:
    """The same as `printers test`, and then what can be read on the label."""
    args.name = args.printer
    from kitchen_tui.commands.printers import test
    from kitchen_tui.printing.rendering import questions

    code = test(args)
    if code == OK and not args.json and sys.stdin.isatty() and sys.stdout.isatty():
        told = learn_printer(args.desk, args.name, SHELL, questions, _answer)
        say(args, {}, "\n".join(told))
    return code


def _answer(question: str) -> str:
    utter(sys.stderr, f"{question} (Enter: I cannot say) ")
    return sys.stdin.readline().strip()


def in_words(finding: Finding) -> str:
    """One finding as lines of a table."""
    says = wrap(shown(finding.says), _WIDTH - _NAME - 6) or [""]
    do = wrap(f"-> {shown(finding.do)}", _WIDTH - _NAME - 6) if finding.do else []
    first = f"{_SIGNS[finding.verdict]:<5} {shown(finding.name):<{_NAME}} {says[0]}"
    return "\n".join([first, *(f"{'':{_NAME + 7}}{line}" for line in (*says[1:], *do))])


def _learn_at_port(args: Namespace) -> int:
    utter(sys.stderr, f"Scan the calibration code with the scanner at {args.scanner} ({PATIENCE_S:.0f} s)\n")
    port, baud = port_and_speed(args.scanner)
    return _told(args, port, lesson_at_port(port, baud=baud))


def _offer_lesson(args: Namespace) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    utter(sys.stderr, "\nScan the calibration code now to teach me the scanner at this keyboard, or press Enter: ")
    learned = lesson_at_keyboard()
    utter(sys.stderr, "\n")
    if learned is not None:
        _told(args, None, learned)


def _told(args: Namespace, port: str | None, learned: Learned) -> int:
    if isinstance(learned, NotLearned):
        return refused(args, "not_learned", learned.says)
    try:
        keep_learned(folder_of(args), port, learned)
    except OSError as trouble:
        says = f"Learned, but it cannot be kept in {folder_of(args)}: {trouble.strerror or trouble}"
        say(args, {"verdict": "failed", "code": "not_kept", "says": says}, says)
        return FAILED
    return _taught(args, port, learned)


def _taught(args: Namespace, port: str | None, learned: ScannerSettings) -> int:
    sentences = learned.describe()
    fields = {"verdict": "accepted", "code": "learned", "says": " ".join(sentences), "scanner": port}
    say(args, {**fields, "settings": asdict(learned)}, "\n  ".join(("Learned, and kept:", *sentences)))
    return OK

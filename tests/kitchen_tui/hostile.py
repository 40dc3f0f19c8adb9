"""Texts that were made to break a screen, always the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator

RECORDED = (
    "[/b]",
    "[@click=app.quit]quit[/]",
    "[red]not red[/red]",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;http://example.test\x1b\\link\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[H",
    "\x1bP+q544e\x1b\\",
    "\x9b31m c1",
    "\u202egnp.exe\u202c",
    "\u2066isolated\u2069",
    "a\u200db\u200cc\ufeffd",
    "line one\nline two\r\nline three\x0b\x0cfour",
    "tab\there\x00null\x7fdelete\x08back",
    "e" + "\u0301" * 300,
    "👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️ 1️⃣ 🇦🇺 ✈️",
    "抹茶 ｆｕｌｌ ﷽ 𒐫 ꧅",
    "שלום עולם مرحبا بالعالم",
    "\ud800 lonely \udfff",
    "%s {0} $(id) `id` ${x} \\n \\x1b",
    "' OR 1=1 --",
    '=HYPERLINK("x")',
    "^XZ^XA~JR",
    " ",
    "",
    "x" * 10_000,
    "界" * 3_000,
    "word " * 2_000,
)
_PIECES = (
    *("[", "]", "[/", "[@click=", "]", "\\", "{", "}", "$", "&", "<", ">", "'", '"', "`", "=", "^", "~"),
    *("\x1b[", "\x1b]", "\x1bP", "\x1b", "\x9b", "\x07", "\x00", "\r", "\n", "\t", "\x0e", "\x7f", "\x85"),
    *("\u202e", "\u202d", "\u2066", "\u2069", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u0301", "\u20dd", "\ufe0f"),
    *("é", "ß", "界", "ｗ", "🎂", "👩‍🍳", "🇦🇺", "שלום", "مرحبا", "𝒳", "\ue000", "\ufdd0", "\udc80", "\U000e0041"),
    *("a", "Z", "0", " ", "   ", "cake", "Happy Birthday", "nuts", "31m", "2J", "0;t", "app.quit]"),
)


def hostile(count: int, seed: int = 17) -> Iterator[str]:
    """`count` texts: those that broke something once, then new ones made of the same stuff."""
    dice = random.Random(seed)
    for n in range(count):
        if n < len(RECORDED):
            yield RECORDED[n]
        else:
            length = dice.choice((1, 2, 5, 12, 40, 400)) if n % 97 else 4_000
            yield "".join(dice.choices(_PIECES, k=length))

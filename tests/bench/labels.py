"""Labels: how long their bytes take and how many they are, and the preview picture beside python-barcode's."""

from __future__ import annotations

import io
import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import replace

import barcode
from barcode.writer import ImageWriter

from hardware.label.description import LabelText
from hardware.label.formats import rendered
from hardware.label.layout import Text, lay_out
from hardware.label.profile import PROFILES, Profile
from tests.bench.figure import Figure, median_ms
from tests.bench.kit import Kit, first_in_line, seconds

_NAMES = ("Ana", "Zoë", "Mary Ann", "Tom", "Nguyen", "Łukasz")
_CAKES = ("Chocolate Gelato Cake", "Red Velvet", "Opera", "Carrot Cake", "Lemon Tart")


def measure(kit: Kit) -> Iterator[Figure]:
    rounds = kit.choose(2_000, 300)
    with first_in_line():
        for profile in PROFILES.values():
            labels = list(_labels(rounds))
            bytes_ms = median_ms([seconds(rendered, label, profile) for label in labels])
            yield Figure(f"{profile.name}: bytes of a label", bytes_ms, "ms", goal=0.05)
            beside = max(_beside_text(label, profile) for label in labels)
            yield Figure(f"{profile.name}: bytes beside the text", beside, "bytes", goal=300)
        for profile in PROFILES.values():
            labels = list(_labels(rounds // 20))
            ours = median_ms([seconds(rendered, label, profile, "png") for label in labels])
            theirs = median_ms([seconds(_by_python_barcode, label.code) for label in labels])
            yield Figure(
                f"{profile.name}: preview picture", ours, "ms", theirs, "ms python-barcode, its barcode alone", 0.2
            )


def _labels(many: int) -> Iterator[LabelText]:
    """Usual tickets, no two the same."""
    dice = random.Random(7)
    for number in itertools.islice(itertools.count(10_000), many):
        name = dice.choice(_NAMES)
        first = LabelText(
            kind="ticket",
            code=f"B{number}A",
            human_id=f"bannos-{number}-A",
            customer=f"{name} {number}",
            due=f"Fri {dice.randrange(1, 30)} Nov",
            window="10:00-12:00",
            product=dice.choice(_CAKES),
            size="Large",
            flavour="Hazelnut",
            writing=f"Happy {number}th {name}",
            allergens="NUTS, MILK",
            store="Banno's",
        )
        yield first if number % 3 else replace(first, accessories=(f"{dice.randrange(1, 9)} x Candle pack",))


def _beside_text(label: LabelText, profile: Profile) -> int:
    """Bytes that are commands: what is left without the text that is printed, its escapes, and the code."""
    data = rendered(label, profile)
    if profile.language == "zpl":
        return len(re.sub(rb"(?<=\^FD)[^\^]*", b"", data))
    printed = sum(len(item.text) for item in lay_out(label, profile).items if isinstance(item, Text))
    padding = len(re.findall(rb" (?= |\n)", data))
    return len(data) - printed - padding - len(label.code)


def _by_python_barcode(code: str) -> bytes:
    out = io.BytesIO()
    barcode.get_barcode_class("code128")(code, writer=ImageWriter()).write(out)
    return out.getvalue()

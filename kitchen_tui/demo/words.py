"""What customers of the demo bakery are called, and what they write."""

from __future__ import annotations

from random import Random

_FIRST = (
    "Mira", "Jack", "Chloe", "Arjun", "Linh", "Oliver", "Fatima", "Ruby", "Mateo", "Yuki", "Isla", "Omar", "Freya",
    "Diego", "Anh", "Lucía", "Kofi", "Sienna", "Wei", "Thomas", "Leila", "Harper", "Björn", "Amelie", "Ravi", "Eloise",
)  # fmt: skip
_LAST = (
    "Nguyen", "Smith", "Patel", "O'Brien", "Rossi", "Chen", "Haddad", "Jones", "García", "Tanaka", "Kowalski", "Singh",
    "Murphy", "Okafor", "Lindqvist", "Papadopoulos", "Brown", "Kaur", "Müller", "Wilson", "Dubois", "Taylor", "Silva",
)  # fmt: skip
_WRITING = (
    "Happy Birthday {name}",
    "Happy 40th {name}!",
    "{name} is 7",
    "Congratulations {name}",
    "Buon compleanno {name}",
    "Welcome home {name}",
    "Thank you {name}, from all of us",
    "Happy Anniversary Mum & Dad",
    "生日快乐 {name}",
    "Feliz cumpleaños {name}",
    "Well done, Class of {name}",
)
_NOTES = (
    "Please call when it is ready",
    "Surprise! Do not ring the bell",
    "Less sweet if possible",
    "Box must fit in a small fridge",
    "Colours: sage green and gold",
    "Number 7 candle in the middle, please",
)
_ALLERGIES = ("No nuts", "Egg allergy in the family", "Coeliac: no traces of gluten", "No sesame", "Lactose free cream")
_STREETS = ("12 Example St", "3/48 Harbour Rd", "7 Wattle Lane", "201 Station Ave")


def customer(dice: Random) -> str:
    """A name."""
    return f"{dice.choice(_FIRST)} {dice.choice(_LAST)}"


def writing(dice: Random) -> str:
    """What to write on a cake."""
    return dice.choice(_WRITING).format(name=dice.choice(_FIRST))


def note(dice: Random) -> str:
    """What else a customer says."""
    return dice.choice(_NOTES)


def allergy(dice: Random) -> str:
    """What somebody must not eat."""
    return dice.choice(_ALLERGIES)


def street(dice: Random) -> str:
    """Where to deliver."""
    return dice.choice(_STREETS)


LONG_PRODUCT = (
    "Three tier semi-naked celebration cake with seasonal flowers, hand-piped lace, two sugar swans, a chocolate "
    "collar and a hidden fourth tier for the freezer (see drawing in the mail of the 3rd)"
)
LONG_WRITING = (
    "To our dearest Wilhelmina-Alexandra Featherstonehaugh-Cholmondeley: ninety years, four children, eleven "
    "grandchildren, and never once a dull Sunday lunch. With all our love, the whole family"
)
LONG_ALLERGY = (
    "Anaphylaxis: peanuts, tree nuts (almond, cashew, hazelnut, pistachio, walnut), sesame, egg white. Separate boards "
    "and piping bags, please; two guests are coeliac and one must not have sulphites or artificial colours at all"
)
LONG_NOTE = (
    "Deliver to the boatshed at the end of the pier, not to the restaurant. The lift is out of order, so two people "
    "must carry it. The flowers come separately at nine; put them on last, white ones up, and take a picture for the "
    "florist. If it rains call Wilhelmina's daughter, and only if she does not answer her brother."
)
LONG_CUSTOMER = "Bartholomew-Maximilian Featherstonehaugh-Cholmondeley von und zu Hohenstaufen"

HOSTILE_PRODUCT = "[/b] Cake [@click=app.quit]"
HOSTILE_FLAVOUR = "\x1b[31mred\x1b]0;owned\x07"
HOSTILE_WRITING = '=HYPERLINK("x") \u202egnp ^XZ^XA \u200b🎂👩‍👩‍👧'
HOSTILE_NOTE = "[bold red]{rm -rf}[/] \\ %s $(reboot) \u202e Z̸͙a̵l̶g̷o \x9b2J"
HOSTILE_ALLERGY = "[TODO] no nuts [/]"
HOSTILE_CUSTOMER = "Robert'); DROP TABLE ticket;-- \u202e"

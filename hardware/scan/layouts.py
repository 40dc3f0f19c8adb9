"""Keyboard layouts, and what becomes of a code when the scanner types on one and the computer reads another."""

from __future__ import annotations

from functools import cache
from typing import Literal

Case = Literal["kept", "caps", "shift_lock", "swapped", "upper", "lower"]
"""What happens to capitals: nothing; Caps Lock (letters alone, or the whole row as on old keyboards); or the scanner
itself swaps or folds them."""

CASES: tuple[Case, ...] = ("kept", "caps", "shift_lock", "swapped", "upper", "lower")

# One character a key, in the order of a US keyboard's rows, then the extra key of European keyboards; a blank is a key
# that types nothing by itself (a dead accent). First without Shift, then with it.
_KEYS = {
    "US": (
        r"""`1234567890-=qwertyuiop[]\asdfghjkl;'zxcvbnm,./<""",
        r"""~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?>""",
    ),
    "UK": (
        r"""`1234567890-=qwertyuiop[]#asdfghjkl;'zxcvbnm,./ """,
        r"""¬!"£$%^&*()_+QWERTYUIOP{}~ASDFGHJKL:@ZXCVBNM<>?|""",
    ),
    "German": (
        r""" 1234567890ß qwertzuiopü+#asdfghjklöäyxcvbnm,.-<""",
        r"""°!"§$%&/()=? QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_>""",
    ),
    "French": (
        r"""²&é"'(-è_çà)=azertyuiop $*qsdfghjklmùwxcvbn,;:!<""",
        r""" 1234567890°+AZERTYUIOP £µQSDFGHJKLM%WXCVBN?./§>""",
    ),
    "Belgian": (
        r"""²&é"'(§è!çà)-azertyuiop $µqsdfghjklmùwxcvbn,;:=<""",
        r"""³1234567890°_AZERTYUIOP *£QSDFGHJKLM%WXCVBN?./+>""",
    ),
    "Spanish": (
        r"""º1234567890'¡qwertyuiop +çasdfghjklñ zxcvbnm,.-<""",
        r"""ª!"·$%&/()=?¿QWERTYUIOP *ÇASDFGHJKLÑ ZXCVBNM;:_>""",
    ),
    "Italian": (
        r"""\1234567890'ìqwertyuiopè+ùasdfghjklòàzxcvbnm,.-<""",
        r"""|!"£$%&/()=?^QWERTYUIOPé*§ASDFGHJKLç°ZXCVBNM;:_>""",
    ),
    "Portuguese": (
        r"""\1234567890'«qwertyuiop+  asdfghjklçºzxcvbnm,.-<""",
        r"""|!"#$%&/()=?»QWERTYUIOP*  ASDFGHJKLÇªZXCVBNM;:_>""",
    ),
    "Swiss": (
        r"""§1234567890' qwertzuiopü $asdfghjklöäyxcvbnm,.-<""",
        r"""°+"*ç%&/()=? QWERTZUIOPè!£ASDFGHJKLéàYXCVBNM;:_>""",
    ),
    "Nordic": (
        r"""§1234567890+ qwertyuiopå 'asdfghjklöäzxcvbnm,.-<""",
        r"""½!"#¤%&/()=? QWERTYUIOPÅ *ASDFGHJKLÖÄZXCVBNM;:_>""",
    ),
    "Dvorak": (
        r"""`1234567890[]',.pyfgcrl/=\aoeuidhtns-;qjkxbmwvz<""",
        r"""~!@#$%^&*(){}"<>PYFGCRL?+|AOEUIDHTNS_:QJKXBMWVZ>""",
    ),
    "Colemak": (
        r"""`1234567890-=qwfpgjluy;[]\arstdhneio'zxcvbkm,./<""",
        r"""~!@#$%^&*()_+QWFPGJLUY:{}|ARSTDHNEIO"ZXCVBKM<>?>""",
    ),
    "Canadian French": (
        r"""#1234567890-=qwertyuiop  <asdfghjkl; zxcvbnm,.é«""",
        r"""|!"/$%?&*()_+QWERTYUIOP  >ASDFGHJKL: ZXCVBNM'.É»""",
    ),
    "Brazilian": (
        r"""'1234567890-=qwertyuiop [ asdfghjklç~zxcvbnm,.; """,
        r""""!@#$% &*()_+QWERTYUIOP { ASDFGHJKLÇ^ZXCVBNM<>:|""",
    ),
    "Hungarian": (
        r"""0123456789öüóqwertzuiopőúűasdfghjkléáyxcvbnm,.-í""",
        r"""§'"+!%/=()ÖÜÓQWERTZUIOPŐÚŰASDFGHJKLÉÁYXCVBNM?:_Í""",
    ),
    "Czech": (
        r""";+ěščřžýáíé= qwertzuiopú) asdfghjklů§yxcvbnm,.- """,
        r""" 1234567890% QWERTZUIOP/('ASDFGHJKLŮ!YXCVBNM?:_|""",
    ),
    "Turkish": (
        r""""1234567890*-qwertyuıopğü,asdfghjklşizxcvbnmöç.<""",
        r"""é!' +%&/()=?_QWERTYUIOPĞÜ;ASDFGHJKLŞİZXCVBNMÖÇ:>""",
    ),
}

NAMES = tuple(_KEYS)
"""The layouts, US first."""

CODE_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-#./_abcdefghijklmnopqrstuvwxyz"
"""What our codes and the ways of writing them are made of; capitals and digits first, for the codes hold those."""

_OTHERS = "".join(chr(n) for n in range(33, 127) if chr(n) not in CODE_CHARACTERS)


def typed(character: str, typed_on: str, read_as: str, case: Case) -> str | None:
    """What comes of one character when the scanner presses the key of its layout and the computer reads another;
    None when the scanner has no such key, or the computer takes it for a dead accent."""
    if character == " ":
        return " "
    wanted = _folded(character, case)
    shift = next((shift for shift in (0, 1) if wanted in _KEYS[typed_on][shift]), None)
    if shift is None:
        return None
    key = _KEYS[typed_on][shift].index(wanted)
    plain, shifted = _KEYS[read_as][0][key], _KEYS[read_as][1][key]
    if case == "shift_lock" or (case == "caps" and plain.isalpha() and shifted.isalpha()):
        shift = 1 - shift
    came = (plain, shifted)[shift]
    return None if came == " " else came


@cache
def mending(typed_on: str, read_as: str, case: Case) -> dict[int, str]:
    """For `str.translate`: from what comes to what was printed. A folded letter becomes a capital, as codes have."""
    table: dict[int, str] = {}
    for character in CODE_CHARACTERS + _OTHERS:
        came = typed(character, typed_on, read_as, case)
        if came is not None:
            table.setdefault(ord(came), character)
    return {came: character for came, character in table.items() if chr(came) != character}


def _folded(character: str, case: Case) -> str:
    if case == "upper":
        return character.upper()
    if case == "lower":
        return character.lower()
    return character.swapcase() if case == "swapped" else character

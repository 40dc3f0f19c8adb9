"""The bars of Code 128, set B: what we draw ourselves, and how much room a printer will need for its own."""

from __future__ import annotations

from functools import lru_cache

QUIET = 10
"""Empty modules that a reader wants on both sides."""

_START_B, _STOP = 104, 106
# Widths of bar, space, bar ... of each value, in modules: six a value, and a seventh for the stop.
_WIDTHS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222"
    "123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321"
    "232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224"
    "111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111"
    "111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113"
    "1143114111134113111131411141313111414111312114122112142112322331112"
)


def modules(text: str) -> int:
    """How wide the bars of `text` are, without quiet zones."""
    return 11 * (len(text) + 2) + 13


@lru_cache(maxsize=256)
def widths(text: str) -> tuple[int, ...]:
    """Bar, space, bar ... in modules, beginning and ending with a bar; `text` is printable ASCII."""
    values = [_START_B, *(ord(character) - 32 for character in text)]
    check = (_START_B + sum(place * value for place, value in enumerate(values))) % 103
    return tuple(int(width) for value in (*values, check, _STOP) for width in _bars(value))


def _bars(value: int) -> str:
    return _WIDTHS[6 * value :] if value == _STOP else _WIDTHS[6 * value : 6 * value + 6]

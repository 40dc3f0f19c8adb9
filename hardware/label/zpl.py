"""A layout as ZPL II: our own commands around text in which every unusual byte is spelt in hex."""

from __future__ import annotations

from functools import lru_cache

from hardware.label.layout import Bars, Layout, Text

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .-")


class _Spelt(dict[int, str]):
    """A character as itself or as `_XX` for each of its UTF-8 bytes; a lone surrogate as a question mark."""

    def __missing__(self, code: int) -> str:
        said = "".join(f"_{byte:02X}" for byte in chr(code).encode("utf-8", "replace"))
        self[code] = said
        return said


_SPELT = _Spelt((code, chr(code)) for code in _PLAIN)


def escaped(text: str) -> str:
    """`text` for a field that begins with ^FH_: letters, digits, space, point and hyphen, the rest in hex."""
    return text.translate(_SPELT if len(_SPELT) < 4096 else _Spelt())


def written(layout: Layout, count: int = 1) -> bytes:
    """One label format, UTF-8 through ^CI28; `count` copies."""
    # The label home is where most lines begin: their places are then a digit shorter.
    left = min((item.x for item in layout.items), default=0)
    parts = [_opening(layout.width, layout.height, left)]
    height = 0
    for item in layout.items:
        if isinstance(item, Text):
            said = escaped(item.text)
            if item.height != height:
                height = item.height
                parts.append(f"^CF0,{height}")
            parts.append(
                f"^FO{item.x - left},{item.y}{'^FR' if item.inverse else ''}"
                f"{'^FD' if said == item.text else '^FH_^FD'}{said}^FS"
            )
        elif isinstance(item, Bars):
            parts.append(_barcode(item, left))
        else:
            parts.append(_black(item.x - left, item.y, item.width, item.height))
    parts.append(f"^PQ{count}^XZ\n")
    return "".join(parts).encode("ascii")


@lru_cache(maxsize=64)
def _opening(width: int, height: int, left: int) -> str:
    return f"^XA^CI28^PW{width}^LL{height}^LH{left},0"


def _barcode(bars: Bars, left: int) -> str:
    # ">:" begins set B; the code itself is letters, digits and hyphens (profile.refusal), so ">" cannot follow.
    return f"^FO{bars.x - left},{bars.y}^BY{bars.module}^BCN,{bars.height},N^FD>:{bars.code}^FS"


def _black(x: int, y: int, width: int, height: int) -> str:
    return f"^FO{x},{y}^GB{width},{height},{min(width, height)}^FS"

"""Packed text is compared byte for byte between machines and releases: its short way must say what the encoder says."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from data.core.packed import pack, unpack

CELLS = st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.lists(st.text(), max_size=2))


@given(st.lists(CELLS, max_size=5))
def test_a_list_is_packed_as_the_encoder_would(value: list[Any]) -> None:
    assert pack(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert unpack(pack(value)) == value


def test_half_a_character_is_replaced_in_a_key_too() -> None:
    assert pack(["a\ud800"]) == '["a\ufffd"]'

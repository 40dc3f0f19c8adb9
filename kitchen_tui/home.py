"""Where a terminal keeps its data; the agent beside it finds it by the same rules."""

from __future__ import annotations

from data.store.home import HOME, data_dir, has_store, make_store, open_store, store_path

__all__ = ["HOME", "data_dir", "has_store", "make_store", "open_store", "store_path"]

"""The least that a terminal app can do: what the product is measured beside."""

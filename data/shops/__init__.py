"""Shops that sell for a store: how they are connected, what they are to be told of stock, what came from them."""

"""The demo bakery: two stores in the middle of a working day, made through the same door as real orders and scans."""

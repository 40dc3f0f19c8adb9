"""Messages that stay until a person acknowledges them."""

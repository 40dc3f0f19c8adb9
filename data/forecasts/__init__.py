"""What will sell, what people say to it, and what the days were like: the values, and the commands that change them."""

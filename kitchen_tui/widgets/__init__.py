"""What a screen is made of: each draws lines, and sends only the cells that changed."""

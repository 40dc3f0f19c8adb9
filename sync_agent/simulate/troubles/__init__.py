"""What goes wrong, by subject. Each trouble answers what it did in words, or nothing where it could not be."""

"""The screens of a kitchen terminal."""

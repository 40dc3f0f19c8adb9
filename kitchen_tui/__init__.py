"""What people see: the screens of a kitchen terminal."""

"""The only room that knows SQL tables: rows, execute, sessions, migrations."""

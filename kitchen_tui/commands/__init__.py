"""The command line, one file a subject; each is loaded only when it is called."""

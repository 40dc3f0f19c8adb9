"""The verbs of `sync-agent`, a file each: `arguments(parser)` and `run(args) -> exit code`."""

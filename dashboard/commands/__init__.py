"""The subcommands of `python -m dashboard`. They are thin: each reads its arguments, calls one verb, writes lines."""

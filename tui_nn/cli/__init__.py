"""The command line; every heavy import stands inside the command that needs it."""

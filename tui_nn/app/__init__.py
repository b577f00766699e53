"""The terminal app: panes that show snapshots, keys that send commands."""

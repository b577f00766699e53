"""The terminal app: panes that show snapshots, keys that send commands."""

import os

# Textual paints at the ticks of a clock, and what comes just after one waits for the next: twice as many ticks as by
# default halve that wait. They cost nothing while nothing is to be painted. Read when Textual loads.
os.environ.setdefault("TEXTUAL_FPS", "120")

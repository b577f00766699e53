"""An experiment in progress: the deterministic session and the thread that drives it."""

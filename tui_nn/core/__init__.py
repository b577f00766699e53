"""The arithmetic of learning: numpy only, no files, no clock, no threads."""

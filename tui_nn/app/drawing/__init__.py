"""Drawing with terminal cells."""

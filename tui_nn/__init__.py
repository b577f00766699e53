"""tui-nn: a debugger for learning, in the terminal."""

__version__ = "0.1.0"

"""What is trained, from which start, on what: frozen descriptions, their TOML, and the lessons."""

"""From a file to examples: reading, choosing columns, scaling, and the order of examples."""

"""The panes: each shows one thing of a snapshot, and knows nothing of the others."""

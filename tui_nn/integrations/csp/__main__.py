"""`python -m tui_nn.integrations.csp` runs the sample: four simulated seconds, a line an event."""

from tui_nn.integrations.csp.sample import run_sample

if __name__ == "__main__":
    run_sample()

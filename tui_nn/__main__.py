"""`python -m tui_nn` is the `tui-nn` command."""

from tui_nn.cli.main import main

if __name__ == "__main__":
    main()

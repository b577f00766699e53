"""`config`: the file of settings and what holds by it."""

from __future__ import annotations

import click


@click.command()
@click.option("--path", is_flag=True, help="Print the file's path alone.")
@click.pass_context
def config(ctx: click.Context, path: bool) -> None:
    """Print the settings of the app as TOML, all keys among them.

    The first line names the file they are read from, TUI_NN_CONFIG if it is set. What in the file cannot be used is
    told on standard error with its line. Exit codes: 0 done, 1 something in the file is ignored.
    """
    from tui_nn.app.settings_file import SettingsFile, settings_path

    if path:
        click.echo(settings_path())
        return
    import tomli_w

    from tui_nn.app.keymap import standard_keys, use_keys

    file = SettingsFile(settings_path())
    keys = {**standard_keys(), **use_keys(file)}
    of_app = {id: written for id, written in keys.items() if "." not in id}
    panes = dict.fromkeys(id.partition(".")[0] for id in keys if "." in id)
    of_panes = {
        pane: {id.partition(".")[2]: written for id, written in keys.items() if id.startswith(f"{pane}.")}
        for pane in panes
    }
    # TOML is UTF-8, whatever the terminal is.
    click.echo(
        f"# {file.path}\n{tomli_w.dumps(file.settings.as_values() | {'keys': of_app | of_panes})}".encode(), nl=False
    )
    for told in file.ignored:
        click.echo(told, err=True)
    ctx.exit(1 if file.ignored else 0)

"""An app that remembers: choices come from the file of settings, and go back to it behind the user's back."""

from __future__ import annotations

from textual.binding import Binding
from textual.timer import Timer

from tui_nn.app.actions import Actions
from tui_nn.app.bindings import footer_keys
from tui_nn.app.commands import COMMANDS
from tui_nn.app.settings import Settings
from tui_nn.app.settings_file import SettingsFile
from tui_nn.app.theme import name_of, theme_for

SECONDS_BEFORE_WRITING = 1.0
"""How long choices rest before they are written, since one is often followed by others."""

TOLD_AT_ONCE = 4
"""How many mistakes in the file are told; `tui-nn config` tells all."""


class Remembering(Actions):
    """An app that begins as its user left it.

    Attributes:
        settings: What holds in this run to begin with.
        last_words: What there is to say when the app has ended.
    """

    def begin_with(self, file: SettingsFile | None) -> None:
        """Take the settings of a file, or the standard ones and keep none."""
        self._file = file
        self._writing: Timer | None = None
        self.settings = Settings() if file is None else file.settings
        self.chosen_keys = {}
        self.last_words = ""
        self.theme = theme_for(self.settings.theme, few_colours=self.few_colours)

    def use_keys(self) -> None:
        """Give commands the user's keys; to be called once the panes are loaded, which have some."""
        if self._file is None or not self.settings.keys:
            return
        from tui_nn.app.keymap import NO_KEY, use_keys

        self.chosen_keys = use_keys(self._file)
        self.set_keymap({id: keys or NO_KEY for id, keys in self.chosen_keys.items()})

    def get_key_display(self, binding: Binding) -> str:
        """Give a command's keys as the footer shows them."""
        command = next((command for command in COMMANDS if command.id == binding.id), None)
        return (
            super().get_key_display(binding)
            if command is None
            else footer_keys(command, self.chosen_keys, plain=self.ascii)
        )

    def tell_what_was_ignored(self) -> None:
        """Say what in the file could not be used."""
        if self._file is not None and (ignored := self._file.ignored):
            more = [f"And {len(ignored) - TOLD_AT_ONCE} more; `tui-nn config` tells all."]
            told = ignored if len(ignored) <= TOLD_AT_ONCE else ignored[:TOLD_AT_ONCE] + more
            self.notify("\n".join(told), title="Settings", severity="warning", timeout=20, markup=False)

    # Writing: a while after a change, on a thread; and at the end.

    def watch_theme(self) -> None:
        """Remember the theme."""
        self.remember()

    def on_main_screen_rearranged(self) -> None:
        """Remember layout and panes."""
        self.remember()

    def action_digits(self) -> None:
        """Show more digits in the worksheet, or few again, and remember it."""
        super().action_digits()
        self.remember()

    def remember(self) -> None:
        """Take note of what the user has chosen, to be written soon."""
        if self._noted() and self._writing is None:
            self._writing = self.set_timer(SECONDS_BEFORE_WRITING, self._write_soon)

    def _noted(self) -> bool:
        if getattr(self, "main", None) is None or self._file is None:
            return False
        main = self.main
        return self._file.remember(
            Settings(
                theme=name_of(self.theme),
                layout=main.used_layout.name,
                digits=main.worksheet.digits,
                ascii=self.settings.ascii,
                panes=main.recent,
            )
        )

    def _write_soon(self) -> None:
        self._writing = None
        self.run_worker(self._write, thread=True, exit_on_error=False)

    def _write(self) -> None:
        assert self._file is not None
        if (told := self._file.save()) and self.is_running:
            self.call_from_thread(self.notify, told, title="Settings", severity="warning", timeout=10, markup=False)

    def write_at_the_end(self) -> None:
        """Write what is not written yet."""
        if self._file is not None and self._noted():
            self.last_words = self._file.save()

from __future__ import annotations

import gzip
import threading
from pathlib import Path

import pytest
from textual.widgets import Button, Label

from tests.app.dialogs import opened, settle, write_points
from tests.data.broken_files import BROKEN_FILES
from tests.data.formats import parquet
from tui_nn.app.screens import open as open_module
from tui_nn.data.preview import Preview, preview
from tui_nn.experiment.lessons import lesson


async def test_a_lesson_is_opened_by_a_part_of_its_name(tmp_path: Path) -> None:
    async with opened(tmp_path, (140, 40)) as dialog:
        await dialog.type("sg32")
        assert lesson("sigmoid-3-2-1").about.title in " ".join(dialog.app.said("#glance Static").split())
        await dialog.press("enter")
        assert dialog.setup().experiment == lesson("sigmoid-3-2-1")


async def test_arrows_move_the_list_while_the_search_has_the_focus(tmp_path: Path) -> None:
    async with opened(tmp_path, (140, 40)) as dialog:
        await dialog.press("down", "down", "down", "up", "enter")
        assert dialog.setup().experiment.about.name == "sigmoid-2-2-1"


async def test_a_click_shows_a_lesson_and_a_second_opens_it(tmp_path: Path) -> None:
    async with opened(tmp_path, (140, 40)) as dialog:
        await dialog.pilot.click("#entries", offset=(6, 3))
        assert dialog.results == []
        assert lesson("sigmoid-2-2-1").about.title in dialog.app.said("#glance Static")
        await dialog.pilot.click("#entries", offset=(6, 3))
        await settle(dialog.pilot)
        assert dialog.setup().experiment.about.name == "sigmoid-2-2-1"


async def test_typing_while_the_list_has_the_focus_goes_on_searching(tmp_path: Path) -> None:
    async with opened(tmp_path, (140, 40)) as dialog:
        await dialog.press("tab", "x", "o")
        assert dialog.value("search") == "xo"


async def test_bundled_data_are_opened_as_data_even_under_a_lessons_name(tmp_path: Path) -> None:
    async with opened(tmp_path, (140, 40)) as dialog:
        await dialog.type("iris")
        await dialog.press("down", "enter")
        assert dialog.said == "150 examples · 4 inputs → 3 classes · 4-8-3 · softmax + cross_entropy"
        assert (dialog.value("classes"), dialog.value("layers")) == (True, "4-8-3")
        await dialog.pilot.click("#go")
        assert dialog.setup().experiment.network.sizes == (4, 8, 3)


async def test_a_file_is_found_by_browsing(tmp_path: Path) -> None:
    points = write_points(tmp_path)
    inner = tmp_path / "inner"
    inner.mkdir()
    points.rename(inner / "points.csv")
    (inner / "notes.md").write_text("nothing to train on")
    async with opened(tmp_path, (140, 40)) as dialog:
        await dialog.open("./inn")
        assert str(dialog.value("search")).endswith("/inner/")
        assert "points.csv" in dialog.app.text() and "notes.md" not in dialog.app.text()
        await dialog.press("enter")
        assert "4 rows · 3 columns" in dialog.app.text()


async def test_all_files_are_shown_on_request(tmp_path: Path) -> None:
    (tmp_path / "rows.log").write_text("1 2\n3 4\n")
    async with opened(tmp_path, (140, 40)) as dialog:
        await dialog.type("./")
        assert "rows.log" not in dialog.app.text() and "show all files (1 more)" in dialog.app.text()
        await dialog.press("pagedown", "enter")
        assert "rows.log" in dialog.app.text()


async def test_tab_completes_a_path(tmp_path: Path) -> None:
    write_points(tmp_path)
    async with opened(tmp_path, (140, 40)) as dialog:
        await dialog.type("./poi")
        await dialog.press("tab")
        assert dialog.value("search") == "./points.csv"


async def test_a_folder_typed_as_a_path_is_browsed_into(tmp_path: Path) -> None:
    write_points(tmp_path)
    async with opened(tmp_path, (140, 40)) as dialog:
        await dialog.open(str(tmp_path))
        assert dialog.results == [] and not dialog.has_form
        assert "points.csv" in dialog.app.text()


async def test_an_experiment_file_is_opened_at_once(tmp_path: Path) -> None:
    points = write_points(tmp_path)
    network = '[network]\ninputs = 2\nlayers = [{ size = 1, activation = "relu" }]\n'
    (tmp_path / "mine.toml").write_text(f'name = "mine"\n[data]\nfile = "{points}"\n{network}')
    async with opened(tmp_path, (140, 40)) as dialog:
        await dialog.open("./mine.toml")
        assert dialog.setup().experiment.about.name == "mine"


async def test_a_name_of_nothing_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as dialog:
        await dialog.open("qqq")
        assert "nothing is called 'qqq'" in dialog.said
        await dialog.press("escape")
        assert dialog.results == [None]


async def test_every_broken_file_is_refused_in_the_dialog(tmp_path: Path) -> None:
    # One after the other in one dialog, as a person would who goes on trying.
    async with opened(tmp_path) as dialog:
        for broken in BROKEN_FILES:
            if broken.id == "folder":
                continue
            folder = tmp_path / broken.id
            folder.mkdir()
            path = broken.make(folder)
            await dialog.open(str(path))
            for word in broken.words(path):
                assert word in dialog.said, broken.id
            assert dialog.app.screen.query_one("#go", Button).disabled == dialog.has_form, broken.id
            assert dialog.results == []
            if dialog.has_form:
                await dialog.press("escape")


async def test_escape_goes_back_and_then_cancels(tmp_path: Path) -> None:
    write_points(tmp_path)
    async with opened(tmp_path) as dialog:
        await dialog.open("points.csv")
        assert dialog.has_form
        await dialog.press("escape")
        assert not dialog.has_form and dialog.value("search") == "points.csv"
        await dialog.press("escape")
        assert dialog.results == [None]


async def test_escape_stops_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_points(tmp_path)
    release = threading.Event()

    def slow(path: Path, rows: int) -> Preview:
        release.wait(10)
        return preview(path, rows)

    monkeypatch.setattr(open_module, "preview", slow)
    async with opened(tmp_path) as dialog:
        await dialog.type("points.csv")
        await dialog.pilot.press("enter")
        assert dialog.said == "reading points.csv …"
        await dialog.pilot.press("escape")
        assert dialog.said == ""
        release.set()
        await settle(dialog.pilot)
        assert dialog.results == [] and not dialog.has_form


async def test_a_parquet_file_is_offered_described_and_opened(tmp_path: Path) -> None:
    records = [{"a": row / 2, "b": row % 3, "kind": ("cat", "dog")[row % 2]} for row in range(20)]
    (tmp_path / "points.parquet").write_bytes(parquet(records))
    (tmp_path / "points.pdf").write_bytes(b"%PDF")
    async with opened(tmp_path, (140, 40)) as dialog:
        await dialog.type("points")
        assert "Parquet file: open it to see its columns" in dialog.app.said("#glance Static")
        await dialog.press("enter")
        assert dialog.said.startswith("20 examples · 2 inputs → 2 classes")
        assert "20 rows · 3 columns" in str(dialog.app.screen.query_one("DataForm .heading", Label).content)
        await dialog.pilot.click("#go")
        assert dialog.setup().experiment.about.name == "points"


async def test_a_glance_at_a_compressed_file_shows_its_text(tmp_path: Path) -> None:
    (tmp_path / "notes.csv.gz").write_bytes(gzip.compress(b"size,kind\n1,cat\n"))
    async with opened(tmp_path, (140, 40)) as dialog:
        await dialog.type("notes")
        assert "size,kind" in dialog.app.said("#glance Static")

"""Layouts: who stands where at which size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region

from tests.app.test_app import Hands, opened
from tui_nn.app.layout import LAYOUTS, PANE_NAMES, PANES, Layout, SizeClass, size_class
from tui_nn.app.splits import SLOT

SIZES = st.tuples(st.integers(40, 300), st.integers(10, 100))


def places(layout: Layout, width: int, height: int) -> dict[str, Region]:
    return layout.arrangements[size_class(width, height)].split.places(Region(0, 0, width, height))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_pane_has_a_place_at_every_size(layout: Layout) -> None:
    assert set(layout.arrangements) == set(SizeClass)
    for arrangement in layout.arrangements.values():
        assert arrangement.fixed | set(arrangement.slot) == set(PANE_NAMES)
        assert list(arrangement.split.names()).count(SLOT) == 1
        assert arrangement.usual in arrangement.slot
        assert arrangement.chosen(()) == arrangement.usual
        assert layout.leading in arrangement.fixed or layout.leading == arrangement.usual


@given(st.sampled_from(LAYOUTS), SIZES)
def test_places_fill_the_space_and_none_is_empty(layout: Layout, size: tuple[int, int]) -> None:
    width, height = size
    taken = places(layout, width, height)
    assert sum(region.area for region in taken.values()) == width * height
    for name, region in taken.items():
        assert region.width >= 20 and region.height >= 3
        assert Region(0, 0, width, height).contains_region(region)
        assert not any(region.overlaps(other) for other_name, other in taken.items() if other_name != name)


@given(st.sampled_from(LAYOUTS), SIZES, st.booleans())
def test_a_cell_more_moves_each_edge_by_a_cell_at_most(layout: Layout, size: tuple[int, int], wider: bool) -> None:
    width, height = size
    larger = (width + 1, height) if wider else (width, height + 1)
    if size_class(*larger) is not size_class(*size):
        return
    after = places(layout, *larger)
    for name, region in places(layout, *size).items():
        edges = zip(region.corners, after[name].corners, strict=True)
        assert all(0 <= now - before <= 1 for before, now in edges)


def test_sizes_come_in_steps() -> None:
    expected = {
        (140, 40): SizeClass.WIDE,
        (120, 33): SizeClass.MEDIUM,
        (100, 30): SizeClass.MEDIUM,
        (200, 24): SizeClass.SHORT,
        (80, 24): SizeClass.NARROW,
        (99, 60): SizeClass.NARROW,
        (40, 12): SizeClass.TINY,
        (99, 19): SizeClass.TINY,
        (200, 11): SizeClass.TINY,
    }
    assert {size: size_class(*size) for size in expected} == expected


def sound(hands: Hands) -> bool:
    """Whether all that is displayed can be seen, and the focus is among it."""
    main = hands.app.main
    seen = [pane for pane in main.panes.values() if pane.display]
    assert all(main.region.contains_region(pane.region) and pane.region.area for pane in seen)
    assert all(pane.snapshot is hands.app.worker.latest for pane in seen)
    return main.pane_at_hand in seen and main.pane_at_hand.has_focus


async def test_neither_size_nor_layout_loses_the_pane_at_hand() -> None:
    async with opened() as hands:
        main = hands.app.main
        for key in ("4", "7", "3"):
            await hands.pilot.press(key)
            for width, height in ((100, 30), (80, 24), (40, 12), (200, 20), (140, 40)):
                name = main.name_at_hand
                await hands.pilot.resize_terminal(width, height)
                assert sound(hands)
                assert main.name_at_hand == name == PANE_NAMES[int(key) - 1]
        # The slot still has what was last chosen for it.
        assert main.panes["prediction"].display and not main.panes["worksheet"].display


@pytest.mark.parametrize("size", [(140, 40), (100, 30), (80, 24), (160, 20), (40, 12)])
async def test_layouts_by_key(size: tuple[int, int]) -> None:
    async with opened(size=size) as hands:
        main = hands.app.main
        await hands.press("right")
        for key in ("f3", "f4", "f2", "y", "y", "y"):
            before = main.name_at_hand
            await hands.pilot.press(key)
            await hands.pilot.pause()
            assert sound(hands)
            if main.panes[before].display:
                assert main.name_at_hand == before
        assert main.used_layout is LAYOUTS[0]
        await hands.pilot.press("f4", "z")
        assert main.maximized is main.pane_at_hand
        await hands.pilot.press("f3")
        assert main.maximized is None and sound(hands)


async def test_what_a_layout_makes_large_is_large() -> None:
    async with opened() as hands:
        for key, large in (("f2", {"network"}), ("f3", {"worksheet", "parameters"}), ("f4", {"loss", "prediction"})):
            await hands.pilot.press(key)
            await hands.pilot.pause()
            areas = {name: pane.region.area for name, pane in hands.app.main.panes.items() if pane.display}
            assert set(sorted(areas, key=areas.__getitem__)[-len(large) :]) == large


async def test_tab_goes_through_the_panes_in_sight() -> None:
    async with opened() as hands:
        seen = []
        for _ in range(5):
            seen.append(hands.app.main.name_at_hand)
            await hands.pilot.press("tab")
        assert seen == ["network", "parameters", "loss", "worksheet", "samples"]


def test_panes_have_one_name_each() -> None:
    assert len({kind.name for kind in PANES}) == len({kind.place for kind in PANES}) == len(PANES) <= 9

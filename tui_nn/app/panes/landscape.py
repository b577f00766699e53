"""The loss landscape: the loss as a function of two parameters or of one, with the point that moves on it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import numpy as np
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import get_current_worker

from tui_nn.app.drawing.canvas import Canvas, fitted
from tui_nn.app.frames import Turn
from tui_nn.app.panes.canvas_pane import CanvasPane
from tui_nn.app.panes.landscape_asking import Question, asked
from tui_nn.app.panes.landscape_choice import Choice, Spans, View, first_choice
from tui_nn.app.panes.landscape_curve import CurvePicture
from tui_nn.app.panes.landscape_map import MapPicture
from tui_nn.app.panes.landscape_picture import LandscapePicture
from tui_nn.app.panes.landscape_scene import Mark, Scene
from tui_nn.app.panes.landscape_table import table, table_width
from tui_nn.app.panes.landscape_words import EMPTY, EXPLANATION, WORKING, key_words, legends, titles, told
from tui_nn.app.panes.prediction_inks import MUTED, Palette, ink
from tui_nn.app.panes.prediction_picture import Place, fitting, paint_rows
from tui_nn.training.landscape_survey import Request, Survey, surveying
from tui_nn.training.snapshot import Snapshot

"""The window's own controls: one look on every system, all of it reachable by keyboard."""

from app.views.tk.controls.box import Card, RoundedBox
from app.views.tk.controls.button import Button
from app.views.tk.controls.field import Field
from app.views.tk.controls.icon_button import IconButton
from app.views.tk.controls.labels import WrappingLabel, label
from app.views.tk.controls.tooltip import Tooltip

__all__ = ["Button", "Card", "Field", "IconButton", "RoundedBox", "Tooltip", "WrappingLabel", "label"]

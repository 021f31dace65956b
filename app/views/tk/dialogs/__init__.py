"""What stands above the window for a while: sheets and toasts. None of them blocks a handler."""

from app.views.tk.dialogs.invite import InviteSheet
from app.views.tk.dialogs.question import QuestionSheet
from app.views.tk.dialogs.toast import Toasts

__all__ = ["InviteSheet", "QuestionSheet", "Toasts"]

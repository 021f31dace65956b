"""*Chat › Stored messages…*: how much is kept on this computer, and for how long; less is asked for twice."""

from app.contracts.sheets import Choice, Question
from app.contracts.window import WindowView
from app.contracts.workspace import StoredMessages
from app.controllers.wording import stored_messages as words
from app.models.store.contract import StoreSize

_DELETE = "delete"
_CLOSE = Choice(key="close", label="Close", is_default=True, is_cancel=True)
_CANCEL = Choice(key="cancel", label="Cancel", is_default=True, is_cancel=True)


class StoredMessagesController:
    """Shows the sheet when it is asked for, and does what was chosen."""

    def __init__(self, window: WindowView, stored: StoredMessages) -> None:
        self._window = window
        self._stored = stored

    def show(self) -> None:
        """Count what there is, and say it."""
        self._stored.size(self._show)

    def _show(self, size: StoreSize) -> None:
        if not size.size_bytes:
            self._window.ask(Question(title=words.TITLE, text=words.NOTHING_KEPT, choices=(_CLOSE,)), _nothing)
            return
        choices = [Choice(key=str(days), label=words.span_label(days, is_current=self._is_kept_for(days)))
                   for days in words.SPANS]
        text = words.kept_text(size.entries, size.size_bytes, self._stored.keep_days, self._stored.keep_megabytes)
        self._window.ask(Question(title=words.TITLE, text=text, choices=(*choices, _CLOSE)), self._chosen)

    def _chosen(self, key: str, _text: str) -> None:
        if not key.isdigit() or self._is_kept_for(int(key)):
            return
        days, current = int(key), self._stored.keep_days
        if days and (not current or days < current):
            self._ask_once_more(days)
        else:
            self._stored.keep_for(days, lambda _deleted: self._window.toast(words.kept_from_now_on(days)))

    def _is_kept_for(self, days: int) -> bool:
        """Whether that is the rule now; with a limit of the size, not everything is kept."""
        return days == self._stored.keep_days and bool(days or not self._stored.keep_megabytes)

    def _ask_once_more(self, days: int) -> None:
        def answered(key: str, _text: str) -> None:
            if key == _DELETE:
                self._stored.keep_for(days, lambda deleted: self._window.toast(words.deleted_text(deleted)))

        self._window.ask(Question(
            title=words.shorter_title(days), text=words.SHORTER_TEXT,
            choices=(_CANCEL, Choice(key=_DELETE, label=words.DELETE, is_danger=True)),
        ), answered)


def _nothing(_choice: str, _text: str) -> None:
    """A sheet that only tells has no consequences."""

"""Many changes, one drawing: a state is made and shown once per turn of the dispatcher."""

from app.contracts.dispatch import Call, Dispatcher


class Refresh:
    """Runs `show` soon after it was requested, once for any number of requests.

    `rest_s` is the pause after a showing, for states that cost much to make.
    """

    def __init__(self, dispatcher: Dispatcher, show: Call) -> None:
        self._dispatcher = dispatcher
        self._show = show
        self.rest_s = 0.0
        self._is_due = False
        self._is_resting = False
        self._is_closed = False

    def request(self, *_what_changed: object) -> None:
        """Show what is there, after the changes of this turn. Takes anything, to serve as a handler itself."""
        if not self._is_due:
            self._is_due = True
            if not self._is_resting:
                self._dispatcher.post(self._run)

    def now(self) -> None:
        """Show it at once: a person has just done something and looks at it."""
        self._is_due = False
        if not self._is_closed:
            self._show()

    def close(self) -> None:
        """Show nothing any more."""
        self._is_closed = True

    def _run(self) -> None:
        if not self._is_due or self._is_closed:
            return
        self.now()
        if self.rest_s:
            self._is_resting = True
            self._dispatcher.call_later(self.rest_s, self._rested)

    def _rested(self) -> None:
        self._is_resting = False
        self._run()

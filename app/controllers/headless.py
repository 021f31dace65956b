"""A chat without a window: lines in, dicts out. For scripts, bots and black-box tests.

Theory of operation: lines are carried out in order once we are online for the first time, so that a script need not
wait; text goes to the current chat, which is the first channel until /join or /query shows another. After the last
line we stay until every message has been confirmed or has failed, then leave.

The one rule: every way out goes through `_end`, which is carried out once.
"""

from collections.abc import Callable

from app.contracts.dispatch import Call, Dispatcher
from app.contracts.session import Session
from app.contracts.workspace import Settings
from app.controllers.commands.writing_commands import say
from app.controllers.headless_events import delivery_fields, fields_of, state_fields, unconfirmed_fields
from app.controllers.navigation import chats_in_order
from app.controllers.slash_commands import carry_out, is_command, literal_text
from app.controllers.tools import Tools
from app.controllers.user_error import UserError
from app.controllers.wording.problems import problem_text
from app.models.changes import ChatRemoved, EntriesChanged, SessionState, StateChanged
from app.models.chats import Chat, Delivery, Entry
from app.models.clock import Clock
from app.protocol.events import Event, Registered

CONFIRM_WITHIN_S = 5.0
"""How long the server may be silent while messages of ours wait for its confirmation."""
LEAVE_WITHIN_S = 30.0
"""When we leave at the latest, in a room where it is never silent."""
ANSWER_WITHIN_S = 0.5
"""How long it may be silent while commands wait for answers, which not all have."""


class HeadlessController:
    """Drives one session by lines of text. It is the desk of its own slash commands."""

    def __init__(self, session: Session, emit: Callable[[dict[str, object]], None], dispatcher: Dispatcher,
                 clock: Clock, ended: Callable[[], None]) -> None:
        """`emit` takes each event; `ended` is called once, when there is nothing more to do."""
        self._session = session
        self._emit = emit
        self._dispatcher = dispatcher
        self._clock = clock
        self._ended = ended
        self._current: Chat | None = None
        self._early_lines: list[str] = []
        self._is_last_line_read = False
        self._answers_within_s = 0.0
        self._reason = ""
        self._has_ended = False
        self._last_line_at = self._heard_at = clock.monotonic()
        self._cancel_deadline: Call = _nothing
        self.has_connected = False
        """Whether the server took us in at least once: what the exit code tells."""
        self.failure = ""
        """Why we are not online, in words; empty while all is well."""
        self._subscriptions = (
            session.subscribe(Event, self._happened),
            session.subscribe(StateChanged, self._state_changed),
            session.subscribe(EntriesChanged, self._entries_changed),
            session.subscribe(ChatRemoved, self._chat_removed),
        )

    def start(self) -> None:
        """Connect, and enter the profile's channels."""
        for channel in self._session.profile.channels:
            chat = self._session.join(channel)
            self._current = self._current or chat
        self._session.connect()

    # What people and scripts do

    def line(self, text: str) -> None:
        """Carry out a line; before the first connection it waits."""
        if not self.has_connected:
            self._early_lines.append(text)
        elif text.strip() and not self._has_ended:
            self._carry_out(text)

    def end_of_input(self) -> None:
        """No more lines will come: leave when all is said."""
        self._is_last_line_read = True
        self._last_line_at = self._heard_at = self._clock.monotonic()
        if self._session.state is SessionState.WAITING:
            self._end()
        else:
            self._leave_when_done()

    def interrupt(self) -> None:
        """Leave now."""
        self._end()

    def _carry_out(self, text: str) -> None:
        try:
            if is_command(text):
                self._answers_within_s = ANSWER_WITHIN_S
                carry_out(self, text)
            else:
                say(self, literal_text(text))
        except UserError as error:
            self._emit({"event": "error", "network": self._session.title, "numeric": "", "name": "INPUT",
                        "params": [text], "reason": "", "text": str(error)})

    # The desk of the commands

    @property
    def session(self) -> Session:
        """The only network there is."""
        return self._session

    @property
    def chat(self) -> Chat | None:
        """The current chat."""
        return self._current

    @property
    def settings(self) -> Settings:
        """A run without a window remembers nothing."""
        raise UserError("That is remembered where there is a window.", "Start the app without --headless.")

    @property
    def clock(self) -> Clock:
        """The clock of the run."""
        return self._clock

    @property
    def tools(self) -> Tools:
        """There is no window."""
        raise UserError("That needs a window.", "Start the app without --headless.")

    def show(self, chat: Chat) -> None:
        """Make this the current chat."""
        self._current = chat
        self._emit({"event": "current", "network": self._session.title, "chat": chat.name})

    def answer(self, text: str) -> None:
        """Answer a command."""
        self._emit({"event": "answer", "network": self._session.title, "text": text})

    def to_send(self, text: str) -> str:
        """What scripts write is sent as it is."""
        return text

    def quit(self, reason: str) -> None:
        """Leave when all that was written before has been sent."""
        self._reason = reason
        self.end_of_input()

    def show_invite(self) -> None:
        """Tell the link that leads others here."""
        self.answer(self._session.profile.to_link().to_url())

    def host(self, group_name: str) -> None:
        """Hosting without a window is the server's own business."""
        raise UserError(f"{group_name} can't be hosted from here.", "Start it with: python main.py serve")

    def choose_theme(self, name: str) -> None:
        """There are no colours here."""
        raise UserError(f"The theme {name} needs a window.".replace("  ", " "), "Start the app without --headless.")

    def choose_layout(self, name: str) -> None:
        """There is no layout here."""
        raise UserError(f"The layout {name} needs a window.".replace("  ", " "), "Start the app without --headless.")

    # What happens

    def _happened(self, event: Event) -> None:
        self._heard_at = self._clock.monotonic()
        for fields in fields_of(self._session, event, self._clock.now_ms()):
            self._emit(fields)
        if isinstance(event, Registered) and not self.has_connected:
            self.has_connected = True
            self._dispatcher.post(self._carry_out_early_lines)

    def _carry_out_early_lines(self) -> None:
        lines, self._early_lines = self._early_lines, []
        for text in lines:
            self.line(text)
        self._leave_when_done()

    def _state_changed(self, change: StateChanged) -> None:
        self._emit(state_fields(self._session, change, self._clock.now_ms()))
        if self._has_ended:
            return
        problem = change.problem
        self.failure = "" if problem is None else problem_text(problem, self._session.nick).sentence
        is_offline_for_good = change.state is SessionState.OFFLINE
        nobody_waits = change.state is SessionState.WAITING and self._is_last_line_read
        if is_offline_for_good or nobody_waits:
            self._dispatcher.post(self._end)

    def _entries_changed(self, change: EntriesChanged) -> None:
        for entry in change.entries:
            fields = delivery_fields(self._session, change.chat, entry)
            if fields is not None:
                self._emit(fields)
        if self._is_last_line_read:
            self._dispatcher.post(self._leave_when_done)

    def _chat_removed(self, change: ChatRemoved) -> None:
        if change.chat is self._current:
            self._current = next(iter(chats_in_order(self._session)), None)

    # Leaving

    def _leave_when_done(self) -> None:
        """Leave if nothing is under way; else look again when there has been silence for long enough."""
        if not self._is_last_line_read or not self.has_connected or self._has_ended or self._early_lines:
            return
        patience_s = CONFIRM_WITHIN_S if self._under_way() else self._answers_within_s
        leave_at = min(self._heard_at + patience_s, self._last_line_at + LEAVE_WITHIN_S)
        left_s = leave_at - self._clock.monotonic()
        self._cancel_deadline()
        if left_s <= 0 or not patience_s:
            self._end()
        else:
            self._cancel_deadline = self._dispatcher.call_later(left_s, self._leave_when_done)

    def _under_way(self) -> list[tuple[Chat, Entry]]:
        """Messages that the server has neither confirmed nor refused."""
        unsure = (Delivery.QUEUED, Delivery.SENDING)
        return [(chat, entry) for chat in self._session.chats for entry in chat.waiting() if entry.delivery in unsure]

    def _end(self) -> None:
        if self._has_ended:
            return
        self._has_ended = True
        self._cancel_deadline()
        for chat, entry in self._under_way():
            self._emit(unconfirmed_fields(self._session, chat, entry, self._clock.now_ms()))
        if self._session.state is not SessionState.OFFLINE:
            self._session.disconnect(self._reason)
        for unsubscribe in self._subscriptions:
            unsubscribe()
        self._ended()


def _nothing() -> None:
    """No deadline is set: there is nothing to cancel."""

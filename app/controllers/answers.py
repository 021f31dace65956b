"""Answers and errors of a server go where they were asked for: into the open chat of that network."""

from collections.abc import Callable
from typing import TypeVar

from app.contracts.session import Session
from app.contracts.window import WindowView
from app.controllers.navigation import chats_in_order
from app.controllers.plain_text import plain_text
from app.controllers.stage import Stage
from app.controllers.wording import answers as words
from app.controllers.wording.errors import error_text, needs_higher_rank_text, refused_text, standard_reply_text
from app.models.changes import SessionState
from app.models.chats import Chat
from app.models.profile import NetworkId
from app.protocol import events as ev
from app.protocol import numerics as num

E = TypeVar("E", bound=ev.Event)
_GREETING = frozenset({"002", "003", "004", "042", "250", "251", "252", "253", "254", "255", "265", "266", "396"})
"""Said to everybody on arrival. Nobody asked, so nobody is told until the message of the day has ended it."""
_SHOWN_ELSEWHERE = frozenset({"221", "329", "333", "336", "337", "366", "381"})
"""Said of every channel on joining, and to every host; the window has other places for it, or none."""


class AnswersController:
    """Puts answers into chats as notes; without a chat they are toasts."""

    def __init__(self, window: WindowView, stage: Stage) -> None:
        self._window = window
        self._dispatcher = stage.dispatcher
        self._open_chat = stage.open_chat
        self._greeted: set[NetworkId] = set()
        stage.watch.each(ev.Registered, lambda session, _event: self._greeted.discard(session.profile.id))
        stage.watch.each(ev.MotdReceived, self._motd)
        stage.watch.each(ev.ErrorReceived, self._error)
        stage.watch.each(ev.StandardReplyReceived, self._standard_reply)
        stage.watch.each(ev.CommandRefused, self._refused)
        stage.watch.each(ev.WhoisReceived, self._says(words.whois_text))
        stage.watch.each(ev.WhowasReceived, self._says(words.whowas_text))
        stage.watch.each(ev.InviteSent, self._says(words.invited_text))
        stage.watch.each(ev.ChannelsListed, self._list)
        stage.watch.each(ev.NamesReceived, self._names)
        stage.watch.each(ev.ChannelModesReceived, self._says(words.channel_modes_text))
        stage.watch.each(ev.OwnModesReceived, self._own_modes)
        stage.watch.each(ev.InviteReceived, self._invited)
        stage.watch.each(ev.ServerTextReceived, self._server_text)
        stage.watch.each(ev.AccountRegistered, self._says(words.account_made_text))
        stage.watch.each(ev.AccountVerificationRequired, self._says(words.account_unconfirmed_text))
        stage.watch.each(ev.LoggedIn, self._signed_in)
        stage.watch.each(ev.LoggedOut, self._says(words.signed_out_text))
        stage.watch.each(ev.LoginImpossible, self._no_login)

    def say(self, session: Session, text: str, event: ev.Event | None = None, *, is_error: bool = False) -> None:
        """Put a line where people look: the open chat, else the network's first."""
        chat = self._place(session, event)
        if chat is None:
            self._window.toast(text, is_error=is_error)
        else:
            session.note(chat, text, event=event, is_error=is_error)

    def answer(self, session: Session, text: str, event: ev.Event, *, is_error: bool = False) -> None:
        """Say it in a turn of its own.

        The changes an event made are told after the event; a note among them would move the places they speak of.
        """
        self._dispatcher.post(lambda: self.say(session, text, event, is_error=is_error))

    def _says(self, words_of: Callable[[E], str]) -> Callable[[Session, E], None]:
        return lambda session, event: self.answer(session, words_of(event), event)

    def _error(self, session: Session, event: ev.ErrorReceived) -> None:
        if not _is_about_a_message(session, event):
            self.answer(session, self._error_text(session, event), event, is_error=True)

    def _error_text(self, session: Session, event: ev.ErrorReceived) -> str:
        """Who has a rank in the channel is told of a higher one, not of admins."""
        channel, state = event.params[0] if event.params else "", session.chat_state
        signs = state.signs_of(channel, session.nick).replace(state.isupport.prefix_of("v") or " ", "")
        if event.numeric == num.ERR_CHANOPRIVSNEEDED and signs:
            return needs_higher_rank_text(channel)
        return error_text(event)

    def _standard_reply(self, session: Session, event: ev.StandardReplyReceived) -> None:
        # Tokens are asked for by the app itself: whoever sends a file is told beside it.
        if event.command != "TOKEN" and not _is_about_a_message(session, event):
            self.answer(session, standard_reply_text(event), event, is_error=event.severity == "FAIL")

    def _refused(self, session: Session, event: ev.CommandRefused) -> None:
        if not _is_about_a_message(session, event):
            self.answer(session, refused_text(event), event, is_error=True)

    def _list(self, session: Session, event: ev.ChannelsListed) -> None:
        for line in words.list_lines(event.channels):
            self.answer(session, line, event)

    def _names(self, session: Session, event: ev.NamesReceived) -> None:
        """Names of a channel we are in are told by the members panel."""
        if session.chat_state.channel(event.channel) is None:
            self.answer(session, words.names_text(event), event)

    def _invited(self, session: Session, event: ev.InviteReceived) -> None:
        if event.is_own:
            self.answer(session, words.invitation_text(event), event)

    def _server_text(self, session: Session, event: ev.ServerTextReceived) -> None:
        is_greeting = event.numeric in _GREETING and session.profile.id not in self._greeted
        if not is_greeting and event.numeric not in _SHOWN_ELSEWHERE:
            self.answer(session, plain_text(event.text), event)

    def _motd(self, session: Session, event: ev.MotdReceived) -> None:
        """On arrival it ends the greeting; later somebody asked for it."""
        if session.profile.id in self._greeted:
            for line in words.motd_lines(event):
                self.answer(session, line, event)
        self._greeted.add(session.profile.id)

    def _own_modes(self, session: Session, event: ev.OwnModesReceived) -> None:
        if session.profile.id in self._greeted:
            self.answer(session, words.own_modes_text(event), event)

    def _signed_in(self, session: Session, event: ev.LoggedIn) -> None:
        """On arrival it is as it should be, and nobody needs to be told."""
        if session.state is SessionState.ONLINE:
            self.answer(session, words.signed_in_text(event), event)

    def _no_login(self, session: Session, event: ev.LoginImpossible) -> None:
        self.answer(session, words.NO_LOGIN, event, is_error=True)

    def _place(self, session: Session, event: ev.Event | None) -> Chat | None:
        if isinstance(event, ev.ErrorReceived):
            about = next((chat for param in event.params if param and (chat := session.chats.find(param))), None)
            if about is not None:
                return about
        if session is self._open_chat.session and self._open_chat.chat is not None:
            return self._open_chat.chat
        return next(iter(chats_in_order(session)), None)


def _is_about_a_message(session: Session, event: ev.Event) -> bool:
    """Whether a message in a chat shows this as the reason why it was not sent."""
    return any(entry.failure is event for chat in session.chats for entry in chat.waiting())

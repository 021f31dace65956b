"""The lists of a channel, told in its chat when people asked for them; and the invitations we have."""

from app.contracts.session import Session
from app.controllers.answers import AnswersController
from app.controllers.plain_text import plain_text
from app.controllers.stage import Stage
from app.controllers.wording.moderation import list_lines
from app.controllers.wording.times import list_text
from app.models.ban_masks import silence_of
from app.models.profile import NetworkId
from app.protocol import events as ev
from app.protocol import numerics as num

_MAX_INVITATIONS = 50


class ChannelListsController:
    """Puts lists into words. They come whole, so a long one can't be mixed with what is said meanwhile."""

    def __init__(self, stage: Stage, answers: AnswersController) -> None:
        self._answers = answers
        self._invited_to: dict[NetworkId, list[str]] = {}
        stage.watch.each(ev.ChannelListReceived, self._listed)
        stage.watch.each(ev.ServerTextReceived, self._invitations)

    def _listed(self, session: Session, event: ev.ChannelListReceived) -> None:
        fold = session.chat_state.isupport.fold
        ends_ms = {timed.mask: timed.until_ms for timed in session.profile.timed_masks
                   if timed.letter == event.letter and fold(timed.channel) == fold(event.channel)}
        how = silence_of(session.chat_state.isupport)
        lines = list_lines(event.channel, event.letter, event.masks, ends_ms, session.now_ms(),
                           with_silences=how is not None and event.letter == how.letter == "b")
        for line in lines:
            self._answers.answer(session, line, event)

    def _invitations(self, session: Session, event: ev.ServerTextReceived) -> None:
        found = self._invited_to.setdefault(session.profile.id, [])
        if event.numeric == num.RPL_INVITELIST and len(found) < _MAX_INVITATIONS:
            found.append(plain_text(event.text))
        elif event.numeric == num.RPL_ENDOFINVITELIST:
            del self._invited_to[session.profile.id]
            text = f"You are invited to {list_text(found)}." if found else "Nobody has invited you."
            self._answers.answer(session, text, event)

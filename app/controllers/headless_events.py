"""What happens on a network as flat dicts for scripts: one event, one dict. Documented in docs/headless.md."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.contracts.session import Session
from app.controllers.local_time import iso_time
from app.controllers.wording.errors import UNCONFIRMED, error_text, failure_text, refused_text, standard_reply_text
from app.controllers.wording.problems import problem_text
from app.models.changes import StateChanged
from app.models.chats import Chat, Delivery, Entry
from app.protocol import events as ev
from app.protocol.modes import format_mode_changes

Fields = dict[str, object]
_InChat = ev.MessageReceived | ev.ReactionReceived | ev.MessageEdited | ev.MessageRedacted | ev.TypingReceived
_KINDS = {ev.MessageKind.PRIVMSG: "message", ev.MessageKind.NOTICE: "notice", ev.MessageKind.ACTION: "action"}


def fields_of(session: Session, event: ev.Event, now_ms: int) -> Iterable[Fields]:
    """The dicts for a protocol event; none for one that scripts need not know."""
    teller = _TELLERS.get(type(event))
    if teller is None:
        return
    for fields in teller(session, event):
        time_ms = event.envelope.time_ms
        yield {"event": fields["event"], "network": session.title,
               "time": iso_time(now_ms if time_ms is None else time_ms), **fields}


def state_fields(session: Session, change: StateChanged, now_ms: int) -> Fields:
    """The session's state; `text` is what a person would read."""
    problem = change.problem
    return {
        "event": "state", "network": session.title, "time": iso_time(now_ms), "state": change.state.name.lower(),
        "problem": problem.kind.name.lower() if problem is not None else "",
        "text": problem_text(problem, session.nick).sentence if problem is not None else "",
        "detail": problem.detail if problem is not None else "",
        "fingerprint": problem.seen if problem is not None else "",
        "retry_in_s": round(change.retry_in_s, 3),
    }


def delivery_fields(session: Session, chat: Chat, entry: Entry) -> Fields | None:
    """What became of a message we wrote; None while nothing has yet, and for messages that are not ours."""
    if not entry.is_own or not entry.is_message:
        return None
    common: Fields = {"network": session.title, "time": iso_time(entry.time_ms), "chat": chat.name, "text": entry.text}
    if entry.delivery is Delivery.FAILED:
        return {"event": "failed", **common, "reason": failure_text(entry.failure)}
    if entry.delivery is Delivery.SENT and entry.label:
        return {"event": "sent", **common, "msgid": entry.msgid}
    return None


def unconfirmed_fields(session: Session, chat: Chat, entry: Entry, now_ms: int) -> Fields:
    """A message we did not wait for any longer."""
    return {"event": "failed", "network": session.title, "time": iso_time(now_ms), "chat": chat.name,
            "text": entry.text, "reason": UNCONFIRMED}


def _registered(_session: Session, event: ev.Registered) -> Iterable[Fields]:
    yield {"event": "registered", "nick": event.nick, "server": event.server, "wanted_nick": event.wanted_nick}


def _message(session: Session, event: ev.MessageReceived) -> Iterable[Fields]:
    yield _message_fields(session, event, is_history=event.envelope.batch == "chathistory")


def _history(session: Session, event: ev.HistoryReceived) -> Iterable[Fields]:
    for message in event.messages:
        if isinstance(message, ev.MessageReceived):
            fields = _message_fields(session, message, is_history=True)
            if message.envelope.time_ms is not None:
                fields["time"] = iso_time(message.envelope.time_ms)
            yield fields
    yield {"event": "history", "chat": event.target, "messages": len(event.messages), "complete": event.is_complete}


def _message_fields(session: Session, event: ev.MessageReceived, *, is_history: bool) -> Fields:
    return {
        "event": "message", "chat": _chat_of(session, event), "nick": event.source.nick, "text": event.text,
        "kind": _KINDS[event.kind], "msgid": event.envelope.msgid, "account": event.envelope.account,
        "own": event.is_own, "history": is_history, "reply_to": event.envelope.reply_to, "bot": event.envelope.is_bot,
    }


def _reaction(session: Session, event: ev.ReactionReceived) -> Iterable[Fields]:
    yield {"event": "reaction", "chat": _chat_of(session, event), "nick": event.source.nick, "msgid": event.msgid,
           "reaction": event.reaction, "present": event.present, "own": event.is_own}


def _edited(session: Session, event: ev.MessageEdited) -> Iterable[Fields]:
    yield {"event": "edited", "chat": _chat_of(session, event), "nick": event.source.nick, "msgid": event.msgid,
           "text": event.text, "kind": _KINDS[event.kind], "own": event.is_own}


def _deleted(session: Session, event: ev.MessageRedacted) -> Iterable[Fields]:
    yield {"event": "deleted", "chat": _chat_of(session, event), "nick": event.source.nick, "msgid": event.msgid,
           "reason": event.reason, "own": event.is_own}


def _typing(session: Session, event: ev.TypingReceived) -> Iterable[Fields]:
    yield {"event": "typing", "chat": _chat_of(session, event), "nick": event.source.nick, "state": event.state.value,
           "own": event.is_own}


def _chat_of(session: Session, event: _InChat) -> str:
    """The channel, or the other person; "" for the server itself."""
    _, target = session.chat_state.isupport.split_statusmsg(event.target)
    if event.is_own or session.chat_state.isupport.is_channel(target):
        return target
    return "" if event.source.is_server else event.source.nick


def _joined(_session: Session, event: ev.UserJoined) -> Iterable[Fields]:
    yield {"event": "joined", "chat": event.channel, "nick": event.source.nick, "account": event.account,
           "realname": event.realname, "own": event.is_own}


def _parted(_session: Session, event: ev.UserParted) -> Iterable[Fields]:
    yield {"event": "parted", "chat": event.channel, "nick": event.source.nick, "reason": event.reason,
           "own": event.is_own}


def _kicked(_session: Session, event: ev.UserKicked) -> Iterable[Fields]:
    yield {"event": "kicked", "chat": event.channel, "nick": event.nick, "by": event.source.nick,
           "reason": event.reason, "own": event.is_own}


def _quit(_session: Session, event: ev.UserQuit) -> Iterable[Fields]:
    yield {"event": "quit", "nick": event.source.nick, "reason": event.reason, "own": event.is_own}


def _nick(_session: Session, event: ev.NickChanged) -> Iterable[Fields]:
    yield {"event": "nick", "nick": event.source.nick, "new_nick": event.nick, "own": event.is_own}


def _renamed(_session: Session, event: ev.ChannelRenamed) -> Iterable[Fields]:
    yield {"event": "renamed", "chat": event.channel, "new_name": event.name, "by": event.source.nick,
           "reason": event.reason, "own": event.is_own}


def _topic(_session: Session, event: ev.TopicReceived | ev.TopicChanged) -> Iterable[Fields]:
    by = event.source.nick if isinstance(event, ev.TopicChanged) else ""
    yield {"event": "topic", "chat": event.channel, "topic": event.topic, "by": by}


def _names(_session: Session, event: ev.NamesReceived) -> Iterable[Fields]:
    members = [{"nick": member.source.nick, "prefixes": member.prefixes} for member in event.members]
    yield {"event": "names", "chat": event.channel, "members": members}


def _modes(_session: Session, event: ev.ModesChanged) -> Iterable[Fields]:
    yield {"event": "mode", "chat": event.target, "by": event.source.nick,
           "modes": format_mode_changes(event.changes), "changed": True, "own": event.is_own}


def _modes_told(_session: Session, event: ev.ChannelModesReceived) -> Iterable[Fields]:
    yield {"event": "mode", "chat": event.channel, "by": "", "modes": format_mode_changes(event.changes),
           "changed": False, "own": False}


def _away(_session: Session, event: ev.AwayChanged) -> Iterable[Fields]:
    yield {"event": "away", "nick": event.nick, "away": event.reason is not None, "reason": event.reason or "",
           "own": event.is_own}


def _invited(_session: Session, event: ev.InviteReceived) -> Iterable[Fields]:
    yield {"event": "invite", "chat": event.channel, "nick": event.nick, "by": event.source.nick, "own": event.is_own}


def _invitation_passed_on(session: Session, event: ev.InviteSent) -> Iterable[Fields]:
    yield {"event": "invite", "chat": event.channel, "nick": event.nick, "by": session.nick, "own": False}


def _whois(_session: Session, event: ev.WhoisReceived) -> Iterable[Fields]:
    yield {
        "event": "whois", "nick": event.nick, "user": event.user, "host": event.host, "realname": event.realname,
        "account": event.account, "server": event.server, "channels": event.channels.split(), "away": event.away,
        "idle_s": event.idle_s, "operator": event.is_operator, "secure": event.is_secure, "bot": event.is_bot,
    }


def _whowas(_session: Session, event: ev.WhowasReceived) -> Iterable[Fields]:
    yield {"event": "whowas", "nick": event.nick, "user": event.user, "host": event.host, "realname": event.realname}


def _list(_session: Session, event: ev.ChannelsListed) -> Iterable[Fields]:
    channels = [{"chat": each.channel, "members": each.members, "topic": each.topic} for each in event.channels]
    yield {"event": "list", "channels": channels}


def _masks(_session: Session, event: ev.ChannelListReceived) -> Iterable[Fields]:
    masks = [{"mask": each.mask, "by": each.set_by, "time": iso_time(each.set_s * 1000) if each.set_s else ""}
             for each in event.masks]
    yield {"event": "masks", "chat": event.channel, "mode": event.letter, "masks": masks}


def _motd(_session: Session, event: ev.MotdReceived) -> Iterable[Fields]:
    yield {"event": "motd", "lines": list(event.lines)}


def _ctcp(_session: Session, event: ev.CtcpReceived) -> Iterable[Fields]:
    yield {"event": "ctcp", "nick": event.source.nick, "target": event.target, "command": event.command,
           "argument": event.argument, "reply": event.is_reply, "own": event.is_own}


def _server_text(_session: Session, event: ev.ServerTextReceived) -> Iterable[Fields]:
    yield {"event": "server", "numeric": event.numeric, "text": event.text}


def _error(_session: Session, event: ev.ErrorReceived) -> Iterable[Fields]:
    yield {"event": "error", "numeric": event.numeric, "name": event.name, "params": list(event.params),
           "reason": event.reason, "text": error_text(event)}


def _standard_reply(_session: Session, event: ev.StandardReplyReceived) -> Iterable[Fields]:
    kind = "error" if event.severity == "FAIL" else "server"
    yield {"event": kind, "numeric": event.severity, "name": event.code, "params": [event.command, *event.context],
           "reason": event.reason, "text": standard_reply_text(event)}


def _refused(_session: Session, event: ev.CommandRefused) -> Iterable[Fields]:
    yield {"event": "error", "numeric": "", "name": "REFUSED", "params": [], "reason": event.reason,
           "text": refused_text(event)}


def _nick_refused(_session: Session, event: ev.NickRefused) -> Iterable[Fields]:
    yield {"event": "error", "numeric": event.numeric, "name": "NICK_REFUSED", "params": [event.nick],
           "reason": event.reason, "text": f"The name {event.nick} is not to be had."}


# Any: each teller takes the one event type it stands beside; the table is keyed by that type.
_TELLERS: Mapping[type[ev.Event], Callable[[Session, Any], Iterable[Fields]]] = {
    ev.Registered: _registered,
    ev.MessageReceived: _message,
    ev.HistoryReceived: _history,
    ev.ReactionReceived: _reaction,
    ev.MessageEdited: _edited,
    ev.MessageRedacted: _deleted,
    ev.TypingReceived: _typing,
    ev.UserJoined: _joined,
    ev.UserParted: _parted,
    ev.UserKicked: _kicked,
    ev.UserQuit: _quit,
    ev.NickChanged: _nick,
    ev.ChannelRenamed: _renamed,
    ev.TopicReceived: _topic,
    ev.TopicChanged: _topic,
    ev.NamesReceived: _names,
    ev.ModesChanged: _modes,
    ev.ChannelModesReceived: _modes_told,
    ev.AwayChanged: _away,
    ev.InviteReceived: _invited,
    ev.InviteSent: _invitation_passed_on,
    ev.WhoisReceived: _whois,
    ev.WhowasReceived: _whowas,
    ev.ChannelsListed: _list,
    ev.ChannelListReceived: _masks,
    ev.MotdReceived: _motd,
    ev.CtcpReceived: _ctcp,
    ev.ServerTextReceived: _server_text,
    ev.ErrorReceived: _error,
    ev.StandardReplyReceived: _standard_reply,
    ev.CommandRefused: _refused,
    ev.NickRefused: _nick_refused,
}

"""WHO: everybody in a channel, or found by a mask (modern.ircdocs.horse, "WHO message"; whox.md).

With WHOX one answer has the account, too. Only answers with our token and all the fields we ask for are read as ours:
people may ask in their own words, and see what the server says.
"""

from app.protocol import events as ev
from app.protocol import numerics as num
from app.protocol.client_context import ClientContext, Handler
from app.protocol.client_handlers import queries
from app.protocol.message import Message
from app.protocol.source import Source
from app.protocol.state_commands import WHOX_TOKEN

_MAX_FOUND = 50_000
_WHOX_PARAMS = 9
_NO_ACCOUNT = frozenset({"0", "*"})


def _found(context: ClientContext, source: Source, flags: str, realname: str, account: str | None) -> None:
    if len(context.replies.who) < _MAX_FOUND and source.nick:
        bot = context.isupport.bot_letter
        context.replies.who.append(ev.FoundPerson(
            source=source, is_away=flags.startswith("G"), realname=realname, account=account,
            is_operator="*" in flags, is_bot=bool(bot) and bot in flags[1:],
        ))


def _who(context: ClientContext, message: Message) -> None:
    """352: channel, user, host, server, nick, flags, "hops realname"."""
    if len(message.params) >= 8:
        _, _, user, host, _, nick, flags, rest = message.params[:8]
        _found(context, Source(nick, user, host), flags, rest.partition(" ")[2], None)


def _whox(context: ClientContext, message: Message) -> None:
    """354: token, channel, user, host, nick, flags, account, realname."""
    if len(message.params) != _WHOX_PARAMS or message.params[1] != WHOX_TOKEN:
        queries.numeric(context, message)
        return
    _, _, _, user, host, nick, flags, account, realname = message.params
    _found(context, Source(nick, user, host), flags, realname, "" if account in _NO_ACCOUNT else account)


def _end(context: ClientContext, message: Message) -> None:
    people, context.replies.who = context.replies.who, []
    context.emit(ev.WhoReceived(envelope=context.envelope(message), mask=message.param(1), people=people))


HANDLERS: dict[str, Handler] = {
    num.RPL_WHOREPLY: _who,
    num.RPL_WHOSPCRPL: _whox,
    num.RPL_ENDOFWHO: _end,
}

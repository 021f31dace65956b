"""The first words: capabilities are asked for, then we say who we are.

Where somebody may read along nothing but the question is said until the server has answered it: the answer may be that
this host is to be reached with TLS only (sts.md), and then no password and no name has left. A server that says nothing
to the question gets the rest a little later.
"""

from app.protocol import events as ev
from app.protocol.client_context import ClientConfig, ClientContext, Phase
from app.protocol.errors import LocalProtocolError
from app.protocol.lines import BODY_MAX
from app.protocol.message import Message


def begin(context: ClientContext) -> None:
    """Say the first words. A nick or password that no line can hold is refused here, before a byte is sent.

    Raises LocalProtocolError for other things that no line can hold.
    """
    config = context.config
    for is_sayable, failure in (
        (fits_a_line(config.nick), ev.RegistrationFailure.NICK_REFUSED),
        (fits_a_line(config.password), ev.RegistrationFailure.WRONG_PASSWORD),
        (config.sasl is None or config.sasl.can_be_said, ev.RegistrationFailure.SASL_FAILED),
    ):
        if not is_sayable:
            context.phase = Phase.CLOSED
            context.emit(ev.RegistrationFailed(failure=failure))
            return
    context.introduction = [message.to_bytes() for message in _introduction(config)]
    context.send(Message("CAP", ("LS", "302")))
    if config.is_private:
        introduce(context)


def introduce(context: ClientContext) -> None:
    """Say who we are, once. The server's password goes where others can read along, too: there is no other way in."""
    if context.phase is Phase.REGISTERING:
        context.outgoing += context.introduction
        context.introduction = []


def _introduction(config: ClientConfig) -> list[Message]:
    password = [Message("PASS", (config.password,))] if config.password else []
    user = Message("USER", (config.username or "groupchat", "0", "*", config.realname or config.nick))
    return [*password, Message("NICK", (config.nick,)), user]


def fits_a_line(text: str) -> bool:
    """Whether a line can hold it, as the longest that has to: USER has the nick, too, where there is no real name."""
    try:
        return len(Message("USER", ("groupchat", "0", "*", text)).to_bytes()) <= BODY_MAX
    except LocalProtocolError:
        return False

"""Commands about channels: topic, who may do what."""

from collections.abc import Callable

from app.controllers.commands.command import SlashCommand, ask_server, first_word
from app.controllers.desk import Desk, open_channel_of
from app.controllers.plain_text import plain_text
from app.controllers.user_error import UserError
from app.protocol.commands import Invite, Kick, SetModes, SetTopic


def _topic(desk: Desk, text: str) -> None:
    chat = open_channel_of(desk)
    if text:
        ask_server(desk, SetTopic(channel=chat.name, topic=text))
        return
    channel = desk.session.chat_state.channel(chat.name)
    topic = plain_text(channel.topic) if channel is not None else ""
    desk.answer(f"The topic of {chat.name} is: {topic}" if topic else f"{chat.name} has no topic.")


def _invite(desk: Desk, text: str) -> None:
    nick, rest = first_word(text, "Say whom to invite.", "/invite NAME [#channel]")
    ask_server(desk, Invite(nick=nick, channel=rest or open_channel_of(desk).name))


def _kick(desk: Desk, text: str) -> None:
    nick, reason = first_word(text, "Say whom to remove.", "/kick NAME [reason]")
    ask_server(desk, Kick(channel=open_channel_of(desk).name, nick=nick, reason=reason))


def _mode(desk: Desk, text: str) -> None:
    """`/mode +t` is about the open channel, `/mode #maps +t` and `/mode sam +i` about what they name."""
    target, *modes = text.split() or [open_channel_of(desk).name]
    if target[0] in "+-":
        target, modes = open_channel_of(desk).name, [target, *modes]
    channel = desk.session.chat_state.channel(target)
    if modes or channel is None:
        ask_server(desk, SetModes(target=target, modes=tuple(modes)))
    elif channel.modes:
        desk.answer(f"Modes of {channel.name}: +{plain_text(''.join(sorted(channel.modes)))}")
    else:
        desk.answer(f"{channel.name} has no modes set.")


def _membership(sign: str, letter: str, usage: str) -> Callable[[Desk, str], None]:
    """A command that gives or takes one membership mode of the people named."""

    def run(desk: Desk, text: str) -> None:
        nicks = text.split()
        if not nicks:
            raise UserError("Say whom you mean.", f"Use it like this: {usage}")
        modes = (sign + letter * len(nicks), *nicks)
        ask_server(desk, SetModes(target=open_channel_of(desk).name, modes=modes))

    return run


def _block(sign: str, usage: str) -> Callable[[Desk, str], None]:
    def run(desk: Desk, text: str) -> None:
        name, _ = first_word(text, "Say whom you mean.", usage)
        masks = _masks_of(desk, name)
        modes = (sign + "b" * len(masks), *masks)
        ask_server(desk, SetModes(target=open_channel_of(desk).name, modes=modes))

    return run


def _masks_of(desk: Desk, name: str) -> list[str]:
    """A mask as it is; of a nick what covers it, and its account, which stays the same under other nicks."""
    if any(char in name for char in "!@*:"):
        return [name]
    state = desk.session.chat_state
    person = state.person(name)
    of_account = state.isupport.account_ban_mask(person.account) if person is not None else ""
    return [f"{name}!*@*", *([of_account] if of_account else [])]


def _membership_command(name: str, sign: str, letter: str, meaning: str) -> SlashCommand:
    usage = f"/{name} NAME …"
    return SlashCommand(name=name, usage=usage, help=meaning, run=_membership(sign, letter, usage))


COMMANDS = (
    SlashCommand(name="topic", usage="/topic [text]", help="Read or change the topic.", run=_topic, aliases=("t",)),
    SlashCommand(name="invite", usage="/invite NAME [#channel]", help="Invite someone to a channel.", run=_invite),
    SlashCommand(name="kick", usage="/kick NAME [reason]", help="Remove someone from the channel.", run=_kick,
                 aliases=("k",)),
    SlashCommand(name="ban", usage="/ban NAME", help="Block someone from the channel.", run=_block("+", "/ban NAME")),
    SlashCommand(name="unban", usage="/unban NAME", help="Let someone in again.", run=_block("-", "/unban NAME")),
    _membership_command("op", "+", "o", "Make people admins of the channel."),
    _membership_command("deop", "-", "o", "Make people admins no longer."),
    _membership_command("voice", "+", "v", "Let people write while the channel is moderated."),
    _membership_command("devoice", "-", "v", "Take that back."),
    SlashCommand(name="mode", usage="/mode [#channel] [modes]", help="Read or change modes.", run=_mode,
                 aliases=("m",)),
)

"""Commands about the channel itself: its topic, its modes, and who is invited to it."""

from app.controllers import moderation
from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, parted
from app.controllers.commands.parameters import Kind, Parameter
from app.controllers.desk import Desk, open_channel_of
from app.controllers.formatting import without_formatting
from app.controllers.user_error import UserError
from app.models.ban_masks import fits_everybody
from app.models.mode_lines import mode_lines
from app.protocol.commands import Invite, SendRaw, SetModes, SetTopic
from app.protocol.message import Message
from app.protocol.modes import parse_mode_changes

_CLEAR = "-"


def _topic(desk: Desk, text: str) -> None:
    """Alone it tells the topic; a dash takes it away. As in other apps, a channel we are in may stand first."""
    first, rest = parted(text)
    channel = desk.session.chat_state.channel(first)
    name, text = (channel.name, rest) if channel is not None else (open_channel_of(desk).name, text)
    if text:
        moderation.ask(desk.session, SetTopic(channel=name, topic="" if text == _CLEAR else text))
        return
    channel = desk.session.chat_state.channel(name)
    topic = without_formatting(channel.topic).strip() if channel is not None else ""
    desk.answer(f"The topic of {name} is: {topic}" if topic else f"{name} has no topic.")


def _invite(desk: Desk, text: str) -> None:
    """People by name, and perhaps a channel at the end; alone, it asks which invitations we have."""
    *nicks, last = text.replace(",", " ").split() or [""]
    if not last:
        moderation.ask(desk.session, SendRaw(message=Message("INVITE")))
        return
    if desk.session.chat_state.isupport.is_channel(last):
        channel = last
    else:
        nicks, channel = [*nicks, last], open_channel_of(desk).name
    if not nicks or len(nicks) > moderation.MOST_AT_ONCE:
        raise UserError("Say whom to invite.", f"Name up to {moderation.MOST_AT_ONCE}, as in /invite maya olu")
    for nick in nicks:
        moderation.ask(desk.session, Invite(nick=nick, channel=channel))


def _mode(desk: Desk, text: str) -> None:
    """`/mode +t` is about the open channel, `/mode #maps +t` and `/mode sam +i` about what they name."""
    target, *modes = text.split() or [open_channel_of(desk).name]
    if target[0] in "+-":
        target, modes = open_channel_of(desk).name, [target, *modes]
    if modes:
        _change_modes(desk, target, modes)
    if not modes or desk.session.chat_state.is_self(target):
        # What was set before we came was never told; and of our own modes we see nothing unless we ask.
        moderation.ask(desk.session, SetModes(target=target))


def _change_modes(desk: Desk, target: str, modes: list[str]) -> None:
    """Changes of a channel go in as few lines as the server takes; questions and our own modes as they were typed."""
    isupport = desk.session.chat_state.isupport
    changes = parse_mode_changes(modes, isupport.chanmodes)
    if not isupport.is_channel(target) or modes[0][0] not in "+-" or any(
            change.argument is None and change.letter in isupport.chanmodes.lists for change in changes):
        moderation.ask(desk.session, SetModes(target=target, modes=tuple(modes)))
        return
    for change in changes:
        if change.adding and change.letter == "b":
            _check_mask(change.argument or "")
    for line in mode_lines(changes, isupport):
        moderation.ask(desk.session, SetModes(target=target, modes=line))


def _check_mask(mask: str) -> None:
    """Keeping everybody out is a slip of the finger; accounts and the like are left to those who write modes."""
    if fits_everybody(mask) and ":" not in mask:
        raise UserError(f"{mask} would fit everybody.", "To let nobody in, use /mode +i.")


COMMANDS = (
    SlashCommand(name="topic", usage="/topic [#channel] [text, or - for none]", help="Read, change or clear the topic.",
                 run=_topic, aliases=("t",), group=Group.MODERATION, takes=(take.line(),)),
    SlashCommand(name="invite", usage="/invite [NAME …] [#channel]",
                 help="Invite people to a channel; alone, list the invitations you have.", run=_invite,
                 group=Group.MODERATION, takes=(Parameter(name="NAME", kind=Kind.NICK, repeats=True),)),
    SlashCommand(name="mode", usage="/mode [#channel] [modes]", help="Read or change modes.", run=_mode,
                 aliases=("m",), group=Group.MODERATION,
                 takes=(take.target(), Parameter(name="modes", repeats=True))),
)

"""`admin channels`: the rooms, who runs them, and their end."""

import sqlite3

from app.protocol.modes import ModeChange, format_mode_changes
from app.server.admin.accounts import account_of
from app.server.admin.office import Answer, Arguments, Office, Operation, Refused
from app.server.core.access import RANKS
from app.server.core.applying.rights import in_order
from app.server.core.applying.rooms import channel_state
from app.server.core.events import AccessChanged, ChannelDropped, ModesChanged
from app.server.core.names import fold
from app.server.core.ordering import format_time
from app.server.core.sender import Sender
from app.server.core.state import Channel
from app.server.core.user import User
from app.server.storage.kinds import MESSAGES


async def list_channels(office: Office, _arguments: Arguments) -> Answer:
    """Every room, also those where nobody is, in the order of names."""
    channels = office.core.world.channels
    return [_summary(channels[name]) for name in sorted(channels)]


async def show_channel(office: Office, arguments: Arguments) -> Answer:
    """All about one room."""
    channel = _channel(office, arguments)
    accounts = office.core.world.accounts
    found: dict[str, object] = {
        **_summary(channel), "created": format_time(channel.created_ms), "modes": _modes(channel),
        "members": sorted(f"{member.nick} ({held.modes})" if held.modes else member.nick
                          for member, held in channel.members.items()),
        "access": [{"account": account.name if (account := accounts.get(name)) is not None else name, "modes": modes}
                   for name, modes in sorted(channel.access.items())],
        "lists": [{"list": letter, "mask": entry.mask.text, "set_by": entry.set_by, "set": format_time(entry.set_ms)}
                  for letter, entries in channel.lists.items() for entry in entries.values()],
    }
    count, last_ms = await office.read(lambda connection: _count(connection, channel.folded))
    return {**found, "messages": count, "last_message": format_time(last_ms) if last_ms is not None else ""}


async def set_access(office: Office, arguments: Arguments) -> Answer:
    """Which prefix modes an account has in a room, from now on and at once if it is there; none takes them away."""
    channel, letters = _channel(office, arguments), arguments.text("modes").removeprefix("+")
    if set(letters) - set(RANKS):
        raise Refused(f"“{letters}” can't be given: modes are of the letters {RANKS} (owner, admin, operator, helper, "
                      "voice).")
    modes, name = in_order(set(letters)), arguments.text("account")
    if not modes and fold(name) in channel.access:
        account, shown = fold(name), name
    else:
        found = account_of(office, name)
        account, shown = found.folded, found.name
    for device in list(office.core.world.devices_of(account)):
        await _change_member(office, channel, device.user, modes)
    # After the modes of who is there: what those changes make of the access, this decides anew.
    await office.save(AccessChanged(channel=channel.folded, display=channel.name, account=account, modes=modes))
    return {"message": f"{shown} has +{modes} in {channel.name} now." if modes
            else f"{shown} is nobody special in {channel.name} any more."}


async def delete_channel(office: Office, arguments: Arguments) -> Answer:
    """The room and all that was said in it are gone; who is in it is put out."""
    channel = _channel(office, arguments)
    await office.save(ChannelDropped(channel=channel.folded))
    return {"message": f"{channel.name} was deleted, with all that was said in it."}


async def _change_member(office: Office, channel: Channel, user: User, modes: str) -> None:
    membership = channel.members.get(user)
    held = membership.modes if membership is not None else modes
    changes = tuple(ModeChange(adding=letter in modes, letter=letter, argument=user.nick)
                    for letter in RANKS if (letter in modes) != (letter in held))
    if changes:
        await office.save(ModesChanged(channel=channel.folded, display=channel.name, changes=changes,
                                       sender=Sender(source=office.core.name)))


def _summary(channel: Channel) -> dict[str, object]:
    return {"name": channel.name, "people": len(channel.members), "permanent": channel.is_permanent,
            "topic": channel.topic.text if channel.topic is not None else ""}


def _modes(channel: Channel) -> str:
    """Flags and values as MODE shows them."""
    changes = [ModeChange(adding=True, letter=letter, argument=argument or None)
               for letter, argument in sorted(channel_state(channel).modes.items()) if argument is not None]
    return " ".join(format_mode_changes(changes))


def _channel(office: Office, arguments: Arguments) -> Channel:
    name = arguments.text("name")
    channel = office.core.world.channel(name)
    if channel is None:
        hint = "" if name.startswith("#") else " Rooms' names begin with #, which most shells want in quotes."
        raise Refused(f"There is no room “{name}”.{hint}")
    return channel


def _count(connection: sqlite3.Connection, name: str) -> tuple[int, int | None]:
    row = connection.execute(
        f"SELECT count(*), max(m.ts) FROM target t JOIN msg m ON m.target = t.id"  # noqa: S608 - a constant of ours
        f" WHERE t.name = ? AND m.kind IN {MESSAGES}", (name,)).fetchone()
    return int(row[0]), row[1]


OPERATIONS: dict[str, Operation] = {
    "channels list": list_channels, "channels show": show_channel, "channels access": set_access,
    "channels delete": delete_channel,
}

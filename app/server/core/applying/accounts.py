"""What accounts are: new, changed, gone; and bans of the server, which are about people too."""

from typing import TYPE_CHECKING

from app.protocol.numerics import RPL_LOGGEDOUT
from app.server.core.applying.account_answers import answer_change
from app.server.core.applying.logging_in import identity_of
from app.server.core.applying.standing import log_in
from app.server.core.applying.stays import forget_stay
from app.server.core.events import AccountDropped, AccountSaved, Record, ServerBanLifted, ServerBanSet
from app.server.core.masks import ADMITTING_LISTS, account_masks
from app.server.core.names import fold
from app.server.core.outgoing import Outgoing

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def apply_account_saved(server: "ServerCore", record: Record) -> None:
    """The account is as it says now. One that may not be used any more logs out everybody."""
    event, origin = record.event, record.origin
    assert isinstance(event, AccountSaved)
    account = event.account
    server.world.accounts.put(account)
    if not account.is_usable:
        _log_out_all(server, account.name, "Your account was suspended")
    if origin is not None:
        answer_change(origin, account)


def apply_account_dropped(server: "ServerCore", record: Record) -> None:
    """The account is gone, and with it what was its alone."""
    event = record.event
    assert isinstance(event, AccountDropped)
    world = server.world
    if world.accounts.remove(event.name) is None:
        return
    _log_out_all(server, event.name, "Your account was deleted")
    world.account_metadata.pop(event.name, None)
    world.markers.pop(event.name, None)
    for channel in world.channels.values():
        channel.access.pop(event.name, None)
        for letter in ADMITTING_LISTS:
            for mask in account_masks(event.name):
                channel.lists[letter].pop(fold(mask), None)


def _log_out_all(server: "ServerCore", name: str, reason: str) -> None:
    """Who is here under the account is a guest again; who is nowhere but always on leaves."""
    forget_stay(server, name)
    users = {client.user for client in server.world.devices_of(name)}
    for user in users:
        log_in(server, user, None)
        user.metadata = {}
        for device in user.devices:
            device.send(Outgoing(f":{server.name} {RPL_LOGGEDOUT} {device.name} {identity_of(device)} :{reason}"))
    for user in list(server.world.registered()):
        if not user.devices and fold(user.account) == fold(name):
            server.leave_world(user, reason)


def apply_server_ban_set(server: "ServerCore", record: Record) -> None:
    """Somebody is kept out from now on; who is here and fits is put out, also who is always on."""
    event = record.event
    assert isinstance(event, ServerBanSet)
    server.world.bans.entries[event.ban.folded] = event.ban
    for client in list(server.world.connections.values()):
        user = client.user
        if client.is_registered and not user.is_oper and event.ban.fits(
                user.source, client.peer.address, user.account):
            server.close(client, f"You are banned from this server: {event.ban.reason}")
    for user in list(server.world.registered()):
        if not user.devices and event.ban.fits(user.source, "", user.account):
            server.leave_world(user, f"You are banned from this server: {event.ban.reason}")


def apply_server_ban_lifted(server: "ServerCore", record: Record) -> None:
    """The ban is no more."""
    event = record.event
    assert isinstance(event, ServerBanLifted)
    server.world.bans.entries.pop(event.target, None)

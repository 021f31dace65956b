"""Somebody has proved who it is: what follows, for itself and for those who see it. Or it is kept out."""

from app.protocol.numerics import ERR_YOUREBANNEDCREEP, RPL_LOGGEDIN
from app.server.core.accounts import AccountState
from app.server.core.applying.standing import log_in
from app.server.core.applying.stays import forget_stay, is_always_on, note_stay
from app.server.core.client import Client
from app.server.core.request import Request


def complete_login(request: Request, account: AccountState) -> bool:
    """The asker is known under the account from now on, and told so (RPL_LOGGEDIN); False if it is kept out.

    Before registration ends only the account is known of who comes: bans are looked at when it ends.
    """
    server, client, user = request.server, request.client, request.user
    if client.is_registered and not user.is_oper and is_kept_out(request, account.name):
        return False
    if user.account_identity != account.identity and is_always_on(server, user):
        forget_stay(server, user.account)
    request.reply(RPL_LOGGEDIN, identity_of(client), account.name, f"You are now logged in as {account.name}")
    log_in(server, user, account)
    note_stay(server, user)
    return True


def identity_of(client: Client) -> str:
    """`nick!user@host`, with stars for what is not known yet."""
    user = client.user
    return f"{client.name}!{user.user or '*'}@{user.host}"


def is_kept_out(request: Request, account: str) -> bool:
    """Whether a ban of the server fits who asks, under this account; then it is told why, and the connection ends."""
    server, client, user = request.server, request.client, request.user
    ban = server.world.bans.against(user.source, client.peer.address, account, server.now.wall_ms)
    if ban is None:
        return False
    request.reply(ERR_YOUREBANNEDCREEP, f"You are banned from this server: {ban.reason}")
    request.end_connection("You are banned from this server")
    return True

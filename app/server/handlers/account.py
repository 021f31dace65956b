"""REGISTER and VERIFY: claim the nick one goes by. An account's name is a nick, which it keeps for its owner.

Follows the IRCv3 account-registration specification. Passwords are hashed elsewhere, so the answers come later.
"""

import hmac
import re
from collections.abc import Callable
from dataclasses import replace

from app.server.core.accounts import AccountState, Verifier
from app.server.core.commands import Command
from app.server.core.events import AccountSaved
from app.server.core.names import fold
from app.server.core.request import Request
from app.server.handlers.password import is_unheard, refuse_password
from app.server.handlers.registration import has_server_password, is_nick

_CODE_MS = 24 * 3600 * 1000
_ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+")
_ADDRESS_BYTES_MAX = 254
_NAME_SHOWN = 64
_WITH_PASSWORD = 3
_BUSY = "The server is busy. Try again in a minute."
_EXISTS = "That name is taken. Choose another nick, then try again."


def handle_register(request: Request) -> None:
    """REGISTER ACCOUNT|* EMAIL|* PASSWORD: claim the nick, also before the welcome."""
    if any(refuses(request) for refuses in _BEFORE_REGISTER):
        return
    name = _own_nick(request)

    def answer(verifier: Verifier | None) -> None:
        _save(request, name, verifier)

    request.server.outside.hashing.make(request.params[2], request.later(answer))


def _save(request: Request, name: str, verifier: Verifier | None) -> None:
    server = request.server
    if verifier is None:
        request.fail("TEMPORARILY_UNAVAILABLE", name, _BUSY)
    elif not server.world.accounts.is_free(name, server.now.wall_ms):
        request.fail("ACCOUNT_EXISTS", name, _EXISTS)
    else:
        server.submit(request, AccountSaved(account=_new_account(request, name, verifier)))


def _new_account(request: Request, name: str, verifier: Verifier) -> AccountState:
    """The account; the certificate in use logs in to it from now on, unless it does so to another."""
    server, certfp, now_ms = request.server, request.client.peer.certfp, request.server.now.wall_ms
    other = server.world.accounts.of_certificate(certfp)
    is_bound = not certfp or (other is not None and other.holds_name(now_ms))
    account = AccountState(
        name=name, created_ms=now_ms, verifier=verifier, certfps=() if is_bound else (certfp,),
        email=request.params[1] if request.params[1] != "*" else "")
    if not server.config.accounts.email_required:
        return account
    return replace(account, is_verified=False, code=server.outside.tokens.code(), code_until_ms=now_ms + _CODE_MS)


def handle_verify(request: Request) -> None:
    """VERIFY ACCOUNT CODE: show that one reads the mail of the address given."""
    if any(refuses(request) for refuses in _BEFORE_VERIFY):
        return
    server, (name, code) = request.server, request.params[:2]
    accounts, now = server.world.accounts, server.now
    account = accounts.claiming(name, now.wall_ms)
    shown = name[:_NAME_SHOWN]
    if account is None or not account.code or account.is_verified:
        request.fail("INVALID_CODE", shown, "That code is wrong, or too old.")
    elif accounts.changing[account.folded]:
        request.fail("TEMPORARILY_UNAVAILABLE", shown, _BUSY)
    elif not server.logins.may_try_code(account.name, now.monotonic):
        request.fail("TEMPORARILY_UNAVAILABLE", shown, "There were too many wrong codes. Try again tomorrow.")
    elif not hmac.compare_digest(account.code.encode(), code.encode()):
        request.fail("INVALID_CODE", shown, "That code is wrong, or too old.")
    elif account.is_suspended:
        request.fail("TEMPORARILY_UNAVAILABLE", shown, "That account is suspended. Ask who hosts this server.")
    else:
        server.submit(request, AccountSaved(account=replace(account, is_verified=True, code="", code_until_ms=0)))


def _own_nick(request: Request) -> str:
    """The nick one goes by, or the one that was wished for last."""
    return request.client.wanted_nick or request.user.nick


# Each says why it can't be done, and whether it did.

def _refuse_when_off(request: Request) -> bool:
    if request.server.config.accounts.register:
        return False
    request.fail("TEMPORARILY_UNAVAILABLE", "*", "Nicks can't be claimed on this server. Ask who hosts it.")
    return True


def _refuse_when_logged_in(request: Request) -> bool:
    if not request.user.account:
        return False
    request.fail("ALREADY_AUTHENTICATED", request.user.account, f"You are logged in as {request.user.account} already.")
    return True


def _refuse_before_welcome(request: Request) -> bool:
    """Registering early must not be a way around what is asked of everyone (same spec, "Server considerations")."""
    server, client = request.server, request.client
    if client.is_registered:
        return False
    if not server.config.accounts.register_before_connect:
        request.fail("COMPLETE_CONNECTION_REQUIRED", "*", "That can be done once you are connected.")
    elif not has_server_password(server, client):
        request.fail("TEMPORARILY_UNAVAILABLE", "*", "This server has a password. Give it first (PASS).")
    elif server.world.bans.against(request.user.source, client.peer.address, "", server.now.wall_ms) is not None:
        request.fail("TEMPORARILY_UNAVAILABLE", "*", "You are banned from this server.")
    else:
        return False
    return True


def _refuse_name(request: Request) -> bool:
    """Accounts are called as their nick."""
    server, name, nick = request.server, request.params[0], _own_nick(request)
    if not nick:
        request.fail("NEED_NICK", "*", "Choose a nick first (NICK).")
    elif name != "*" and not is_nick(server, name):
        request.fail("BAD_ACCOUNT_NAME", name[:_NAME_SHOWN], "That can't be a name here: it has to be a nick.")
    elif name != "*" and fold(name) != fold(nick):
        request.fail("ACCOUNT_NAME_MUST_BE_NICK", name, f"You can claim the nick you go by, {nick}.")
    elif request.client.wanted_nick or not server.world.accounts.is_free(nick, server.now.wall_ms):
        request.fail("ACCOUNT_EXISTS", nick, _EXISTS)
    else:
        return False
    return True


def _refuse_unheard(request: Request) -> bool:
    return not is_unheard(request)


def _refuse_weak(request: Request) -> bool:
    return refuse_password(request, _own_nick(request), request.params[_WITH_PASSWORD - 1:])


def _refuse_address(request: Request) -> bool:
    nick, address = _own_nick(request), request.params[1]
    if address == "*" and not request.server.config.accounts.email_required:
        return False
    if _ADDRESS.fullmatch(address) and address.isprintable() and len(address.encode()) <= _ADDRESS_BYTES_MAX:
        return False
    request.fail("INVALID_EMAIL", nick, "That is no mail address. This server sends a code there."
                 if request.server.config.accounts.email_required else "That is no mail address.")
    return True


def _refuse_too_many(request: Request) -> bool:
    server, client = request.server, request.client
    if server.logins.may_register(server.config.limits, client.peer, server.now.monotonic):
        return False
    request.fail("TEMPORARILY_UNAVAILABLE", _own_nick(request),
                 "Too many nicks were claimed from your address. Try again in an hour.")
    return True


_Refuses = Callable[[Request], bool]

_BEFORE_REGISTER: tuple[_Refuses, ...] = (
    _refuse_when_off, _refuse_when_logged_in, _refuse_before_welcome, _refuse_unheard, _refuse_name, _refuse_weak,
    _refuse_address, _refuse_too_many,
)
_BEFORE_VERIFY: tuple[_Refuses, ...] = (_refuse_when_logged_in, _refuse_before_welcome)

COMMANDS = {
    "REGISTER": Command(handle_register, _WITH_PASSWORD, cost=8.0, before_registration=True),
    "VERIFY": Command(handle_verify, 2, cost=8.0, before_registration=True),
}

"""AUTHENTICATE: log in with a password, without ever saying it (SCRAM), or with a certificate.

Follows the IRCv3 specifications sasl-3.1 and sasl-3.2; PLAIN is RFC 4616, EXTERNAL RFC 4422, SCRAM RFC 5802 and 7677.
An account that is none takes as long and looks the same as one whose password is wrong.
"""

import base64
import binascii
from collections.abc import Callable

from app.protocol.numerics import (
    ERR_NICKLOCKED,
    ERR_SASLABORTED,
    ERR_SASLALREADY,
    ERR_SASLFAIL,
    ERR_SASLTOOLONG,
    RPL_SASLMECHS,
    RPL_SASLSUCCESS,
)
from app.protocol.sasl import CHUNK, chunks
from app.protocol.scram import ScramError
from app.server.core.accounts import SCRAM_ITERATIONS, AccountState
from app.server.core.applying.logging_in import complete_login
from app.server.core.commands import Command
from app.server.core.login_limits import LoginTry
from app.server.core.names import fold
from app.server.core.offering import mechanisms_for
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request
from app.server.core.sasl import SaslExchange
from app.server.core.scram import ClientFirst, ScramKeys, ScramServer, parse_client_first

_PIECES_MAX = 16
_PLAIN_PARTS = 3
_WRONG = "The name or the password is wrong"
_TOO_MANY = "There were too many wrong passwords. Wait a minute, then try again."


def handle_authenticate(request: Request) -> None:
    """AUTHENTICATE: a mechanism, then pieces of responses; `*` gives up."""
    client, data = request.client, request.param(0)
    if data == "*":
        client.sasl = None
        request.error(ERR_SASLABORTED)
    elif client.sasl is None:
        _begin(request, data.upper())
    elif len(data) > CHUNK:
        client.sasl = None
        request.error(ERR_SASLTOOLONG)
    else:
        _take_piece(request, client.sasl, data)


def _begin(request: Request, mechanism: str) -> None:
    """Before the welcome one logs in once; later, anew at any time (sasl-3.2, "SASL Reauthentication")."""
    client = request.client
    usable = mechanisms_for(client)
    if request.user.account and not client.is_registered:
        request.error(ERR_SASLALREADY)
    elif mechanism not in usable:
        request.reply(RPL_SASLMECHS, ",".join(usable), "are the ways to log in here")
        request.error(ERR_SASLFAIL)
    else:
        client.sasl = SaslExchange(mechanism)
        _send(request, b"")


def _take_piece(request: Request, exchange: SaslExchange, data: str) -> None:
    """A piece that is full is followed by another, if only by `+`."""
    if data != "+":
        exchange.pieces.append(data)
        if len(exchange.pieces) > _PIECES_MAX:
            request.client.sasl = None
            request.error(ERR_SASLTOOLONG)
            return
        if len(data) == CHUNK:
            return
    text = "".join(exchange.pieces)
    exchange.pieces.clear()
    try:
        response = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        _refuse(request)
        return
    _STEPS[exchange.mechanism](request, exchange, response)


def _send(request: Request, message: bytes) -> None:
    for piece in chunks(message):
        request.send(Outgoing(f"AUTHENTICATE {piece}"))


def _refuse(request: Request, text: str = _WRONG, numeric: str = ERR_SASLFAIL) -> None:
    """The exchange ends without a login."""
    request.client.sasl = None
    request.reply(numeric, text)


def _begin_try(request: Request, name: str) -> LoginTry | None:
    """Count the try; one too many is refused."""
    server = request.server
    login = server.logins.begin(server.config.limits, request.client.peer, name, server.now.monotonic)
    if login is None:
        _refuse(request, _TOO_MANY)
    return login


def _plain(request: Request, _exchange: SaslExchange, response: bytes) -> None:
    """PLAIN: who one wants to be (or nothing), who one is, the password."""
    request.client.sasl = None
    found = _plain_parts(response)
    if found is None:
        _refuse(request)
        return
    name, password = found
    login = _begin_try(request, name)
    if login is None:
        return
    account = request.server.world.accounts.get(name)

    def answer(is_right: bool | None) -> None:
        _checked(request, account, login, is_right)

    verifier = account.verifier if account is not None else None
    request.server.outside.hashing.check(password, verifier, request.later(answer))


def _plain_parts(response: bytes) -> tuple[str, str] | None:
    """Name and password; None where there are not both, or somebody wants to be somebody else."""
    try:
        parts = response.decode().split("\0")
    except UnicodeDecodeError:
        return None
    if len(parts) != _PLAIN_PARTS:
        return None
    wanted, name, password = parts
    is_oneself = not wanted or fold(wanted) == fold(name)
    return (name, password) if is_oneself and name and password else None


def _checked(request: Request, account: AccountState | None, login: LoginTry, is_right: bool | None) -> None:
    logins = request.server.logins
    if is_right is None:
        logins.undo(login)
        _refuse(request, "The server is busy. Try again in a minute.")
    elif not is_right or account is None:
        _refuse(request)
    else:
        logins.succeeded(login, request.client.peer)
        _enter(request, account)


def _enter(request: Request, proved: AccountState) -> None:
    """The password or certificate is right. The account may have changed since it was looked up."""
    client, user = request.client, request.user
    client.sasl = None
    account = request.server.world.accounts.get(proved.name)
    if account is None or account.identity != proved.identity or account.verifier != proved.verifier:
        _refuse(request)
    elif account.is_suspended:
        _refuse(request, "That account is suspended. Ask who hosts this server.", ERR_NICKLOCKED)
    elif not account.is_verified:
        _refuse(request, "That account waits for its code. Give it with VERIFY.")
    elif user.account and user.account_identity != account.identity and any(user.others(client)):
        # Who sits at the other devices would read what is written to the new account.
        _refuse(request, f"You are {user.account} on other devices too. Log in anew instead.", ERR_SASLALREADY)
    elif complete_login(request, account):
        request.error(RPL_SASLSUCCESS)


def _external(request: Request, _exchange: SaslExchange, response: bytes) -> None:
    """EXTERNAL: the certificate of the connection says it all; a name may be given, but only the right one."""
    account = request.server.world.accounts.of_certificate(request.client.peer.certfp)
    if account is None:
        _refuse(request, "Your certificate belongs to no account here")
    elif response and fold(response.decode(errors="replace")) != account.folded:
        _refuse(request, "Your certificate belongs to another account")
    else:
        _enter(request, account)


def _scram(request: Request, exchange: SaslExchange, response: bytes) -> None:
    """SCRAM-SHA-256: the client's first message, its proof, then nothing, as the server's proof is the last word."""
    try:
        if exchange.scram is None:
            _scram_first(request, exchange, parse_client_first(response))
        elif exchange.is_proven and exchange.account is not None and not response:
            _enter(request, exchange.account)
        elif not exchange.is_proven:
            _scram_final(request, exchange, exchange.scram, response)
        else:
            _refuse(request)
    except ScramError:
        _refuse(request)


def _scram_first(request: Request, exchange: SaslExchange, first: ClientFirst) -> None:
    server = request.server
    if not first.user or (first.authzid and fold(first.authzid) != fold(first.user)):
        raise ScramError("no name, or somebody who wants to be somebody else")
    exchange.account = server.world.accounts.get(first.user)
    verifier = exchange.account.verifier if exchange.account is not None else None
    keys = ScramKeys(salt=server.outside.tokens.fake_salt(fold(first.user)), iterations=SCRAM_ITERATIONS,
                     stored_key=b"", server_key=b"")
    if verifier is not None:
        keys = ScramKeys(salt=verifier.scram_salt, iterations=verifier.scram_iterations,
                         stored_key=verifier.stored_key, server_key=verifier.server_key)
    exchange.scram = ScramServer(first, keys, server.outside.tokens.nonce())
    _send(request, exchange.scram.first_message)


def _scram_final(request: Request, exchange: SaslExchange, scram: ScramServer, response: bytes) -> None:
    login = _begin_try(request, scram.user)
    if login is None:
        return
    proof = scram.finish(response)
    if proof is None:
        _refuse(request)
        return
    request.server.logins.succeeded(login, request.client.peer)
    exchange.is_proven = True
    _send(request, proof)


_STEPS: dict[str, Callable[[Request, SaslExchange, bytes], None]] = {
    "PLAIN": _plain, "EXTERNAL": _external, "SCRAM-SHA-256": _scram,
}

COMMANDS = {"AUTHENTICATE": Command(handle_authenticate, 1, before_registration=True)}

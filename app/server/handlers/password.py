"""PASSWD: change the password of one's account; and what a password has to be like.

Ours: IRC has no command for it. See docs/specs/passwd.md.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.server.core.accounts import AccountState, Verifier
from app.server.core.commands import Command
from app.server.core.events import AccountSaved
from app.server.core.login_limits import LoginTry
from app.server.core.names import fold
from app.server.core.request import Request

_BYTES_MAX = 300
"""What fits other ways of saying it too (IRCv3 account-registration, "Server considerations")."""
_BUSY = "The server is busy. Try again in a minute."


def is_unheard(request: Request) -> bool:
    """Whether a password may be said on this connection; if not, that is answered."""
    if request.client.peer.is_private:
        return True
    request.fail("SECURE_CONNECTION_REQUIRED", "*",
                 "Others could read your password on this connection. Connect with TLS, then try again.")
    return False


def refuse_password(request: Request, account: str, words: Sequence[str]) -> bool:
    """Answer why this can't be a password, if it can't. `words` are the parameters from it on: there should be one."""
    flaw = flaw_of(words[0], account, request.server.config.accounts.password_min)
    if len(words) > 1:
        request.fail("UNACCEPTABLE_PASSWORD", account, "Put a colon before a password that has spaces.")
    elif flaw is not None:
        code, sentence = flaw
        request.fail(code, account, sentence)
    else:
        return False
    return True


def flaw_of(password: str, account: str, minimum: int) -> tuple[str, str] | None:
    """Why this can't be the password of an account, as a code of FAIL and a sentence; None if it can."""
    if len(password.encode()) > _BYTES_MAX:
        return "UNACCEPTABLE_PASSWORD", f"That is too long: {_BYTES_MAX} bytes are the most."
    if len(password.strip()) < max(minimum, 1):
        return "WEAK_PASSWORD", f"That is too short: a password has at least {max(minimum, 1)} characters."
    if fold(password) == fold(account):
        return "WEAK_PASSWORD", "The name is the first thing that others would try."
    return None


def handle_passwd(request: Request) -> None:
    """PASSWD OLD NEW: the old one is checked as in a login, and as often."""
    server, user = request.server, request.user
    account = server.world.accounts.get(user.account) if user.account else None
    if account is None:
        request.fail("ACCOUNT_REQUIRED", "Log in first.")
        return
    if not is_unheard(request) or refuse_password(request, account.name, request.params[1:]):
        return
    login = server.logins.begin(server.config.limits, request.client.peer, account.name, server.now.monotonic)
    if login is None:
        request.fail("TEMPORARILY_UNAVAILABLE", account.name, "There were too many wrong passwords. Wait a minute.")
        return

    def answer(is_right: bool | None) -> None:
        _take_old(request, account, login, is_right)

    server.outside.hashing.check(request.params[0], account.verifier, request.later(answer))


def _take_old(request: Request, account: AccountState, login: LoginTry, is_right: bool | None) -> None:
    """The old password is checked: the new one is hashed."""
    server = request.server
    if is_right is False:
        request.fail("WRONG_PASSWORD", account.name, "The old password is wrong.")
        return
    server.logins.undo(login)
    if is_right is None:
        request.fail("TEMPORARILY_UNAVAILABLE", account.name, _BUSY)
        return

    def answer(verifier: Verifier | None) -> None:
        _save(request, account, verifier)

    server.outside.hashing.make(request.params[1], request.later(answer))


def _save(request: Request, checked: AccountState, verifier: Verifier | None) -> None:
    """Only of the account as it is now, and only if the old password is still the right one."""
    server = request.server
    account = server.world.accounts.get(checked.name)
    if verifier is None or server.world.accounts.changing[checked.folded]:
        request.fail("TEMPORARILY_UNAVAILABLE", checked.name, _BUSY)
    elif account is None or account.identity != checked.identity or account.verifier != checked.verifier:
        request.fail("WRONG_PASSWORD", checked.name, "The old password is wrong.")
    else:
        server.submit(request, AccountSaved(account=replace(account, verifier=verifier)))


COMMANDS = {"PASSWD": Command(handle_passwd, 2, cost=8.0)}

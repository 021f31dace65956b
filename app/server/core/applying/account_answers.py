"""What is said to who asked for a change of an account, once it is safe. The asker's verb tells what it asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.server.core.accounts import AccountState
from app.server.core.applying.logging_in import complete_login
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request

if TYPE_CHECKING:
    from app.server.core.server import ServerCore


def answer_change(request: Request, account: AccountState) -> None:
    """Tell the asker that the account is now as it says."""
    _ANSWERS[request.verb](request, account)


def _answer_register(request: Request, account: AccountState) -> None:
    """Either it is done, or the code that was sent is missing (IRCv3 account-registration, "Responses")."""
    if account.is_verified:
        _answer_done(request, account)
        return
    server = request.server
    _send_code(server, account)
    where = f"A code was sent to {account.email}" if server.config.mail.host else "Ask who hosts this server for a code"
    _say(request, "VERIFICATION_REQUIRED", account, f"{where}. Give it within 24 hours: VERIFY {account.name} CODE")


def _answer_done(request: Request, account: AccountState) -> None:
    _say(request, "SUCCESS", account, f"{account.name} is yours now")
    if not request.client.is_gone:
        complete_login(request, account)


def _answer_passwd(request: Request, account: AccountState) -> None:
    request.send(Outgoing(f":{request.server.name} NOTE PASSWD PASSWORD_CHANGED {account.name} :"
                          "You have another password now."))


def _say(request: Request, what: str, account: AccountState, text: str) -> None:
    request.send(Outgoing(f":{request.server.name} {request.verb} {what} {account.name} :{text}"))


def _send_code(server: "ServerCore", account: AccountState) -> None:
    network = server.config.server.network
    server.outside.send_mail(account.email, f"Your code for {network}", (
        f"Somebody, probably you, wants to be {account.name} on {network}.\n\n"
        f"The code is {account.code}. It is good for 24 hours; type\n\n"
        f"    /quote VERIFY {account.name} {account.code}\n\n"
        "If that was not you, there is nothing to do.\n"))


_ANSWERS: dict[str, Callable[[Request, AccountState], None]] = {
    "REGISTER": _answer_register, "VERIFY": _answer_done, "PASSWD": _answer_passwd,
}

"""Commands about accounts: make one, confirm it, sign in to it."""

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, ask_server, first_word
from app.controllers.desk import Desk
from app.controllers.user_error import UserError
from app.models.changes import SessionState
from app.protocol.commands import LogIn, RegisterAccount, VerifyAccount

_REGISTER = "/register PASSWORD [mail address]"
_VERIFY = "/verify [NAME] CODE"
_LOGIN = "/login [NAME] PASSWORD"


def _register(desk: Desk, text: str) -> None:
    """Of the nick we have: that is the name every server lets us have."""
    password, email = first_word(text, "An account needs a password.", _REGISTER)
    _ask_about_accounts(desk, RegisterAccount(password=password, email=email))


def _verify(desk: Desk, text: str) -> None:
    name, code = _name_and(desk, text, "Say the code you were given.", _VERIFY)
    _ask_about_accounts(desk, VerifyAccount(account=name, code=code))


def _login(desk: Desk, text: str) -> None:
    name, password = _name_and(desk, text, "Say the password of your account.", _LOGIN)
    ask_server(desk, LogIn(account=name, password=password))


def _name_and(desk: Desk, text: str, missing: str, usage: str) -> tuple[str, str]:
    """An account's name and a secret; where only one word is there, the account is called as we are."""
    first, second = first_word(text, missing, usage)
    return (first, second) if second else (desk.session.nick, first)


def _ask_about_accounts(desk: Desk, command: RegisterAccount | VerifyAccount) -> None:
    if desk.session.state is SessionState.ONLINE and command.needs not in desk.session.capabilities:
        raise UserError("This server makes no accounts this way.", "Ask the host how to get one.")
    ask_server(desk, command)


COMMANDS = (
    SlashCommand(name="register", usage=_REGISTER, help="Make an account, so that nobody else takes your name.",
                 run=_register, group=Group.NETWORKS,
                 takes=(take.word("PASSWORD", "An account needs a password."), take.word("mail"))),
    SlashCommand(name="verify", usage=_VERIFY, help="Confirm an account with the code you were given.", run=_verify,
                 group=Group.NETWORKS, takes=(take.word("CODE", "Say the code you were given."), take.word("CODE"))),
    SlashCommand(name="login", usage=_LOGIN, help="Sign in to your account.", run=_login, group=Group.NETWORKS,
                 takes=(take.word("PASSWORD", "Say the password of your account."), take.line(name="PASSWORD"))),
)

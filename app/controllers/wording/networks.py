"""The list of networks and the form of one, in words."""

from app.controllers.plain_text import plain_text
from app.controllers.wording.connection_states import STATE_TEXTS
from app.controllers.wording.problems import problem_text, retry_text
from app.models.changes import SessionState
from app.models.problem import Problem
from app.values import frozen

LIST_TITLE = "Networks"
LIST_TEXT = "Group Chat can be in as many of them at once as you like."
EMPTY_TEXT = "There is none yet. Add one here, or join a chat with an invite link."
ADD_TITLE = "Add a network"
CONNECT, DISCONNECT, STOP, START_HOSTING, SAVE = "Connect", "Disconnect", "Stop", "Start", "Save"


def edit_title(title: str) -> str:
    """Above the form of a network that is there."""
    return f"Edit {plain_text(title)}"


def known_already(title: str) -> str:
    """What is wrong with an address that leads to another network of the list."""
    return f"You have this one already: {plain_text(title)}."


def network_status_text(state: SessionState, problem: Problem | None, nick: str, left_s: float) -> str:
    """How a network stands: the state, who we are there, why it isn't there and when it is tried again."""
    if state is SessionState.ONLINE:
        return f"Online as {plain_text(nick)}"
    if state is SessionState.WAITING:
        why = "" if problem is None else problem_text(problem, nick).title + " "
        return why + retry_text(left_s)
    if state is SessionState.OFFLINE and problem is not None:
        return problem_text(problem, nick).sentence
    return STATE_TEXTS[state]


@frozen(kw_only=True)
class FieldText:
    """What stands at a field: its name, and what may need saying below it."""

    label: str
    hint: str = ""


GROUP_SERVER, GROUP_YOU, GROUP_CONNECTED, GROUP_WAY = "Server", "You", "When connected", "The way there"
FIELD_TEXTS = {
    "title": FieldText(label="Name", hint="What you call it. Left empty, it is what the server calls itself."),
    "host": FieldText(label="Address"),
    "port": FieldText(label="Port"),
    "tls": FieldText(label="Secure connection (TLS)", hint="Without it, everybody on the way can read along."),
    "nick": FieldText(label="Your name"),
    "alternatives": FieldText(label="Other names", hint="Tried in this order when yours is taken."),
    "account": FieldText(label="Account"),
    "password": FieldText(label="Password of the account"),
    "channels": FieldText(label="Channels", hint="You are in these whenever you are connected."),
    "perform": FieldText(label="Commands", hint="Sent before the channels are joined, one a line, such as "
                         "PRIVMSG NickServ :Hello. The word %n is your name."),
    "auto_connect": FieldText(label="Connect when Group Chat starts"),
    "server_password": FieldText(label="Password of the server", hint="Only where the server asks everybody for one."),
    "proxy": FieldText(label="Proxy", hint="For example socks5://127.0.0.1:9050. Left empty, there is none."),
    "client_certificate": FieldText(label="Certificate", hint="A PEM file with your certificate and its key: you are "
                                    "logged in by it."),
    "pace": FieldText(label="Pace", hint="Lines sent at once, then seconds for each, such as 5 2; or none. Left empty, "
                      "it is what the server takes."),
}

NEED_ADDRESS = ("Type the address of the server.", "For example: irc.example.net.")
BAD_ADDRESS = ("That is no address.", "It looks like irc.example.net; the port has a field of its own.")
BAD_PORT = ("Type a number from 1 to 65535.", "")
BAD_TEXT = ("That holds signs that can't be typed.", "Type it again.")
TOO_LONG = ("That is too long.", "Make it shorter.")
NEED_ACCOUNT = ("Type the name of the account, too.", "Or leave its password empty.")
NEED_PASSWORD = ("Type the password, too.", "Or leave the account empty.")
NEED_TLS = ("A certificate needs a secure connection.", "Turn it on above.")


def too_many(count: int) -> tuple[str, str]:
    """What is wrong with a list that is too long."""
    return f"{count} fit here.", "Leave some out."


RECONNECT_TITLE = "Connect again now?"
RECONNECT_LATER, RECONNECT_NOW = "Later", "Reconnect now"


def reconnect_text(title: str) -> str:
    """The question after a change to a network that is connected."""
    return (f"What you changed counts from the next connection to {plain_text(title)} on. "
            "Connecting again takes a moment, and nothing is lost.")

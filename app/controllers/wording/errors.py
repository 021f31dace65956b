"""What a server refused, in plain words with the next step.

A table of sentences by numeric and by code; `{0}` is the first parameter between our nick and the reason. Where a
sentence needs a parameter the server left out, the server's own words have to do.
"""

from collections.abc import Sequence
from string import Formatter

from app.controllers.plain_text import plain_text
from app.controllers.wording.masks import mask_text
from app.protocol.events import CommandRefused, ErrorReceived, Event, StandardReplyReceived

UNCONFIRMED = "The server didn't confirm it in time. It may have arrived."
_WITH_MASK = frozenset({"697", "698"})
"""The second parameter is a mask."""
_BARE_INVITE = ("INVITE",)
"""What a server misses when it is asked for our invitations, and knows no such question."""
_UNKNOWN = "The server refused that, and didn't say why."

NUMERIC_SENTENCES = {
    "401": "Nobody here is called {0}. Check the spelling, or wait until they are back.",
    "402": "There is no server called {0}. Check the spelling.",
    "403": "There is no channel called {0}. Check the spelling; a channel's name begins with #.",
    "404": "You can't write in {0} right now. Ask an admin of the channel.",
    "405": "You are in too many channels to join {0}. Leave one first.",
    "406": "Nobody called {0} was here lately. Check the spelling.",
    "407": "That is too many at once. Write to fewer people.",
    "411": "There is nobody to send that to. Name a person or a channel.",
    "412": "There was nothing to send. Write a text.",
    "417": "That line is too long for this server. Make it shorter.",
    "421": "This server doesn't know {0}. Check the spelling.",
    "431": "A name is missing. Write it after the command.",
    "432": "{0} can't be a name here. Use letters, digits, - and _, and begin with a letter.",
    "433": "Someone here is already called {0}. Choose another name.",
    "436": "Someone here is already called {0}. Choose another name.",
    "437": "{0} can't be had right now. Wait a little, or choose another.",
    "441": "{0} isn't in {1}. Check the spelling.",
    "442": "You aren't in {0}. Join it with /join {0}.",
    "443": "{0} is in {1} already.",
    "451": "The server isn't ready for that yet. Try again in a moment.",
    "461": "Something is missing after {0}. Type /help to see how it is used.",
    "462": "You are signed in already. To sign in as somebody else, connect again.",
    "464": "That password isn't right. Check it, or ask the host.",
    "465": "The host has blocked you. If you think this is a mistake, ask them.",
    "470": "{0} sends people on to {1}.",
    "471": "You can't join {0}: it is full. Try again later.",
    "472": "This server doesn't know the mode {0}. Check the spelling.",
    "473": "{0} is invite-only. Ask someone in it to invite you.",
    "474": "You can't join {0}: the host has blocked you.",
    "475": "{0} asks for a password. Type /join {0} and then the password.",
    "476": "{0} can't be the name of a channel. Use letters and digits after the #.",
    "477": "{0} is only for people with an account. Sign in first.",
    "478": "The list of {0} is full. Take something off it first.",
    "481": "Only the host of this server may do that.",
    "482": "Only an admin of {0} may do that. Ask one of them.",
    "483": "The server itself can't be removed.",
    "484": "{0} is a service of this network. It can't be removed.",
    "491": "You can't become the host from here. Ask the host.",
    "501": "This server doesn't know that mode. Check the spelling.",
    "502": "You can change only your own modes.",
    "524": "The server has no help on {0}.",
    "525": "That password can't be used for {0}. Choose another one.",
    "696": "{2} can't be used with the mode {1} of {0}. Choose another value.",
    "697": "The list of {0} has that already: {1}.",
    "698": "The list of {0} has no such entry: {1}. Type /bans to see who is blocked.",
    "734": "The list of people to watch is full. Take someone off it first.",
    "743": "This server doesn't take that mask for {0}. Block them by name or address, as in /ban NAME.",
    "902": "Your account can't be used right now. Ask the host.",
    "904": "The server didn't accept your account. Check its name and password.",
    "905": "That account's name or password is too long. Check both.",
    "907": "You are signed in already.",
    "974": "The mode {0} can't be changed here.",
}

CODE_SENTENCES = {
    "ACCOUNT_REQUIRED": "This needs an account. Sign in first.",
    "ACCOUNT_EXISTS": "There is an account of that name already. Choose another name.",
    "INVALID_TARGET": "That can't be read from here: it doesn't exist, or you aren't in it.",
    "INVALID_UTF8": "The server didn't understand that text. Write it again.",
    "MESSAGE_ERROR": "The server couldn't look up older messages. Try again later.",
    "NEED_MORE_PARAMS": "Something is missing in that command. Type /help to see how it is used.",
    "RATE_LIMITED": "That was too fast. Wait a little and try again.",
    "TEMPORARILY_UNAVAILABLE": "That isn't possible right now. Try again later.",
    "UNKNOWN_COMMAND": "This server doesn't know that command. Check the spelling.",
    "WEAK_PASSWORD": "That password is too easy to guess. Choose a longer one.",
}


def error_text(event: ErrorReceived) -> str:
    """An error numeric in plain words."""
    if event.numeric == "461" and event.params == _BARE_INVITE:
        return "This server doesn't tell who has invited you. Ask them for the channel's name."
    if event.numeric == "401" and event.params and event.params[0].startswith("#"):
        return error_text_of("403", event.params, event.reason)
    return error_text_of(event.numeric, event.params, event.reason)


def needs_higher_rank_text(channel: str) -> str:
    """482 to somebody who has a rank already."""
    return f"Your rank in {plain_text(channel)} isn't high enough for that. Type /access to see who has which."


def error_text_of(numeric: str, params: Sequence[str], reason: str) -> str:
    """The same from its parts."""
    sentence = NUMERIC_SENTENCES.get(numeric)
    if numeric in _WITH_MASK and len(params) > 1:
        params = (params[0], mask_text(params[1]))
    if sentence is None or not _has_all(sentence, params):
        return plain_text(reason).strip() or _UNKNOWN
    return sentence.format(*(plain_text(param) for param in params))


def standard_reply_text(event: StandardReplyReceived) -> str:
    """A FAIL, WARN or NOTE in plain words; what only one server says is told as it says it."""
    return CODE_SENTENCES.get(event.code) or plain_text(event.reason).strip() or _UNKNOWN


def refused_text(_event: CommandRefused) -> str:
    """A line of ours that the protocol has no way to say."""
    return "That can't be sent like this. Make it shorter, and leave out line breaks."


def failure_text(failure: Event | None) -> str:
    """The line below a message that was not sent; None: there was no connection."""
    match failure:
        case ErrorReceived():
            reason = error_text(failure)
        case StandardReplyReceived():
            reason = standard_reply_text(failure)
        case CommandRefused():
            reason = refused_text(failure)
        case _:
            reason = "no connection."
    return f"Not sent — {_lower_first(reason)}"


def _lower_first(text: str) -> str:
    first, _, _ = text.partition(" ")
    return text[:1].lower() + text[1:] if first.isalpha() and first[1:].islower() else text


def _has_all(sentence: str, params: Sequence[str]) -> bool:
    """Whether every parameter the sentence names is there and says something."""
    needed = {int(name) for _, name, _, _ in Formatter().parse(sentence) if name}
    return all(index < len(params) and params[index].strip() for index in needed)

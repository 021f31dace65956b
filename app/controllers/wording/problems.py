"""Why a connection is not there, in words: what happened, what it may mean, and the button that helps."""

from enum import Enum, auto

from app.controllers.plain_text import plain_text
from app.controllers.wording.times import count_text
from app.models.problem import Problem, ProblemKind
from app.values import frozen

KEEP_WRITING = "You can keep writing, messages are sent when you're back."
_MAX_QUOTE = 200


class Remedy(Enum):
    """What the button beside a problem does."""

    RETRY = auto()
    SHOW_CERTIFICATE = auto()
    SHOW_DIFFERENCE = auto()
    ENTER_PASSWORD = auto()
    CHANGE_NAME = auto()
    HOST_AGAIN = auto()


REMEDY_LABELS = {
    Remedy.RETRY: "Try again",
    Remedy.SHOW_CERTIFICATE: "Check",
    Remedy.SHOW_DIFFERENCE: "Details",
    Remedy.ENTER_PASSWORD: "Enter password",
    Remedy.CHANGE_NAME: "Change name",
    Remedy.HOST_AGAIN: "Start again",
}


@frozen
class ProblemText:
    """What people read of a problem: a first sentence, what it may mean or how to go on, and the remedy."""

    title: str
    text: str
    remedy: Remedy = Remedy.RETRY

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        return f"{self.title} {self.text}".rstrip()


_P = ProblemKind
_TEXTS: dict[ProblemKind, ProblemText] = {
    _P.NAME_NOT_FOUND: ProblemText("Can't find {host}.", "Check the spelling, or ask for a new invite link."),
    _P.REFUSED: ProblemText("{host} isn't answering.", "The host may have closed the chat."),
    _P.UNREACHABLE: ProblemText("Can't reach {host}.", "Check that this computer is online."),
    _P.TIMED_OUT: ProblemText("{host} isn't answering.",
                              "The way there may be slow, or the host's computer asleep. Check with the host."),
    _P.NO_TLS_THERE: ProblemText("{host} doesn't offer an encrypted connection on port {port}.",
                                 "Check the port, or ask for a new invite link."),
    _P.TLS_FAILED: ProblemText("Can't make a safe connection to {host}.",
                               "Nothing was sent. Ask the host whether their server is up to date."),
    _P.CERTIFICATE_UNKNOWN: ProblemText("This server can't prove it is {host}.",
                                        "Someone may be listening in. Check with the host before you go on.",
                                        Remedy.SHOW_CERTIFICATE),
    _P.CERTIFICATE_DIFFERS: ProblemText("{host} is not the server you trusted.",
                                        "Someone may be listening in, so nothing was sent. Ask the host.",
                                        Remedy.SHOW_DIFFERENCE),
    _P.NOT_IRC: ProblemText("{host} answers, but it isn't a chat server.",
                            "Check the address and the port, or ask for a new invite link."),
    _P.LOST: ProblemText("Connection lost.", "Check that this computer is online."),
    _P.SILENT: ProblemText("Connection lost.", "{host} stopped answering. Check that this computer is online."),
    _P.CLOSED_BY_SERVER: ProblemText("{host} closed the connection.", "Ask the host if this goes on.{quote}"),
    _P.RESTARTING: ProblemText("{host} is restarting.", "Wait a moment, it will be back."),
    _P.SERVER_FULL: ProblemText("{host} is full.", "It takes nobody else right now. Try later, or ask the host."),
    _P.WRONG_PASSWORD: ProblemText("{host} asks for a password.", "The one you gave isn't right, or is missing. "
                                   "Ask the host for it.", Remedy.ENTER_PASSWORD),
    _P.LOGIN_FAILED: ProblemText("{host} didn't accept your account.", "Check its name and password.{quote}"),
    _P.LOGIN_UNAVAILABLE: ProblemText("{host} can't check your account.",
                                      "Try later, or connect without an account.{quote}"),
    _P.LOGIN_UNPROVEN: ProblemText("{host} can't prove that it knows your password.",
                                   "Someone may be listening in, so nothing more was said. Ask the host."),
    _P.ACCOUNT_REQUIRED: ProblemText("{host} takes in only people with an account.",
                                     "Log in with yours, or ask the host for one.{quote}"),
    _P.BANNED: ProblemText("You can't join {host}: the host has blocked you.",
                           "If you think this is a mistake, ask the host.{quote}"),
    _P.NICK_REFUSED: ProblemText("{host} doesn't accept the name {nick}.", "Choose another one.",
                                 Remedy.CHANGE_NAME),
    _P.NICK_IN_USE: ProblemText("Someone here is already called {nick}.", "Choose another name to come in.",
                                Remedy.CHANGE_NAME),
    _P.REGISTRATION_TIMED_OUT: ProblemText("{host} answers, but lets nobody in.",
                                           "It may be busy. Try again in a while, or ask the host."),
    _P.HOSTING_FAILED: ProblemText("The chat on this computer didn't start.", "Try to start it again.{quote}",
                                   Remedy.HOST_AGAIN),
    _P.PROXY_UNREACHABLE: ProblemText("The proxy {proxy} isn't answering.",
                                      "Check its address, and that it is running. {host} was not reached."),
    _P.PROXY_DENIED: ProblemText("The proxy {proxy} doesn't let you through.",
                                 "Check the name and password for it. {host} was not reached."),
    _P.PROXY_CANNOT_REACH: ProblemText("The proxy works, but can't reach {host}.",
                                       "{host} may be down. Try later, or ask the host."),
    _P.PROXY_UNUSABLE: ProblemText("The proxy {proxy} can't be used.",
                                   "Check its address and its kind, socks5:// or http://. {host} was not reached."),
    _P.OWN_CERTIFICATE_UNUSABLE: ProblemText("Your certificate for {host} can't be used.",
                                             "Nothing was sent. Check the file.{reason}"),
}
_QUOTED = "It said: “{detail}”"


def problem_text(problem: Problem, nick: str = "") -> ProblemText:
    """A problem in words. `nick` is the name we wished for."""
    text = _TEXTS[problem.kind]
    detail = plain_text(problem.detail).strip()[:_MAX_QUOTE]
    known = {
        "host": plain_text(problem.host) or "The server",
        "port": str(problem.port),
        "nick": plain_text(nick) or "that",
        "proxy": plain_text(problem.proxy) or "in the settings",
        "reason": f" The reason: {detail}." if detail else "",
        "quote": " " + _QUOTED.format(detail=detail) if detail else "",
    }
    return ProblemText(text.title.format_map(known), text.text.format_map(known), text.remedy)


def retry_text(seconds: float) -> str:
    """What the app does about it, while it counts down."""
    whole = max(round(seconds), 0)
    return f"Trying again in {count_text(whole, 'second')}." if whole else "Trying again now."


def fingerprint_groups(fingerprint: str) -> str:
    """A SHA-256 in 8 groups of 8 digits, as one person reads it to another (protocol.md, "Trust")."""
    return " ".join(fingerprint[start : start + 8] for start in range(0, len(fingerprint), 8))

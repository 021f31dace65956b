"""Why a request is not carried out: the status, the sentence for people, and what else the answer says."""

from http import HTTPStatus

Headers = list[tuple[str, str]]


class Refused(Exception):
    """The request can't be carried out. The message is a plain sentence; it may stand in front of anybody."""

    def __init__(self, status: int, sentence: str, *headers: tuple[str, str]) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers: Headers = list(headers)


def not_found() -> Refused:
    """What isn't there and what one may not see are answered alike."""
    return Refused(HTTPStatus.NOT_FOUND, "There is no such file here, or none that you may see.")


def not_the_web() -> Refused:
    """Somebody came with a browser, to look."""
    return Refused(HTTPStatus.NOT_FOUND, "This is a chat server, not a web server.")


def no_token() -> Refused:
    """Somebody came without a token that is good."""
    return Refused(HTTPStatus.UNAUTHORIZED,
                   "Only those who can read the chat that this file was sent to can see it, in their chat program.",
                   ("WWW-Authenticate", "Bearer"))


def no_space() -> Refused:
    """Nobody can send anything any more."""
    return Refused(HTTPStatus.INSUFFICIENT_STORAGE, "The server has no space left for files.")

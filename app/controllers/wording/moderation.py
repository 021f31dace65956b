"""What is said about ranks, removals, bans and the lists of a channel."""

from collections.abc import Sequence

from app.controllers.plain_text import plain_text
from app.controllers.wording.masks import mask_text
from app.controllers.wording.times import span_text
from app.models.member_actions import Deed, Hindrance, MemberAction
from app.protocol.events import ListedMask
from app.protocol.isupport import ISupport

NOT_CONNECTED = ("You aren't connected.", "Try again when you're back, or type /reconnect.")
UNSENDABLE = ("That can't be sent like this.", "Check the names; none begins with a colon.")
NOT_YOURSELF = ("That would be you.", "Leave a channel with /part.")
NO_SUCH_RANK = ("This server has no such rank.", "Type /access to see who has which.")
NO_SILENCE = ("This server can't silence single people.", "Remove them with /kick, or block them with /ban.")
NO_SUCH_LIST = ("This server keeps no such list.", "Type /bans for the one that every server has.")
NO_ACCOUNT_BANS = ("This server can't block accounts.", "Block a name or an address, as in /ban NAME.")
NO_BANS_SHOWN = "Type /bans to see the list."

RANKS = {"q": "founder", "a": "chief admin", "o": "admin", "h": "helper", "v": "voice"}
"""What people call the membership modes; "admin" is the one every server has."""

_LISTS = {
    "b": ("Blocked in {}:", "Nobody is blocked in {}."),
    "e": ("These may enter {} whatever is blocked:", "Nobody is excepted from what is blocked in {}."),
    "I": ("These need no invitation to {}:", "Nobody has a standing invitation to {}."),
    "q": ("These may read but not write in {}:", "Nobody is silenced in {}."),
}
_WITH_SILENCES = ("Blocked or silenced in {}:", "Nobody is blocked or silenced in {}.")
"""The list of bans of a server that silences by one."""
_SHOWN = 50


def too_many(most: int) -> tuple[str, str]:
    """More than anybody means."""
    return "Those are too many at once.", f"Name up to {most}."


def everybody(mask: str) -> tuple[str, str]:
    """A mask that would keep out everybody."""
    return f"{mask} would fit everybody.", "Name a person, an account or an address."


def unknown_person(name: str) -> tuple[str, str]:
    """A nick that isn't here: its ban may be by address or account."""
    return (f"Nobody called {plain_text(name)} is here, and their ban may name an address.",
            "Type /bans to see the list, then /unban and the number.")


def no_such_number(count: int) -> tuple[str, str]:
    """A number that is not on the list that was shown."""
    return ("The list has no such number." if count else "No list was shown yet."), NO_BANS_SHOWN


def list_lines(channel: str, letter: str, masks: Sequence[ListedMask], ends_ms: dict[str, int],
               now_ms: int, *, with_silences: bool = False) -> Sequence[str]:
    """A list as lines, with who set what and when, and until when where this app lifts it.

    `with_silences` is whether those who may not write are on it, too.
    """
    title, empty = _WITH_SILENCES if with_silences else _LISTS.get(
        letter, (f"List {letter} of {{}}:", f"List {letter} of {{}} is empty."))
    name = plain_text(channel)
    if not masks:
        return [empty.format(name)]
    lines = [title.format(name)]
    for number, listed in enumerate(masks[:_SHOWN], 1):
        end_ms = ends_ms.get(listed.mask, 0)
        lines.append(f"{number}. {mask_text(listed.mask)}{_by(listed, now_ms)}{_ends(end_ms, now_ms)}")
    if len(masks) > _SHOWN:
        lines.append(f"And {len(masks) - _SHOWN} more.")
    return lines


def _by(listed: ListedMask, now_ms: int) -> str:
    who = f" by {plain_text(listed.set_by)}" if listed.set_by else ""
    ago = f" {span_text(now_ms // 1000 - listed.set_s)} ago" if listed.set_s else ""
    return f" —{who}{ago}" if who or ago else ""


def _ends(end_ms: int, now_ms: int) -> str:
    return f", ends in {span_text(max(end_ms - now_ms, 0) // 1000)}" if end_ms else ""


def action_label(action: MemberAction, nick: str) -> str:
    """What the menu calls an action."""
    rank = RANKS.get(action.letter, "")
    if action.deed is Deed.GIVE:
        return "Let write when moderated" if action.letter == "v" else f"Make {rank}"
    if action.deed is Deed.TAKE:
        return "Take voice away" if action.letter == "v" else f"No longer {rank}"
    return _LABELS[action.deed].format(plain_text(nick))


_LABELS = {
    Deed.MESSAGE: "Message",
    Deed.MENTION: "Mention",
    Deed.PROFILE: "Profile",
    Deed.IGNORE: "Ignore",
    Deed.STOP_IGNORING: "Stop ignoring",
    Deed.INVITE: "Invite to…",
    Deed.MUTE: "Mute…",
    Deed.KICK: "Remove…",
    Deed.BAN_ACCOUNT: "Block account…",
    Deed.BAN_HOST: "Block address…",
    Deed.KICK_BAN: "Remove and block…",
}

HINDRANCES = {
    Hindrance.OFFLINE: "not connected",
    Hindrance.OUTSIDE: "not in this channel",
    Hindrance.RANK: "your rank is too low",
    Hindrance.OUTRANKED: "stands above you",
}

QUESTIONS = {
    Deed.MUTE: ("Mute {}?", "{} can read {} but not write there.", "Mute"),
    Deed.KICK: ("Remove {}?", "{} leaves {} now, and may come back.", "Remove"),
    Deed.BAN_ACCOUNT: ("Block the account of {}?", "Whoever signs in to it can't enter {1} or write there.", "Block"),
    Deed.BAN_HOST: ("Block the address of {}?", "Nobody from there can enter {1} or write there, whatever their name.",
                    "Block"),
    Deed.KICK_BAN: ("Remove and block {}?", "{} leaves {} now and can't come back.", "Remove and block"),
}
"""Title, text and button of the question before each deed that others feel."""

_FOR_HOW_LONG = "For how long (30m, 2h, 1d; empty: until somebody ends it)"
FIELD_LABELS = {
    Deed.MUTE: _FOR_HOW_LONG,
    Deed.KICK: "Reason",
    Deed.BAN_ACCOUNT: _FOR_HOW_LONG,
    Deed.BAN_HOST: _FOR_HOW_LONG,
    Deed.KICK_BAN: "Reason (begin with 30m, 2h or 1d to block for so long)",
}
BAD_DURATION = ("That is no length of time.", "Write it like 30m, 2h or 1d.")
NO_ACCOUNT = ("They have no account any more.", "Block their address instead.")
IGNORED = "You ignore {} from now on. Type /unignore {} to hear them again."
HEARD = "You hear {} again."
INVITE_TITLE = "Invite {} to a channel"
INVITE_TEXT = "They get an invitation; whether they come is up to them."

MORE = "Ask the server for more"
CHANGE_RANK = "Change rank…"
RANK_TITLE = "Rank of {} in {}"
FACT_PRESENCE, FACT_REALNAME, FACT_RANK, FACT_ACCOUNT = "Now", "Name", "Rank here", "Account"
FACT_ADDRESS, FACT_CHANNELS, FACT_BOT = "Comes from", "Also in", "Kind"
NOT_HERE = "Not here"
IS_BOT = "A bot"


def presence_text(away: str | None) -> str:
    """Whether somebody is there."""
    if away is None:
        return "Here"
    return f"Away: {plain_text(away)}" if away else "Away"


def look_alike_text(original: str) -> str:
    """What one has to know of somebody whose nick looks like another's."""
    return f"Careful: the name looks like {plain_text(original)}, and this is somebody else."


def rank_text(signs: str, isupport: ISupport) -> str:
    """The highest rank of somebody, "" for none."""
    return next((RANKS[letter].capitalize() for letter, sign in isupport.prefixes.items()
                 if sign in signs and letter in RANKS), "")

"""Commands about whom people don't want to hear: by nick, mask or account, of what kind, and for how long."""

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand
from app.controllers.desk import Desk
from app.controllers.plain_text import plain_text
from app.controllers.user_error import UserError
from app.controllers.wording.times import list_text, span_text
from app.models.durations import duration_s
from app.models.ignores import ALL_KINDS, MAX_IGNORES, Ignore, IgnoreKind, mask_of, with_ignore, without_ignore

_USAGE = "/ignore [NAME, MASK or $a:ACCOUNT] [messages notices invites ctcp] [30m, 2h, 1d]"
_NO_MASK = "That is no name and no mask."


def _ignore(desk: Desk, text: str) -> None:
    rules = desk.session.profile.ignores
    if not text:
        _list_ignored(desk, rules)
        return
    typed, *options = text.split()
    mask = mask_of(typed)
    if not mask:
        raise UserError(_NO_MASK, f"Use it like this: {_USAGE}")
    times = [option for option in options if duration_s(option) is not None]
    for_s = duration_s(times[-1]) if times else None
    until_ms = 0 if for_s is None else desk.session.now_ms() + for_s * 1000
    kinds = _kinds([option for option in options if option not in times])
    after = with_ignore(rules, Ignore(mask, kinds, until_ms))
    if after == rules and mask not in [rule.mask for rule in rules]:
        raise UserError(f"You ignore {MAX_IGNORES} already, and more can't be kept.", "Take one out with /unignore.")
    desk.session.ignore(after)
    how_long = "from now on" if for_s is None else f"for {span_text(for_s)}"
    desk.answer(f"You ignore {plain_text(mask)} {how_long}.")


def _kinds(named: list[str]) -> tuple[IgnoreKind, ...]:
    if not named or "all" in named:
        return ALL_KINDS
    known = {kind.value: kind for kind in IgnoreKind}
    for name in named:
        if name.casefold() not in known:
            raise UserError(f"{name} can't be ignored.", f"Choose from {list_text([*known, 'all'])}.")
    return tuple(kind for name, kind in known.items() if name in [each.casefold() for each in named])


def _list_ignored(desk: Desk, rules: tuple[Ignore, ...]) -> None:
    if not rules:
        desk.answer("You ignore nobody here.")
    for rule in rules:
        what = "" if rule.kinds == ALL_KINDS else f" ({list_text([kind.value for kind in rule.kinds])})"
        left_s = max(rule.until_ms - desk.session.now_ms(), 0) // 1000
        until = f" for another {span_text(left_s)}" if rule.until_ms else ""
        desk.answer(f"You ignore {plain_text(rule.mask)}{what}{until}.")


def _unignore(desk: Desk, text: str) -> None:
    rules, mask = desk.session.profile.ignores, mask_of(text)
    after = without_ignore(rules, mask)
    if after == rules:
        raise UserError(f"You don't ignore {text}." if text else "Say whom to hear again.",
                        "Type /ignore to see whom you ignore.")
    desk.session.ignore(after)
    desk.answer(f"You hear {plain_text(mask)} again.")


COMMANDS = (
    SlashCommand(name="ignore", usage=_USAGE, help="Hear nothing of someone, for a while or for good; alone, list whom "
                 "you ignore.", run=_ignore, group=Group.QUIET,
                 takes=(take.nick(), take.words("messages", choices=(*(kind.value for kind in IgnoreKind), "all")))),
    SlashCommand(name="unignore", usage="/unignore NAME or MASK", help="Hear someone again.", run=_unignore,
                 group=Group.QUIET, takes=(take.nick("Say whom to hear again."),)),
)

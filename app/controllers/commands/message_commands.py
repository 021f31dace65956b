"""Commands about what was said last: answering it, reacting to it, changing it, deleting it; and who sees us write."""

from collections.abc import Callable

from app.controllers import message_deeds as deeds
from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand
from app.controllers.desk import Desk, open_chat_of
from app.controllers.emoji_names import with_emoji
from app.controllers.user_error import UserError
from app.models.chats import Chat, Entry


def _newest(chat: Chat, is_meant: Callable[[Entry], bool], missing: str) -> Entry:
    """The newest entry that is meant. Raises UserError with `missing` when there is none."""
    found = next((entry for entry in reversed(chat.entries) if is_meant(entry)), None)
    if found is None:
        raise UserError(missing)
    return found


def _newest_of_others(chat: Chat, purpose: str) -> Entry:
    return _newest(chat, lambda entry: deeds.is_known(entry) and not entry.is_own, f"There is no message to {purpose}.")


def _newest_of_ours(chat: Chat, purpose: str) -> Entry:
    return _newest(chat, deeds.is_changeable, f"There is no message of yours to {purpose}.")


def _react(desk: Desk, text: str) -> None:
    chat = open_chat_of(desk)
    deeds.REACTIONS.check(desk.session)
    deeds.react(desk.session, chat, _newest_of_others(chat, "react to"), with_emoji(text))


def _unreact(desk: Desk, text: str) -> None:
    chat, session, text = open_chat_of(desk), desk.session, with_emoji(text)
    deeds.REACTIONS.check(session)
    entry = _newest(chat, lambda each: deeds.has_reacted(session, each, text), f"You haven't reacted with {text} here.")
    deeds.react(session, chat, entry, text, present=False)


def _reply(desk: Desk, text: str) -> None:
    chat = open_chat_of(desk)
    deeds.ANSWERS.check(desk.session)
    desk.session.send_message(chat, desk.to_send(text), reply_to=_newest_of_others(chat, "answer").msgid)


def _edit(desk: Desk, text: str) -> None:
    chat = open_chat_of(desk)
    deeds.EDITS.check(desk.session)
    deeds.change(desk.session, chat, _newest_of_ours(chat, "change"), desk.to_send(text))


def _delete(desk: Desk, _text: str) -> None:
    chat = open_chat_of(desk)
    deeds.DELETIONS.check(desk.session)
    deeds.delete(desk.session, chat, _newest(chat, lambda entry: deeds.is_known(entry) and entry.is_own,
                                             "There is no message of yours to delete."))


def _typing(desk: Desk, text: str) -> None:
    wanted = {"on": True, "off": False, "": desk.settings.send_typing}.get(text.casefold())
    if wanted is None:
        raise UserError("Say on or off.", "Use it like this: /typing off")
    desk.settings.send_typing = wanted
    desk.answer(f"Others {'see' if wanted else 'do not see'} when you are writing.")


COMMANDS = (
    SlashCommand(name="react", usage="/react EMOJI", help="React to the newest message of someone else.", run=_react,
                 group=Group.WRITING, takes=(take.line("Say what to react with.", "EMOJI"),)),
    SlashCommand(name="unreact", usage="/unreact EMOJI", help="Take a reaction back.", run=_unreact,
                 group=Group.WRITING, takes=(take.line("Say which reaction to take back.", "EMOJI"),)),
    SlashCommand(name="reply", usage="/reply text", help="Answer the newest message of someone else.", run=_reply,
                 group=Group.WRITING, takes=(take.text("There is no text to send."),), has_lines=True),
    SlashCommand(name="edit", usage="/edit text", help="Change your newest message. To delete it, type /delete.",
                 run=_edit, group=Group.WRITING, takes=(take.text("Say what your message should be."),)),
    SlashCommand(name="delete", usage="/delete", help="Delete your newest message, for everybody.", run=_delete,
                 group=Group.WRITING),
    SlashCommand(name="typing", usage="/typing [on or off]", help="Choose whether others see that you are writing.",
                 run=_typing, group=Group.APP, takes=(take.word("on", choices=("on", "off")),)),
)

"""The invite sheet: the link that leads others here, from where it works, and the same in plain IRC."""

from app.contracts.session import Session
from app.contracts.sheets import InviteState
from app.contracts.workspace import Hosting
from app.controllers.plain_text import plain_text
from app.controllers.user_error import UserError
from app.controllers.wording.hosting import guest_reach_text, reach_of, reach_text
from app.controllers.wording.problems import fingerprint_groups
from app.protocol.url import InviteLink

_EXPLANATION = "Anyone with this link can join from Group Chat or any IRC app."


def link_of(session: Session, hosting: Hosting) -> InviteLink:
    """The link others come in by. Raises UserError for a hosted chat that is closed."""
    hosted = session.profile.hosted
    if hosted is None:
        return session.profile.to_link()
    change = hosting.current(hosted)
    if change is None or change.link is None:
        raise UserError(f"{plain_text(hosted.name)} is closed.", "Start hosting it, then invite people.")
    return change.link


def invite_state(session: Session, hosting: Hosting) -> InviteState:
    """What the sheet shows. Raises UserError when nobody could come in."""
    link = link_of(session, hosting)
    reach = reach_of(link)
    is_ours = session.profile.hosted is not None
    return InviteState(
        title=f"Invite people to {plain_text(session.title)}", link=link.to_url(), explanation=_EXPLANATION,
        reach=reach, reach_text=reach_text(reach, link.port) if is_ours else guest_reach_text(reach),
        details=tuple((label, value) for label, value in _details(link) if value),
    )


def _details(link: InviteLink) -> tuple[tuple[str, str], ...]:
    return (
        ("Server", link.host),
        ("Also at", ", ".join(link.hosts)),
        ("Port", str(link.port)),
        ("Encryption", "TLS" if link.tls else "none"),
        ("Channel", link.channel),
        ("Password", link.key),
        ("Fingerprint", fingerprint_groups(link.certfp)),
    )

"""The file of networks, read and written: JSON, checked field by field, since people edit and disks fail.

One network is an object with the profile's fields. What was said and written there is in the store.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from app.models.file_writer import put_aside
from app.models.ignores import ignores_from_values, ignores_to_values
from app.models.on_connecting import usable_lines
from app.models.pace import InvalidPace, Pace
from app.models.profile import HostedGroup, NetworkId, Profile
from app.models.timed_masks import timed_masks_from_values
from app.protocol.sasl import SaslCredentials

_log = logging.getLogger(__name__)
_VERSION = 1
_MAX_BYTES = 16_000_000
_MAX_TEXT = 20_000


def save_networks(profiles: Sequence[Profile]) -> bytes:
    """The file's content."""
    networks = [_profile_fields(profile) for profile in profiles]
    text = json.dumps({"version": _VERSION, "networks": networks}, ensure_ascii=False, indent=1)
    # Half characters, as terminals hand them on, must not cost everything else that is kept.
    return text.encode(errors="replace")


def _profile_fields(profile: Profile) -> dict[str, object]:
    values = asdict(profile)
    # The key of a hosted chat is made anew at each start of its server.
    del values["operator"]
    values["ignores"] = ignores_to_values(profile.ignores)
    values["pace"] = "" if profile.pace is None else str(profile.pace)
    return values


def load_networks(path: Path) -> tuple[list[Profile], str]:
    """The profiles; and where a damaged file was put, "" if all was well."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            return [], put_aside(path).name
        document = json.loads(path.read_text(encoding="utf-8"))
        networks = document["networks"]
        return [_profile(network) for network in networks], ""
    except FileNotFoundError:
        return [], ""
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        aside = put_aside(path)
        _log.warning("the list of networks can't be read and lies in %s now: %s", aside.name, error)
        return [], aside.name
    except OSError as error:
        _log.warning("the list of networks can't be read: %s", error)
        return [], path.name


def _profile(values: dict[str, object]) -> Profile:
    """A profile from its fields. Raises TypeError, KeyError or ValueError for what can't be one."""
    sasl, hosted = values.get("sasl"), values.get("hosted")
    reconnect_s = values.get("reconnect_s")
    port = values["port"]
    if not isinstance(port, int) or not 0 < port < 65536:
        raise ValueError("the port of a network is no port")
    return Profile(
        id=NetworkId(_text(values["id"])), host=_text(values["host"]), port=port, tls=values.get("tls") is not False,
        nick=_text(values.get("nick", "")), title=_text(values.get("title", "")),
        other_hosts=_texts(values.get("other_hosts")), fingerprints=_texts(values.get("fingerprints")),
        server_password=_text(values.get("server_password", "")), channels=_texts(values.get("channels")),
        ignores=ignores_from_values(values.get("ignores")),
        reconnect_s=float(reconnect_s) if isinstance(reconnect_s, int | float) else None,
        sasl=_sasl(sasl) if isinstance(sasl, dict) else None,
        hosted=HostedGroup(name=_text(hosted["name"]), folder=_text(hosted["folder"]))
        if isinstance(hosted, dict) else None,
        proxy=_text(values.get("proxy", "")), client_certificate=_text(values.get("client_certificate", "")),
        websocket=_text(values.get("websocket", "")), is_bot=values.get("is_bot") is True,
        alternatives=_texts(values.get("alternatives")), perform=usable_lines(_texts(values.get("perform"))),
        auto_connect=values.get("auto_connect") is not False, watched=_texts(values.get("watched")),
        timed_masks=timed_masks_from_values(values.get("timed_masks")), pace=_pace(values.get("pace")),
        secrets_name=_text(values.get("secrets_name", "")),
    )


def _sasl(values: dict[str, object]) -> SaslCredentials:
    return SaslCredentials(account=_text(values["account"]), password=_text(values["password"]),
                           mechanisms=_texts(values.get("mechanisms")))


def _pace(value: object) -> Pace | None:
    """One that can't be read counts as none."""
    try:
        return Pace.parse(_text(value or ""))
    except InvalidPace:
        return None


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MAX_TEXT:
        raise TypeError("a text was expected")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(item) for item in value) if isinstance(value, list | tuple) else ()


"""Names of files that can do no harm: neither on another computer nor, when they come from one, on this.

One rule for both directions: only the last part of a path, no control characters, nothing that turns the direction of
text (an "exe" that looks like a "jpg"), nothing Windows takes for a device, a length every file system has room for.
"""

import re
import unicodedata

MAX_CHARACTERS = 120
_MAX_BYTES = 200
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NAMELESS = "file"

_RISKY = """
apk app appimage application bash bat bin chm cmd com command cpl csh deb desktop dll dmg docm dylib elf exe gadget hta
htm html inf ins iso jar js jse ksh lnk mhtml mjs msc msi msix msp mst pif pkg pl pptm ps1 py pyc pyw rb reg rpm run scf
scr sct settingcontent-ms sh so svg terminal url vb vbe vbs vhd webloc wsf wsh xht xhtml xlsm zsh
"""
RISKY_ENDINGS = frozenset(_RISKY.split())
"""Endings of files that may do something when they are opened."""


def safe_name(name: str) -> str:
    """`name` as a file may be called anywhere; "file" where nothing is left of it."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in _INVISIBLE)
    plain = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", seen)).strip(" .")
    plain = _shortened(plain) or _NAMELESS
    return f"_{plain}" if _RESERVED.fullmatch(plain) else plain


def _shortened(name: str) -> str:
    """Cut out of the middle: the end says what kind of file it is."""
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 16:
        stem, dot, ending = name, "", ""
    tail = dot + ending
    while stem and (len(stem + tail) > MAX_CHARACTERS or len((stem + tail).encode()) > _MAX_BYTES):
        stem = stem[:-1]
    return (stem.rstrip(" .") + tail) if stem.rstrip(" .") else tail.strip(" .")


def numbered(name: str, number: int) -> str:
    """Another name for a file whose name is taken: `photo (2).jpg`."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem} ({number}){dot}{ending}" if stem else f"{name} ({number})"


def is_risky(name: str) -> bool:
    """Whether a file of this name may do something when it is opened: people are asked first."""
    return name.rpartition(".")[2].strip().casefold() in RISKY_ENDINGS

"""Names for files that three systems take, out of names that anybody may have chosen."""

import re
import unicodedata

_NOT_TAKEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\.|$)", re.IGNORECASE)
_MAX_BYTES = 120
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def safe_file_name(name: str, otherwise: str = "chat") -> str:
    """A name like `name` that is no path, no device and no riddle; `otherwise` where nothing is left of it."""
    seen = "".join(letter for letter in unicodedata.normalize("NFC", name)
                   if unicodedata.category(letter) not in _UNSEEN)
    taken = _NOT_TAKEN.sub("_", seen).strip(" .")
    cut = taken.encode()[:_MAX_BYTES].decode("utf-8", "ignore").strip(" .")
    if not cut:
        return otherwise
    return f"_{cut}" if _RESERVED.match(cut) else cut

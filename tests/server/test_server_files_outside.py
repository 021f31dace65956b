"""The file host of the real server: on the chat's own port, over restarts, kills and backups."""

import signal
from pathlib import Path

from tests.server.file_house import PICTURE, THUMBNAIL, FilePerson
from tests.server.outside import RunningServer
from tests.server.processes import run


def served(folder: Path) -> RunningServer:
    return RunningServer(folder, "--set", "files.free_bytes=0", plain=False, tls=True)


def admin(folder: Path, *words: str) -> str:
    code, out, err = run("-m", "main", "admin", "--data-dir", str(folder), *words)
    assert (code, err) == (0, "")
    return out


def test_files_come_in_by_the_port_of_the_chat_and_survive_whatever_happens(tmp_path: Path) -> None:
    folder, other = tmp_path / "data", tmp_path / "other"
    with served(folder) as server, FilePerson(server.ports[0], "ann", tls=True) as ann:
        ann.says("VERSION")
        assert f"groupchat.local/FILEHOST=https://*:{server.ports[0]}/files" in "".join(ann.hears("FILEHOST"))
        whole, half = ann.may().uploads(), ann.begins(len(PICTURE))
        assert ann.asks("PUT", f"{whole}/thumbnail", THUMBNAIL).status == 204
        ann.names(whole)
        ann.asks("PATCH", half, PICTURE[:50], Upload_Offset="0")
        server.kill()

    with served(folder) as server, FilePerson(server.ports[0], "ann", tls=True) as ann:
        assert ann.may().asks("GET", whole).body == PICTURE
        assert ann.asks("PATCH", half, PICTURE[50:], Upload_Offset="50").headers["Upload-Complete"] == "?1"
        assert "picture.png" in admin(folder, "files", "list")
        admin(folder, "backup", str(tmp_path / "copy.db"))
        server.stop(signal.SIGTERM)

    other.mkdir()
    admin(other, "restore", str(tmp_path / "copy.db"), "--yes")
    with served(other) as server, FilePerson(server.ports[0], "ann", tls=True) as ann:
        assert [ann.may().asks("GET", path).body for path in (whole, half)] == [PICTURE, PICTURE]
        assert ann.asks("GET", f"{whole}/thumbnail").body == THUMBNAIL

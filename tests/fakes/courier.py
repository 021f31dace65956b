"""A courier that carries nothing: a test says what becomes of each order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.models.files.courier import Cancel, Failed
from app.models.files.facts import Facts
from app.models.files.failures import Failure, Reason
from app.models.files.meter import Progress
from app.models.files.orders import Begun, DownloadOrder, FactsOrder, UploadOrder
from app.models.files.outgoing import OutgoingFile


def outgoing(name: str = "notes.txt", size: int = 4200) -> OutgoingFile:
    """A file that can be sent."""
    return OutgoingFile(path=f"/home/sam/{name}", name=name, type="text/plain", size=size, modified_ns=1, number=1)


@dataclass
class Upload:
    """An upload the courier was told of."""

    order: UploadOrder
    tell: Callable[[Begun | Progress], None]
    done: Callable[[str], None]
    failed: Failed
    is_cancelled: bool = False

    def fails(self, reason: Reason, **facts: float) -> None:
        self.failed(Failure(reason=reason, **facts))  # type: ignore[arg-type]  # a failure's own facts


@dataclass
class Download:
    """A download the courier was told of."""

    order: DownloadOrder
    tell: Callable[[Progress], None]
    done: Callable[[str], None]
    failed: Failed
    is_cancelled: bool = False


@dataclass
class Question:
    """A file the courier was asked about."""

    order: FactsOrder
    done: Callable[[Facts], None]
    failed: Failed


class FakeCourier:
    """Satisfies Courier."""

    def __init__(self) -> None:
        self.files: dict[str, OutgoingFile | Failure] = {}
        self.uploads: list[Upload] = []
        self.downloads: list[Download] = []
        self.questions: list[Question] = []
        self.withdrawn: list[UploadOrder] = []
        self.discarded: list[tuple[str, str]] = []
        self.written: dict[str, str] = {}
        self.kept: dict[str, Facts] = {}

    def look_at(self, paths: Sequence[str], seen: Callable[[Sequence[OutgoingFile | Failure]], None]) -> None:
        seen([self.files.get(path, Failure(reason=Reason.MISSING)) for path in paths])

    def write_text(self, text: str, path: str, done: Callable[[], None], failed: Failed) -> None:
        self.written[path] = text
        self.files[path] = replace(outgoing(path.rpartition("/")[2], len(text)), path=path)
        done()

    def remove(self, path: str) -> None:
        self.written.pop(path, None)

    def upload(self, order: UploadOrder, tell: Callable[[Begun | Progress], None], done: Callable[[str], None],
               failed: Failed) -> Cancel:
        upload = Upload(order, tell, done, failed)
        self.uploads.append(upload)

        def cancel() -> None:
            upload.is_cancelled = True

        return cancel

    def withdraw(self, order: UploadOrder) -> None:
        self.withdrawn.append(order)

    def discard(self, folder: str, path: str) -> None:
        self.discarded.append((folder, path))

    def download(self, order: DownloadOrder, tell: Callable[[Progress], None], done: Callable[[str], None],
                 failed: Failed) -> Cancel:
        download = Download(order, tell, done, failed)
        self.downloads.append(download)

        def cancel() -> None:
            download.is_cancelled = True

        return cancel

    def kept_facts(self, key: str, done: Callable[[Facts | None], None]) -> None:
        done(self.kept.get(key))

    def keep_facts(self, key: str, facts: Facts) -> None:
        self.kept[key] = facts

    def facts(self, order: FactsOrder, done: Callable[[Facts], None], failed: Failed) -> Cancel:
        self.questions.append(Question(order, done, failed))
        return lambda: None

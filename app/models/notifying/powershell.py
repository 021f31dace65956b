"""Windows 10 and newer: a toast, shown by PowerShell 5, which comes with the system. Clicks are not heard.

The texts reach the script by its environment, and become text nodes of a document: nothing in them is ever read as
script or as XML.
"""

import base64
import hashlib

from app.models.notifying.backend import Command, Heard
from app.models.notifying.notification import Notification

TITLE, TEXT, TAG = "GROUPCHAT_TITLE", "GROUPCHAT_TEXT", "GROUPCHAT_TAG"
_TAG_LENGTH = 16
"""Windows 10 took no longer tags at first."""
_SHOWN_AS = r"{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\WindowsPowerShell\v1.0\powershell.exe"
"""Toasts need an application the system knows; PowerShell is one everywhere."""

SCRIPT = f"""
$ErrorActionPreference = 'Stop'
[void][Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
$kind = [Windows.UI.Notifications.ToastTemplateType]::ToastText02
$xml = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent($kind)
$texts = $xml.GetElementsByTagName('text')
[void]$texts.Item(0).AppendChild($xml.CreateTextNode([string]$env:{TITLE}))
[void]$texts.Item(1).AppendChild($xml.CreateTextNode([string]$env:{TEXT}))
$audio = $xml.CreateElement('audio')
$audio.SetAttribute('silent', 'true')
[void]$xml.DocumentElement.AppendChild($audio)
$toast = [Windows.UI.Notifications.ToastNotification]::new($xml)
$toast.Tag = $env:{TAG}
$toast.Group = 'GroupChat'
[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier('{_SHOWN_AS}').Show($toast)
"""


class PowershellBackend:
    """Runs a script that never changes, with the texts in its environment."""

    name = "powershell.exe"

    def probe(self) -> None:
        """Showing one says whether it works."""

    def probed(self, _output: str) -> None:
        """Nothing was asked."""

    def show(self, notification: Notification, _replaces: int) -> Command:
        """A toast of the same tag takes the place of the earlier one."""
        encoded = base64.b64encode(SCRIPT.encode("utf-16-le")).decode()
        tag = hashlib.sha256(notification.key.encode(errors="replace")).hexdigest()[:_TAG_LENGTH]
        return Command(
            ("powershell.exe", "-NoLogo", "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded),
            {TITLE: notification.title, TEXT: notification.text, TAG: tag},
        )

    def shown_id(self, _output: str) -> int:
        """The tag does what a number would."""
        return 0

    def withdraw(self, _shown_id: int) -> None:
        """Toasts go by themselves."""

    def monitor(self) -> None:
        """Nothing is told."""

    def heard(self, _line: str) -> Heard | None:
        """Nothing is."""
        return None

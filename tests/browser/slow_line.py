"""A slow line to a phone, and what went over it: times and bytes as the browser traced them."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Page

# 256 kbit/s and 400 ms, as `Network.emulateNetworkConditions` takes them.
CONDITIONS = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 32_000,
    "uploadThroughput": 32_000,
}


@dataclass(kw_only=True)
class Journey:
    """From the first request of a page until its document could be used."""

    begun: float
    usable: float | None = None
    sent: set[str] = field(default_factory=set)
    bytes: int = 0
    font_bytes: int = 0

    @property
    def seconds(self) -> float:
        """Return how long the person waited; a page that never came took for ever."""
        return float("inf") if self.usable is None else self.usable - self.begun


class SlowLine:
    """The line of one page; every document asked for begins a new journey."""

    def __init__(self, page: Page) -> None:
        self.journeys: list[Journey] = []
        self._fonts: set[str] = set()
        self._session: CDPSession = page.context.new_cdp_session(page)
        for name, told in (
            ("Network.requestWillBeSent", self._sent),
            ("Network.loadingFinished", self._finished),
            ("Page.domContentEventFired", self._usable),
        ):
            self._session.on(name, told)
        self._session.send("Network.enable")
        self._session.send("Page.enable")
        self._session.send("Network.emulateNetworkConditions", CONDITIONS)

    def _sent(self, event: dict[str, Any]) -> None:
        # The answer to a form leads on to a page: that is one journey, begun by the form.
        if event["type"] == "Document" and "redirectResponse" not in event:
            self.journeys.append(Journey(begun=event["timestamp"]))
        if event["type"] == "Font":
            self._fonts.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        length = int(event["encodedDataLength"])
        if not self.journeys or not length:
            return
        journey = self.journeys[-1]
        journey.sent.add(event["requestId"])
        if event["requestId"] in self._fonts:
            journey.font_bytes += length
        else:
            journey.bytes += length

    def _usable(self, event: dict[str, Any]) -> None:
        if self.journeys:
            self.journeys[-1].usable = event["timestamp"]

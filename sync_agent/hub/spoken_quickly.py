"""HTTP read by httptools, which would keep headers without end: who sends more than anybody needs is refused."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sync_agent.hub.spoken import MOST_AROUND


class Bounded(HttpToolsProtocol):
    """Answers 400 to a request with more than MOST_AROUND around its body, and hangs up."""

    _around = 0

    def data_received(self, data: bytes) -> None:
        """Some bytes of a connection."""
        self._around += len(data)
        super().data_received(data)
        if self._around > MOST_AROUND and not self.transport.is_closing():
            self.send_400_response("Too much around the body.")

    def on_body(self, body: bytes) -> None:
        """Some of them were body: how much of that is taken the endpoints say."""
        self._around -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """What follows is another request's."""
        self._around = 0
        super().on_message_complete()

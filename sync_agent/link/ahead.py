"""A queue longer than one batch goes up without asking for news: all of it comes at once, and is laid over the guesses
once."""

from __future__ import annotations

from data.exchange.message import Answer, Request


def went_on(asked: Request, answer: Answer) -> bool:
    """Whether the hub has taken the whole batch, further ones follow at once, and nothing else is to be said."""
    odd = answer.forked or answer.too_old or answer.reset or answer.epoch != asked.epoch or answer.rows
    echoed = (answer.to_epoch, answer.to_origin, dict(answer.to_cookies)) == (
        asked.epoch,
        asked.origin,
        dict(asked.cookies),
    )
    return asked.more and not odd and echoed and answer.seq >= asked.batch[-1].seq

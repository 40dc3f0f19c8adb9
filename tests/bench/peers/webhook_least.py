"""The least that a FastAPI endpoint can do for a webhook: verify the raw body, and insert one row into PostgreSQL."""

from __future__ import annotations

import base64
import hmac
import sys
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI, HTTPException, Request
from psycopg_pool import ConnectionPool
from starlette.concurrency import run_in_threadpool

SECRET = b"the secret of today"
_TABLE = "CREATE TABLE IF NOT EXISTS inbox (id text PRIMARY KEY, received_at timestamptz, raw bytea)"
_INSERT = "INSERT INTO inbox (id, received_at, raw) VALUES (%s, now(), %s) ON CONFLICT DO NOTHING"


def application(url: str) -> FastAPI:
    pool = ConnectionPool(url, min_size=1, max_size=8, kwargs={"autocommit": True}, open=False)

    @asynccontextmanager
    async def life(_: FastAPI):
        pool.open(wait=True)
        with pool.connection() as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS inbox (id text PRIMARY KEY, received_at timestamptz, raw bytea)"
            )
        yield
        pool.close()

    app = FastAPI(lifespan=life)

    def keep(ident: str, raw: bytes) -> None:
        with pool.connection() as connection:
            connection.execute(_INSERT, (ident, raw))

    @app.post("/webhook")
    async def webhook(request: Request) -> dict[str, bool]:
        raw = await request.body()
        signed = base64.b64encode(hmac.digest(SECRET, raw, "sha256"))
        if not hmac.compare_digest(signed, request.headers.get("x-shopify-hmac-sha256", "").encode()):
            raise HTTPException(401)
        await run_in_threadpool(keep, request.headers["x-shopify-webhook-id"], raw)
        return {"ok": True}

    return app


if __name__ == "__main__":
    uvicorn.run(
        application(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", access_log=False
    )

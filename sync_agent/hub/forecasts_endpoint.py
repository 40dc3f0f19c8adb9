"""/api/v1/forecasts: what will sell, why, and what a person says to it (F25, F27). Quantities are in pieces."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.concurrency import run_in_threadpool

from data.core.actor import Role
from data.core.clock import local_day
from data.core.envelope import JournalEntry
from data.core.packed import pack
from data.forecasts.feedback import GiveForecastFeedback
from data.forecasts.forecast import TOTAL, UNIT, Forecast
from data.organization.store import Store
from data.questions.forecasts import Age, Explained, age_of, explained, week_of
from data.store.database import Database, StoredRows
from data.store.errors import StoreError
from sync_agent.hub.at_a_terminal import In, at_least_here
from sync_agent.hub.auth import Principal, principal
from sync_agent.hub.giving import MOST_BYTES, UNFIT_TEXT, Key, allowed, give, stamp_for, unfit
from sync_agent.hub.limits import body_of, in_turn, refusal
from sync_agent.hub.running import Hub

router = APIRouter(tags=["forecasts"])
MOST_DAYS, USUAL_DAYS = 62, 14
_FOR = "What will sell is for supervisors"
_Pieces = Annotated[Decimal, Field(ge=0, le=10**9, decimal_places=3)]
_Day = Annotated[str, Query(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Driver(BaseModel):
    """What moves a figure, and by how much."""

    code: str
    says: str
    quantity: float


class Explanation(BaseModel):
    """base + drivers + rest is the mean; the drivers by how much they move it, whichever way."""

    base: float
    drivers: list[Driver]
    rest: float


class ForecastAnswer(BaseModel):
    """Of a product on a day (`product` null: the store). `known` is ordered already, `lastYear` was sold 364 days ago,
    `planned` a person will bake instead, `actual` was sold."""

    id: str
    store: str
    product: str | None
    item: str
    date: str
    p10: float
    p50: float
    p90: float
    mean: float
    known: float
    lastYear: float | None  # noqa: N815
    planned: float | None
    actual: float | None
    reason: str | None
    madeAt: int  # noqa: N815
    explanation: Explanation | None = None


class StoreForecasts(BaseModel):
    """Of a store: when they were made, from the sales before which day, and why there are no newer ones (`trouble`)."""

    store: str
    madeAt: int | None  # noqa: N815
    forecastDate: str | None  # noqa: N815
    trouble: str | None
    forecasts: list[ForecastAnswer]


class Forecasts(BaseModel):
    """Of the stores that one may see."""

    stores: list[StoreForecasts]


class Feedback(BaseModel):
    """What was sold, what will be baked instead, or that it is baked `asForecast` after all."""

    model_config = ConfigDict(extra="forbid")

    actual: Annotated[_Pieces | None, Field(validation_alias=AliasChoices("actual", "actualQuantity"))] = None
    planned: Annotated[_Pieces | None, Field(validation_alias=AliasChoices("planned", "plannedQuantity"))] = None
    reason: Annotated[str, Field(max_length=200)] = ""
    asForecast: bool = False  # noqa: N815

    @model_validator(mode="after")
    def _fit(self) -> Feedback:
        if UNFIT_TEXT.search(self.reason):
            raise ValueError("control characters are not text")
        return self


class Success(BaseModel):
    """It is kept."""

    success: Literal[True] = True


@router.get("/api/v1/forecasts", response_model_exclude_unset=True, responses={403: {"description": _FOR}})
async def listed(
    request: Request,
    who: Annotated[Principal, Depends(principal)],
    signed_in: In = None,
    store: Annotated[str | None, Query(max_length=64)] = None,
    since: Annotated[_Day | None, Query(alias="from")] = None,
    until: Annotated[_Day | None, Query(alias="to")] = None,
) -> Forecasts:
    """From today on for two weeks, unless told otherwise; without the reasons."""
    hub: Hub = request.app.state.hub
    await at_least_here(request, who, signed_in, Role.SUPERVISOR, _FOR)
    if store is not None and store not in who.scopes:
        raise refusal(403, "not_your_store", "This token is not for that store")
    wanted = sorted(who.scopes if store is None else (store,))
    return await run_in_threadpool(_listed, hub, who, wanted, _day(since, "from"), _day(until, "to"))


@router.get(
    "/api/v1/forecasts/{forecast_id}",
    response_model_exclude_unset=True,
    responses={403: {"description": _FOR}, 404: {"description": "no such forecast in the token's stores"}},
)
async def one(
    forecast_id: Annotated[str, Path(max_length=64)],
    request: Request,
    who: Annotated[Principal, Depends(principal)],
    signed_in: In = None,
    include: Annotated[Literal["explanation"] | None, Query()] = None,
) -> ForecastAnswer:
    """One, with `include=explanation` why."""
    hub: Hub = request.app.state.hub
    await at_least_here(request, who, signed_in, Role.SUPERVISOR, _FOR)
    found = await run_in_threadpool(_one, hub, who, forecast_id)
    return _answer(found.forecast, found if include else None)


@router.post(
    "/api/v1/forecasts/{forecast_id}/feedback",
    responses={
        403: {"description": "not in this role, not in this store"},
        404: {"description": "no such forecast in the token's stores"},
        409: {"description": "refused, and why"},
        422: {"description": "no feedback, and which field is why"},
    },
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": Feedback.model_json_schema()}}}
    },
)
async def feedback(
    forecast_id: Annotated[str, Path(max_length=64)],
    request: Request,
    who: Annotated[Principal, Depends(principal)],
    key: Key = None,
) -> Success:
    """The forecast keeps it, and the history of what was said: both or neither."""
    hub: Hub = request.app.state.hub
    allowed(GiveForecastFeedback, who)
    in_turn(hub.rate, who.id)
    body = await body_of(request, "application/json")
    if len(body) > MOST_BYTES:
        raise refusal(413, "body_too_large", f"Feedback has {MOST_BYTES} bytes at most")
    try:
        said = Feedback.model_validate_json(body)
    except ValidationError as trouble:
        raise unfit(trouble) from trouble
    await run_in_threadpool(_kept, hub, who, forecast_id, said, key)
    return Success(success=True)


def _kept(hub: Hub, who: Principal, forecast_id: str, said: Feedback, key: str | None) -> None:
    forecast = _one(hub, who, forecast_id).forecast
    command = GiveForecastFeedback(
        forecast_id, _thousandths(said.actual), _thousandths(said.planned), said.reason, said.asForecast
    )
    args = pack(command.to_args())

    def same(entry: JournalEntry) -> bool:
        return entry.args == args

    give(hub, who, command, stamp_for(hub, who, "forecast_feedback", key), (forecast.store_id,), same)


def _thousandths(pieces: Decimal | None) -> int | None:
    return None if pieces is None else int(pieces * UNIT)


def _day(text: str | None, what: str) -> str | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise refusal(422, "bad_date", f"{what}: {text} is no day: write it like 2026-11-21") from None


def _listed(hub: Hub, who: Principal, wanted: list[str], since: str | None, until: str | None) -> Forecasts:
    def read(database: Database) -> list[StoreForecasts]:
        return [_of_store(database, store_id, hub.now(), since, until) for store_id in wanted]

    try:
        return Forecasts(stores=hub.store.read(who.organization_id, read))
    except StoreError as trouble:
        raise refusal(503, "not_read", "The hub's database answers nothing now: later") from trouble


def _of_store(database: Database, store_id: str, now: int, since: str | None, until: str | None) -> StoreForecasts:
    store = StoredRows(database).get(Store, store_id)
    first = since or local_day(now, store.timezone if store else "UTC")
    days = USUAL_DAYS if until is None else (date.fromisoformat(until) - date.fromisoformat(first)).days + 1
    if not 1 <= days <= MOST_DAYS:
        raise refusal(422, "bad_span", f"from {first} to {until}: 1 to {MOST_DAYS} days, the first one first")
    week = week_of(database, store_id, first, days, 0)
    age: Age = age_of(database, store_id)
    lines = [*week.lines, *([week.total] if week.total else [])]
    return StoreForecasts(
        store=store_id,
        madeAt=age.made.ended_at if age.made else None,
        forecastDate=age.made.forecast_date if age.made else None,
        trouble=age.trouble.says if age.trouble else None,
        forecasts=[_answer(day, None) for line in lines for day in line.days if day is not None],
    )


def _one(hub: Hub, who: Principal, forecast_id: str) -> Explained:
    try:
        found = hub.store.read(who.organization_id, lambda database: explained(database, forecast_id))
    except StoreError as trouble:
        raise refusal(503, "not_read", "The hub's database answers nothing now: later") from trouble
    if found is None or found.forecast.store_id not in who.scopes:
        raise refusal(404, "no_such_forecast", "There is no such forecast in these stores")
    return found


def _answer(forecast: Forecast, why: Explained | None) -> ForecastAnswer:
    answer = ForecastAnswer(
        id=forecast.id,
        store=forecast.store_id,
        product=None if forecast.product_id == TOTAL else forecast.product_id,
        item=forecast.item,
        date=forecast.date,
        p10=forecast.p10 / UNIT,
        p50=forecast.p50 / UNIT,
        p90=forecast.p90 / UNIT,
        mean=forecast.mean / UNIT,
        known=forecast.known / UNIT,
        lastYear=_pieces(forecast.last_year),
        planned=_pieces(forecast.planned),
        actual=_pieces(forecast.actual),
        reason=forecast.reason,
        madeAt=forecast.made_at,
    )
    if why is not None:
        ranked = sorted(why.drivers, key=lambda one: -abs(one.quantity))
        drivers = [Driver(code=one.code, says=one.says, quantity=one.quantity / UNIT) for one in ranked]
        answer.explanation = Explanation(base=why.base / UNIT, drivers=drivers, rest=why.rest / UNIT)
    return answer


def _pieces(thousandths: int | None) -> float | None:
    return None if thousandths is None else thousandths / UNIT

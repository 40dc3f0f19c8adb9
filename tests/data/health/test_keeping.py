"""One check, one metric, with the score before; a fall is told of once, in the same transaction."""

from __future__ import annotations

import pytest

from data.core.actor import Role
from data.core.clock import HOUR, MINUTE
from data.core.packed import pack
from data.exchange.node import become
from data.exchange.values import RowVersion
from data.health.acknowledging import AcknowledgeHealthAlert
from data.health.metric import DataHealthAlert, DataHealthMetric, HealthCheckDue, Part
from data.ledger import health
from data.organization.commands import SetPolicies
from data.questions.health import health_alerts, health_of, measured, measured_since
from data.store.errors import NotRecorded
from data.store.execute import apply
from tests.data.health.conftest import Kept
from tests.support.cast import ADI, ANA, BENCH, SUE
from tests.sync_agent.hub.rig import node

DAY = 24 * HOUR


def losing(points: int) -> tuple[Part, ...]:
    """A store in which so much is wrong."""
    return (Part("gaps", f"Days without a sale: {points}", points, "Import them" if points else "", 100),)


def due(n: int, cause: str = "poll") -> HealthCheckDue:
    return HealthCheckDue(f"check-{n}", "bannos", cause, n)


class Checks:
    """A store whose score is as somebody says, an hour apart."""

    def __init__(self, kept: Kept) -> None:
        self.kept, self.many = kept, 0

    def scores(self, *scores: int) -> list[DataHealthAlert]:
        """The alerts that these lead to."""
        found = [self.one(100 - score) for score in scores]
        return [kept.alert for kept in found if kept is not None and kept.alert is not None]

    def one(self, points: int, again: int | None = None) -> health.Kept | None:
        """So many points are lost; `again` is a check of before."""
        self.many += again is None
        self.kept.machine.wait(HOUR)
        wanted, database = due(self.many if again is None else again), self.kept.database
        with database.transaction():
            health.put_down(database, wanted)
        return health.keep(database, wanted, losing(points), self.kept.machine.at, lambda: "tag")


@pytest.fixture
def checks(empty: Kept) -> Checks:
    return Checks(empty)


def test_a_check_is_one_metric_with_its_score_and_the_one_before(checks):
    checks.scores(97, 94)

    by_time = sorted(checks.kept.all(DataHealthMetric), key=lambda metric: metric.at)
    assert [(metric.score, metric.previous_score, metric.cause) for metric in by_time] == [
        (97, None, "poll"),
        (94, 97, "poll"),
    ]
    assert checks.kept.all(HealthCheckDue) == []


def test_the_same_check_twice_is_one_metric(checks):
    assert checks.one(3) is not None
    assert checks.one(5, again=1) is None
    assert [metric.score for metric in checks.kept.all(DataHealthMetric)] == [97]


def test_a_check_that_somebody_else_has_made_meanwhile_writes_nothing(checks):
    assert health.keep(checks.kept.database, due(9), losing(3), 0, lambda: "tag") is None
    assert checks.kept.all(DataHealthMetric) == []


def test_a_fall_of_ten_points_is_one_alert_and_the_metric_knows_of_it(checks):
    (alert,) = checks.scores(95, 85)

    metric = health_of(checks.kept.database, "bannos")
    assert metric is not None
    assert (alert.score, alert.previous_score, alert.metric_id) == (85, 95, metric.id)
    assert metric.alerted_at == metric.at == alert.at
    assert alert.says == "The health of the data fell from 95 to 85. Days without a sale: 15"
    assert checks.kept.all(DataHealthAlert) == [alert]


def test_as_long_as_it_stays_so_there_is_no_second_one(checks):
    assert len(checks.scores(95, 85, 85, 84, 85)) == 1


def test_after_it_was_better_another_fall_is_another_alert(checks):
    assert [alert.score for alert in checks.scores(95, 80, 95, 80)] == [80, 80]


def test_a_fall_that_goes_on_is_told_of_again_after_ten_more_points(checks):
    assert [(a.previous_score, a.score) for a in checks.scores(95, 80, 75, 70)] == [(95, 80), (80, 70)]


def test_a_fall_in_small_steps_is_noticed(checks):
    assert [(a.previous_score, a.score) for a in checks.scores(95, 90, 85)] == [(95, 85)]


def test_what_fell_over_more_than_a_week_in_small_steps_is_the_new_usual(checks):
    checks.scores(100)
    for score in (97, 94, 91, 88):
        checks.kept.machine.wait(8 * DAY)
        assert checks.scores(score) == []


def test_how_far_is_a_policy_of_the_store(checks):
    checks.kept.must(SetPolicies("bannos", pack({"health_drop": 30})))
    assert checks.scores(100, 75) == []
    assert len(checks.scores(100, 70)) == 1
    refused = checks.kept.do(SetPolicies("bannos", pack({"health_drop": 0})), ADI)
    assert refused.code == "bad_policy"


def test_metric_and_alert_are_both_there_or_neither(checks, monkeypatch):
    checks.scores(95)

    def breaks(database, write):
        if isinstance(getattr(write, "row", None), DataHealthAlert):
            raise NotRecorded("the disk is full")
        apply(database, write)

    monkeypatch.setattr(health, "apply", breaks)
    with pytest.raises(NotRecorded):
        checks.one(40)

    assert [metric.score for metric in checks.kept.all(DataHealthMetric)] == [95]
    assert [one.id for one in checks.kept.all(HealthCheckDue)] == ["check-2"], "it is still to be made"


def test_below_a_hub_they_travel(checks):
    database = checks.kept.database
    with database.transaction():
        become(database, node("hub", BENCH, above=False, scopes=("bannos",)))
    checks.scores(95, 80)

    versions = {row.tbl: row.scope for row in checks.kept.all(RowVersion)}
    assert versions == {"data_health_metric": "bannos", "data_health_alert": "bannos"}


class TestQuestions:
    def test_tell_how_it_went_in_both_directions(self, checks):
        checks.scores(95, 90, 92)
        database, since = checks.kept.database, checks.kept.machine.at - HOUR
        assert [metric.score for metric in measured(database, "bannos")] == [92, 90, 95]
        assert [metric.score for metric in measured(database, "bannos", 1)] == [92]
        assert [metric.score for metric in measured_since(database, "bannos", since)] == [90, 92]
        assert measured(database, "flourlane") == []
        assert health_of(database, "flourlane") is None

    def test_tell_of_what_nobody_has_seen_first(self, checks):
        first, _ = checks.scores(95, 80, 95, 70)
        assert [alert.score for alert in health_alerts(checks.kept.database, "bannos")] == [70, 80]
        (newest,) = [a for a in checks.kept.all(DataHealthAlert) if a.id != first.id]
        checks.kept.must(AcknowledgeHealthAlert(newest.id), SUE)
        assert [alert.score for alert in health_alerts(checks.kept.database, "bannos")] == [80, 70]


class TestSeeingAnAlert:
    def test_keeps_who_was_the_first_and_when(self, checks):
        (alert,) = checks.scores(95, 80)
        checks.kept.must(AcknowledgeHealthAlert(alert.id), SUE)
        again = checks.kept.do(AcknowledgeHealthAlert(alert.id), ADI)

        (seen,) = checks.kept.all(DataHealthAlert)
        assert (again.status, again.code) == ("noop", "already_acknowledged")
        assert (seen.acknowledged_by, seen.acknowledged_at) == (SUE.staff_id, checks.kept.machine.at)

    def test_is_for_those_who_answer_for_the_store(self, checks):
        (alert,) = checks.scores(95, 80)
        assert ANA.role is Role.STAFF
        assert checks.kept.do(AcknowledgeHealthAlert(alert.id), ANA).code == "not_allowed"
        assert checks.kept.do(AcknowledgeHealthAlert("nothing"), SUE).code == "no_such_alert"


class TestWhatIsOld:
    def test_is_the_last_of_each_day_and_of_the_last_two_days_all(self, checks):
        first = checks.kept.machine.at
        checks.scores(*(90 + n for n in range(6)))
        checks.kept.machine.at = first + 10 * DAY
        checks.scores(80, 81)

        gone = health.thin_out(checks.kept.database, checks.kept.machine.at, day_of(first), lambda: "tag")

        assert gone == 5
        assert [metric.score for metric in measured(checks.kept.database, "bannos")] == [81, 80, 95]

    def test_goes_after_a_year(self, checks):
        checks.scores(95)
        at = checks.kept.machine.at + 401 * DAY
        assert health.thin_out(checks.kept.database, at, day_of(0), lambda: "tag") == 1
        assert checks.kept.all(DataHealthMetric) == []

    def test_leaves_the_terminals_too(self, checks):
        database, first = checks.kept.database, checks.kept.machine.at
        with database.transaction():
            become(database, node("hub", BENCH, above=False, scopes=("bannos",)))
        checks.scores(90, 91)
        health.thin_out(database, first + 10 * DAY, day_of(first), lambda: "tag")

        assert sorted(row.deleted for row in checks.kept.all(RowVersion)) == [False, True]


def day_of(first: int):
    """Days that begin when the first check was made."""
    return lambda store_id, at: str((at - first - MINUTE) // DAY)

"""One hub process for each vendor and each database, which the tests of a file share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from tests.support.databases import for_alembic, postgres_database
from tests.sync_agent.webhooks.rig import Door, door

_ON = [
    pytest.param(one, id="-".join(one), marks=[pytest.mark.postgres] if one[1] == "postgresql" else [])
    for one in product(("shopify", "square"), ("sqlite", "postgresql"))
]


@pytest.fixture(scope="module", params=_ON)
def there(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A door that nobody works behind."""
    vendor, kind = request.param
    folder = tmp_path_factory.mktemp("door")
    if kind == "sqlite":
        with door(vendor, folder, f"sqlite:///{folder / 'hub.sqlite3'}") as opened:
            yield opened
        return
    with postgres_database() as url, door(vendor, folder, for_alembic(url)) as opened:
        yield opened

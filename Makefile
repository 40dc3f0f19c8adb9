# Every target makes what it needs in .venv first; ARGS go to the program that it runs.
#   make test ARGS='-k scan'      make test WORKERS=0      make bench ARGS='--only queue --json out.json'

PYTHON_IN_VENV := .venv/bin/python
# Test processes at a time; 0 runs them in this one, as a debugger needs.
WORKERS ?= 2

.PHONY: help demo test check format proof bench peers hub forecast setup lock dead-code clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

demo: ## open a lived-in demo bakery in this terminal
	@sh scripts/environment.sh base
	@.venv/bin/kitchen-tui demo $(ARGS)

test: ## all tests but the long proofs
	@sh scripts/environment.sh dev
	@$(PYTHON_IN_VENV) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: ## ruff, mypy --strict, import contracts
	@sh scripts/environment.sh dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(PYTHON_IN_VENV) -m mypy
	.venv/bin/lint-imports --no-logo

format: ## let ruff lay out and mend the code
	@sh scripts/environment.sh dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

proof: ## the long runs of the proofs
	@sh scripts/environment.sh dev
	@$(PYTHON_IN_VENV) -m pytest -m proof $(ARGS)

bench: ## figures, each beside its limit (ARGS='--only NAME --json FILE')
	@sh scripts/environment.sh dev
	@$(PYTHON_IN_VENV) -m tests.bench $(ARGS)

peers: ## AutoETS and AutoTheta, beside which forecasts are measured, in .venv-peers
	@sh scripts/environment.sh dev
	@sh scripts/peers.sh

hub: ## what a hub needs, and nothing else
	@sh scripts/environment.sh hub

forecast: ## what a hub needs, and forecasts
	@sh scripts/environment.sh forecast

setup: ## all that tests and benches need, and nothing is run
	@sh scripts/environment.sh dev

# dev.txt is resolved; the smaller locks start from its pins, so that one environment can serve them all.
COMPILE := UV_PYTHON_DOWNLOADS=never UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/uv pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate

lock: ## write requirements/*.txt anew from pyproject.toml (ARGS=--upgrade for newer releases)
	@[ -x .venv/bin/uv ] || sh scripts/environment.sh base
	$(COMPILE) requirements/uv.in -o requirements/uv.txt $(ARGS)
	$(COMPILE) requirements/peers.in -o requirements/peers.txt $(ARGS)
	$(COMPILE) pyproject.toml --extra hub --extra forecast --group test --group lint -o requirements/dev.txt $(ARGS)
	cp requirements/dev.txt requirements/forecast.txt
	$(COMPILE) pyproject.toml --extra hub --extra forecast -o requirements/forecast.txt
	cp requirements/dev.txt requirements/hub.txt
	$(COMPILE) pyproject.toml --extra hub -o requirements/hub.txt
	cp requirements/dev.txt requirements/base.txt
	$(COMPILE) pyproject.toml -o requirements/base.txt

dead-code: ## what looks unused; a place to look, not a verdict
	@sh scripts/environment.sh dev
	@$(PYTHON_IN_VENV) -m vulture

clean: ## remove .venv and all caches
	rm -rf .venv .venv-peers .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

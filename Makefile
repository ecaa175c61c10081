# The commands of this project. `make` alone lists them.
# Everything runs in .venv, made from the lock files in requirements/; stamp files in it remember what is done.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test golden lint format bench calibrate docs prove lock browser office clean

PYTHON ?=
PY := .venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
export PIP_NO_INPUT := 1
export PIP_PROGRESS_BAR := off
export PYTHONUTF8 := 1

INSTALL := $(PY) -m pip install -qq --require-hashes --only-binary :all:

help:  ## list what can be done here
	@awk -F ':.*##' '/^[a-z]+:.*##/ { printf "make %-9s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.run  ## build the Kazakhstan data, check a statement against them, write pages to demo/
	@$(PY) tools/demo.py

test: .venv/.dev  ## run everything that can fail: tests, docs, browser, lint, types; one closing line
	@if [ "$${CI:-}" = true ]; then tools/install_chromium || true; tools/install_office || true; fi
	@$(PY) tools/run_tests.py

lint: .venv/.dev  ## check style (ruff) and types (mypy)
	@$(PY) tools/run_tests.py --lint

format: .venv/.dev  ## lay the code out as lint wants it
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format .

bench: .venv/.dev  ## measure what a user waits for; ROWS=n counts that many synthetic records, beside other tools
	@if [ -z "$(ROWS)" ]; then $(PY) -m bench.run; $(PY) -m bench.bulletin; $(PY) -m bench.check; $(PY) -m bench.statistics; $(PY) -m bench.web; fi
	@ROWS="$(ROWS)" $(PY) -m bench.register

calibrate: .venv/.dev  ## simulate how often the methods are wrong, and write the tables of their pages anew
	@for tool in tools/calibrate_*.py; do echo "$$tool…"; $(PY) -m tools.$$(basename $$tool .py) || exit 1; done

golden: .venv/.dev  ## rewrite the golden texts of the tiny bulletin; read the diff
	@$(PY) -m pytest -q --golden tests/test_bulletin_golden.py

docs: .venv/.dev  ## rewrite the generated pages and the recorded outputs of the examples
	@$(PY) -m tools.generate_docs

prove: .venv/.dev  ## search longer for counter-examples: planted faults, random seeds, many examples
	@HYPOTHESIS_PROFILE=prove $(PY) -m pytest -q -n 2 tests/test_layers.py tests/test_house.py \
		tests/test_engines_alike.py $$(grep -l hypothesis tests/test_*.py) tests/prove/prove_kill.py
	@$(PY) -m pytest -q -s tests/prove/prove_fuzz.py

lock: .venv-lock/.made  ## choose the newest versions again and write requirements/*.lock
	@echo "locking the versions…"
	@.venv-lock/bin/python tools/lock_versions.py

browser:  ## find a Chromium for the browser tests, or install Debian's
	@tools/install_chromium

office:  ## find a LibreOffice for the tests of documents, or install Debian's
	@tools/install_office

clean:  ## remove everything that was made here
	rm -rf .venv .venv-lock demo dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/.made:
	@python=$$(tools/find_python "$(PYTHON)") || exit 1; \
		echo "creating the environment with $$python…"; \
		"$$python" -m venv .venv
	@touch $@

.venv/.run: .venv/.made requirements/run.lock pyproject.toml
	@echo "installing what Esep runs on…"
	@$(INSTALL) -r requirements/run.lock
	@$(PY) -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.run requirements/dev.lock requirements/cluster.lock
	@echo "installing what its tests need…"
	@$(INSTALL) -r requirements/dev.lock
	@echo "installing Spark, which comes as sources…"
	@$(PY) -m pip install -qq --require-hashes --no-build-isolation -r requirements/cluster.lock
	@touch $@

.venv-lock/.made:
	@python=$$(tools/find_python "$(PYTHON)") || exit 1; "$$python" -m venv .venv-lock
	@.venv-lock/bin/python -m pip install -qq 'uv>=0.9,<1'
	@touch $@

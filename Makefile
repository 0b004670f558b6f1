# Every command does all of its own set-up: tools/setup.py makes .venv from the locks, once.
# Another Python: make PYTHON=python3.12 run. Arguments for the program: make run ARGS="lessons".
PYTHON = python3
ARGS =
VENV = .venv/bin/python

# $(call ready,SET): nothing to do when the copy of the lock in .venv, written last, is the checkout's; else the set-up.
# A Python named on the command line always asks the set-up, which knows what .venv was made with.
stamped = test -x $(VENV) && cmp -s tools/$(1).lock .venv/$(1).lock
found = command -v "$(PYTHON)" >/dev/null || { echo "$(PYTHON) not found: install Python 3.11 or newer." >&2; exit 2; }
ready = $(if $(filter file,$(origin PYTHON)),$(stamped) ||) { $(found); "$(PYTHON)" tools/setup.py $(1); }

.PHONY: run test bench growth soak lock

run:
	@$(call ready,run)
	@$(VENV) main.py $(ARGS)

test:
	@$(call ready,test)
	$(VENV) -m ruff check
	$(VENV) -m ruff format --check
	$(VENV) -m mypy
	$(VENV) -m pytest -n auto --dist worksteal

bench:
	@$(call ready,test)
	@$(VENV) -m tests.benchmarks

# How all that grows, as a table and as the README's picture.
growth:
	@$(call ready,test)
	@$(VENV) -m tests.benchmarks.growth

# A monkey in the window, for so many minutes with each of these seeds in each of these rows; processes killed while they
# save or work; files broken in some place; things opened one after the other: see tests/soak.
MINUTES = 30
KILLS = 200
MUTATIONS = 20000
OPENINGS = 200
SEEDS = 1 2 3 4 5 6
ROWS = lessons table expression large
soak:
	@$(call ready,test)
	@$(VENV) -m tests.soak --minutes $(MINUTES) --seeds $(SEEDS) --rows $(ROWS)
	@$(VENV) -m tests.soak.kills $(KILLS)
	@$(VENV) -m tests.soak.mutations --count $(MUTATIONS)
	@$(VENV) -m tests.soak.openings $(OPENINGS)

# Newest versions that pyproject.toml allows, for every platform and Python; the tests' set holds the program's.
COMPILE = build/lock/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --custom-compile-command "make lock" pyproject.toml

lock:
	@$(found); "$(PYTHON)" -m venv build/lock
	@build/lock/bin/python -m pip install --quiet --upgrade uv
	$(COMPILE) --output-file tools/run.lock
	$(COMPILE) --output-file tools/test.lock --extra test --constraint tools/run.lock

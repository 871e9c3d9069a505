# Thin: each target makes sure of .venv and runs one thing there. The work is in the package and in scripts/.
BIN := .venv/bin
SETUP := pyproject.toml src/tregua/_version.py scripts/environment scripts/pythons

.PHONY: help demo test lint docs lowest newest fuzz mutate full clean readme image slurm paper

help:
	@echo "make demo   set up, compare what could be done about Haiti's gangs, say where the report is"
	@echo "make test   set up, run the tests"
	@echo "make lint   style, types, directions of import"
	@echo "make docs   build the documentation and run its examples"
	@echo "make lowest a short list of tests with the lowest versions that are declared, on each Python found"
	@echo "make newest the same with the newest"
	@echo "make fuzz   read twenty thousand damaged files of every kind: about ten minutes"
	@echo "make mutate change one sign of the code at a time, list what no test notices: hours, or SAMPLE=50 of each part"
	@echo "make readme every block of the README, in order, in a fresh clone with its own environment: long"
	@echo "make image  build the image of the server and try it: podman, as root"
	@echo "make slurm  start a cluster of Slurm here, run a study on it: as root"
	@echo "make paper  figures and table of paper/paper.md: some minutes"
	@echo "make full   all of it, and a release on trial: up to 80 minutes"
	@echo "make clean  remove .venv and what was built"

demo: .venv/.ready
	$(BIN)/tregua compare haiti

# A process for each core, at most four; files of tests stay together as far as that keeps all of them busy.
test: .venv/.ready-dev
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist worksteal

lint: .venv/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports
	$(BIN)/python scripts/changelog.py check

docs: .venv/.ready-docs
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

lowest newest: .venv/.ready-dev
	$(BIN)/python scripts/bounds.py $@

CASES ?= 20000
SEED ?= 1
SAMPLE ?= 0

fuzz: .venv/.ready-dev
	PYTHONPATH=. $(BIN)/python -m tests.hostile.fuzz $(CASES) $(SEED)

mutate: .venv/.ready-dev
	$(BIN)/python scripts/mutate.py --sample $(SAMPLE) --seed $(SEED)

readme: .venv/.ready
	$(BIN)/python scripts/readme.py

image:
	scripts/image

slurm: .venv/.ready-dev
	scripts/try_slurm

paper: .venv/.ready-dev
	$(BIN)/python paper/figures.py

# What CI runs, and what takes too long for it.
full:
	.ci/run
	TREGUA_GALLERY=all $(MAKE) docs
	$(BIN)/python -m pytest -m full
	$(MAKE) --keep-going lowest newest readme image slurm
	release=$$(mktemp -d) && scripts/release --trial "$$release"; status=$$?; rm -rf "$$release"; exit $$status

# Stamps: installed again when what the package needs has changed.
.venv/.ready: $(SETUP)
	@scripts/environment
	@touch $@

.venv/.ready-dev: $(SETUP)
	@scripts/environment dev
	@touch $@ .venv/.ready

.venv/.ready-docs: $(SETUP)
	@scripts/environment dev,docs
	@touch $@ .venv/.ready .venv/.ready-dev

clean:
	rm -rf .venv dist build docs/_build .pytest_cache .ruff_cache .hypothesis

# Changes of the mechanisms that their known answers do not notice: a minute or two for each mechanism, on one core.
.PHONY: mutate-mechanisms
mutate-mechanisms: .venv/.ready-dev
	$(BIN)/python scripts/mutate_mechanisms.py $(MECHANISMS)

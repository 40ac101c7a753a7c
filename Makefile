# Everything that is made goes to build/. Steps of more than three lines are scripts in .ci/.
SHELL := /bin/bash
PYTHON ?= /usr/bin/python3
PROFILE ?= default
SETUP ?= debian
SUITES ?= trixie forky
VENV := build/venv
export ARGS SEED
PIP := $(VENV)/bin/python -m pip install -qq --disable-pip-version-check

# Tests and demo run without a screen, and never touch the user's own QGIS profile.
ISOLATED := QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR="$(CURDIR)/build/run" HOME="$(CURDIR)/build/home" \
    QGIS_CUSTOM_CONFIG_PATH="$(CURDIR)/build/profile" QGIS_PLUGINPATH="$(CURDIR)/build/plugins" \
    HYPOTHESIS_STORAGE_DIRECTORY="$(CURDIR)/build/hypothesis"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup demo test test-matrix test-mutants test-faults check bench zip docs link clean packages isolated

help: ## List these targets
	@awk -F ' ## ' '/^[a-z-]+:.* ## / {split($$1, t, ":"); printf "  make %-13s %s\n", t[1], $$2}' Makefile
	@printf '\n  ARGS="-k density"  for test, test-matrix: goes to pytest (-n 0: one process, for --pdb)\n  SUITES=forky       for test-matrix: only this Debian\n  ARGS="town city"   for bench: only these cases\n  ARGS="--count 60 --seed 2 --only algorithms/roles --seconds 20"   for test-mutants\n  SEED=2             for test-faults: other moments, sizes, damages and values\n  PROFILE=name       for link: the QGIS profile\n'
	@printf '  SETUP=skip         install no Debian packages; PYTHON=path is then a Python that imports qgis\n'

setup: packages $(VENV)/.tests $(VENV)/.checks ## Install QGIS and the libraries from Debian, and the test tools in build/venv

demo: packages isolated ## Make a spatial plan of the example place
	@$(ISOLATED) bash examples/demo.sh

test: packages isolated $(VENV)/.tests ## Run the tests on the QGIS of this machine
	@$(ISOLATED) $(VENV)/bin/python -m pytest -n 2 --dist loadfile $(ARGS)

test-matrix: packages $(VENV)/.tests ## Run the tests on the QGIS of Debian 13 and of testing (builds a root for each once)
	@[ "$(SETUP)" = skip ] || bash .ci/packages.sh mmdebstrap
	@for suite in $(SUITES); do bash .ci/matrix.sh $$suite || exit 1; done

test-mutants: packages isolated $(VENV)/.tests ## Change the code a little, 200 times, and see whether the tests that run it notice (an hour)
	@$(ISOLATED) nice -n 19 $(VENV)/bin/python .ci/mutants.py $(ARGS)

test-faults: packages isolated $(VENV)/.tests ## Kill, cancel, fill, damage: write docs/reliability.md (half an hour)
	@[ "$(SETUP)" = skip ] || bash .ci/packages.sh gcc libc6-dev
	@rm -rf build/faults
	@$(ISOLATED) FAULTS=long $(VENV)/bin/python -m pytest -n 2 --dist loadfile tests/faults $(ARGS)
	@$(ISOLATED) PYTHONPATH=build/plugins:docs $(PYTHON) tests/faults/page.py

check: packages isolated $(VENV)/.checks ## Lint, format, types and spelling
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	cd build/typed && ../venv/bin/mypy --config-file ../../pyproject.toml --cache-dir ../mypy \
	    --python-executable $(PYTHON) -p agora.algorithms
	$(VENV)/bin/codespell

bench: packages isolated ## Time density surfaces, ours and others, and write docs/benchmarks.md (half an hour)
	@[ "$(SETUP)" = skip ] || bash .ci/packages.sh grass-core saga
	@$(ISOLATED) bash benchmarks/bench.sh $(PYTHON) $(ARGS)

zip: packages $(VENV)/.tests $(VENV)/.docs ## Build build/agora-<version>.zip and put it through the security gate
	rm -f build/agora-*.zip
	$(VENV)/bin/mkdocs build --quiet --strict --clean --config-file docs/help/mkdocs.yml
	$(VENV)/bin/python .ci/package.py build
	$(VENV)/bin/python .ci/gate.py build/agora-*.zip

docs: packages isolated $(VENV)/.docs ## Draw the pictures of docs/, bring its tables up to date, and build build/site
	@$(ISOLATED) PYTHONPATH=build/plugins $(PYTHON) docs/tables.py
	@$(ISOLATED) PYTHONPATH=build/plugins $(PYTHON) docs/pictures.py
	$(VENV)/bin/mkdocs build --strict --clean

link: ## Show this checkout to your own QGIS as the plugin "agora"
	@bash .ci/link.sh "$(PROFILE)"

clean: ## Remove build/
	rm -rf --one-file-system build 2>/dev/null || sudo rm -rf --one-file-system build

packages:
	@[ "$(SETUP)" = skip ] || bash .ci/packages.sh $$(cat .ci/packages.txt)

# QGIS and mypy want the checkout under the name "agora", whatever its folder is called.
isolated:
	@mkdir -p build/plugins build/typed/agora build/home build/run && chmod 700 build/run
	@ln -sfn ../.. build/plugins/agora && ln -sfn ../../../algorithms build/typed/agora/algorithms

$(VENV)/.made: | packages
	$(PYTHON) -m venv --clear --system-site-packages $(VENV)
	@touch $@

$(VENV)/.tests: tests/requirements.txt $(VENV)/.made
	$(PIP) -r $<
	@touch $@

$(VENV)/.checks: .ci/requirements.txt $(VENV)/.made
	$(PIP) -r $<
	@touch $@

$(VENV)/.docs: docs/requirements.txt $(VENV)/.made
	$(PIP) -r $<
	@touch $@

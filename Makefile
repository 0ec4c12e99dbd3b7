# Every task of the project. `make` alone lists them.
# All that is downloaded or built goes into one folder outside the checkout; QUIESCE_CACHE moves it.

QUIESCE_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/quiesce
CARGO_TARGET_DIR ?= $(QUIESCE_CACHE)/target
export QUIESCE_CACHE CARGO_TARGET_DIR

XTASK := cargo xtask
.DEFAULT_GOAL := help
.PHONY: help setup build demo test lint bench screenshots

help: ## list these tasks
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{ printf "  make %-12s %s\n", $$1, $$2 }'
	@echo
	@echo "  Downloads and builds are kept in $(QUIESCE_CACHE)"

setup: ## install what is missing: packages, toolchain, kernel (safe to repeat and to interrupt)
	@bash tests/xtask/setup.sh

build: setup ## build the server with its pages, the signer, the builder and the host's programs
	@$(XTASK) build

demo: build ## the whole story on two virtual machines, with times; http://127.0.0.1:8080 (PORT=n moves it)
	@$(XTASK) demo $(if $(PORT),--port $(PORT))

test: build lint ## all checks and all tests
	@$(XTASK) test

lint: setup ## formatting, clippy, architecture, licences
	@$(XTASK) lint

bench: build ## measure, and print ratios
	@$(XTASK) bench

screenshots: build ## every page, light and dark, wide and narrow, into the cache
	@$(XTASK) screenshots

# Every target says in its comment what it does; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: setup setup-demo demo demo-ovs test test-package test-without-glpk test-examples doctor build lint format docs \
	bench bench-distribution bench-verification help

SWIFT ?= swift
# Empty where GLPK can be compiled against, else the option that builds without it. Recipes read it when they start, so
# after `setup` has installed what it can.
TRAITS = $(shell Scripts/traits.sh)
EXAMPLES = --package-path Examples -c release $(TRAITS)
BENCHMARK = $(SWIFT) run --package-path Benchmarks -c release $(TRAITS)
# What is handed to the benchmark of the flow distribution.
OPTIONS ?=
FORMATTED = $(wildcard Package.swift Sources Tests Examples/Package.swift Examples/Sources Examples/Tests \
	Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Benchmarks)
LIBRARIES = NetworkTypes LinearProgramming ServiceChaining HeaderSpace OpenFlow OVSDB CloudTopology GLPKBackend \
	FlowDistribution OpenFlowEmulation ChainComposition OpenFlowNIO OVSDBNIO Stratos ChainFormats \
	LinearProgrammingTesting FlowDistributionTesting ChainCompositionTesting ChainTestbed MiddleboxInference \
	ChainSimulation ChainVerification PacketTracing

setup: ## install what is missing, with apt; without root it says what to run
	Scripts/setup.sh all

setup-demo:
	Scripts/setup.sh demo

demo: setup-demo ## the main job on emulated switches; needs neither root nor a switch
	@[ -d Examples/.build ] || echo "The first build compiles everything and takes some minutes."
	$(SWIFT) run $(EXAMPLES) stratos demo

# Built by whoever asks, run by root: else root would own what the next build wants to write.
demo-ovs: setup ## the same on Open vSwitch, namespaces and real middleboxes; needs root, asks sudo for it
	Scripts/as-root.sh Scripts/doctor.sh --require-ovs
	$(SWIFT) build $(EXAMPLES) --product stratos
	Scripts/as-root.sh "$$($(SWIFT) build $(EXAMPLES) --show-bin-path)/stratos" demo --ovs

test: test-package test-without-glpk test-examples ## everything that continuous integration runs
	@echo "make test: all steps passed$$([ "$$(id -u)" -eq 0 ] || echo ', but only root can run the tests on Open vSwitch')"

# One test at a time: many measure time-outs or drive real switches, and long computations beside them would starve those.
test-package:
	$(SWIFT) test $(TRAITS) --no-parallel

test-without-glpk:
	$(SWIFT) build --disable-default-traits --scratch-path .build/without-glpk --target GLPKBackend

test-examples:
	@test -f Examples/Package.swift || { echo "make test: Examples/Package.swift is missing" >&2; exit 1; }
	$(SWIFT) build $(EXAMPLES)
	@if [ -d Examples/Tests ]; then set -x; $(SWIFT) test --package-path Examples $(TRAITS); \
	else echo "make test: Examples has no tests of its own"; fi

doctor: ## what this machine has, what it lacks, and how to get it
	Scripts/doctor.sh

build: ## compile all libraries
	$(SWIFT) build $(TRAITS)

lint: ## check the layout of all Swift files
	$(SWIFT) format lint --strict --recursive $(FORMATTED)

format: ## lay all Swift files out
	$(SWIFT) format --in-place --recursive $(FORMATTED)

# DocC fails to copy a page template that belongs to somebody else, as in a toolchain that root has installed.
docs: ## write the documentation of all libraries to Documentation/site
	@template="$$(dirname "$$(readlink -f "$$(command -v $(SWIFT))")")/../share/docc/render"; \
	if [ -d "$$template" ]; then rm -rf .build/docc-render; mkdir -p .build; cp -R "$$template" .build/docc-render; fi
	@[ ! -d .build/docc-render ] || export DOCC_HTML_DIR="$(CURDIR)/.build/docc-render"; \
	$(SWIFT) package $(TRAITS) --allow-writing-to-directory Documentation/site generate-documentation \
		$(addprefix --target ,$(LIBRARIES)) --enable-experimental-combined-documentation \
		--output-path Documentation/site

bench: ## measure speed and memory
	$(BENCHMARK) CompositionBenchmark
	$(BENCHMARK) DistributionBenchmark $(OPTIONS)

bench-verification: ## proofs of compiled rules, all and after each change; OPTIONS=--quick or --plot FILE.svg
	$(BENCHMARK) VerificationBenchmark $(OPTIONS)

bench-distribution: ## flow distribution against general solvers only; OPTIONS=--help lists what it can
	$(BENCHMARK) DistributionBenchmark $(OPTIONS)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

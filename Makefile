# Every target here is listed, with the comment beside it, by `make help`.
.DEFAULT_GOAL := help
.PHONY: help demo examples test distroless judge build bench micro fuzz torture format install

PREFIX ?= /usr/local
program := .build/release/pith
FUZZ ?= 100000

help: ## Show this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1	\2/p' Makefile | expand -t 18

demo: build ## Build one program as two images, compare them, and run the small one
	@scripts/dependencies run
	@scripts/demo

examples: build ## Build all images of Examples, check and measure them, write docs/examples.html (Debian's mirror, PyPI)
	@scripts/dependencies examples
	swift build -c release --static-swift-stdlib --product examples-page
	@scripts/examples
	.build/release/examples-page .build/examples.json docs/examples.html

test: ## Run all tests but those of 'make distroless'; they build and drive a debug program
	@scripts/dependencies build test
	@scripts/test --skip DistrolessTests

distroless: ## Compose every image of the catalogue from Debian's mirror, and test what is in it and runs in it
	@scripts/dependencies build distroless
	@scripts/test --filter DistrolessTests

judge: build ## Build the same contexts with Docker and with Pith, and compare the images (root)
	@scripts/dependencies judge
	@scripts/check-size $(program)
	Tests/Judge/run

build: ## Build the program: .build/release/pith
	@scripts/dependencies build
	swift build -c release --static-swift-stdlib --product pith

bench: build ## Measure Pith against its budgets, beside Docker, buildah and others (root)
	@scripts/dependencies bench
	Benchmarks/run

micro: ## Measure the hot pieces of a build, each on its own
	@scripts/dependencies build
	PITH_MICRO_BENCHMARKS=1 swift package --scratch-path .build-micro --allow-writing-to-package-directory \
		benchmark --target Micro

fuzz: ## Try a hundred thousand hostile Dockerfiles and words; FUZZ=N for another number
	@scripts/dependencies build
	PITH_FUZZ=$(FUZZ) PITH_FUZZ_SEED=$$$$ PITH_FUZZ_INPUT=.build/fuzz-input swift test --filter FuzzTests

torture: build ## Kill, cut the power of, fill and overload the store; print what it survived; TORTURE_SEED=N for the same again (root)
	@scripts/dependencies torture
	@PITH_BIN=$(CURDIR)/$(program) Tests/Torture/run

format: ## Format all Swift files in place
	swift format --in-place --recursive --parallel Package.swift Sources Tests

install: build ## Install the program in $(PREFIX)/bin; PREFIX is /usr/local unless given
	install -D -s -m 755 $(program) $(DESTDIR)$(PREFIX)/bin/pith

# Frontdesk. `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GO      := CGO_ENABLED=0 GOTOOLCHAIN=local go
WIDGET  := adapters/webchat/widget
CONSOLE := console/app
SHARED  := web/shared/src

.PHONY: always help run demo build widget console check test bench bench-faq faq-priors known-words encoder faults seeded-bugs clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: build ## build everything and start it: sample shop, console, SQLite in data/
	bin/frontdesk serve --config config.yaml

demo: build ## the same with fake Telegram and Slack to play the customer in
	bin/frontdesk demo --config config.yaml

build: widget console ## bin/frontdesk with both front ends inside
	$(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o bin/frontdesk ./cmd/frontdesk

widget: .make/widget ## the web chat widget's bundle
console: .make/console ## the console's bundle

.make/%.modules:
	@mkdir -p .make
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 or later (https://nodejs.org)"; exit 1; }

.make/widget: $(shell find $(SHARED) $(WIDGET)/src $(WIDGET)/*.json $(WIDGET)/*.mjs -type f 2>/dev/null) | .make/widget.modules
	cd $(WIDGET) && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build
	@touch $@

# The command writes only a changed file, so an equal contract builds no console.
$(CONSOLE)/src/api/contract.ts: always
	@$(GO) run ./console/contract -out $@

.make/console: $(shell find $(SHARED) $(CONSOLE)/src $(CONSOLE)/public $(CONSOLE)/*.json $(CONSOLE)/*.ts $(CONSOLE)/index.html -type f 2>/dev/null) | .make/console.modules
	cd $(CONSOLE) && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build
	@touch $@

check: ## a quick look before a commit: linters, vet, build, go.mod, prose, short tests
	./.ci/check

test: ## all tests; installs what they need when it is root on Debian
	./.ci/test

# FRONTDESK_BIN= measures a binary that is there already, SHORT=1 is a quick look, BENCH= adds flags (bin/bench/run -help).
bench: $(if $(FRONTDESK_BIN),,build) ## figures beside the floor, a minimal gateway (SHORT=1: a quick look)
	cd bench && $(GO) build -trimpath -ldflags "-s -w" -o ../bin/bench/ ./floor ./load ./preload ./run
	bin/bench/run -frontdesk "$(or $(FRONTDESK_BIN),bin/frontdesk)" $(if $(SHORT),-short) $(BENCH)

# DATA= folder of the development sets; without them only speed and memory are measured.
bench-faq: ## figures of the FAQ engine beside plain BM25 and bleve
	$(GO) build -trimpath -o bin/frontdesk-faq ./cmd/frontdesk
	cd bench && $(GO) build -trimpath -o ../bin/bench/ ./faqbench
	cd bench && $(GO) build -trimpath -o ../bin/bench/ ./faqpriors
	bin/bench/faqbench -frontdesk bin/frontdesk-faq -data "$(or $(DATA),../shared/data)"
	bin/bench/faqpriors -left-out -data "$(or $(DATA),../shared/data)"

faq-priors: ## learn the weights and thresholds that the FAQ engine ships anew, from the development sets in DATA=
	cd bench && $(GO) build -trimpath -o ../bin/bench/ ./faqpriors
	bin/bench/faqpriors -data "$(or $(DATA),../shared/data)" > .faq-priors && mv .faq-priors faq/priors.go
	bin/bench/faqpriors -estimates -data "$(or $(DATA),../shared/data)" > .faq-priors && mv .faq-priors faq/estimates.go

known-words: ## make the list of words that the FAQ's speller leaves alone, from the word lists in DATA=
	cd bench && $(GO) build -trimpath -o ../bin/bench/ ./wordforms
	bin/bench/wordforms -words "$(or $(DATA),../shared/words)"

# TRAIN= adds flags (bin/bench/encoder -help). FAQ sets to measure with are looked for in $(DATA)/../data.
encoder: ## train the sentence encoder's table from the texts in DATA= (docs/encoder.md)
	@test -n "$(DATA)" || { echo "DATA=folder of training texts is missing: see docs/encoder.md"; exit 1; }
	cd bench && $(GO) build -trimpath -tags noencoder -o ../bin/bench/encoder ./encoder
	bin/bench/encoder -data "$(DATA)" -out faq/encoder/encoder.bin $(TRAIN)

# KILLS= kills of the process, SECONDS= goes on with new seeds for so long, SEEDS=7,9 plays just these again.
faults: ## kill, break and flood the real program, and check that nothing is lost or doubled: one line of JSON
	@mkdir -p .make && rm -f .make/faults.json
	@env KILLS=$(or $(KILLS),2200) SECONDS=$(or $(SECONDS),0) FAULTS_JSON=$(CURDIR)/.make/faults.json go test -count=1 -timeout 24h -v \
	  -run '^Test(Faults|DiskFull|DiskIsFull|SyncFails|SyncBeforeAck|DamagedBytesAreFound|HalfOpenLines|ClockJumps|PostgresRestarts)$$' ./cmd/frontdesk >&2; status=$$?; cat .make/faults.json; exit $$status

# BUG=07 is one of them.
seeded-bugs: ## put classic mistakes into the sources, one by one, and check that a test catches each
	go test -count=1 -timeout 30m -v -run 'TestSeededBugs/bug/$(BUG)' ./simulation/bugs | grep --line-buffered -v '^ *=== '; exit $${PIPESTATUS[0]}

clean: ## remove what was built
	rm -rf bin .make

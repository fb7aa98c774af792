# blogsh: build, test and install. `make help` lists the rules.
# Every variable can be set on the command line: make install PREFIX=$HOME/.local

PREFIX  ?= /usr/local
DESTDIR ?=
PLACE    = $(DESTDIR)$(PREFIX)

# The day on manual pages is SOURCE_DATE_EPOCH, or else the day of the version.
VERSION_FILE := Sources/Commands/Running/Blogsh.swift
VERSION_DAY  := $(shell sed -n 's/.*let version = .*day: "\([0-9-]*\)".*/\1/p' $(VERSION_FILE))

SWIFT  ?= swift
BLOGSH := .build/release/blogsh

# Debian packages: the libraries that building needs, the programs that tests use as judges, and the
# programs that `make bench` compares with.
LIBRARIES := libc6-dev libarchive-dev libzstd-dev zlib1g-dev liblzma-dev libbz2-dev liblz4-dev \
  libcmark-gfm-dev libcmark-gfm-extensions-dev libyaml-dev libpcre2-dev libedit-dev \
  libbsd-dev libmd-dev libncurses-dev
JUDGES := tar libarchive-tools busybox gzip zstd xz-utils bzip2 lz4 python3 diffutils patch \
  bash zsh fish mandoc man-db tmux less grep strace w3m
# Judges of a site, which are large, and those that come from PyPI. Tests that lack one are skipped.
SITE_JUDGES := chromium python3-venv
PYTHON_JUDGES := html5lib==1.1 feedparser==6.0.14
JUDGE_PYTHON := .build/judges
PEERS := hyperfine time python3 tar libarchive-tools zstd zip unzip ripgrep ugrep restic \
  borgbackup strace

# Where the toolchain has the static standard library, the program is one file that needs nothing on
# the machine that it is copied to. The libraries after libarchive are those that it uses itself.
STATIC_LIBRARIES := archive zstd z lzma bz2 lz4 cmark-gfm-extensions cmark-gfm yaml \
  pcre2-8 edit bsd md tinfo
STRIP        := -Xlinker -s
SYMBOL_ORDER := Sources/blogsh/symbol-order.txt
STATIC_STDLIB := $(wildcard $(dir $(realpath $(shell command -v $(SWIFT))))../lib/swift_static/linux/libswiftCore.a)
ifneq ($(STATIC_STDLIB),)
  # What common commands use is put together, so that a short one touches few pages.
  RELEASE_FLAGS := -Xswiftc -static-executable -Xswiftc -use-ld=lld $(STRIP) \
    -Xswiftc -Xfrontend -Xswiftc -function-sections \
    -Xlinker --symbol-ordering-file=$(CURDIR)/$(SYMBOL_ORDER) -Xlinker --no-warn-symbol-ordering \
    -Xlinker --start-group $(STATIC_LIBRARIES:%=-Xlinker -l%) -Xlinker --end-group
  # SwiftPM links again only if an object file has changed, but not if anything else has.
  LINKED := $(SYMBOL_ORDER) $(wildcard $(STATIC_LIBRARIES:%=/usr/lib/*/lib%.a) /usr/lib/*/libc.a)
  drop-if-outdated = [ ! -e $(BLOGSH) ] || [ -z "$$(find $(LINKED) -cnewer $(BLOGSH))" ] || rm $(BLOGSH)
endif

# Where `make site` writes the pages.
SITE ?= .build/site
POST := post/the-build-finally-passed-/-a-timeout-with-no-fallback-/-i-kept-the-old-box.md

# Manual pages, and completions under the names that the shells look for.
MANUAL      := .build/manual
COMPLETIONS := .build/completions

.PHONY: help deps missing-deps judges test-deps bench-deps libraries build man completions symbols picture demo site test trust \
  fuzz check bench install uninstall clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 20

# A shell command that sets $missing to those of the packages $(1) that are not installed.
find-missing = missing=; for package in $(1); do \
    dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' \
      || missing="$$missing $$package"; \
  done

# Installs the packages $$packages, and upgrades those that are installed.
install = if ! command -v apt-get >/dev/null; then \
    echo "make: without apt-get, install what corresponds to these Debian packages:$$packages" >&2; \
    exit 1; \
  fi; \
  echo "Installing:$$packages"; \
  sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
  $$sudo apt-get update -qq && \
  $$sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $$packages >/dev/null

# Installs those of the packages $(1) that are missing; does nothing where none is.
install-missing = @$(find-missing); [ -z "$$missing" ] || { packages=$$missing; $(install); }

# Upgrades too: the program takes security fixes along from the libraries that it is linked with.
deps: ## install the libraries that building needs, with their security updates (Debian, apt)
	@packages=' $(LIBRARIES)'; $(install)

missing-deps:
	$(call install-missing,$(LIBRARIES))

judges: ## install all programs that the tests compare with, browsers too (Debian, apt; PyPI)
	$(call install-missing,$(JUDGES) $(SITE_JUDGES))
	@[ -x $(JUDGE_PYTHON)/bin/python ] || /usr/bin/python3 -m venv $(JUDGE_PYTHON)
	@$(JUDGE_PYTHON)/bin/pip install --quiet --disable-pip-version-check $(PYTHON_JUDGES)

test-deps: missing-deps
	$(call install-missing,$(JUDGES))

bench-deps: missing-deps ## install the programs that `make bench` compares with (Debian, apt)
	$(call install-missing,$(PEERS))

# Building installs nothing. Where there is no dpkg to ask, the compiler reports what is missing.
libraries:
	@command -v $(SWIFT) >/dev/null || { \
	  echo 'make: the Swift compiler is missing; get Swift 6.3 from https://www.swift.org/install' >&2; \
	  exit 1; }
	@command -v dpkg-query >/dev/null || exit 0; \
	$(call find-missing,$(LIBRARIES)); \
	[ -z "$$missing" ] || { \
	  echo "make: these libraries are missing:$$missing" >&2; \
	  echo 'make: `make deps` installs them' >&2; \
	  exit 1; }

build: libraries ## build .build/release/blogsh, as one static file if the platform allows it
	@$(drop-if-outdated)
	$(SWIFT) build -c release --product blogsh $(RELEASE_FLAGS)

# The argument parser's plugin for manuals would build the program again, without the release flags.
# This rule has the plugin's tool describe the program that is installed.
man: build ## make the manual pages in $(MANUAL)
	$(SWIFT) build -c release --product generate-manual $(RELEASE_FLAGS)
	@rm -rf $(MANUAL) && mkdir -p $(MANUAL)/plain
	timeout 60 .build/release/generate-manual $(BLOGSH) --multi-page -o $(MANUAL)/plain
	LC_ALL=C awk -f Sources/Commands/Manual/pages.awk -v into=$(MANUAL) \
	  -v date="$$(LC_ALL=C date -u -d "$${SOURCE_DATE_EPOCH:+@}$${SOURCE_DATE_EPOCH:-$(VERSION_DAY)}" '+%B %-d, %Y')" \
	  -v version="$$($(BLOGSH) --version)" $(MANUAL)/plain/*.1

completions: build ## write the completion scripts to $(COMPLETIONS)
	@mkdir -p $(COMPLETIONS)
	$(BLOGSH) completion bash > $(COMPLETIONS)/blogsh
	$(BLOGSH) completion zsh > $(COMPLETIONS)/_blogsh
	$(BLOGSH) completion fish > $(COMPLETIONS)/blogsh.fish

symbols: ## write $(SYMBOL_ORDER) anew, with valgrind
	@$(MAKE) --no-print-directory build STRIP=
	python3 Tests/Benchmarks/symbols.py $(BLOGSH) > $(SYMBOL_ORDER).new
	mv $(SYMBOL_ORDER).new $(SYMBOL_ORDER)

picture: build ## draw the terminal session in README.md anew
	python3 docs/picture.py $(BLOGSH) > docs/session.svg.new
	mv docs/session.svg.new docs/session.svg

# `demo`, `test` and `trust` install what they need before they build.
demo: DEMO := .build/demo
demo: missing-deps ## install, build; show a post, list, pack archive/, unpack it, compare, write its site
	@$(MAKE) --no-print-directory build
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	$(BLOGSH) cat $(POST) | head -n 20
	$(BLOGSH) ls -l post
	$(BLOGSH) pack -o $(DEMO)/archive.tar.zst
	$(BLOGSH) verify $(DEMO)/archive.tar.zst
	$(BLOGSH) unpack $(DEMO)/archive.tar.zst -d $(DEMO)/archive
	$(BLOGSH) diff archive $(DEMO)/archive && diff -r archive $(DEMO)/archive \
	  && echo 'Nothing differs.'
	$(BLOGSH) site -o $(SITE)
	@echo 'Open $(CURDIR)/$(SITE)/index.html in a browser.'

site: build ## write the posts of archive/ as web pages
	$(BLOGSH) -C archive site -o $(SITE)
	@echo 'Open $(CURDIR)/$(SITE)/index.html in a browser.'

ifeq ($(SANITIZE),)
test: test-deps ## install, build, run all tests; SANITIZE=thread or address: under that sanitizer
	@$(MAKE) --no-print-directory build
	BLOGSH_BINARY=$(CURDIR)/$(BLOGSH) $(SWIFT) test --parallel
	@sh Tests/check-install.sh
else
test: test-deps
	python3 Tests/Sanitizing/sanitized.py $(SANITIZE)
endif

trust: test-deps ## run the tests of SECURITY.md in full; SANITIZERS=1: all tests under each of them
	@$(MAKE) --no-print-directory build
	BLOGSH=$(CURDIR)/$(BLOGSH) python3 Tests/Trust/trust.py

fuzz: libraries ## fuzz each part that parses input for TIME=60 seconds; TARGET=one, RUNS=n
	python3 Tests/Trust/Fuzzing/fuzz.py

check: libraries ## check the formatting and the borders of the modules, and that nothing warns
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests
	@python3 -B Tests/check_borders_tests.py -q
	@python3 -B Tests/check_borders.py
	$(SWIFT) build --build-tests

bench: bench-deps ## install, build, and compare with other tools: BENCH=quick, normal or full
	@$(MAKE) --no-print-directory build
	BLOGSH=$(CURDIR)/$(BLOGSH) python3 Tests/Benchmarks/bench.py

install: build man completions ## install below $(DESTDIR)$(PREFIX)
	install -D -m 755 $(BLOGSH) $(PLACE)/bin/blogsh
	install -d $(PLACE)/share/man/man1
	install -m 644 $(MANUAL)/*.1 $(PLACE)/share/man/man1
	install -D -m 644 $(COMPLETIONS)/blogsh $(PLACE)/share/bash-completion/completions/blogsh
	install -D -m 644 $(COMPLETIONS)/_blogsh $(PLACE)/share/zsh/site-functions/_blogsh
	install -D -m 644 $(COMPLETIONS)/blogsh.fish $(PLACE)/share/fish/vendor_completions.d/blogsh.fish

# The page of the program lists the pages of its commands, in the version that is installed.
uninstall: ## remove what install put there
	for page in $$(sed -n 's/^\.It Xr \([^ ]*\) 1$$/\1/p' $(PLACE)/share/man/man1/blogsh.1 2>/dev/null); do \
	  rm -f $(PLACE)/share/man/man1/$$page.1; \
	done
	rm -f $(PLACE)/bin/blogsh $(PLACE)/share/man/man1/blogsh.1 \
	  $(PLACE)/share/bash-completion/completions/blogsh $(PLACE)/share/zsh/site-functions/_blogsh \
	  $(PLACE)/share/fish/vendor_completions.d/blogsh.fish

# The rules of the example, for the posts in archive/: `pack`, `backup`, `restore`, `drill`, `prune`.
# The history is out of reach of `make clean`.
COLLECTION := archive
ARCHIVE    ?= .build/archive.tar.zst
HISTORY    ?= $(or $(XDG_DATA_HOME),$(HOME)/.local/share)/blogsh/archive.tar.zst
DRILL      := .build/drill
include docs/examples/Makefile

$(ARCHIVE): | build
backup restore drill prune: build

clean: ## remove everything that was built
	rm -rf .build

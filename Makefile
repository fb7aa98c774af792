# blogsh: build, test, install; and an example of scripting blogsh itself.
# Every variable can be set on the command line: make install PREFIX=$HOME/.local

PREFIX  ?= /usr/local
DESTDIR ?=
PLACE    = $(DESTDIR)$(PREFIX)
# Where `make backup` keeps the history of archive/, out of reach of `make clean`, and what of it
# `make prune` keeps; and what `make pack` writes.
BACKUPS ?= $(or $(XDG_DATA_HOME),$(HOME)/.local/share)/blogsh
HISTORY ?= $(BACKUPS)/archive.tar.zst
KEEP    ?= --keep-daily 14 --keep-weekly 8 --keep-monthly 24 --keep-yearly 50
ARCHIVE ?= .build/archive.tar.zst

# The day that manual pages bear: SOURCE_DATE_EPOCH, else that of the version.
VERSION_EPOCH := 1795478400

SWIFT  ?= swift
BLOGSH := .build/release/blogsh

# Debian packages: what building needs, the programs that tests have as judges, and what
# measuring needs besides.
LIBRARIES := libarchive-dev libzstd-dev zlib1g-dev liblzma-dev libbz2-dev liblz4-dev \
  libcmark-gfm-dev libcmark-gfm-extensions-dev libyaml-dev libpcre2-dev libedit-dev
JUDGES := tar libarchive-tools gzip zstd xz-utils bzip2 lz4 python3 diffutils patch \
  bash zsh fish mandoc man-db tmux less grep strace
PEERS := hyperfine time python3 tar libarchive-tools zstd zip unzip ripgrep ugrep restic \
  borgbackup

# One file that needs nothing on the machine that it is copied to, where the toolchain has the
# static standard library. libarchive is followed by the libraries that it uses itself; the tar
# reader needs no more of them.
STATIC_LIBRARIES := archive zstd z lzma bz2 lz4 cmark-gfm-extensions cmark-gfm yaml \
  pcre2-8 edit bsd md tinfo
STATIC_STDLIB := $(wildcard $(dir $(realpath $(shell command -v $(SWIFT))))../lib/swift_static/linux/libswiftCore.a)
ifneq ($(STATIC_STDLIB),)
  RELEASE_FLAGS := -Xswiftc -static-executable -Xswiftc -use-ld=lld -Xlinker -s \
    -Xlinker --start-group $(STATIC_LIBRARIES:%=-Xlinker -l%) -Xlinker --end-group
endif

POST := post/the-build-finally-passed-/-a-timeout-with-no-fallback-/-i-kept-the-old-box.md

# What is made for the system to find: manual pages, and completions under the names that the shells
# look for.
MANUAL      := .build/manual
COMPLETIONS := .build/completions

.PHONY: help deps test-deps bench-deps build man completions demo test trust fuzz check bench install \
  uninstall pack backup restore drill prune clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 20

# Installs what of $(1) is missing, and does nothing where nothing is.
define install-missing
@missing=; for package in $(1); do \
  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' \
    || missing="$$missing $$package"; \
done; \
if [ -n "$$missing" ]; then \
  echo "Installing:$$missing"; \
  sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
  $$sudo apt-get update -qq && \
  $$sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
fi
endef

deps: ## install the libraries that are missing (Debian, apt)
	$(call install-missing,$(LIBRARIES))

test-deps: deps
	$(call install-missing,$(JUDGES))

bench-deps: deps ## install the programs that `make bench` compares with
	$(call install-missing,$(PEERS))

build: deps ## build .build/release/blogsh, one static file where the platform can
	$(SWIFT) build -c release --product blogsh $(RELEASE_FLAGS)

# The argument parser's manual plugin would build the program once more, without its libraries: here
# its tool is asked for the pages of the very program that is installed.
man: build ## make the manual pages in $(MANUAL)
	$(SWIFT) build -c release --product generate-manual $(RELEASE_FLAGS)
	@rm -rf $(MANUAL) && mkdir -p $(MANUAL)/plain
	timeout 60 .build/release/generate-manual $(BLOGSH) --multi-page -o $(MANUAL)/plain
	LC_ALL=C awk -f Sources/Commands/Manual/pages.awk -v into=$(MANUAL) \
	  -v date="$$(LC_ALL=C date -u -d @$${SOURCE_DATE_EPOCH:-$(VERSION_EPOCH)} '+%B %-d, %Y')" \
	  -v version="$$($(BLOGSH) --version)" $(MANUAL)/plain/*.1

completions: build ## write the completion scripts to $(COMPLETIONS)
	@mkdir -p $(COMPLETIONS)
	$(BLOGSH) completion bash > $(COMPLETIONS)/blogsh
	$(BLOGSH) completion zsh > $(COMPLETIONS)/_blogsh
	$(BLOGSH) completion fish > $(COMPLETIONS)/blogsh.fish

demo: DEMO := .build/demo
demo: build ## show a post, list, pack archive/, unpack it elsewhere, and compare
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	$(BLOGSH) cat $(POST) | head -n 20
	$(BLOGSH) ls -l post
	$(BLOGSH) pack -o $(DEMO)/archive.tar.zst
	$(BLOGSH) verify $(DEMO)/archive.tar.zst
	$(BLOGSH) unpack $(DEMO)/archive.tar.zst -d $(DEMO)/archive
	$(BLOGSH) diff archive $(DEMO)/archive && diff -r archive $(DEMO)/archive \
	  && echo 'Nothing differs.'

ifeq ($(SANITIZE),)
test: test-deps build ## build and run all tests; SANITIZE=thread or address has a sanitizer watch them
	BLOGSH_BINARY=$(CURDIR)/$(BLOGSH) $(SWIFT) test --parallel
	@sh Tests/check-install.sh
else
test: test-deps
	python3 Tests/Sanitizing/sanitized.py $(SANITIZE)
endif

trust: test-deps build ## run all of the campaigns that `make test` runs a share of, and with SANITIZERS=1 all tests under those; write Tests/Trust/results.md
	BLOGSH=$(CURDIR)/$(BLOGSH) python3 Tests/Trust/trust.py

fuzz: deps ## try each part that reads what it is given with changed inputs for TIME=60 seconds; TARGET=one, RUNS=n
	python3 Tests/Trust/Fuzzing/fuzz.py

check: deps ## check formatting, the borders of the modules, and that nothing warns
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests
	@python3 -B Tests/check_borders_tests.py -q
	@python3 -B Tests/check_borders.py
	$(SWIFT) build --build-tests

bench: bench-deps build ## compare with other tools: BENCH=quick, normal or full
	BLOGSH=$(CURDIR)/$(BLOGSH) python3 Tests/Benchmarks/bench.py

install: build man completions ## install below $(DESTDIR)$(PREFIX)
	install -D -m 755 $(BLOGSH) $(PLACE)/bin/blogsh
	install -d $(PLACE)/share/man/man1
	install -m 644 $(MANUAL)/*.1 $(PLACE)/share/man/man1
	install -D -m 644 $(COMPLETIONS)/blogsh $(PLACE)/share/bash-completion/completions/blogsh
	install -D -m 644 $(COMPLETIONS)/_blogsh $(PLACE)/share/zsh/site-functions/_blogsh
	install -D -m 644 $(COMPLETIONS)/blogsh.fish $(PLACE)/share/fish/vendor_completions.d/blogsh.fish

# The page of the program lists those of its commands: of the version that is installed.
uninstall: ## remove what install put there
	for page in $$(sed -n 's/^\.It Xr \([^ ]*\) 1$$/\1/p' $(PLACE)/share/man/man1/blogsh.1 2>/dev/null); do \
	  rm -f $(PLACE)/share/man/man1/$$page.1; \
	done
	rm -f $(PLACE)/bin/blogsh $(PLACE)/share/man/man1/blogsh.1 \
	  $(PLACE)/share/bash-completion/completions/blogsh $(PLACE)/share/zsh/site-functions/_blogsh \
	  $(PLACE)/share/fish/vendor_completions.d/blogsh.fish

# What follows is how a collection of one's own can be scripted. The archive is made again only when
# something in the collection has changed: the depfile says what it was packed from.
pack: $(ARCHIVE) ## pack archive/ into $(ARCHIVE)

$(ARCHIVE): | build
	@mkdir -p $(@D)
	$(BLOGSH) -C archive pack -o $@ --depfile $@.d

-include $(ARCHIVE).d

backup: build ## add a snapshot of archive/ to its history in $(BACKUPS), and verify that
	@mkdir -p $(dir $(HISTORY))
	$(BLOGSH) -C archive backup --wait --to $(HISTORY)
	$(BLOGSH) verify $(HISTORY)

restore: build ## bring archive/ back to the newest snapshot; AT=snapshot for another, TO=folder for elsewhere
	$(BLOGSH) restore $(HISTORY)$(if $(AT),@$(AT)) --to $(or $(TO),archive)

# A backup that nobody has restored is a hope.
drill: build ## restore the newest snapshot elsewhere, and compare it with the history
	@rm -rf .build/drill
	$(BLOGSH) restore $(HISTORY) --to .build/drill --verify
	$(BLOGSH) diff $(HISTORY)@latest .build/drill
	@rm -rf .build/drill

prune: build ## thin the history out to $(KEEP), and verify what is left
	$(BLOGSH) prune --wait $(HISTORY) $(KEEP)
	$(BLOGSH) verify $(HISTORY)

clean: ## remove everything that was built
	rm -rf .build

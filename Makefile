# blogsh: build, test, install; and an example of scripting blogsh itself.
# Every variable can be set on the command line: make install PREFIX=$HOME/.local

PREFIX  ?= /usr/local
DESTDIR ?=
BACKUPS ?= .build/backups

SWIFT  ?= swift
BINARY := .build/release/blogsh

# Debian packages: libraries to build with, and the programs that the tests have as judges.
LIBRARIES := libarchive-dev libzstd-dev zlib1g-dev liblzma-dev libbz2-dev liblz4-dev \
  libcmark-gfm-dev libcmark-gfm-extensions-dev libyaml-dev libstdc++-12-dev
JUDGES := libarchive-tools zstd xz-utils bzip2 lz4 python3 diffutils tar gzip
BENCHES := hyperfine time

# One file that needs nothing on the machine that it is copied to, where the toolchain has the
# static standard library; libarchive is followed by the libraries that it uses itself.
STATIC_LIBRARIES := archive zstd z lzma bz2 lz4 cmark-gfm-extensions cmark-gfm yaml
STATIC_STDLIB := $(wildcard $(dir $(shell command -v $(SWIFT)))../lib/swift_static/linux/libswiftCore.a)
ifneq ($(STATIC_STDLIB),)
  RELEASE_FLAGS := -Xswiftc -static-executable -Xswiftc -use-ld=lld -Xlinker -s -Xlinker --start-group \
    $(STATIC_LIBRARIES:%=-Xlinker -l%) -Xlinker --end-group
endif

.PHONY: help deps test-deps build demo test check install uninstall pack backup restore clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 20

# What of $(1) is missing is installed, and nothing else is done.
define install-missing
  @missing=; for package in $(1); do \
    dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
  done; \
  [ -z "$$missing" ] || { echo "Installing:$$missing"; \
    sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
    $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends $$missing >/dev/null; }
endef

deps: ## install the libraries that are missing (Debian)
	$(call install-missing,$(LIBRARIES))

test-deps: deps
	$(call install-missing,$(JUDGES))

build: deps ## build .build/release/blogsh, one static file where the platform can
	@$(SWIFT) build -c release --product blogsh $(RELEASE_FLAGS)

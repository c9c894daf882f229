# What a newcomer needs:
#   make run    brings everything and opens Whereabouts
#   make test   brings everything and runs the tests
# The rest is for working on it; "make help" lists it.

VERSION  ?= development
BUILD    := build
PROGRAM  := $(BUILD)/whereabouts
LDFLAGS  := -s -w -X main.release=$(VERSION)
SOAK     ?= 1h
LINT     := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
ACTIONS  := github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

# The decoders of HEIC and AVIF load libraries of the system, which nobody has
# checked, unless this tag forbids it; without the tag they are left out.
export GOFLAGS := $(strip $(shell go env GOFLAGS) -tags=nodynamic)

# Fyne knows no language "C" and complains of it at every start.
ifneq (,$(filter C.%,$(LC_ALL) $(LANG)))
export LANGUAGE ?= en
endif

# Debian packages that a window needs to be built, and that its tests need.
DEBIAN_BUILD := pkg-config libgl1-mesa-dev xorg-dev libxkbcommon-dev
DEBIAN_TEST  := xvfb xauth xclip xdotool openbox imagemagick libgl1-mesa-dri libimage-exiftool-perl python3-venv pcmanfm dbus-daemon python3-gi gir1.2-gtk-3.0
# What others read exports with; tests read them with it too.
READERS      := pycocotools==2.0.11 supervision==0.31.2
# LabelMe, without the heavy packages that its window and its models are made with.
LABELME      := labelme==6.3.1 loguru==0.7.3 tifffile==2026.3.3
# Chinese letters, for the pictures of screens.
DEBIAN_FONT  := fonts-droid-fallback
# A graphics card in software, which WebGPU is tested on: 125 MB. Ubuntu has no such package.
DEBIAN_CARD  := chromium libvulkan1

# What installers are built and looked at with.
DEBIAN_PACK  := debootstrap lintian rpm2cpio cpio xz-utils desktop-file-utils appstream squashfs-tools python3-pip
# What the program for Windows is compiled with and tried in.
DEBIAN_WINE  := gcc-mingw-w64-x86-64 nsis wine64 wine xvfb xauth

.PHONY: help run test race setup bench soak lint vet screenshots sample perbench program release package-test windows windows-test packages test-packages wine-packages clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: setup ## open Whereabouts; without a display, search the sample library in the terminal
	$(PROGRAM)

setup: program ## bring the model and the ONNX Runtime library
	$(PROGRAM) setup

program: packages ## build the program
	@echo "Building Whereabouts (the first time takes a few minutes)"
	go build -ldflags '$(LDFLAGS)' -o $(PROGRAM) ./cmd/whereabouts

test: setup test-packages ## run all tests
	go test -timeout 60m ./...

race: packages ## run the tests under the race detector
	go test -race -short -timeout 40m ./...

vet: packages
	go vet ./...

lint: packages ## check style, import directions and workflows
	GOBIN='$(abspath $(BUILD))' go install $(LINT)
	$(BUILD)/golangci-lint run
	go run $(ACTIONS) -shellcheck= -pyflakes=

bench: setup ## measure speed, each figure beside the bare call it stands on
	go test -run '^$$' -bench . -benchtime 5x -timeout 60m ./segment/... ./library/... ./app/... ./ui ./cmd/whereabouts

soak: packages ## have files come, go and change under a watched library for an hour: make soak SOAK=5m
	WHEREABOUTS_SOAK=$(SOAK) go test -count=1 -run '^TestSoak$$' -v -timeout 0 ./library

perbench: setup ## measure quality on a folder in PerSeg's layout: make perbench DIR=folder ARGS=pairs; 'go run ./cmd/perbench --help' lists all
	go run ./cmd/perbench $(ARGS) '$(DIR)'

screenshots: setup test-packages ## take pictures of every screen into docs/screenshots
	WHEREABOUTS_SCREENSHOTS='$(abspath docs/screenshots)' go test -count=1 -run TestFirstVisit -timeout 15m ./cmd/whereabouts

sample: ## draw the sample library anew
	go generate ./assets/sample

release: packages ## build installers of a version for all systems this machine has compilers for: make release VERSION=1.2.3
	go run ./cmd/release --version '$(VERSION)' $(ARGS)

package-test: setup test-packages ## build this system's packages, install them into a bare Debian, use them there and remove them
	@if ! { command -v debootstrap && command -v lintian && command -v rpm2cpio && command -v cpio && command -v xz && command -v desktop-file-validate && command -v appstreamcli && command -v mksquashfs && python3 -m pip --version; } >/dev/null 2>&1; then \
		$(call install,$(DEBIAN_PACK)); \
	fi
	go run ./cmd/release --version 0.0.1 --changed --program '$(PROGRAM)' --out '$(BUILD)/packages' linux/$(shell go env GOARCH)
	WHEREABOUTS_PACKAGES='$(abspath $(BUILD))/packages' go test -count=1 -timeout 30m -v -run '^TestPackages$$' ./cmd/release

windows: wine-packages ## compile the program for Windows, and try its dragging under wine
	GOOS=windows GOARCH=amd64 CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc go build -o $(BUILD)/windows/whereabouts.exe ./cmd/whereabouts
	WHEREABOUTS_WINE=1 go test -count=1 -v -run '^TestDraggingUnderWine$$' ./cmd/release

windows-test: wine-packages ## build the setup program for Windows and have it install, work and leave under wine
	go run ./cmd/release --version 0.0.1 --changed --out '$(BUILD)/windows' windows/amd64
	WHEREABOUTS_PACKAGES='$(abspath $(BUILD))/windows' go test -count=1 -v -run '^TestSetupUnderWine$$' ./cmd/release

# Packages are asked for only where something is missing.
packages:
	@if [ "$$(uname -s)" = Linux ] && ! pkg-config --exists gl x11 xcursor xrandr xinerama xi xxf86vm xkbcommon 2>/dev/null; then \
		$(call install,$(DEBIAN_BUILD)); \
	fi

test-packages:
	@if [ "$$(uname -s)" = Linux ] && ! { command -v Xvfb && command -v xclip && command -v xdotool && command -v openbox && command -v import && command -v exiftool && command -v pcmanfm && command -v dbus-run-session && /usr/bin/python3 -c 'import gi; gi.require_version("Gtk", "3.0")'; } >/dev/null 2>&1; then \
		$(call install,$(DEBIAN_TEST)); \
	fi
	@if command -v apt-get >/dev/null && [ ! -e /usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf ]; then \
		$(call install,$(DEBIAN_FONT)); \
	fi
	@if grep -qx ID=debian /etc/os-release 2>/dev/null && [ ! -e /usr/lib/chromium/vk_swiftshader_icd.json ]; then \
		$(call install,$(DEBIAN_CARD)); \
	fi

	@if [ "$$(uname -s)" = Linux ] && ! $(BUILD)/readers/bin/python -c 'import pycocotools, supervision, loguru, tifffile, importlib.util as u; assert u.find_spec("labelme")' 2>/dev/null; then \
		echo "Installing what exports are read with in tests: $(READERS) $(LABELME)"; \
		rm -rf $(BUILD)/readers; \
		{ python3 -m venv $(BUILD)/readers && $(BUILD)/readers/bin/pip install -q --disable-pip-version-check $(READERS) && \
		$(BUILD)/readers/bin/pip install -q --disable-pip-version-check --no-deps $(LABELME); } || \
		{ rm -rf $(BUILD)/readers; echo "They are not to be had; the tests that need them are skipped." >&2; }; \
	fi

wine-packages:
	@if ! { command -v x86_64-w64-mingw32-gcc && command -v makensis && command -v wine && command -v xvfb-run; } >/dev/null 2>&1; then \
		$(call install,$(DEBIAN_WINE)); \
	fi

define install
	if ! command -v apt-get >/dev/null; then \
		echo "These are missing; install what your system calls them and run make again: $(1)" >&2; exit 1; \
	fi; \
	echo "Installing Debian packages: $(1)"; \
	if [ "$$(id -u)" = 0 ]; then as=; else as=sudo; fi; \
	$$as apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$as apt-get install -y -qq --no-install-recommends $(1) >/dev/null
endef

clean: ## remove what was built
	rm -rf $(BUILD)

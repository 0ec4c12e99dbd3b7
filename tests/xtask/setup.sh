#!/usr/bin/env bash
# Set-up, first half: what must be there before the project's own tools can be compiled.
# The second half is `cargo xtask setup`. Safe to repeat and to interrupt: what is done is skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."

cache=${QUIESCE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/quiesce}
export QUIESCE_CACHE=$cache CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$cache/target}
minimum_rust=1.95

say() { printf '%s\n' "$*" >&2; }
stop() { say "set-up stopped: $*"; exit 1; }

# Compilers and libraries; kernel preparation; virtual machines; browser tests; the second database; the pages.
packages=(
    build-essential pkg-config libpq-dev git ca-certificates
    flex bison libelf-dev libssl-dev bc kmod cpio xz-utils dpkg-dev rsync gcc-12 patch
    qemu-system-x86 busybox-static
    chromium chromium-driver fonts-inter fonts-jetbrains-mono
    postgresql postgresql-client
    brotli python3 python3-pip
)

one_at_a_time() {
    mkdir -p "$cache/stamps" "$cache/downloads"
    exec 9>"$cache/setup.lock"
    flock --nonblock 9 || { say "another set-up is running; waiting for it"; flock 9; }
}

missing_packages() {
    local name
    for name in "${packages[@]}"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || echo "$name"
    done
}

# Never starts a service: the tests run databases of their own.
install_packages() {
    command -v apt-get >/dev/null || stop "this needs Debian 12 (apt-get was not found)"
    local missing as_root=()
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || stop "these packages are missing and sudo is not there to install them.
  As root, run: apt-get install --no-install-recommends ${missing[*]}"
        as_root=(sudo)
        say "  sudo is used for apt-get only; it may ask for your password"
    fi
    say "• Debian packages: ${missing[*]}"
    say "  up to 250 MB of downloads; 1 to 4 minutes, once"
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    [ -z "$(dpkg --audit)" ] || "${as_root[@]}" dpkg --configure -a
    "${as_root[@]}" apt-get update -q >&2
    "${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}" >&2
}

check_rust() {
    command -v rustup >/dev/null || stop "rustup was not found. Install it from https://rustup.rs, open a new shell, and run this again"
    rustc --version >/dev/null 2>&1 || { say "• Rust stable: about a minute, once"; rustup toolchain install stable --profile default; }
    local found
    found=$(rustc --version | sed -E 's/^rustc ([0-9]+\.[0-9]+).*/\1/')
    if [ "$(printf '%s\n' "$minimum_rust" "$found" | sort -V | head -n1)" != "$minimum_rust" ]; then
        say "• Rust $found is older than $minimum_rust: updating stable, about a minute, once"
        rustup update stable || stop "Rust $minimum_rust or newer is needed; found $found, and 'rustup update stable' failed"
    fi
    local component
    for component in rustfmt clippy; do
        cargo "${component/rustfmt/fmt}" --version >/dev/null 2>&1 || rustup component add "$component" \
            || stop "the Rust component $component is missing, and 'rustup component add $component' failed"
    done
}

one_at_a_time
install_packages
check_rust
[ -x "$CARGO_TARGET_DIR/debug/xtask" ] || say "• Compiling the project's task runner: about 20 seconds, once"
exec cargo run --quiet --locked --package quiesce-xtask -- setup

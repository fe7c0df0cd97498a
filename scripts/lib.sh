# Sourced by the scripts: set-up of a machine and of a build.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# What the build needs, and what the tests need beside it (Debian packages).
build_packages="cmake ninja-build g++ git libboost-dev libeigen3-dev
  librandom123-dev libhwy-dev libcli11-dev libtomlplusplus-dev
  nlohmann-json3-dev libfmt-dev libsodium-dev libutf8proc-dev
  libreadstat-dev"
test_packages="catch2 libbenchmark-dev r-base-core r-cran-survival
  r-cran-processx r-cran-jsonlite r-cran-ggplot2 r-cran-testthat r-cran-knitr
  r-cran-markdown r-cran-png r-cran-svglite r-cran-rmarkdown r-cran-flextable
  r-cran-officer r-cran-zip r-cran-haven pandoc weasyprint fonts-liberation fonts-wqy-microhei python3
  python3-matplotlib python3-pandas zsh fish"
# What a Slurm of one machine needs, for its test.
cluster_packages="slurmctld slurmd slurm-client"
# What compiles the engine to WebAssembly (scripts/explorer).
wasm_packages="clang-19 lld-19 llvm-19 libc++-19-dev-wasm32
  libc++abi-19-dev-wasm32 libclang-rt-19-dev-wasm32 wasi-libc binaryen"
# What opens the explorer's page in its tests, and its letters.
explorer_packages="chromium fonts-dejavu-core"

# What scripts/release needs beside these: Debian's tools, roots of other
# releases, other compilers, and machines to try their programs on.
release_packages="lintian debootstrap dpkg-dev fakeroot file zlib1g-dev
  locales g++-aarch64-linux-gnu qemu-user-static g++-mingw-w64-x86-64-posix
  libz-mingw-w64-dev wine wine64
  python3-venv python3-pip qpdf"

# Installs those of the named packages that are missing; where it may not,
# prints the one line that does.
install_missing() {
  local missing=() package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
      missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
      echo "packages are missing; install them with" >&2
      echo "  sudo apt-get install -y ${missing[*]}" >&2
      exit 69
    fi
    as_root=(sudo)
  fi
  echo "installing: ${missing[*]}" >&2
  "${as_root[@]}" apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# Node and npm: Debian's, where no other is there already.
install_node() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    install_missing nodejs npm
  fi
}

# Ninja's lines: all on a terminal, elsewhere one for each tenth of the work.
show_progress() {
  local line tenth last=0
  if [ -t 2 ]; then cat; return; fi
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
    tenth=$((10 * BASH_REMATCH[1] / BASH_REMATCH[2]))
    [ "$tenth" -gt "$last" ] || continue
    last=$tenth
    echo "built ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"
  done
} >&2

# Configures once (CMake notices changes by itself) and builds the targets.
# configure_and_build FOLDER "CMAKE OPTIONS" TARGET…
configure_and_build() {
  local folder=$1 options=$2 log status=0
  shift 2
  log=$(mktemp)
  # shellcheck disable=SC2086
  { [ -f "$folder/build.ninja" ] ||
      cmake -S "$root" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release \
        $options >"$log" 2>&1; } &&
    ninja -C "$folder" "$@" 2>&1 | tee -a "$log" | show_progress || status=$?
  if [ "$status" -ne 0 ]; then
    cat "$log" >&2
    echo "the build failed" >&2
  fi
  rm -f "$log"
  [ "$status" -eq 0 ] || exit 70
}

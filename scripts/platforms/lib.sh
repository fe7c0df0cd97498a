# Sourced by the steps of scripts/release: folders, sources, and what is
# compared between platforms.

# shellcheck source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

# Everything is made below this folder; results/platforms.md says what came out.
work=${REHEARSE_RELEASE:-$root/build/release}
version=$(sed -n 's/^project(rehearse VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
mkdir -p "$work/rows" "$work/sources" "$work/log"
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 1764547200)
export SOURCE_DATE_EPOCH

say() { echo "$(date +%T) $*" >&2; }

# A row of the table, with the revision that was tried:
# row STEP "platform" "how it is run" "what is compared" "result"
row() {
  local step=$1 revision
  shift
  revision=$(git -C "$root" rev-parse --short=12 HEAD)
  # The table itself, which an earlier step wrote, is no part of what is tried.
  git -C "$root" diff --quiet HEAD -- . ':!results/platforms.md' || revision+=-dirty
  printf '| %s | %s | %s | %s | %s |\n' "$@" "$revision" >>"$work/rows/$step"
}
begin_step() { rm -f "$work/rows/$1" "$work/rows/$1.ended"; }

# Options for apt that leave the machine's own lists alone: of sources, or of
# another architecture. apt_options TYPE ARCHITECTURE
apt_options() {
  local folder=$work/apt/$1-$2
  mkdir -p "$folder/parts" "$folder/lists/partial" "$folder/archives/partial"
  : >>"$folder/status"
  sed "s/^Types: .*/Types: $1/" /etc/apt/sources.list.d/debian.sources >"$folder/parts/debian.sources"
  apt_as=(-o "Dir::Etc::sourcelist=/dev/null" -o "Dir::Etc::sourceparts=$folder/parts"
    -o "Dir::State::lists=$folder/lists" -o "Dir::State::status=$folder/status"
    -o "Dir::Cache=$folder" -o "APT::Architecture=$2" -o "APT::Architectures=$2"
    -o "APT::Sandbox::User=root" -qq)
  [ -n "$(find "$folder/lists" -maxdepth 1 -type f -print -quit)" ] ||
    apt-get "${apt_as[@]}" update
}

# Another machine's libraries, all that ours need but libc's headers, which the
# cross compiler has. debian_libraries ARCHITECTURE FOLDER
debian_libraries() {
  local architecture=$1 folder=$2 wanted
  [ ! -d "$folder" ] || return 0
  say "$architecture: libraries"
  apt_options deb "$architecture"
  # shellcheck disable=SC2086
  mapfile -t wanted < <(printf '%s\n' $build_packages catch2 | grep -E '^(lib.*|nlohmann.*|catch2)$')
  mkdir -p "$folder.debs" "$folder.new"
  (cd "$folder.debs" &&
    apt-get "${apt_as[@]}" -qq -s install --no-install-recommends "${wanted[@]}" |
    awk '/^Inst/ { print $2 }' |
      grep -vE '^(libc6-dev|linux-libc-dev|libc-dev-bin|libstdc\+\+-.*-dev|libgcc-.*-dev|libcrypt-dev)$' |
      xargs apt-get "${apt_as[@]}" download)
  for package in "$folder.debs"/*.deb; do dpkg -x "$package" "$folder.new"; done
  mv "$folder.new" "$folder"
}

# The folder of a Debian package's source, which is fetched once.
source_of() {
  local found
  found=$(find "$work/sources" -maxdepth 1 -type d -name "$1-[0-9]*" -print -quit)
  if [ -z "$found" ]; then
    apt_options deb-src amd64
    (cd "$work/sources" && apt-get "${apt_as[@]}" source "$1") >"$work/log/$1" 2>&1 ||
      { cat "$work/log/$1" >&2; return 69; }
    found=$(find "$work/sources" -maxdepth 1 -type d -name "$1-[0-9]*" -print -quit)
  fi
  echo "$found"
}

# ReadStat's source, as CRAN's package haven has it.
readstat_source() {
  if [ ! -d "$work/sources/haven" ]; then
    (cd "$work/sources" &&
      Rscript -e 'download.packages("haven", ".", type = "source")' &&
      tar xf haven_*.tar.gz) >"$work/log/haven" 2>&1
  fi
  echo "$work/sources/haven/src/readstat"
}

# Where others' sources lie is no part of what is made of them.
nameless=-ffile-prefix-map=$work=.

# Builds a CMake project of others and installs it. other_build SOURCE PREFIX OPTIONS…
other_build() {
  local source=$1 prefix=$2 folder
  shift 2
  folder=$prefix/build/$(basename "$source")
  if ! { CFLAGS=$nameless CXXFLAGS=$nameless cmake -S "$source" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DBUILD_SHARED_LIBS=OFF -DCMAKE_INSTALL_PREFIX="$prefix" "$@" &&
    nice ninja -C "$folder" install; } >"$folder.log" 2>&1; then
    tail -20 "$folder.log" >&2
    return 70
  fi
}

# Runs what is compared: answers FOLDER PROGRAM…; every file of the folder is
# one answer.
answers() {
  local out=$1
  shift
  rm -rf "$out"
  mkdir -p "$out"
  (cd "$root" && answers_here "$out" "$@")
}

answers_here() {
  local out=$1 config name
  shift
  for config in configs/*.toml; do
    name=$(basename "$config" .toml)
    "$@" power "$config" --replicates 2048 --format json --quiet >"$out/power-$name"
    "$@" design "$config" --format csv --quiet >"$out/design-$name"
    "$@" randomize "$config" --seed 2025 --quiet >"$out/list-$name"
  done
  "$@" analyze tests/crosscheck/freireich.csv --time time --event event --arm arm \
    --experimental 6-MP --format json --quiet >"$out/analyze-freireich"
  "$@" sweep configs/w1.toml --replicates 1024 --format csv --quiet \
    --vary endpoint.effect.hazard_ratio=0.6,0.7 >"$out/sweep-w1"
}

# How many answers are the same: "49 of 49 the same bytes"; the others are named.
compare_answers() {
  local file same=0 all=0 differ=()
  for file in "$1"/*; do
    all=$((all + 1))
    if cmp -s "$file" "$2/$(basename "$file")"; then
      same=$((same + 1))
    else
      differ+=("$(basename "$file")")
    fi
  done
  echo "$same of $all the same bytes${differ[*]:+; differing: ${differ[*]}}"
}

# The program of this machine and its answers, which the others are held against.
native() {
  # shellcheck disable=SC2086
  install_missing $build_packages
  configure_and_build "$root/build" "-DREHEARSE_TESTS=OFF -DREHEARSE_BENCH=OFF" rehearse
  [ "$work/answers/native" -nt "$root/build/rehearse" ] ||
    answers "$work/answers/native" "$root/build/rehearse"
}

# Runs a command in a root that has /proc, as every machine has.
# in_root ROOT COMMAND…
in_root() {
  local folder=$1 status=0
  shift
  mount -t proc proc "$folder/proc"
  chroot "$folder" "$@" || status=$?
  umount "$folder/proc"
  return "$status"
}

# A root of a Debian release, made once: root_of RELEASE
root_of() {
  local folder=$work/roots/$1
  [ -x "$folder/bin/sh" ] ||
    { install_missing debootstrap
      debootstrap --variant=minbase "$1" "$folder" >"$work/log/root-$1" 2>&1; } >&2
  echo "$folder"
}

# The README's first example and the qualification, in a root that has the
# program on its PATH: tried ROOT CONFIGS
tried() {
  local folder=$1 configs=$2 power verdict
  rm -rf "$folder/tmp/qualification"
  power=$(in_root "$folder" rehearse power "$configs/nct07008976.toml" --quiet | sed -n 's/^\(Power [0-9.]* ± [0-9.]*\).*/\1/p')
  verdict=$(in_root "$folder" rehearse qualify --out /tmp/qualification --quiet | sed -n 's/^\(Verdict: [a-z]*\).*/\1/p')
  echo "$power; qualify: ${verdict:-no verdict}"
}

# Whether a data file in GB18030 is read as the same in UTF-8: encoded ROOT
encoded() {
  local folder=$1
  printf 'time,event,组\n5,1,对照组\n7,1,试验组\n9,0,对照组\n11,1,试验组\n12,1,对照组\n' >"$folder/tmp/utf8.csv"
  iconv -f UTF-8 -t GB18030 "$folder/tmp/utf8.csv" >"$folder/tmp/gb18030.csv"
  local columns=(--time time --event event --arm 组 --experimental 试验组 --format csv --quiet)
  in_root "$folder" rehearse analyze /tmp/utf8.csv "${columns[@]}" >"$folder/tmp/utf8.out"
  in_root "$folder" rehearse analyze /tmp/gb18030.csv --encoding GB18030 \
    "${columns[@]}" >"$folder/tmp/gb18030.out"
  if cmp -s "$folder/tmp/utf8.out" "$folder/tmp/gb18030.out"; then
    echo "GB18030 read"
  else
    echo "GB18030 not read"
  fi
}

# An archive of what is compiled: archive_of COMPILER FILE "FLAGS" SOURCE…
archive_of() {
  local compiler=$1 archive=$2 flags=$3 objects source
  shift 3
  objects=$(mktemp -d)
  for source in "$@"; do
    # shellcheck disable=SC2086
    "$compiler" -O2 -w "$nameless" $flags -c "$source" -o "$objects/$(basename "$source").o"
  done
  rm -f "$archive"
  "${compiler%g*}ar" rcsD "$archive" "$objects"/*.o
  rm -r "$objects"
}

# The libraries that Debian has as shared ones alone, each by the prefix of the
# compiler's name ("" is this machine's), the archive's file and more flags.
readstat_archive() {
  local source
  source=$(readstat_source)
  archive_of "$1gcc" "$2" "-DHAVE_ZLIB -I$source ${3:-}" "$source"/*.c "$source"/sas/*.c \
    "$source"/spss/*.c "$source"/stata/*.c "$source"/txt/*.c
}
toml_archive() {
  echo '#include <toml++/toml.h>' >"$work/sources/toml.cpp"
  archive_of "$1g++" "$2" "-std=c++17 -DTOML_HEADER_ONLY=0 -DTOML_IMPLEMENTATION ${3:-}" \
    "$work/sources/toml.cpp"
}
# musl's iconv: a libc that is linked statically has but its own machine's.
iconv_archive() {
  local musl
  musl=$(source_of musl)/src
  archive_of "$1gcc" "$2" "-D_GNU_SOURCE -Dhidden= -Dmbrtowc=musl_mbrtowc
    -Dwcrtomb=musl_wcrtomb -Dwctomb=musl_wctomb -I$root/scripts/platforms/musl ${3:-}" \
    "$musl"/locale/iconv.c "$musl"/locale/iconv_close.c "$musl"/multibyte/mbrtowc.c \
    "$musl"/multibyte/wcrtomb.c "$musl"/multibyte/wctomb.c "$musl"/multibyte/internal.c
}
# glibc's elementary functions, for another C library or a processor on which
# glibc has them compiled otherwise: results must not differ in their last
# digit. Below FOLDER, as objects: glibc_object COMPILER FOLDER NAME FILE "FLAGS"
glibc_object() {
  local glibc header
  glibc=$(source_of glibc)/sysdeps/ieee754/dbl-64
  mkdir -p "$2/empty"
  for header in math-narrow-eval math-underflow libm-alias-double libm-alias-finite \
    fix-int-fp-convert-zero math-barriers math-svid-compat libc-diag nan-high-order-bit; do
    : >"$2/empty/$header.h"
  done
  # shellcheck disable=SC2086
  "$1" -O2 -w "$nameless" -fno-builtin -include math_private.h \
    -I"$root/scripts/platforms/glibc" -I"$2/empty" -I"$glibc" $5 \
    -c "$glibc/$4.c" -o "$2/$3.o"
}

# erfc of x86-64, where nothing is fused but in e^x: erfc_archive PREFIX ARCHIVE
erfc_archive() {
  local folder=${2%.a}
  mkdir -p "$folder"
  glibc_object "$1gcc" "$folder" erf s_erf \
    "-ffp-contract=off -D__erf=erf -D__erfc=erfc -D__ieee754_exp=exp"
  rm -f "$2"
  "$1ar" rcsD "$2" "$folder/erf.o"
}

# All that the program calls, as glibc has them on x86-64.
math_archive() {
  local folder=${2%.a} name file
  mkdir -p "$folder"
  for file in e_exp:exp e_log:log e_log2:log2 e_pow:pow s_expm1:expm1 s_log1p:log1p; do
    name=${file#*:}
    glibc_object "$1gcc" "$folder" "$name-fma" "${file%:*}" "-D__$name=${name}_fma -mfma -mavx2"
    glibc_object "$1gcc" "$folder" "$name-plain" "${file%:*}" "-D__$name=${name}_plain"
  done
  for file in e_exp_data e_log_data e_log2_data e_pow_log_data math_err; do
    glibc_object "$1gcc" "$folder" "$file" "$file" ""
  done
  glibc_object "$1gcc" "$folder" exp2 e_exp2 "-D__exp2=exp2"
  glibc_object "$1gcc" "$folder" log10 e_log10 "-D__ieee754_log10=log10 -D__ieee754_log=log"
  for name in sinh cosh; do
    glibc_object "$1gcc" "$folder" $name e_$name \
      "-D__ieee754_$name=$name -D__expm1=expm1 -D__ieee754_exp=exp"
  done
  "$1gcc" -O2 -w "$nameless" -fno-builtin -c "$root/scripts/platforms/glibc/chosen.c" -o "$folder/chosen.o"
  erfc_archive "$1" "$2"
  "$1ar" rcsD "$2" "$folder"/*.o
}

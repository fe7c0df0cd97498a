# Sourced by the tests of R: what they share.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Debian's packages go before others: those that scripts/lib.sh names.
export R_LIBS=/usr/lib/R/site-library${R_LIBS:+:$R_LIBS}
export LC_ALL=C.UTF-8

# Ends with 77 (skipped) if one of the programs is missing.
need_programs() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || {
      echo "skipped: $program is missing"
      exit 77
    }
  done
}

# Ends with 77 (skipped) if one of the R packages is missing.
need_r_packages() {
  Rscript -e '
    found <- function(p) requireNamespace(p, quietly = TRUE)
    missing <- Filter(Negate(found), commandArgs(TRUE))
    if (length(missing)) {
      cat("skipped: missing R packages:", missing, "\n")
      quit(status = 77)
    }' "$@"
}

#' Where the command line is
#'
#' Looked for in this order: the argument, the environment variable
#' `REHEARSE_BIN`, the search path.
#'
#' @param binary Path of the program, or `NULL` to look for it.
#' @return The path, as text. `rh_available()`: whether there is one.
#' @examples
#' if (rh_available()) rh_binary()
#' @export
rh_binary <- function(binary = NULL) {
  named <- if (is.null(binary)) Sys.getenv("REHEARSE_BIN") else binary
  found <- unname(if (nzchar(named)) Sys.which(named) else
    Sys.which("rehearse"))
  if (nzchar(found)) return(normalizePath(found))
  what <- if (nzchar(named)) sprintf("'%s' is no program", named) else
    "the program 'rehearse' is not found"
  stop_rehearse(sprintf(paste(
    "%s: give its path as `binary`, in the environment variable",
    "REHEARSE_BIN, or put it on the search path"), what),
    "rehearse_binary_error")
}

#' @rdname rh_binary
#' @export
rh_available <- function(binary = NULL) {
  !inherits(try(rh_binary(binary), silent = TRUE), "try-error")
}

#' The program's version
#'
#' @inheritParams rh_power
#' @return Its version, as text such as `"0.2.0"`.
#' @examples
#' if (rh_available()) rh_version()
#' @export
rh_version <- function(binary = NULL) {
  sub("^rehearse *", "", trimws(run_rehearse("--version", binary)$stdout))
}

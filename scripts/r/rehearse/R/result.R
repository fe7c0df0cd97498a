# What every command gives back: a list whose `table` is the text that the
# shell shows, `json` the program's JSON as it wrote it, and `raw` that JSON
# as a nested list.
new_result <- function(class, table, json, ...) {
  structure(list(..., table = table, json = json, raw = read_json(json)),
            class = c(class, "rh_result"))
}

# Runs `command` with a folder for its results, and gives its table and JSON.
# `names` as in run_rehearse(): files that the user doesn't know.
run_with_folder <- function(command, args, folder, binary, progress = FALSE,
                            out = NULL, names = NULL) {
  results <- if (is.null(out)) file.path(folder, "results") else
    path.expand(out)
  run <- run_rehearse(c(command, args, "--format", "table", "--out", results),
                      binary, progress, c(config_names(folder), names))
  list(table = rename(run$stdout, names), results = results)
}

summary_json <- function(results) {
  read_text(file.path(results, "summary.json"))
}

# Which run it was: what captions and prints say.
run_facts <- function(raw) {
  list(trial = raw$trial, endpoint = raw$endpoint, seed = as.character(raw$seed),
       replicates = raw$replicates,
       config_sha256 = raw$config_sha256)
}

#' Printing and data frames of results
#'
#' Every result prints as the table that the shell shows, and
#' `as.data.frame()` gives its main table: the looks of `rh_power()`,
#' `rh_design()` and `rh_size()`, the cells of `rh_sweep()`, the participants
#' of `rh_simulate()`, the tests of `rh_analyze()`, the milestones of
#' `rh_forecast()`. [rh_long()] gives looks with a row for each number. Besides,
#' a result holds `json`, the program's JSON byte for byte, and `raw`, the same
#' as a nested list. All numbers are the program's to the last bit.
#'
#' @param x A result.
#' @param ... Not used.
#' @param row.names,optional As in [base::as.data.frame()]; not used.
#' @return `print()` its argument, invisibly; `as.data.frame()` a data frame.
#' @name rh_result
#' @examples
#' if (rh_available()) {
#'   design <- rh_design(rh_example())
#'   design
#'   as.data.frame(design)[c("name", "events", "efficacy_z")]
#' }
NULL

#' @rdname rh_result
#' @export
print.rh_result <- function(x, ...) {
  if (is.null(x$table)) print(x$frame) else cat(x$table)
  invisible(x)
}

#' @rdname rh_result
#' @export
as.data.frame.rh_result <- function(x, row.names = NULL, optional = FALSE,
                                    ...) {
  x$frame
}

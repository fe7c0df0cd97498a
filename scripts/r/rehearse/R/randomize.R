#' A randomization list
#'
#' By the engine that the simulator uses. A list to look at and to test
#' systems with: the one that runs a trial is made by `rehearse randomize
#' --out`, which seals what unblinds.
#'
#' @inheritParams rh_power
#' @param seed A whole number (text beyond 2^53) or 64 hexadecimal digits;
#'   `NULL`: 256 bits are drawn from the operating system and kept nowhere.
#' @param dummy Whether every row is marked as a dummy.
#' @param site_view Whether to leave out what a site may not see (arm, block);
#'   it needs a `seed`, for the list that it is a view of.
#' @param arrivals For minimization: data frame of the participants, in order
#'   of entry, with a column for each factor.
#' @return A data frame with a row for each allocation, of class
#'   `rh_randomization`; attributes `list_id`, `config_sha256`.
#' @examples
#' if (rh_available()) {
#'   list <- rh_randomize(rh_example(), dummy = TRUE)
#'   head(list[c("randomization_number", "stratum_id", "arm")])
#'   table(list$arm)
#' }
#' @export
rh_randomize <- function(config, ..., seed = NULL, dummy = FALSE,
                         site_view = FALSE, arrivals = NULL, binary = NULL) {
  folder <- call_folder()
  on.exit(unlink(folder, recursive = TRUE))
  arrivals_file <- file.path(folder, "arrivals.csv")
  if (!is.null(arrivals)) write_csv_exact(arrivals, arrivals_file)
  run <- run_rehearse(c(
    "randomize", config_arguments(config, folder, list(...), binary, seed),
    flag("--dummy", dummy), flag("--site-view", site_view),
    if (!is.null(arrivals)) c("--arrivals", arrivals_file),
    "--format", "json", "--color", "never"),
    binary, names = c(config_names(folder),
                      stats::setNames("arrivals", arrivals_file)))
  read <- read_json_rows(run$stdout)
  structure(read$rows, class = c("rh_randomization", "data.frame"),
            list_id = read$list_id, config_sha256 = read$config_sha256)
}

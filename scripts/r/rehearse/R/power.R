#' Power of one scenario
#'
#' Simulates the trial and returns its power with its Monte Carlo standard
#' error: the same numbers, byte for byte, as `rehearse power`.
#'
#' @param config The trial: the name of a TOML or JSON file, or a list, see
#'   [rh_config_json()].
#' @param ... Changed keys of the config, as in
#'   `endpoint.effect.hazard_ratio = 0.65` or
#'   `` `analysis.looks[0].events` = 98 ``. Unnamed ones are text such as
#'   `"trial.participants=300"`, as the shell's `--set` has it.
#' @param seed Seed of the random numbers: a whole number, as text beyond
#'   2^53; `NULL`: the config's.
#' @param replicates Replicates to simulate; `NULL`: the config's.
#' @param threads Threads; `NULL`: all cores. Never changes a result.
#' @param replicate_data Whether to keep a row for each replicate and look, as
#'   the plot of hazard ratios needs.
#' @param out A folder for the run's files, or `NULL`.
#' @param progress Whether to show a bar of progress.
#' @param binary The program, see [rh_binary()].
#' @param null Of a config with hypotheses: `"all"`, `"each"` or names of true
#'   null hypotheses, for the familywise error; `NULL`: none.
#' @return An `rh_power`: `power`, `mcse` and `ci95` (probabilities); `looks`,
#'   a data frame with a row for each look (times and medians in months);
#'   `tests`, the power of each test; `data`, the
#'   replicates if asked for; of a config with hypotheses also `hypotheses` and
#'   `joint`, data frames of their powers, and `familywise_error`; `trial`, `seed`, `replicates`, `config_sha256`;
#'   see also [rh_result].
#' @seealso [autoplot.rh_power()]
#' @examples
#' if (rh_available()) {
#'   power <- rh_power(rh_example(), replicates = 1000)
#'   power
#'   power$looks[c("name", "planned_events", "cumulative_reject")]
#'   rh_power(rh_example(), endpoint.effect.hazard_ratio = 0.65,
#'            replicates = 1000)$power
#' }
#' @export
rh_power <- function(config, ..., seed = NULL, replicates = NULL,
                     threads = NULL, replicate_data = FALSE, out = NULL,
                     progress = interactive(), binary = NULL, null = NULL) {
  folder <- call_folder()
  on.exit(unlink(folder, recursive = TRUE))
  data_file <- file.path(folder, "replicates.csv")
  run <- run_with_folder("power", c(
    config_arguments(config, folder, list(...), binary, seed, replicates),
    option("--threads", threads), with_progress(progress),
    if (!is.null(null)) option("--null", paste(null, collapse = ",")),
    if (replicate_data) c("--replicate-data", data_file)),
    folder, binary, progress, out)
  json <- summary_json(run$results)
  new_power(run$table, json, if (replicate_data) read_replicates(data_file))
}

new_power <- function(table, json, data) {
  raw <- read_json(json)
  looks <- if (is.null(raw$hypotheses)) {
    rows_of(raw$looks)
  } else {
    rows_of(unlist(lapply(raw$hypotheses, function(hypothesis) {
      lapply(hypothesis$looks, function(look) {
        c(list(hypothesis = hypothesis$name), look)
      })
    }), recursive = FALSE))
  }
  do.call(new_result, c(
    list("rh_power", table, json, power = raw$power$estimate,
         mcse = raw$power$mcse, ci95 = unlist(raw$power$ci95), looks = looks,
         frame = looks, data = data, tests = tests_of(raw)),
    hypotheses_of(raw), run_facts(raw)))
}

# Each hypothesis's power, what holds of several, and the familywise error.
hypotheses_of <- function(raw) {
  if (is.null(raw$hypotheses)) return(list())
  joint <- lapply(names(raw$joint), function(name) {
    c(list(name = name), raw$joint[[name]])
  })
  errors <- lapply(raw$familywise_error, function(error) {
    error$null <- paste(unlist(error$null), collapse = ", ")
    error
  })
  list(hypotheses = rows_of(lapply(raw$hypotheses, function(hypothesis) {
         hypothesis[setdiff(names(hypothesis), "looks")]
       })),
       joint = rows_of(joint),
       familywise_error = if (length(errors)) rows_of(errors))
}

# The power of each test, beside its difference from the first's.
tests_of <- function(raw) {
  records <- lapply(c(list(raw), raw$also_tests), function(test) {
    list(test = test$test, power = test$power$estimate,
         power_mcse = test$power$mcse, power_ci95 = test$power$ci95,
         difference = test$difference$estimate,
         difference_mcse = test$difference$mcse)
  })
  rows_of(records)
}

#' Replicates of a file
#'
#' Reads what `rehearse power --replicate-data FILE` wrote.
#'
#' @param file Name of the CSV file.
#' @return A data frame with a row for each replicate, look and test; an
#'   unreached median is `NA`.
#' @examples
#' if (rh_available()) {
#'   file <- tempfile(fileext = ".csv")
#'   processx::run(rh_binary(), c("power", rh_example(), "--replicates", "100",
#'                                "--quiet", "--replicate-data", file))
#'   head(rh_read_replicates(file))
#' }
#' @export
rh_read_replicates <- function(file) {
  data <- read_replicates(file)
  wanted <- c("replicate", "look", "reached", "reject", "z", "hazard_ratio")
  missing <- setdiff(wanted, names(data))
  if (length(missing)) {
    stop_rehearse(sprintf(paste(
      "%s: no column '%s' (it is not a file of replicates): write one by",
      "`rehearse power CONFIG --replicate-data FILE`"), file, missing[1]),
      "rehearse_data_error", status = 65)
  }
  data
}

read_replicates <- function(file) {
  read_csv_exact(file, text = c("look", "stop", "test"))
}

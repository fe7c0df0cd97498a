#' Log-rank, Cox and Kaplan-Meier of a data set
#'
#' By the code that the simulator uses.
#'
#' @inheritParams rh_power
#' @param data Data frame with a row for each participant.
#' @param time,event,arm Names of its columns: time to event or censoring;
#'   whether it is an event (1 or `TRUE`); treatment arm.
#' @param experimental The experimental arm's value in that column.
#' @param stratum Names of columns to stratify by.
#' @param tests Further tests, such as `c("fh(0,1)", "maxcombo",
#'   "rmst(12)")`; times in the data's unit.
#' @param ties `"efron"`, `"breslow"` or `"exact"`.
#' @param conf_type Limits of the medians: `"log-log"` or `"log"`.
#' @param randomization_test Draws of the re-randomization test, or `NULL`.
#' @param config For that test: the trial, whose `randomization` is drawn
#'   from.
#' @param order For that test: column that puts rows in order of entry.
#' @param seed For that test: seed of the draws.
#' @return An `rh_analysis`: `logrank` and `cox`, lists; `kaplan_meier`, a
#'   data frame with a row for each arm; `tests`, a data frame with a row for
#'   each further test; see also [rh_result].
#' @examples
#' if (rh_available()) {
#'   trial <- as.data.frame(rh_simulate(rh_example(), replicate = 7))
#'   analysis <- rh_analyze(trial, experimental = "TQB2102",
#'                          stratum = "analysis_stratum")
#'   analysis
#'   analysis$logrank$z
#' }
#' @export
rh_analyze <- function(data, time = "time_days", event = "event", arm = "arm",
                       experimental, stratum = NULL, tests = NULL,
                       ties = NULL, conf_type = NULL,
                       randomization_test = NULL, config = NULL, order = NULL,
                       seed = NULL, binary = NULL) {
  folder <- call_folder()
  on.exit(unlink(folder, recursive = TRUE))
  file <- file.path(folder, "data.csv")
  write_csv_exact(as.data.frame(data), file)
  args <- c(
    "analyze", file, "--time", time, "--event", event, "--arm", arm,
    "--experimental", as.character(experimental), option("--stratum", stratum),
    option("--tests", if (length(tests)) paste(tests, collapse = ",")),
    option("--ties", ties), option("--conf-type", conf_type),
    option("--randomization-test", randomization_test),
    if (!is.null(config)) c("--config", config_file(config, folder, binary)),
    option("--order", order), option("--seed", seed), "--color", "never")
  shown <- function(format) {
    names <- c(stats::setNames("data", file), config_names(folder))
    run_rehearse(c(args, "--format", format), binary, names = names)$stdout
  }
  json <- shown("json")
  table <- sub(file, "data", suppressWarnings(shown("table")), fixed = TRUE)
  new_analysis(table, json)
}

new_analysis <- function(table, json) {
  raw <- read_json(json)
  arms <- rows_of(raw$kaplan_meier)
  arms <- cbind(arm = names(raw$kaplan_meier), arms)
  tests <- rbind_filled(c(list(c(list(test = "logrank"),
                                 raw$logrank[c("z", "p_one_sided",
                                               "p_two_sided")])), raw$tests))
  new_result("rh_analysis", table, json, logrank = raw$logrank, cox = raw$cox,
             kaplan_meier = arms, tests = tests, frame = tests)
}

rbind_filled <- function(records) rows_of(unname(records))

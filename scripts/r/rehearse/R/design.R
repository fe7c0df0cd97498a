#' Bounds, analytic power, events and times
#'
#' Without simulation, by the asymptotic distribution of the log-rank test.
#'
#' @inheritParams rh_power
#' @param z,hazard_ratio An interim result, as z or as hazard ratio:
#'   conditional and predictive power after it are added to the table and to
#'   `raw`.
#' @param look,events The look of that result, and its events.
#' @return An `rh_design`: `power`; `looks`, `under` (what happens for effects
#'   between none and the scenario's) and `course` (participants and events by
#'   calendar time, in months), data frames; `trial`, `config_sha256`; see
#'   also [rh_result].
#' @examples
#' if (rh_available()) {
#'   design <- rh_design(rh_example())
#'   design
#'   tail(design$course, 2)
#' }
#' @export
rh_design <- function(config, ..., z = NULL, hazard_ratio = NULL, look = NULL,
                      events = NULL, out = NULL, binary = NULL) {
  folder <- call_folder()
  on.exit(unlink(folder, recursive = TRUE))
  run <- run_with_folder("design", c(
    config_arguments(config, folder, list(...), binary),
    option("--interim-z", z), option("--interim-hazard-ratio", hazard_ratio),
    option("--look", look), option("--events", events)), folder, binary,
    out = out)
  json <- summary_json(run$results)
  raw <- read_json(json)
  looks <- rows_of(raw$looks)
  do.call(new_result, c(
    list("rh_design", run$table, json, power = raw$power, looks = looks,
         frame = looks, under = rows_of(raw$under),
         course = rows_of(raw$course)),
    run_facts(raw)[c("trial", "config_sha256")]))
}

#' Participants, events and time for a power
#'
#' @inheritParams rh_power
#' @param power The power wanted; `NULL`: the config's, or 0.9. Text such as
#'   `"trial.participants=300"` is a changed key, as in `...`.
#' @param solve What is left free: `"events"`, `"participants"`, `"rate"` or
#'   `"follow-up"`; `NULL`: the config's.
#' @return An `rh_size`: `participants`, `events`, `power`; `looks`, a data
#'   frame; `trial`, `config_sha256`; see also [rh_result].
#' @examples
#' if (rh_available()) rh_size(rh_example(), 0.9)
#' @export
rh_size <- function(config, power = NULL, ..., solve = NULL, out = NULL,
                    binary = NULL) {
  changes <- list(...)
  if (is.character(power) && grepl("=", power[1], fixed = TRUE)) {
    changes <- c(list(power), changes)
    power <- NULL
  }
  folder <- call_folder()
  on.exit(unlink(folder, recursive = TRUE))
  run <- run_with_folder("size", c(
    config_arguments(config, folder, changes, binary),
    option("--power", power), option("--solve", solve)),
    folder, binary, out = out)
  json <- summary_json(run$results)
  raw <- read_json(json)
  looks <- rows_of(raw$looks)
  do.call(new_result, c(
    list("rh_size", run$table, json, participants = raw$participants,
         events = raw$events, power = raw$power, looks = looks, frame = looks),
    run_facts(raw)[c("trial", "config_sha256")]))
}

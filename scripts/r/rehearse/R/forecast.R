#' When a running trial's milestones will be reached
#'
#' Goes on from the data that a running trial has at a cut-off: dates of its
#' milestones with their limits, and the expected course, over futures drawn
#' from what the data and the config's assumptions leave possible.
#'
#' @inheritParams rh_power
#' @param data The trial so far: a data frame with a row for each participant,
#'   or the name of a CSV file. `NULL`: none, see `calibrate`.
#' @param cutoff The last day that the data know, a `Date` or text
#'   (`"2026-11-30"`).
#' @param milestones What is forecast, as in `c("events 164", "participants
#'   246")`; `NULL`: the looks' events and, while some are to enter, the last
#'   participant.
#' @param by Dates: the probability to be there by then.
#' @param need Text as in `"participants 246 by 2026-12-31"`: how many sites
#'   more that takes.
#' @param unblinded Whether the arms are read, and tell their effect.
#' @param columns Named text: the data's columns, as in `c(id = "usubjid",
#'   randomized = "randdt")`. Names are `id`, `site`, `randomized`, `arm`,
#'   `event`, `censor`, `dropout`, `time`, `date`, `last_scan`, `pending`;
#'   what isn't named here has that name in the data.
#' @param time_origin Time of what happens on the day of randomization: 0, or 1
#'   as in ADaM.
#' @param adam Whether the columns have ADaM's names.
#' @param where Only rows with these values: a named list, as in
#'   `list(PARAMCD = "PFS")`.
#' @param parameters Of the futures: `"posterior"`, `"normal"` or `"fixed"`.
#' @param average How models are weighed: `"bic"`, `"aic"` or `"stacking"`.
#' @param enrolment How the others enter: `"poisson"`, `"decaying"` or
#'   `"sites"`.
#' @param reader Whose events the data have: `"irc"` or `"investigator"`.
#' @param futures How many futures are drawn; `NULL`: 10,000.
#' @param previous An earlier forecast, for what has changed since: an
#'   `rh_forecast`, or the name of its JSON file.
#' @param calibrate Whether to simulate trials of the config, forecast each at
#'   25, 50 and 75% of its events, and say how often the limits held.
#' @param trials How many trials that takes; `NULL`: 1,000.
#' @return An `rh_forecast`, of which these are data frames: `milestones`, a
#'   row for each, its dates as `Date`s (`NA`: not reached); `observed` and
#'   `by_month`, events and participants at the end of each month (`date`; of
#'   the last observed one, at the cut-off); `models`, and `estimates` of their
#'   parameters; `sites_needed`; `calibration`, the coverage of the limits.
#'   `changes` is a list of `cutoff_before`, `days`, `other_config` and the data
#'   frames `counts` and `milestones`. What was not asked for is `NULL`.
#'   Besides: `cutoff`, `participants`, `events`, `dropouts`, `blinded`,
#'   `parameters`, `futures`, `trial`, `seed`, `config_sha256`; see also
#'   [rh_result].
#' @seealso [autoplot.rh_forecast()], [rh_read_forecast()]
#' @examples
#' if (rh_available()) {
#'   # On its day 250 a trial has 80 participants, whose times are known so far.
#'   n <- 0:79
#'   time <- 30 * (1 + n %% 12)
#'   known <- 250 - 3 * n
#'   data <- data.frame(id = n, site = 1 + n %% 31,
#'                      randomized = as.Date("2025-07-07") + 3 * n,
#'                      time = pmin(time, known), event = time <= known,
#'                      dropout = FALSE)
#'   forecast <- rh_forecast(rh_example(), data, "2026-03-14", futures = 1000)
#'   forecast
#'   as.data.frame(forecast)[c("name", "date_q05", "date_median", "date_q95")]
#' }
#' @export
rh_forecast <- function(config, data = NULL, cutoff = NULL, ...,
                        milestones = NULL, by = NULL, need = NULL,
                        unblinded = FALSE, columns = NULL, time_origin = NULL,
                        adam = FALSE, where = NULL, parameters = NULL,
                        average = NULL, enrolment = NULL, reader = NULL,
                        futures = NULL, previous = NULL, calibrate = FALSE,
                        trials = NULL, seed = NULL, threads = NULL, out = NULL,
                        progress = interactive(), binary = NULL) {
  folder <- call_folder()
  on.exit(unlink(folder, recursive = TRUE))
  data <- file_of(data, folder, "data", ".csv", write_frame)
  previous <- file_of(previous, folder, "previous", ".json", write_json)
  args <- c(
    config_arguments(config, folder, list(...), binary, seed),
    option("--data", data$file), option("--cutoff", cutoff),
    column_arguments(columns), where_arguments(where),
    option("--time-origin", time_origin), flag("--adam", adam),
    flag("--unblinded", unblinded),
    if (length(milestones)) {
      c("--milestones", paste(milestones, collapse = ", "))
    },
    option("--by", by), option("--need", need),
    option("--parameters", parameters), option("--average", average),
    option("--enrolment", enrolment), option("--reader", reader),
    option("--futures", futures), option("--previous", previous$file),
    flag("--calibrate", calibrate), option("--trials", trials),
    option("--threads", threads), with_progress(progress))
  names <- c(data$name, previous$name)
  run <- run_with_folder("forecast", args, folder, binary, progress, out,
                         names)
  new_forecast(run$table, rename(summary_json(run$results), names))
}

# What is no file yet is written into `folder`: list(file =, name =), `name`
# being what messages call it, as c(path = "name").
file_of <- function(x, folder, name, ending, write) {
  if (is.null(x)) return(NULL)
  if (is.character(x) && length(x) == 1) return(list(file = path.expand(x)))
  file <- file.path(folder, paste0(name, ending))
  write(x, file)
  list(file = file, name = stats::setNames(name, file))
}

write_frame <- function(data, file) write_csv_exact(as.data.frame(data), file)

write_json <- function(result, file) {
  if (!inherits(result, "rh_forecast")) {
    stop_rehearse(paste("an earlier forecast is an rh_forecast or the name of",
                        "its JSON file"), "rehearse_usage_error")
  }
  writeLines(enc2utf8(result$json), file, sep = "", useBytes = TRUE)
}

forecast_columns <- c("id", "site", "randomized", "arm", "event", "censor",
                      "dropout", "time", "date", "last_scan", "pending")

column_arguments <- function(columns) {
  unknown <- setdiff(names(columns), forecast_columns)
  if (length(columns) && is.null(names(columns)) || length(unknown)) {
    stop_rehearse(sprintf("columns: no column '%s' (known: %s)",
                          c(unknown, "")[1],
                          paste(forecast_columns, collapse = ", ")),
                  "rehearse_usage_error")
  }
  options <- paste0("--", gsub("_", "-", names(columns), fixed = TRUE))
  if (length(columns)) as.vector(rbind(options, as.character(columns)))
}

where_arguments <- function(where) {
  texts <- Map(function(column, values) paste0(column, "=", values),
               names(where), where)
  option("--where", unlist(texts, use.names = FALSE))
}

new_forecast <- function(table, json) {
  raw <- read_json(json)
  milestones <- dates_in(rows_if(raw$milestones), "^date_(q[0-9]+|median)$")
  calibration <- rows_if(raw$calibration)
  do.call(new_result, c(
    list("rh_forecast", table, json, milestones = milestones,
         observed = month_rows(raw$observed_by_month, raw$cutoff),
         by_month = month_rows(raw$by_month),
         models = model_rows(raw$models),
         estimates = estimate_rows(raw$models),
         sites_needed = needed_rows(raw$sites_needed),
         changes = changes_of(raw$changes), calibration = calibration,
         frame = if (is.null(milestones)) calibration else milestones,
         cutoff = if (!is.null(raw$cutoff)) as.Date(raw$cutoff)),
    raw[intersect(names(raw), c("participants", "events", "dropouts",
                                "blinded", "parameters", "futures"))],
    run_facts(raw)[c("trial", "seed", "config_sha256")]))
}

rows_if <- function(records) if (length(records)) rows_of(records)

dates_in <- function(frame, pattern) {
  for (column in grep(pattern, names(frame), value = TRUE)) {
    frame[[column]] <- as.Date(as.character(frame[[column]]))
  }
  frame
}

# `date` is a month's last day, or the cut-off, if that comes before.
month_rows <- function(months, cutoff = NULL) {
  if (!length(months)) return(NULL)
  rows <- rows_of(months)
  date <- month_end(as.Date(paste0(rows$month, "-01")))
  if (!is.null(cutoff)) date <- pmin(date, as.Date(cutoff))
  cbind(rows["month"], date = date, rows[names(rows) != "month"])
}

# The last day of the month that begins with each date.
month_end <- function(first) {
  later <- first + 31
  later - as.integer(format(later, "%d"))
}

model_rows <- function(models) {
  rows_if(lapply(models, function(model) {
    model[names(model) != "parameters"]
  }))
}

estimate_rows <- function(models) {
  rows_if(unlist(lapply(models, function(model) {
    unname(Map(function(name, value) {
      c(model[c("what", "distribution")], list(parameter = name), value)
    }, names(model$parameters), model$parameters))
  }), recursive = FALSE))
}

# A row for each probability; one where no number of sites was looked for.
needed_rows <- function(needs) {
  if (!length(needs)) return(NULL)
  rows <- unlist(lapply(needs, function(need) {
    head <- need[names(need) != "sites"]
    if (!length(need$sites)) return(list(head))
    lapply(need$sites, function(row) c(head, row))
  }), recursive = FALSE)
  dates_in(rows_of(rows), "^by$")
}

changes_of <- function(changes) {
  if (is.null(changes)) return(NULL)
  counts <- changes[c("participants", "events")]
  list(cutoff_before = as.Date(changes$cutoff_before), days = changes$days,
       other_config = changes$other_config,
       counts = cbind(counted = names(counts), rows_of(unname(counts))),
       milestones = dates_in(rows_of(changes$milestones),
                             "^(before|now)_(q[0-9]+|median)$"))
}

#' A forecast from its file
#'
#' Reads what `rehearse forecast --format json` or `--out` wrote.
#'
#' @param path The JSON file, or the folder.
#' @return An `rh_forecast`, see [rh_forecast()], without the printed table.
#' @examples
#' if (rh_available()) {
#'   folder <- tempfile()
#'   rh_forecast(rh_example(), calibrate = TRUE, trials = 10, out = folder)
#'   rh_read_forecast(folder)$calibration
#' }
#' @export
rh_read_forecast <- function(path) {
  file <- if (dir.exists(path)) file.path(path, "summary.json") else path
  if (!file.exists(file)) {
    stop_rehearse(sprintf(
      "%s: the forecast can't be read (no such file): check its name", file),
      "rehearse_input_error", status = 66)
  }
  json <- read_text(file)
  raw <- tryCatch(read_json(json), error = function(e) NULL)
  if (!is.list(raw) || !identical(raw$command, "forecast")) {
    stop_rehearse(sprintf(paste(
      "%s: not the JSON of a forecast: give what `rehearse forecast --format",
      "json` wrote, or the folder of its --out"), file),
      "rehearse_data_error", status = 65)
  }
  new_forecast(NULL, json)
}

#' Simulated trials, participant by participant
#'
#' A replicate is the one that the run of `rh_power()` with the same seed has
#' under that number.
#'
#' @inheritParams rh_power
#' @param replicate Which replicates, counted from 0.
#' @param look Name of the look whose data cut is shown; `NULL`: the last.
#' @return An `rh_simulation`: `participants`, a data frame with a row for
#'   each replicate and participant (times in days; `entry_days` since
#'   enrolment opened, the others since entry); `looks`, a data frame with a
#'   row for each replicate and look; `trial`, `seed`, `replicate`,
#'   `config_sha256`. For one replicate also what [rh_result] says.
#' @seealso [autoplot.rh_simulation()]
#' @examples
#' if (rh_available()) {
#'   trial <- rh_simulate(rh_example(), replicate = 7)
#'   trial
#'   head(as.data.frame(trial)[c("arm", "entry_days", "time_days", "event")])
#' }
#' @export
rh_simulate <- function(config, replicate = 0, ..., look = NULL, seed = NULL,
                        progress = interactive(), binary = NULL) {
  folder <- call_folder()
  on.exit(unlink(folder, recursive = TRUE))
  args <- c("simulate",
            config_arguments(config, folder, list(...), binary, seed),
            option("--look", look), "--format", "json", "--color", "never")
  bar <- progress_bar(progress && length(replicate) > 1)
  on.exit(bar$close(), add = TRUE)
  runs <- lapply(seq_along(replicate), function(i) {
    run <- run_quietly(c(args, option("--replicate", replicate[i])), binary,
                       config_names(folder), i == 1)
    bar$show(list(replicates = length(replicate), replicates_done = i))
    run
  })
  new_simulation(runs, replicate)
}

# A warning about the config is the same for each replicate: one will do.
run_quietly <- function(args, binary, names, first) {
  if (first) return(run_rehearse(args, binary, names = names))
  suppressWarnings(run_rehearse(args, binary, names = names))
}

new_simulation <- function(runs, replicate) {
  read <- lapply(runs, function(run) read_json_rows(run$stdout))
  numbered <- function(part) {
    frames <- Map(function(result, number) {
      cbind(replicate = number, part(result))
    }, read, replicate)
    do.call(rbind, unname(frames))
  }
  participants <- numbered(function(result) result$participants)
  looks <- numbered(function(result) {
    looks <- widen(result$looks)
    names(looks)[names(looks) == "name"] <- "look"
    looks
  })
  facts <- run_facts(read_json(runs[[1]]$stdout))
  result <- c(list(participants = participants, looks = looks,
                   arms = names(read[[1]]$looks$events_by_arm),
                   shown_look = read[[1]]$look, replicate = replicate,
                   frame = participants),
              facts[c("trial", "seed", "config_sha256")])
  if (length(runs) == 1) {
    table <- runs[[1]]$stderr
    table <- table[!grepl("warning: ", table, fixed = TRUE)]
    result$table <- paste0(table, "\n", collapse = "")
    result$json <- runs[[1]]$stdout
    result$raw <- read_json(result$json)
  }
  structure(result, class = c("rh_simulation", "rh_result"))
}

# Columns that are data frames become columns of their own: a$b is a_b.
widen <- function(frame) {
  parts <- Map(function(column, name) {
    if (!is.data.frame(column)) return(stats::setNames(list(column), name))
    column <- widen(column)
    stats::setNames(as.list(column), paste(name, names(column), sep = "_"))
  }, frame, names(frame))
  as.data.frame(do.call(c, unname(parts)), optional = TRUE)
}

#' @rdname rh_result
#' @export
print.rh_simulation <- function(x, ...) {
  if (!is.null(x$table)) {
    cat(x$table)
  } else {
    cat(sprintf("%s: %d replicates of %d participants, seed %s, config %s\n",
                x$trial, length(x$replicate),
                nrow(x$participants) %/% length(x$replicate), x$seed,
                substr(x$config_sha256, 1, 12)))
  }
  invisible(x)
}

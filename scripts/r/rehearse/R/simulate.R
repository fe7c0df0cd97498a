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
#'   row for each replicate and look; `long`, the same with a row for each
#'   number, see [rh_long()]; `trial`, `seed`, `replicate`, `config_sha256`.
#'   For one replicate also what [rh_result] says.
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
            option("--look", look), "--format", "json",
            with_progress(progress && length(replicate) > 1))
  calls <- consecutive(replicate)
  runs <- lapply(seq_along(calls), function(i) {
    run_quietly(c(args, which_replicates(calls[[i]])), binary, progress,
                config_names(folder), i == 1)
  })
  new_simulation(runs, replicate)
}

# Numbers in runs without a gap: each is one call of the program.
consecutive <- function(numbers) {
  unname(split(numbers, cumsum(c(1, diff(numbers) != 1))))
}

which_replicates <- function(numbers) {
  if (length(numbers) == 1) return(option("--replicate", numbers))
  c("--replicates", paste(number_text(range(numbers)), collapse = "-"))
}

# A warning about the config is the same for each replicate: one will do.
run_quietly <- function(args, binary, progress, names, first) {
  run <- function() run_rehearse(args, binary, progress, names)
  if (first) run() else suppressWarnings(run())
}

new_simulation <- function(runs, replicate) {
  read <- lapply(runs, function(run) read_json_rows(run$stdout))
  # One replicate alone doesn't say which in every row.
  numbered <- function(part, as_frame = identity) {
    do.call(rbind, lapply(read, function(result) {
      frame <- result[[part]]
      as_frame(if (is.null(result$replicate)) frame else
        cbind(replicate = result$replicate, frame))
    }))
  }
  participants <- numbered("participants")
  looks <- numbered("looks", widen)
  names(looks)[names(looks) == "name"] <- "look"
  facts <- run_facts(read[[1]])
  result <- c(list(participants = participants, looks = looks,
                   long = numbered("looks", long_looks),
                   arms = names(read[[1]]$looks$events_by_arm),
                   shown_look = read[[1]]$look, replicate = replicate,
                   frame = participants),
              facts[c("trial", "endpoint", "seed", "config_sha256")])
  if (length(replicate) == 1) {
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

# The figures of a report: drawn from the JSON, computed nowhere.

# Values that belong together, as vectors.
numbers_in <- function(list) {
  vapply(list, function(x) if (is.null(x)) NA_real_ else as.numeric(x), 1)
}

report_course_plot <- function(content) {
  say <- content$say
  course <- content$values$design$course
  if (!length(course)) return(NULL)
  column <- function(name) c(0, numbers_in(lapply(course, `[[`, name)))
  kinds <- c(say("l_participants"), say("l_events"))
  frame <- data.frame(
    time = rep(column("time_months"), 2),
    count = c(column("participants"), column("events")),
    what = factor(rep(kinds, each = length(course) + 1), kinds))
  looks <- look_marks(content$values$design$looks)
  seen <- simulated_marks(content$values$power$looks)
  ggplot2::ggplot(frame, ggplot2::aes(.data$time, .data$count)) +
    ggplot2::geom_segment(
      ggplot2::aes(.data$time, 0, xend = .data$time, yend = .data$events),
      looks, linetype = "dashed", linewidth = 0.3, colour = "grey35") +
    ggplot2::geom_line(ggplot2::aes(colour = .data$what), linewidth = 0.8) +
    ggplot2::geom_point(ggplot2::aes(.data$time, .data$events), looks) +
    ggplot2::geom_text(
      ggplot2::aes(.data$time, .data$events, label = .data$label), looks,
      size = 3, hjust = 0, vjust = 2.2, nudge_x = max(frame$time) / 120) +
    ggplot2::geom_point(ggplot2::aes(.data$time, .data$events), seen,
                        shape = 1, size = 2.6) +
    colours_rh(2, name = NULL) +
    ggplot2::scale_x_continuous(breaks = month_breaks,
                                expand = ggplot2::expansion(c(0.01, 0.12))) +
    ggplot2::expand_limits(y = 0) +
    ggplot2::labs(x = say("a_time"), y = say("a_count")) + theme_rh()
}

look_marks <- function(looks) {
  time <- numbers_in(lapply(looks, `[[`, "time_months"))
  events <- numbers_in(lapply(looks, `[[`, "events"))
  marks <- data.frame(time, events, label = sprintf(
    "%s: %.0f", vapply(looks, `[[`, "", "name"), events))
  marks[stats::complete.cases(marks), ]
}

# Where the simulated analyses are on average.
simulated_marks <- function(looks) {
  mean_of <- function(name) {
    numbers_in(lapply(looks, function(look) look[[name]]$mean))
  }
  marks <- data.frame(time = mean_of("analysis_time_months"),
                      events = mean_of("events"))
  marks[stats::complete.cases(marks), ]
}

# A row for each arm and time of the curves.
survival_frame <- function(survival) {
  months <- numbers_in(survival$months)
  do.call(rbind, lapply(survival$arms, function(arm) {
    of_all <- function(known) {
      c(numbers_in(known), rep(NA, length(months) - length(known)))
    }
    padded <- function(name) of_all(arm$observed[[name]])
    data.frame(arm = arm$arm, time = months,
               assumed = 100 * of_all(arm$assumed),
               mean = 100 * padded("mean"), lower = 100 * padded("q05"),
               upper = 100 * padded("q95"),
               at_risk = numbers_in(arm$at_risk))
  }))
}

# `endpoint`: what it is without.
report_survival_plot <- function(content, survival = content$values$survival,
                                 endpoint = content$values$scenario$endpoint) {
  say <- content$say
  frame <- survival_frame(survival)
  arms <- vapply(survival$arms, `[[`, "", "arm")
  frame$arm <- factor(frame$arm, arms)
  known <- frame[!is.na(frame$mean), ]
  if (!nrow(known)) return(NULL)
  frame <- frame[frame$time <= max(known$time), ]
  ggplot2::ggplot(frame, ggplot2::aes(.data$time)) +
    ggplot2::geom_ribbon(ggplot2::aes(ymin = .data$lower, ymax = .data$upper,
                                      fill = .data$arm), known, alpha = 0.2) +
    ggplot2::geom_line(ggplot2::aes(y = .data$mean, colour = .data$arm),
                       known, linewidth = 0.8) +
    ggplot2::geom_line(ggplot2::aes(y = .data$assumed, colour = .data$arm),
                       frame[!is.na(frame$assumed), ], linetype = "dashed",
                       linewidth = 0.5) +
    numbers_at_risk(frame) +
    colours_rh(length(arms), name = NULL) +
    ggplot2::labs(x = say("a_since"),
                  y = say("a_without", endpoint)) +
    theme_rh()
}

# A figure for a chunk, with its caption; Word's by the chunk itself.
figure_caption <- function(content, key, ...) {
  escaped_text(content$count("figure", content$say(key, ...)))
}

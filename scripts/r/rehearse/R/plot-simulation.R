#' Plots of simulated trials
#'
#' `type = "course"`: participants and events by calendar time, with their
#' range over the replicates, until each replicate's data cut; the looks'
#' times below. `type = "survival"`: the Kaplan-Meier curves at the data cut as
#' a fan of pointwise quantiles, with the model's curve (all simulated
#' participants together, before dropout and cut).
#'
#' @param object An `rh_simulation` of many replicates (100 or more), see
#'   [rh_simulate()].
#' @param type `"course"` or `"survival"`.
#' @param ... Not used.
#' @return A ggplot.
#' @examples
#' if (rh_available() && requireNamespace("ggplot2")) {
#'   trials <- rh_simulate(rh_example(), replicate = 0:19)
#'   ggplot2::autoplot(trials)
#'   ggplot2::autoplot(trials, type = "survival")
#' }
#' @exportS3Method ggplot2::autoplot
autoplot.rh_simulation <- function(object, type = c("course", "survival"),
                                   ...) {
  need_ggplot2()
  type <- match.arg(type)
  plot <- if (type == "course") plot_course(object) else plot_survival(object)
  n <- length(object$replicate)
  note <- if (type == "course") course_note else survival_note(object)
  plot + theme_rh() + ggplot2::labs(caption = caption_rh(
    object, paste(count_text(n), if (n == 1) "replicate" else "replicates"),
    note = note))
}

course_note <- paste("Line: median, band: 5% to 95% of simulated trials;",
                     "points: looks, with 5% to 95% of their times")

survival_note <- function(object) {
  sprintf(paste0(
    "Kaplan\u2013Meier at the %s look. Line: median of the simulated trials, ",
    "labelled where it\ncomes to 50%%; bands: 50%% and 90%% of them; dashed: ",
    "their participants together,\nwithout scans, dropout and data cut%s;\n",
    "below: mean number at risk"),
    object$shown_look, model_median_words(object))
}

days_per_month <- 30.4375

# Quantiles of the columns' values at each row; Inf is larger than all.
row_quantiles <- function(values, probabilities) {
  found <- apply(values, 1, stats::quantile, probabilities, type = 1,
                 names = FALSE, na.rm = TRUE)
  as.data.frame(matrix(found, ncol = length(probabilities), byrow = TRUE))
}

# How many of `times` are at or before each point of `grid`.
count_until <- function(times, grid) findInterval(grid, sort(times))

plot_course <- function(object) {
  trials <- split(object$participants, object$participants$replicate)
  end <- stats::quantile(object$looks$analysis_time_months, 0.99, type = 1)
  grid <- seq(0, end, length.out = 200)
  entries <- vapply(trials, function(trial) {
    count_until(trial$entry_days / days_per_month, grid)
  }, grid)
  events <- vapply(trials, function(trial) {
    with_event <- trial[trial$event == 1, ]
    calendar <- with_event$entry_days + with_event$time_days
    count_until(calendar / days_per_month, grid)
  }, grid)
  frame <- rbind(course_rows("participants enrolled", entries, grid),
                 course_rows(of_endpoint(object, "events"), events, grid))
  frame$what <- factor(frame$what, unique(frame$what))
  course_plot(frame, object)
}

course_rows <- function(what, counts, grid) {
  limits <- row_quantiles(counts, c(0.05, 0.5, 0.95))
  data.frame(what, time = grid, lower = limits[[1]], middle = limits[[2]],
             upper = limits[[3]])
}

course_plot <- function(frame, object) {
  looks <- look_times(object)
  ggplot2::ggplot(frame, ggplot2::aes(.data$time, .data$middle)) +
    ggplot2::geom_ribbon(ggplot2::aes(ymin = .data$lower, ymax = .data$upper,
                                      fill = .data$what), alpha = 0.25) +
    ggplot2::geom_line(ggplot2::aes(colour = .data$what), linewidth = 0.7) +
    ggplot2::geom_errorbarh(
      ggplot2::aes(xmin = .data$lower, xmax = .data$upper, y = .data$events),
      looks, inherit.aes = FALSE, height = 7, linewidth = 0.4) +
    ggplot2::geom_point(ggplot2::aes(.data$middle, .data$events), looks,
                        size = 2) +
    ggplot2::geom_text(
      ggplot2::aes(.data$middle, .data$events, label = .data$label), looks,
      size = 3, vjust = 1.35, hjust = 0, lineheight = 0.95,
      nudge_x = max(frame$time) / 150) +
    colours_rh(2, name = NULL) +
    ggplot2::scale_x_continuous(breaks = month_breaks,
                                expand = ggplot2::expansion(c(0.01, 0.02))) +
    ggplot2::expand_limits(
      y = 0, x = max(looks$middle) + 0.22 * max(frame$time)) +
    ggplot2::labs(
      x = "Time since enrolment opened [months]",
      y = paste(of_endpoint(object, "Participants, events"), "[number]"))
}

# Each look's time and events over the replicates that reached it.
look_times <- function(object) {
  reached <- object$looks[object$looks$reached, ]
  rows <- lapply(unique(reached$look), function(look) {
    at <- reached[reached$look == look, ]
    time <- stats::quantile(at$analysis_time_months, c(0.05, 0.5, 0.95),
                            type = 1, names = FALSE)
    data.frame(look, lower = time[1], middle = time[2], upper = time[3],
               events = stats::median(at$events))
  })
  looks <- do.call(rbind, rows)
  looks$label <- sprintf("%s: %s events,\nmonth %.1f", looks$look,
                         number_text(looks$events), looks$middle)
  looks
}

# Kaplan & Meier (1958): the estimate at each point of `grid`; NA beyond the
# last time, where it is not known (unless it has come to 0).
kaplan_meier_at <- function(time, event, grid) {
  order <- order(time)
  time <- time[order]
  event <- event[order]
  times <- unique(time)
  deaths <- as.vector(rowsum(event, match(time, times)))
  leaving <- as.vector(rowsum(rep(1, length(time)), match(time, times)))
  at_risk <- length(time) - cumsum(leaving) + leaving
  survival <- c(1, cumprod(1 - deaths / at_risk))
  estimate <- survival[findInterval(grid, times) + 1]
  last <- utils::tail(survival, 1)
  estimate[grid > max(times) & last > 0] <- NA
  estimate
}

plot_survival <- function(object) {
  data <- object$participants
  follow_up <- max(data$time_days[data$event == 1]) / days_per_month
  grid <- seq(0, follow_up, length.out = 300)
  per_arm <- lapply(object$arms, function(arm) {
    cbind(arm = arm, survival_rows(data[data$arm == arm, ], grid))
  })
  frame <- do.call(rbind, per_arm)
  frame$arm <- factor(frame$arm, object$arms)
  known <- max(frame$time[!is.na(frame$q50)])
  frame <- frame[frame$time <= 1.05 * known, ]
  survival_plot(frame, object)
}

# A point's quantiles are those of the replicates that still have somebody at
# risk; it is shown while nine in ten have.
survival_rows <- function(data, grid) {
  trials <- split(data, data$replicate)
  at_risk <- vapply(trials, function(trial) {
    nrow(trial) - count_until(trial$time_days / days_per_month, grid)
  }, grid)
  curves <- vapply(trials, function(trial) {
    kaplan_meier_at(trial$time_days / days_per_month, trial$event, grid)
  }, grid)
  curves[at_risk == 0] <- NA
  known <- rowMeans(!is.na(curves)) >= 0.9
  limits <- row_quantiles(curves, c(0.05, 0.25, 0.5, 0.75, 0.95))
  limits[!known, ] <- NA
  names(limits) <- c("q05", "q25", "q50", "q75", "q95")
  latent <- data$event_days / days_per_month
  latent[is.na(latent)] <- Inf
  cbind(time = grid, limits, at_risk = rowMeans(at_risk),
        model = 1 - count_until(latent, grid) / length(latent))
}

# Where the model's curves come to a half [months]; Inf for an arm whose
# doesn't.
model_medians <- function(object) {
  data <- object$participants
  latent <- ifelse(is.na(data$event_days), Inf, data$event_days)
  vapply(object$arms, function(arm) {
    stats::median(latent[data$arm == arm]) / days_per_month
  }, 1)
}

model_median_words <- function(object) {
  time <- model_medians(object)
  if (!all(is.finite(time))) return("")
  sprintf(" (medians %s months)",
          paste(sprintf("%.1f", time), collapse = " and "))
}

# A trial's median by Kaplan & Meier [months]: the first time at which half or
# less is left; Inf where it isn't reached.
trial_median <- function(time, event) {
  times <- sort(unique(time[event == 1]))
  left <- kaplan_meier_at(time, event, times)
  # Half is half whatever the product's rounding says.
  c(times[left <= 0.5 + 1e-9], Inf)[1] / days_per_month
}

# Where the lines come to a half: at the median over the trials of their
# medians, for a line is there at half or less where half of the trials are.
# None for an arm whose line doesn't come so far.
line_medians <- function(object) {
  data <- object$participants
  time <- vapply(object$arms, function(arm) {
    trials <- split(data, data$replicate)
    stats::quantile(vapply(trials, function(trial) {
      here <- trial[trial$arm == arm, ]
      trial_median(here$time_days, here$event)
    }, 1), 0.5, type = 1, names = FALSE)
  }, 1)
  time <- time[is.finite(time)]
  # The lowest curve's label stands below it, the others' above.
  low <- rank(time) == 1
  data.frame(time, label = sprintf("%.1f months", time),
             hjust = ifelse(low, 1.08, -0.08), vjust = ifelse(low, 1.6, -0.6))
}

survival_plot <- function(frame, object) {
  band <- function(low, high, alpha) {
    ggplot2::geom_ribbon(
      ggplot2::aes(ymin = 100 * .data[[low]], ymax = 100 * .data[[high]],
                   fill = .data$arm), frame[!is.na(frame$q50), ],
      alpha = alpha)
  }
  medians <- line_medians(object)
  ggplot2::ggplot(frame, ggplot2::aes(.data$time)) +
    ggplot2::geom_hline(yintercept = 50, colour = "grey60",
                        linewidth = 0.3) +
    band("q05", "q95", 0.18) + band("q25", "q75", 0.28) +
    ggplot2::geom_line(ggplot2::aes(y = 100 * .data$q50, colour = .data$arm),
                       frame[!is.na(frame$q50), ], linewidth = 0.7) +
    ggplot2::geom_line(
      ggplot2::aes(y = 100 * .data$model, group = .data$arm),
      linetype = "dashed", linewidth = 0.35) +
    ggplot2::geom_point(ggplot2::aes(y = 50), medians, size = 1.5) +
    ggplot2::geom_text(ggplot2::aes(y = 50, label = .data$label), medians,
                       size = 3, hjust = medians$hjust,
                       vjust = medians$vjust) +
    colours_rh(length(object$arms), name = NULL) + numbers_at_risk(frame) +
    ggplot2::labs(
      x = "Time since entry [months]",
      y = paste(of_endpoint(object, "Without event"), "[%]"))
}

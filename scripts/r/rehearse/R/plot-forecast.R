#' Plot of a forecast
#'
#' Participants and events of a running trial by date: what is known at the
#' data cut-off, what is expected after it with its 90% limits, and the dates
#' of the milestones. The axis ends where the milestones' 90% limits do, but at
#' most twice as far from the cut-off as their latest median: a limit beyond
#' it, or never reached, is an arrow.
#'
#' @param object An `rh_forecast`, see [rh_forecast()].
#' @param ... Not used.
#' @return A ggplot.
#' @examples
#' if (rh_available() && requireNamespace("ggplot2")) {
#'   n <- 0:79
#'   time <- 30 * (1 + n %% 12)
#'   known <- 250 - 3 * n
#'   data <- data.frame(id = n, site = 1 + n %% 31,
#'                      randomized = as.Date("2025-07-07") + 3 * n,
#'                      time = pmin(time, known), event = time <= known,
#'                      dropout = FALSE)
#'   ggplot2::autoplot(rh_forecast(rh_example(), data, "2026-03-14",
#'                                 futures = 1000))
#' }
#' @exportS3Method ggplot2::autoplot
autoplot.rh_forecast <- function(object, ...) {
  need_ggplot2()
  if (is.null(object$by_month)) {
    stop_rehearse(paste("the result holds no forecast (a calibration alone):",
                        "give data and a cut-off"), "rehearse_usage_error",
                  status = 64)
  }
  course <- course_until(object, forecast_end(object))
  marks <- milestone_marks(object$milestones, course)
  longest <- max(nchar(unlist(strsplit(marks$label, "\n"))))
  breaks <- date_breaks(range(course$date))
  forecast_plot(course, marks, object$cutoff) + theme_rh() +
    ggplot2::scale_x_date(breaks = breaks$at, labels = breaks$labels,
                          expand = ggplot2::expansion(c(0.01, 0.05))) +
    ggplot2::theme(
      plot.margin = ggplot2::margin(16, 4.45 * longest, 6, 6),
      legend.margin = ggplot2::margin(0)) +
    ggplot2::labs(x = sprintf("Date [%s]", breaks$unit),
                  y = "Participants, events [number]",
                  caption = forecast_caption(object))
}

forecast_note <- paste(
  "Line: observed; dashed: expected, band: its 90% limits; points:",
  "median dates of the milestones,\nbars: their 50% (thick) and 90% limits,",
  "right: their median dates and 90% limits")

forecast_caption <- function(object) {
  caption_rh(object, sprintf(
    "%s participants and %s events at the data cut-off, %s, parameters %s,\n%s",
    object$participants, object$events,
    if (object$blinded) "blinded" else "unblinded", object$parameters,
    paste(count_text(object$futures), "futures")), note = forecast_note)
}

# The last date that is shown.
forecast_end <- function(object) {
  last <- max(object$by_month$date)
  marks <- object$milestones
  marks <- marks[is.na(marks$date_median) | marks$date_median > object$cutoff, ]
  if (!nrow(marks) || anyNA(marks$date_median)) return(last)
  late <- pmin(marks$date_q95, object$cutoff +
                 2 * (marks$date_median - object$cutoff), na.rm = TRUE)
  last <- min(last, month_end(max(late)))
  max(last, min(object$by_month$date))
}

counted_kinds <- c(participants = "participants enrolled", events = "events")

# A row for each count, part (known or expected) and month.
course_until <- function(object, end) {
  frame <- do.call(rbind, lapply(names(counted_kinds), function(counted) {
    known <- known_course(object$observed, counted)
    ahead <- expected_course(object$by_month, counted)
    # What is expected begins with what is known.
    ahead <- rbind(known[nrow(known), ], ahead[ahead$date <= end, ])
    cbind(what = counted_kinds[[counted]],
          part = rep(c("known", "expected"), c(nrow(known), nrow(ahead))),
          rbind(known, ahead))
  }))
  frame$what <- factor(frame$what, counted_kinds)
  frame
}

# The course begins with nothing.
known_course <- function(observed, counted) {
  first <- as.Date(paste0(observed$month[1], "-01"))
  count <- c(0, observed[[counted]])
  data.frame(date = c(first, observed$date), middle = count, lower = count,
             upper = count)
}

expected_course <- function(months, counted) {
  of <- function(statistic) months[[paste(counted, statistic, sep = "_")]]
  data.frame(date = months$date, middle = of("mean"), lower = of("q05"),
             upper = of("q95"))
}

# Where each milestone stands, as far as the course is shown, and the height
# of its label.
milestone_marks <- function(milestones, course) {
  end <- max(course$date)
  inner <- function(level) {
    date <- milestones[[paste0("date_", level)]]
    date[is.na(date) | date > end] <- end
    date
  }
  late <- function(date) is.na(date) | date > end
  marks <- data.frame(
    number = milestones$number, median = milestones$date_median, end,
    from = inner("q05"), from_half = inner("q25"), to_half = inner("q75"),
    to = inner("q95"), beyond = late(milestones$date_q95),
    label = milestone_labels(milestones))
  marks$median[late(marks$median)] <- NA
  marks <- marks[order(marks$number), ]
  top <- max(course$upper, marks$number)
  lines <- max(lengths(strsplit(marks$label, "\n")))
  gap <- min(0.01 + 0.072 * lines, 1 / nrow(marks))
  marks$height <- spread_out(marks$number, top, gap)
  marks
}

# The heights, in order, moved so that neighbours are `gap` of `top` apart and
# none is above it.
spread_out <- function(heights, top, gap) {
  gap <- gap * top
  for (i in seq_along(heights)[-1]) {
    heights[i] <- max(heights[i], heights[i - 1] + gap)
  }
  ceiling <- top
  for (i in rev(seq_along(heights))) {
    heights[i] <- min(heights[i], ceiling)
    ceiling <- heights[i] - gap
  }
  heights
}

milestone_labels <- function(milestones) {
  date <- function(level) as.character(milestones[[paste0("date_", level)]])
  head <- paste(milestones$counted, milestones$number)
  head <- ifelse(milestones$name == head, head, sprintf(
    "%s, %d %s", milestones$name, milestones$number, milestones$counted))
  long <- nchar(head) > 17
  head <- vapply(strwrap(paste0(head, ":"), 28, simplify = FALSE), paste, "",
                 collapse = "\n")
  median <- ifelse(is.na(date("median")), "probably never", date("median"))
  limits <- ifelse(is.na(date("q95")), paste(date("q05"), "or later"),
                   paste(date("q05"), "to", date("q95")))
  limits[is.na(date("q05"))] <- ""
  reached <- !is.na(milestones$observed) &
    milestones$observed >= milestones$number
  text <- ifelse(reached, paste0(head, "\nreached ", median), paste0(
    head, ifelse(long, "\n", " "), median, "\n", limits))
  gsub("(^|\n)", "\\1 ", text)
}

forecast_plot <- function(course, marks, cutoff) {
  ggplot2::ggplot(course, ggplot2::aes(.data$date, .data$middle)) +
    ggplot2::geom_vline(xintercept = cutoff, colour = "grey45",
                        linewidth = 0.35) +
    ggplot2::geom_ribbon(ggplot2::aes(ymin = .data$lower, ymax = .data$upper,
                                      fill = .data$what),
                         course[course$part == "expected", ], alpha = 0.25) +
    ggplot2::geom_line(ggplot2::aes(
      colour = .data$what, group = paste(.data$what, .data$part),
      linetype = .data$part), linewidth = 0.7) +
    milestone_layers(marks) + cutoff_label(cutoff, range(course$date)) +
    colours_rh(2, name = NULL) +
    ggplot2::scale_linetype_manual(
      values = c(known = "solid", expected = "22"), guide = "none") +
    ggplot2::scale_y_continuous(expand = ggplot2::expansion(c(0.02, 0.08))) +
    ggplot2::coord_cartesian(clip = "off")
}

# Bars and points, and labels beside the panel with lines that lead to them.
milestone_layers <- function(marks) {
  bar <- function(from, to, width, marks, ...) {
    ggplot2::geom_segment(
      ggplot2::aes(.data[[from]], .data$number, xend = .data[[to]],
                   yend = .data$number), marks, linewidth = width, ...)
  }
  arrow <- ggplot2::arrow(length = ggplot2::unit(1.6, "mm"), type = "closed")
  within <- marks[!marks$beyond, ]
  list(
    bar("to", "end", 0.3, within, linetype = "dotted", colour = "grey30"),
    ggplot2::geom_segment(
      ggplot2::aes(.data$end, .data$number, yend = .data$height), marks,
      xend = Inf, linetype = "dotted", colour = "grey30", linewidth = 0.3),
    bar("from", "to", 0.4, within),
    bar("from", "to", 0.4, marks[marks$beyond, ], arrow = arrow),
    bar("from_half", "to_half", 1.1, marks),
    ggplot2::geom_point(ggplot2::aes(.data$median, .data$number), marks,
                        size = 2, na.rm = TRUE),
    ggplot2::geom_text(ggplot2::aes(y = .data$height, label = .data$label),
                       marks, x = Inf, size = 2.8, hjust = 0,
                       lineheight = 0.95))
}

# Above the panel, and within its width wherever the line is.
cutoff_label <- function(cutoff, span) {
  place <- as.numeric(cutoff - span[1]) / as.numeric(diff(span))
  ggplot2::annotate("text", x = cutoff, y = Inf, vjust = -0.6, hjust = place,
                    size = 2.8, colour = "grey30",
                    label = paste("data cut-off", cutoff))
}

# First days of months, 7 at most, in steps that divide a year or are years:
# list(at =, labels =, unit =).
date_breaks <- function(limits) {
  span <- 12 * as.integer(format(limits, "%Y")) +
    as.integer(format(limits, "%m")) - 1
  steps <- c(1, 2, 3, 6, 12, 24, 60, 120)
  step <- steps[diff(span) / steps < 7][1]
  at <- seq(ceiling(span[1] / step) * step, span[2], step)
  yearly <- step %% 12 == 0
  at <- as.Date(sprintf("%d-%02d-01", at %/% 12, at %% 12 + 1))
  at <- at[at >= limits[1]]
  list(at = at, labels = format(at, if (yearly) "%Y" else "%Y-%m"),
       unit = if (yearly) "year" else "year-month")
}

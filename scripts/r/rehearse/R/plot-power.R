#' Plot of the hazard ratios at each look
#'
#' The distribution over the simulated trials, by whether the look's efficacy
#' bound was crossed, with the bounds for efficacy and futility. Their hazard
#' ratio is that of [rh_design()], exp(-z / sqrt(d p (1 - p))) times the null
#' hypothesis's for the planned events d and the allocated share p. A stratified
#' analysis has a little less information, so that a few estimates beside the
#' line cross the bound or don't. Replicates alone don't tell p: of them the
#' bounds' z is labelled, and drawn where estimates have that z.
#'
#' @param object An `rh_power` with its replicates
#'   (`rh_power(..., replicate_data = TRUE)`), or in `rh_plot_replicates()` a
#'   data frame of replicates, see [rh_read_replicates()].
#' @param bins Number of bars.
#' @param caption Text below the figure.
#' @param ... Not used.
#' @return A ggplot.
#' @examples
#' if (rh_available() && requireNamespace("ggplot2")) {
#'   power <- rh_power(rh_example(), replicates = 2000, replicate_data = TRUE)
#'   ggplot2::autoplot(power)
#' }
#' @exportS3Method ggplot2::autoplot
autoplot.rh_power <- function(object, bins = 60, ...) {
  if (is.null(object$data)) {
    stop_rehearse(paste("the plot needs the replicates: call rh_power() with",
                        "replicate_data = TRUE"), "rehearse_usage_error")
  }
  plot_hazard_ratios(object$data, bins, caption_rh(
    object, paste(count_text(object$replicates), "replicates"),
    note = look_note), object$looks, object$endpoint)
}

look_note <- paste("Each look's test by itself, whatever an earlier look",
                   "decided")

#' @rdname autoplot.rh_power
#' @export
rh_plot_replicates <- function(object, bins = 60, caption = NULL) {
  plot_hazard_ratios(object, bins, caption, NULL)
}

# `planned`: the looks of power's JSON, with the hazard ratios at their bounds;
# NULL where there are the replicates alone.
plot_hazard_ratios <- function(object, bins, caption, planned,
                               endpoint = NULL) {
  need_ggplot2()
  data <- first_test(object)
  data <- data[data$reached == 1 & is.finite(data$hazard_ratio), ]
  looks <- look_panels(data)
  data$panel <- looks$panel[match(data$look, looks$look)]
  data$crossed <- factor(data$reject == 1, c(TRUE, FALSE),
                         c("crosses the efficacy bound", "does not"))
  if (is.null(caption)) {
    n <- length(unique(object$replicate))
    caption <- caption_rh(list(), paste(count_text(n), "replicates"),
                          note = look_note)
  }
  limits <- stats::quantile(data$hazard_ratio, c(0.0005, 0.9995), names = FALSE)
  shown <- data[data$hazard_ratio >= limits[1] &
                  data$hazard_ratio <= limits[2], ]
  width <- diff(log(limits)) / bins
  look_totals <- table(data$panel)
  shown$weight <- 100 / as.numeric(look_totals[as.character(shown$panel)])
  hazard_ratio_plot(shown, bound_marks(data, planned), width) +
    ggplot2::labs(caption = caption, x = paste(of_endpoint(
      list(endpoint = endpoint), "Estimated hazard ratio"),
      "[experimental / control]"))
}

first_test <- function(data) {
  if (is.null(data$test)) return(data)
  data[data$test == data$test[1], ]
}

# How much higher than its bars a panel is, so that the two lines of a label
# (some 26 points) stay above them: panels share some 150 points of the default
# height.
room_for_labels <- function(panels) {
  share <- min(0.7, 26 * panels / 150)
  share / (1 - share)
}

hazard_ratio_plot <- function(data, bounds, width) {
  ggplot2::ggplot(data, ggplot2::aes(.data$hazard_ratio)) +
    ggplot2::geom_histogram(
      ggplot2::aes(fill = .data$crossed, weight = .data$weight),
      binwidth = width / log(10), boundary = 0, colour = "white",
      linewidth = 0.1) +
    ggplot2::geom_vline(ggplot2::aes(xintercept = .data$hazard_ratio,
                                     linetype = .data$kind), bounds,
                        linewidth = 0.5, show.legend = FALSE) +
    ggplot2::geom_vline(xintercept = 1, linetype = "dotted",
                        colour = "grey40") +
    ggplot2::geom_text(
      ggplot2::aes(.data$hazard_ratio, Inf, label = .data$label,
                   hjust = .data$hjust), bounds,
      vjust = 1.3, size = 3, lineheight = 0.95) +
    ggplot2::facet_wrap("panel", ncol = 1) +
    ggplot2::scale_x_log10(breaks = seq(0.2, 2, 0.1)) +
    ggplot2::scale_y_continuous(expand = ggplot2::expansion(c(
      0, room_for_labels(nlevels(data$panel))))) +
    ggplot2::scale_fill_manual(values = palette_rh[c(1, 5)], name = NULL,
                               drop = FALSE) +
    ggplot2::scale_linetype_manual(
      values = c(efficacy = "solid", futility = "dashed")) +
    ggplot2::labs(y = "Simulated trials [%]") +
    theme_rh()
}

# One row for each look: its panel's title.
look_panels <- function(data) {
  looks <- unique(data$look)
  titles <- vapply(looks, function(look) {
    at <- data[data$look == look, ]
    sprintf("%s, %s events: %.1f%% cross the efficacy bound", look,
            number_text(stats::median(at$events)), 100 * mean(at$reject))
  }, "")
  data.frame(look = looks, panel = factor(titles, titles))
}

# One row for each look and bound that it has: z, hazard ratio and label.
bound_marks <- function(data, planned = NULL) {
  marks <- lapply(split(data, data$panel), function(at) {
    look <- planned[planned$name == at$look[1], ]
    efficacy <- bound_mark(at, "efficacy", look)
    futility <- bound_mark(at, "futility", look)
    # At the last look one bound is both.
    if (identical(futility$z, efficacy$z)) futility <- NULL
    rbind(efficacy, futility)
  })
  marks <- do.call(rbind, marks)
  # Labels stand outside of both bounds, if there is room.
  ends <- log(range(data$hazard_ratio))
  place <- (log(marks$hazard_ratio) - ends[1]) / diff(ends)
  left <- place > ifelse(marks$kind == "efficacy", 0.25, 0.75)
  marks$hjust <- ifelse(left, 1.05, -0.05)
  marks
}

bound_mark <- function(at, kind, look = NULL) {
  at$bound <- at[[paste0(kind, "_z")]]
  z <- stats::median(at$bound, na.rm = TRUE)
  label <- sprintf("%s bound z %.2f", kind, z)
  ratio <- look[[paste0("hazard_ratio_at_", kind)]]
  if (length(ratio) == 1 && !is.na(ratio)) {
    label <- sprintf("%s,\nhazard ratio %.3f", label, ratio)
  } else {
    ratio <- ratio_at_bound(at)
  }
  if (is.na(ratio) || !is.finite(z)) return(NULL)
  data.frame(panel = at$panel[1], kind, z, hazard_ratio = ratio, label)
}

# z is nearly proportional to the log hazard ratio; each replicate near the
# bound says which hazard ratio would meet it.
ratio_at_bound <- function(at) {
  near <- is.finite(at$bound) & abs(at$z - at$bound) < 0.5 & at$z != 0
  if (!any(near)) return(NA_real_)
  near <- at[near, ]
  exp(stats::median(log(near$hazard_ratio) * near$bound / near$z))
}

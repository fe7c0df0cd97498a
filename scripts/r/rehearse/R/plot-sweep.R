# What a sweep's plot may show on its y axis or as colour of its map.
sweep_measures <- list(
  power = list(label = "Power [probability]", error = "power_mcse",
               digits = "%.3f"),
  expected_duration_months = list(
    label = "Expected duration [months]", digits = "%.4g",
    error = "expected_duration_months_mcse"),
  expected_events = list(label = "Expected events [number]", digits = "%.4g",
                         error = "expected_events_mcse"),
  last_look_time_months_mean = list(
    label = "Time of the last look [months]", digits = "%.4g",
    error = "last_look_time_months_mcse"))

#' Plots of a sweep
#'
#' `type = "curve"`: power against one key, with its 95% error band (plus and
#' minus 1.96 Monte Carlo standard errors; for power Wilson's interval), by
#' colour for a second key and in panels for a third. `type = "heatmap"`:
#' power over two keys.
#'
#' @param object An `rh_sweep`, see [rh_sweep()] and [rh_read_sweep()].
#' @param x Key of the x axis; `NULL`: the varied key with most values.
#' @param colour,panel Keys of the colours and panels; `NULL`: further varied
#'   keys, in order. `NA`: none.
#' @param y For a heat map the key of the y axis; `NULL`: as for `colour`.
#' @param measure What is shown: `"power"`, `"expected_duration_months"`,
#'   `"expected_events"` or `"last_look_time_months_mean"`.
#' @param type `"curve"` or `"heatmap"`.
#' @param target A value to mark (a power as a probability), or `NULL`.
#' @param ... Not used.
#' @return A ggplot.
#' @examples
#' if (rh_available() && requireNamespace("ggplot2")) {
#'   sweep <- rh_sweep(rh_example(), replicates = 500, vary = list(
#'     endpoint.effect.hazard_ratio = c(0.5, 0.6, 0.7),
#'     trial.participants = c(200, 246)), "analysis.looks[0].events=90",
#'     "analysis.looks[1].events=130")
#'   ggplot2::autoplot(sweep)
#'   ggplot2::autoplot(sweep, type = "heatmap")
#' }
#' @exportS3Method ggplot2::autoplot
autoplot.rh_sweep <- function(object, x = NULL, colour = NULL, panel = NULL,
                              y = NULL, measure = "power",
                              type = c("curve", "heatmap"), target = NULL,
                              ...) {
  need_ggplot2()
  type <- match.arg(type)
  if (!measure %in% names(sweep_measures)) {
    stop_rehearse(sprintf("'%s' is no measure (known: %s)", measure,
                          paste(names(sweep_measures), collapse = ", ")),
                  "rehearse_usage_error")
  }
  check_target(target, measure)
  keys <- sweep_keys(object)
  second <- if (type == "heatmap") y else colour
  roles <- sweep_roles(object, keys, x, second, panel)
  check_held(object, keys, roles)
  if (type == "heatmap" && is.na(roles$second)) {
    stop_rehearse("a heat map needs two keys of more than one value",
                  "rehearse_usage_error")
  }
  data <- sweep_data(object, roles, sweep_measures[[measure]], measure)
  plot <- if (type == "curve") sweep_curve(data, target) else sweep_map(data)
  plot + theme_rh() + ggplot2::labs(
    caption = sweep_caption(object, type == "curve"))
}

# A power is a probability here as everywhere: 0.9, not 90.
check_target <- function(target, measure) {
  if (is.null(target) || measure != "power" || (target > 0 && target < 1)) {
    return(invisible())
  }
  stop_rehearse(sprintf(paste(
    "target: %s is no power (a probability, between 0 and 1): write %s"),
    number_text(target),
    if (target > 1 && target < 100) number_text(target / 100) else "e.g. 0.9"),
    "rehearse_usage_error", status = 64)
}

# The keys that differ between rows; `test` is one if there are several.
sweep_keys <- function(object) {
  # Where the test is a key the column `test` only repeats it.
  keys <- c(object$keys, if (!"analysis.test" %in% object$keys) "test")
  varied <- vapply(object$cells[keys], function(v) length(unique(v)) > 1, NA)
  keys[varied]
}

# Which key stands where; NA for none.
sweep_roles <- function(object, keys, x, second, panel) {
  check_keys(c(x, stats::na.omit(second), stats::na.omit(panel)),
             c(object$keys, "test"))
  free <- setdiff(keys, c(x, second, panel))
  if (is.null(x)) {
    values <- vapply(object$cells[free], function(v) length(unique(v)), 1L)
    if (!length(free)) values <- c("test" = 1L)
    x <- names(which.max(values))
    free <- setdiff(free, x)
  }
  take <- function(given) {
    if (!is.null(given)) return(given)
    first <- free[1]
    free <<- free[-1]
    first
  }
  second <- take(second)
  list(x = x, second = second, panel = take(panel))
}

# Every other key must be held: two powers at one place are no plot.
check_held <- function(object, keys, roles) {
  left <- setdiff(keys, unlist(roles))
  if (length(left)) {
    stop_rehearse(sprintf(paste(
      "the key '%s' has several values and no place in the plot: keep one",
      "value, or give it as colour or panel"), left[1]),
      "rehearse_usage_error")
  }
}

sweep_data <- function(object, roles, measure, name) {
  cells <- object$cells
  axes <- lapply(roles, function(key) {
    if (is.na(key)) return(NULL)
    axis <- axis_values(cells[[key]])
    axis$label <- key_label(key, axis$unit)
    axis
  })
  value <- cells[[name]]
  error <- 1.96 * cells[[measure$error]]
  limits <- if (name == "power") {
    list(cells$power_ci95_lower, cells$power_ci95_upper)
  } else {
    list(value - error, value + error)
  }
  frame <- data.frame(x = axes$x$values, value, lower = limits[[1]],
                      upper = limits[[2]])
  frame$second <- if (!is.null(axes$second)) axis_factor(axes$second$values)
  frame$panel <- if (!is.null(axes$panel)) axis_factor(axes$panel$values)
  list(frame = frame, axes = axes, measure = measure)
}

sweep_curve <- function(data, target) {
  frame <- data$frame
  if (is.null(frame$second)) frame$second <- factor("")
  if (!is.numeric(frame$x)) frame$x <- factor(frame$x, unique(frame$x))
  plot <- ggplot2::ggplot(frame, ggplot2::aes(
    .data$x, .data$value, colour = .data$second, fill = .data$second,
    shape = .data$second, linetype = .data$second, group = .data$second)) +
    target_line(target) +
    ggplot2::geom_ribbon(ggplot2::aes(ymin = .data$lower, ymax = .data$upper),
                         alpha = 0.25, colour = NA, show.legend = FALSE) +
    ggplot2::geom_line(linewidth = 0.6) +
    ggplot2::geom_point(size = 2.2, stroke = 0.7) +
    curve_scales(nlevels(frame$second), data$axes$second$label) +
    ggplot2::labs(x = data$axes$x$label, y = data$measure$label)
  breaks <- sort(unique(frame$x))
  few <- length(breaks) * max(1, nlevels(frame$panel)) <= 10
  if (is.numeric(breaks) && few) {
    plot <- plot + ggplot2::scale_x_continuous(breaks = breaks)
  }
  with_panels(plot, data)
}

target_line <- function(value) {
  if (!length(value)) return(NULL)
  ggplot2::geom_hline(yintercept = value, colour = "grey40",
                      linetype = "dashed", linewidth = 0.4)
}

# Colour, shape and line of `n` curves; without a name there is no legend.
curve_scales <- function(n, name) {
  guide <- if (is.null(name)) "none" else "legend"
  list(colours_rh(n, name = name, guide = guide),
       ggplot2::scale_shape_manual(name = name, guide = guide,
                                   values = rep_len(c(1, 0, 5, 2, 6), n)),
       ggplot2::scale_linetype_manual(name = name, guide = guide,
                                      values = rep_len(c(1, 5, 2, 4, 6), n)))
}

sweep_map <- function(data) {
  frame <- data$frame
  frame$x <- axis_factor(frame$x)
  range <- range(frame$value)
  # Dark tiles have white figures.
  frame$dark <- frame$value < mean(range)
  frame$text <- sprintf(data$measure$digits, frame$value)
  size <- if (nlevels(frame$x) * max(1, nlevels(frame$panel)) > 12) 2.6 else 3.4
  plot <- ggplot2::ggplot(frame, ggplot2::aes(.data$x, .data$second)) +
    ggplot2::geom_tile(ggplot2::aes(fill = .data$value), colour = "white") +
    ggplot2::geom_text(ggplot2::aes(label = .data$text, colour = .data$dark),
                       size = size, show.legend = FALSE) +
    ggplot2::scale_colour_manual(values = c("FALSE" = "black",
                                            "TRUE" = "white")) +
    ggplot2::scale_fill_viridis_c(option = "cividis",
                                  name = data$measure$label) +
    ggplot2::scale_x_discrete(expand = c(0, 0)) +
    ggplot2::scale_y_discrete(expand = c(0, 0)) +
    ggplot2::labs(x = data$axes$x$label, y = data$axes$second$label) +
    ggplot2::guides(fill = ggplot2::guide_colourbar(
      barwidth = ggplot2::unit(5, "cm"), barheight = ggplot2::unit(3, "mm"),
      title.vjust = 1))
  with_panels(plot, data)
}

with_panels <- function(plot, data) {
  if (is.null(data$frame$panel)) return(plot)
  label <- data$axes$panel$label
  plot + ggplot2::facet_wrap("panel", labeller = ggplot2::as_labeller(
    function(level) paste0(panel_name(label), " ", level, panel_unit(label))))
}

# "Dropout [probability per year]" and level 0.05: "Dropout 0.05 probability
# per year" reads badly, so that a panel has the unit after the value.
panel_name <- function(label) sub(" \\[.*", "", label)
panel_unit <- function(label) {
  unit <- sub(".*\\[(.*)\\]", "\\1", label)
  if (unit %in% c("1", "number", "name", "experimental / control")) return("")
  paste0(" ", sub("^probability( |$)", "", unit))
}

sweep_caption <- function(object, error) {
  n <- range(object$cells$replicates)
  note <- if (error) paste("Bands, often narrower than the lines: 95%",
                           "intervals of the Monte Carlo error")
  count <- if (n[1] == n[2]) paste(count_text(n[1]), "replicates in each cell")
    else paste(count_text(n[1]), "to", count_text(n[2]),
               "replicates in each cell")
  caption_rh(object, count, hash = object$sweep_sha256, what = "sweep",
             note = note)
}

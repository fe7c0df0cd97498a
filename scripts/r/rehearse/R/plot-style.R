# What the figures share: colours, theme, labels with units, captions.

# Okabe & Ito (2008), in an order that also differs in grey.
palette_rh <- c("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00",
                "#56B4E9", "#000000")

need_ggplot2 <- function() {
  if (!requireNamespace("ggplot2", quietly = TRUE)) {
    stop_rehearse("plots need the package ggplot2: install it",
                  "rehearse_usage_error")
  }
}

theme_rh <- function() {
  ggplot2::theme_bw(base_size = 11) + ggplot2::theme(
    panel.grid.minor = ggplot2::element_blank(),
    strip.background = ggplot2::element_rect(fill = "grey93", colour = NA),
    strip.text = ggplot2::element_text(hjust = 0),
    legend.position = "bottom",
    legend.key.width = ggplot2::unit(9, "mm"),
    panel.spacing = ggplot2::unit(4, "mm"),
    plot.title = ggplot2::element_text(size = 12, face = "bold"),
    plot.title.position = "plot",
    plot.caption.position = "plot",
    plot.caption = ggplot2::element_text(size = 8, colour = "grey30",
                                         hjust = 0))
}

colours_rh <- function(n, ...) {
  values <- if (n <= length(palette_rh)) palette_rh[seq_len(n)] else
    grDevices::hcl.colors(n, "Dark 3")
  ggplot2::scale_colour_manual(..., values = values,
                               aesthetics = c("colour", "fill"))
}

# Labels of the keys that are varied most, with their units.
key_labels <- c(
  "endpoint.effect.hazard_ratio" = "Hazard ratio [experimental / control]",
  "endpoint.control.median" = "Control median [%s]",
  "endpoint.experimental.median" = "Experimental median [%s]",
  "dropout.annual_probability" = "Dropout [probability per year]",
  "trial.participants" = "Participants [number]",
  "enrolment.duration" = "Enrolment [%s]",
  "analysis.test" = "Test [name]", "test" = "Test [name]",
  "analysis.alpha" = "One-sided alpha [probability]",
  "analysis.alpha_two_sided" = "Two-sided alpha [probability]")

# The label of any key: the last words of its path, and the unit that its
# values have or that its name tells.
key_label <- function(key, unit = NULL) {
  known <- unname(key_labels[key])
  if (!is.na(known)) return(sub("%s", if (is.null(unit)) "" else unit, known))
  words <- utils::tail(strsplit(key, ".", fixed = TRUE)[[1]], 2)
  text <- gsub("_", " ", sub("\\[[0-9]+\\]", "", paste(words, collapse = " ")))
  substr(text, 1, 1) <- toupper(substr(text, 1, 1))
  sprintf("%s [%s]", text, if (is.null(unit)) unit_of_key(key) else unit)
}

unit_of_key <- function(key) {
  units <- c("hazard_ratio$" = "experimental / control", "events$" = "number",
             "participants$" = "number", "count$" = "number",
             "probability$|alpha|cured$" = "probability",
             "per_month$" = "per month", "^test$|[.]test$" = "name")
  for (pattern in names(units)) {
    if (grepl(pattern, key)) return(units[[pattern]])
  }
  "1"
}

duration_pattern <- "^([0-9.eE+-]+) *(days?|weeks?|months?|years?)$"
days_in <- c(day = 1, week = 7, month = 30.4375, year = 365.25)

# A key's values for an axis: list(values =, unit =); durations are numbers in
# the unit that most of them have, `values` is text where they are no numbers.
axis_values <- function(values) {
  if (is.numeric(values)) return(list(values = values, unit = NULL))
  parts <- regmatches(values, regexec(duration_pattern, values))
  if (!all(lengths(parts) == 3)) return(list(values = values, unit = NULL))
  number <- as.numeric(vapply(parts, `[[`, "", 2))
  unit <- sub("s$", "", vapply(parts, `[[`, "", 3))
  common <- names(which.max(table(unit)))
  same <- unit == common
  number[!same] <- number[!same] * days_in[unit[!same]] / days_in[[common]]
  list(values = number, unit = paste0(common, "s"))
}

# The same as a factor, in order.
axis_factor <- function(values) {
  levels <- if (is.numeric(values)) sort(unique(values)) else unique(values)
  factor(values, levels, if (is.numeric(levels)) {
    format(levels, trim = TRUE, scientific = FALSE)
  } else {
    levels
  })
}

check_keys <- function(keys, columns) {
  for (key in keys) {
    if (!key %in% columns) {
      stop_rehearse(sprintf("the table has no key '%s' (it has: %s)", key,
                            paste(columns, collapse = ", ")),
                    "rehearse_usage_error")
    }
  }
}

# Breaks of an axis of months: whole quarters or years, 13 at most.
month_breaks <- function(limits) {
  steps <- c(1, 3, 6, 12, 24, 60, 120)
  fits <- diff(limits) / steps <= 13
  seq(0, limits[2], if (any(fits)) steps[fits][1] else diff(limits) / 10)
}

# Trial, replicates, seed and hash, as far as they are known; `note` says how
# to read the figure, on a line of its own.
caption_rh <- function(x, ..., hash = x$config_sha256, what = "config",
                       note = NULL) {
  parts <- c(..., if (length(x$seed)) paste("seed", x$seed),
             if (length(hash)) paste(what, substr(hash, 1, 12)))
  text <- paste(parts, collapse = ", ")
  if (!is.null(x$trial)) text <- paste0(x$trial, ": ", text)
  paste(c(note, text), collapse = "\n")
}

# "Events" of which endpoint, where that is known.
of_endpoint <- function(x, text) {
  if (is.null(x$endpoint)) text else paste(text, "of", x$endpoint)
}

count_text <- function(n) format(n, big.mark = ",", scientific = FALSE)

# Of files that a figure can't be; "power.final" is a name without an ending.
other_endings <- paste0(".", c(
  "bmp", "csv", "docx", "emf", "eps", "gif", "html", "jpeg", "jpg", "json",
  "pptx", "ps", "svgz", "tex", "tif", "tiff", "txt", "webp", "wmf"))

# What looks like an ending is one: a figure.jpg isn't written as
# figure.jpg.svg.
check_ending <- function(file) {
  ending <- regmatches(file, regexpr("[.][^.]*$", file))
  if (!length(ending) || !tolower(ending) %in% other_endings) {
    return(invisible())
  }
  stop_rehearse(sprintf(paste(
    "%s: '%s' is no ending of a figure (.svg, .png and .pdf are): choose one,",
    "or leave it out for all three"), file, ending),
    "rehearse_usage_error", status = 64)
}

#' Writes a figure
#'
#' @param plot A plot, as `autoplot()` gives it.
#' @param file Name of the file. With the ending `.svg`, `.png` or `.pdf` that
#'   is written; without one of these, all three.
#' @param width,height Size in cm.
#' @param dpi Dots per inch of the PNG. An SVG has its words as text, for which
#'   the package svglite is needed.
#' @return The names of the files, invisibly.
#' @examples
#' if (rh_available() && requireNamespace("ggplot2")) {
#'   sweep <- rh_sweep(rh_example(), replicates = 200, vary = list(
#'     endpoint.effect.hazard_ratio = c(0.5, 0.6, 0.7)))
#'   rh_save(ggplot2::autoplot(sweep), tempfile())
#' }
#' @export
rh_save <- function(plot, file, width = 16, height = 10, dpi = 300) {
  need_ggplot2()
  check_ending(file)
  ending <- regmatches(file, regexpr("[.](svg|png|pdf)$", file))
  files <- if (length(ending)) file else
    paste0(file, c(".svg", ".png", ".pdf"))
  if (!dir.exists(dirname(file))) {
    stop_rehearse(sprintf(
      "%s: the figure can't be written (its folder is missing): make it", file),
      "rehearse_output_error", status = 73)
  }
  if (any(grepl("[.]svg$", files)) &&
      !requireNamespace("svglite", quietly = TRUE)) {
    stop_rehearse(paste("a figure as svg needs the package svglite (Debian:",
                        "r-cran-svglite): install it, or name a .png or .pdf"),
                  "rehearse_unavailable", status = 69)
  }
  inches <- c(width, height) / 2.54
  for (name in files) {
    switch(sub(".*[.]", "", name),
      svg = svglite::svglite(name, inches[1], inches[2]),
      pdf = grDevices::cairo_pdf(name, inches[1], inches[2]),
      png = grDevices::png(name, inches[1], inches[2], units = "in",
                           res = dpi, type = "cairo"))
    tryCatch(print(plot), finally = grDevices::dev.off())
  }
  invisible(files)
}

# Below survival curves in percent: how many are at risk at the axis's breaks,
# a row for each arm, whose name stands at the axis. `frame` has `arm`, a
# factor, `time` and `at_risk`.
numbers_at_risk <- function(frame) {
  arms <- levels(frame$arm)
  breaks <- month_breaks(c(0, max(frame$time)))
  heights <- -9 - 8 * (seq_along(arms) - 1)
  marks <- do.call(rbind, lapply(seq_along(arms), function(i) {
    of <- frame[frame$arm == arms[i], ]
    nearest <- vapply(breaks, function(at) which.min(abs(of$time - at)), 1L)
    data.frame(arm = of$arm[nearest], time = breaks, height = heights[i],
               label = sprintf("%.0f", of$at_risk[nearest]))
  }))
  levels <- seq(0, 100, 25)
  list(
    ggplot2::geom_hline(yintercept = 0, linewidth = 0.3, colour = "grey50"),
    ggplot2::geom_text(
      ggplot2::aes(.data$time, .data$height, label = .data$label,
                   colour = .data$arm), marks, size = 2.9,
      show.legend = FALSE),
    ggplot2::scale_y_continuous(
      limits = c(min(heights) - 5, 100), breaks = c(levels, heights),
      labels = c(levels, arms), minor_breaks = NULL,
      expand = ggplot2::expansion(c(0, 0.02))),
    ggplot2::scale_x_continuous(breaks = breaks,
                                expand = ggplot2::expansion(c(0.02, 0.02))))
}

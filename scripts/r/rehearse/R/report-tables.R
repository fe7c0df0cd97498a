# The tables of a report: data frames of text under translated names.

named_table <- function(columns) {
  as.data.frame(columns, check.names = FALSE, optional = TRUE,
                stringsAsFactors = FALSE)
}

# A column of text, one value for each record.
column_of <- function(records, text) vapply(records, text, "")

# Text of each record under translated names; `columns` are functions of a
# record by the keys of their names.
table_of <- function(content, records, columns, without = NULL) {
  columns <- columns[setdiff(names(columns), without)]
  table <- lapply(columns, function(text) column_of(records, text))
  named_table(stats::setNames(table, vapply(names(columns), content$say, "")))
}

# Of a look's bound for efficacy.
efficacy_columns <- function() {
  list(c_look = function(look) look$name,
       c_events = function(look) fixed(look$events, 0),
       c_information = function(look) {
         if (is.null(look$information_fraction)) "\u2013" else
           fixed(100 * look$information_fraction, 1)
       },
       c_z = function(look) fixed(look$efficacy_z, 4),
       c_p1 = function(look) probability(look$efficacy_p),
       c_p2 = function(look) {
         probability(if (!is.null(look$efficacy_p)) 2 * look$efficacy_p)
       },
       c_hr_at = function(look) fixed(look$hazard_ratio_at_efficacy, 3),
       c_spent = function(look) probability(look$alpha_spent))
}

bounds_table <- function(content) {
  looks <- content$values$design$looks
  columns <- c(efficacy_columns(), list(
    c_futility_z = function(look) fixed(look$futility_z, 4),
    c_futility_hr = function(look) fixed(look$hazard_ratio_at_futility, 3),
    c_harm_z = function(look) fixed(look$harm_z, 4)))
  # What the design hasn't is no column.
  optional <- c(c_futility_z = "futility_z", c_futility_hr = "futility_z",
                c_harm_z = "harm_z")
  absent <- vapply(optional, function(name) {
    all(vapply(looks, function(look) is.null(look[[name]]), NA))
  }, NA)
  columns <- columns[setdiff(names(columns), names(optional)[absent])]
  # Without a rule for harm the other tail's bound only makes a test two-sided.
  if (is.null(content$values$scenario$harm)) {
    names(columns)[names(columns) == "c_harm_z"] <- "c_lower_z"
  }
  table_of(content, looks, columns)
}

assumptions_table <- function(content) {
  say <- content$say
  rows <- content$values$assumptions
  source <- column_of(rows, function(row) {
    if (length(row$sources)) return(paste(unlist(row$sources), collapse = "; "))
    say(paste0("origin_", row$origin))
  })
  named_table(stats::setNames(list(
    content$words(column_of(rows, function(row) row$part)),
    content$words(column_of(rows, function(row) row$words)), source),
    c(say("c_part"), say("c_words"), say("c_source"))))
}

# Rows are figures, columns the analyses, of a result of `power`.
characteristics_table <- function(content, looks = content$values$power$looks) {
  arms <- names(looks[[1]]$events_by_arm)
  table <- do.call(rbind, c(decision_rows(content, looks),
                            count_rows(content, looks, arms),
                            look_estimate_rows(content, looks, arms)))
  named_table(stats::setNames(
    lapply(seq_len(ncol(table)), function(i) table[, i]),
    c(content$say("c_look"), column_of(looks, function(look) look$name))))
}

# A label, and a text of each analysis.
figure_row <- function(looks, label, text) c(label, column_of(looks, text))

decision_rows <- function(content, looks) {
  shares <- c(r_reached = "reached", r_reject = "reject", r_cumulative = "cumulative_reject",
              r_futility = "stop_futility", r_harm = "stop_harm")
  # What never happens is no row.
  never <- vapply(shares, function(name) {
    all(vapply(looks, function(look) look[[name]] == 0, NA))
  }, NA)
  shares <- shares[!never | startsWith(names(shares), "r_re")]
  Map(function(label, name) {
    figure_row(looks, content$say(label), function(look) {
      share_of(look, name)
    })
  }, names(shares), shares)
}

count_rows <- function(content, looks, arms) {
  say <- content$say
  c(list(figure_row(looks, say("r_events"), function(look) {
    spread(look$events, 0)
  })), lapply(arms, function(arm) {
    figure_row(looks, say("r_events_of", arm), function(look) {
      spread(look$events_by_arm[[arm]], 1)
    })
  }), list(figure_row(looks, say("r_participants"), function(look) {
    spread(look$participants, 1)
  }), figure_row(looks, say("r_time"), function(look) {
    spread(look$analysis_time_months, 1)
  })), if (nzchar(content$values$scenario$start_date)) {
    list(figure_row(looks, say("r_date"), function(look) {
      date <- look_date(content$values, look)
      if (is.null(date)) "\u2013" else date
    }))
  })
}

look_estimate_rows <- function(content, looks, arms) {
  say <- content$say
  c(list(figure_row(looks, say("r_hr"), function(look) {
    spread(look$hazard_ratio, 3, look$hazard_ratio$geometric_mean,
           ratio_error(look))
  })), lapply(arms, function(arm) {
    figure_row(looks, say("r_median_of", arm), function(look) {
      of <- look$median_months[[arm]]
      spread(of, 1, of$median, NULL)
    })
  }))
}

under_table <- function(content) {
  say <- content$say
  rows <- content$values$design$under
  if (!length(rows)) return(NULL)
  ratio <- !is.null(rows[[1]]$hazard_ratio)
  futile <- any(vapply(rows, function(row) row$stop_futility > 0, NA))
  named_table(c(
    stats::setNames(list(column_of(rows, function(row) {
      if (ratio) fixed(row$hazard_ratio, 3) else fixed(row$effect, 2)
    })), say(if (ratio) "c_hr" else "c_effect")),
    stats::setNames(list(column_of(rows, function(row) {
      probability(row$power)
    })), say("c_power")),
    if (futile) stats::setNames(list(column_of(rows, function(row) {
      probability(row$stop_futility)
    })), say("c_stop_futility")),
    stats::setNames(list(
      column_of(rows, function(row) fixed(row$expected_events, 1)),
      column_of(rows, function(row) fixed(row$expected_time_months, 1))),
      c(say("c_expected_events"), say("c_expected_time")))))
}

# A row for each cell of the sweep.
sensitivity_table <- function(content) {
  say <- content$say
  sweep <- content$values$sensitivity
  if (is.null(sweep)) return(NULL)
  cells <- sweep$cells
  keys <- unlist(sweep$keys)
  tests <- unique(vapply(cells, `[[`, "", "test"))
  reference <- vapply(cells, function(cell) cell$cell == sweep$reference, NA)
  named <- c(keys, if (length(tests) > 1) "test")
  labels <- vapply(named, key_label_plain, "")
  if (is_several(content)) {
    labels[named == "test"] <- say("c_hypothesis")
    cells <- lapply(cells, function(cell) {
      cell$test <- joint_label(content, cell$test)
      cell
    })
  }
  difference <- column_of(cells, function(cell) {
    with_error(cell$difference, cell$difference_mcse, 4)
  })
  difference[reference] <- say("reference")
  named_table(c(
    stats::setNames(lapply(named, function(key) {
      column_of(cells, function(cell) format(cell[[key]]))
    }), labels),
    stats::setNames(list(
      column_of(cells, function(cell) share_of(cell, "power")), difference,
      column_of(cells, function(cell) {
        with_error(cell$last_look_time_months_mean,
                   cell$last_look_time_months_mcse, 2)
      })), c(say("c_power"), say("c_difference"), say("c_last_time")))))
}

# The key, without a unit: its values have theirs.
key_label_plain <- function(key) sub(" \\[.*", "", key_label(key))

# ---- as the document has it ----

# A table for a chunk: Word's by flextable, else Markdown's. The first `left`
# columns and those of words are set left, numbers right.
set_table <- function(content, table, caption, words = FALSE, left = 1) {
  if (is.null(table)) return(invisible())
  caption <- content$count("table", caption)
  align <- c(rep("l", left), rep(if (words) "l" else "r", ncol(table) - left))
  if (content$ending == "docx") {
    return(word_table(table, caption, align, words))
  }
  head <- sprintf("\n\n<div class=\"%s\">\n\n",
                  if (words) "table words" else "table")
  knitr::asis_output(paste0(head, paste(knitr::kable(
    escaped(table), "pipe", align = align, caption = escaped_text(caption)),
    collapse = "\n"), "\n\n</div>\n\n"))
}

# Markdown's own marks stand for themselves.
escaped_text <- function(text) {
  gsub("([\\\\`*_{}\\[\\]<>#|~^$@])", "\\\\\\1", text, perl = TRUE)
}

escaped <- function(table) {
  table[] <- lapply(table, escaped_text)
  names(table) <- escaped_text(names(table))
  table
}

word_table <- function(table, caption, align, words) {
  width <- 6.6
  wide <- function(size) size / sum(size) * width
  columns <- ncol(table)
  widths <- wide(if (!words) c(1.5, rep(1, columns - 1)) else
    if (columns == 3) c(1.4, 3.6, 1.3) else c(1.2, rep(1, columns - 2), 2.2))
  font <- "Liberation Sans"
  line <- officer::fp_border(color = "#9CA3AF", width = 0.75)
  set <- flextable::flextable(table)
  set <- flextable::border_remove(set)
  set <- flextable::hline_top(set, border = line, part = "header")
  set <- flextable::hline(set, border = line, part = "header")
  set <- flextable::hline_bottom(set, border = line, part = "body")
  set <- flextable::font(set, fontname = font, part = "all",
                         eastasia.family = "Noto Sans CJK SC")
  set <- flextable::fontsize(set, size = if (ncol(table) > 6) 8 else 9,
                             part = "all")
  set <- flextable::bold(set, part = "header")
  set <- flextable::padding(set, padding.top = 2, padding.bottom = 2,
                            padding.left = 3, padding.right = 3, part = "all")
  left <- which(align == "l")
  set <- flextable::align(set, align = "right", part = "all")
  set <- flextable::align(set, j = left, align = "left", part = "all")
  set <- flextable::width(set, width = widths)
  set <- flextable::set_table_properties(set, layout = "fixed")
  flextable::set_caption(set, caption)
}

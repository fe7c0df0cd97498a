# What a report says of several hypotheses that share alpha, where that isn't
# what it says of one.

is_several <- function(content) !is.null(content$values$scenario$hypotheses)

# An item of a list by its name.
item_named <- function(items, name) {
  Find(function(item) identical(item$name, name), items)
}

# Of the scenario, of `power` (which has the simulated ones) and of `design`.
planned_of <- function(content, name) {
  item_named(content$values$scenario$hypotheses, name)
}
powered_of <- function(content, name) {
  item_named(content$values$power$hypotheses, name)
}
designed_of <- function(content, name) {
  item_named(content$values$design$hypotheses, name)
}

names_in <- function(items) vapply(items, `[[`, "", "name")
simulated_names <- function(content) names_in(content$values$power$hypotheses)

# Of those that the document has a part for: all, or those with bounds.
bounded_names <- function(content) {
  design <- content$values$design$hypotheses
  names_in(Filter(function(one) length(one$alphas) > 0, design))
}

# The endpoint of a hypothesis in words: PFS is called as the config says.
endpoint_text <- function(content, hypothesis) {
  if (hypothesis$endpoint == "pfs") return(content$values$scenario$endpoint)
  content$say(paste0("endpoint_", gsub("-", "_", hypothesis$endpoint)))
}

compared_text <- function(hypothesis) {
  paste(hypothesis$arm, "/", hypothesis$control)
}

population_words <- function(content, hypothesis) {
  if (hypothesis$population == "all") return(content$say("population_all"))
  gsub(" and ", content$say("and"), hypothesis$population, fixed = TRUE)
}

# Level of a share of alpha: no more digits than it has.
level_text <- function(alpha) short_number(alpha)

# ---- paragraphs ----

several_method <- function(content) {
  hypotheses <- content$values$scenario$hypotheses
  ties <- unique(unlist(lapply(hypotheses, `[[`, "ties")))
  external <- names_in(Filter(function(one) one$endpoint == "external",
                              hypotheses))
  words <- vapply(ties, function(tie) content$say(paste0("ties_", tie)), "")
  paste0(content$say("several_method", listed(content, words)),
         if (length(external)) {
           content$say("several_external", listed(content, external))
         })
}

# When each hypothesis's looks are, and by which rules it stops.
several_looks <- function(content) {
  parts <- vapply(bounded_names(content), hypothesis_looks, "",
                  content = content)
  plan <- content$values$scenario$multiplicity
  note <- paste0(content$say("several_bounds_note"), if (plan$parametric) {
    content$say(if (plan$raised) "bounds_raised" else "bounds_not_raised")
  })
  paste(c(parts, note), collapse = "\n\n")
}

hypothesis_looks <- function(name, content) {
  plan <- planned_of(content, name)
  text <- content$say("several_looks", name, listed(content, lapply(
    plan$looks, function(look) look_text(content, look, NULL))),
    content$words(plan$efficacy))
  paste0(text, stop_text(content, plan),
         if (!is.null(plan$harm_hazard_ratio)) {
           content$say("several_harm", ratio_text(plan$harm_hazard_ratio))
         }, if (isTRUE(plan$look_back)) content$say("several_look_back"))
}

# In words what the table of transitions has as numbers.
several_multiplicity <- function(content) {
  plan <- content$values$scenario$multiplicity
  passes <- lapply(plan$transitions, function(transition) {
    content$say("passes", transition$from,
                short_number(100 * transition$weight), transition$to)
  })
  paste0(content$say("several_multiplicity",
                     length(content$values$scenario$hypotheses),
                     level_text(plan$alpha)),
         if (length(passes)) {
           content$say("several_graph",
                       paste(passes, collapse = content$say("then")))
         } else {
           content$say("several_no_graph")
         },
         content$say(if (plan$parametric) "several_parametric" else
           "several_bonferroni"))
}

joint_label <- function(content, name) {
  switch(name, any = content$say("joint_any"), all = content$say("joint_all"),
         name)
}

# "PFS | OS" in JSON: that one, given the other.
conditional_label <- function(content, name) {
  parts <- strsplit(name, " | ", fixed = TRUE)[[1]]
  content$say("given", parts[1], parts[2])
}

# The power of each at its last look, and what it is to find.
several_powers <- function(content) {
  vapply(content$values$power$hypotheses, function(one) {
    plan <- planned_of(content, one$name)
    last <- utils::tail(plan$looks, 1)[[1]]
    content$say("several_power", one$name, power_text(one$power),
                if (is.null(plan$effect)) content$say("effect_follows") else
                  effect_text(content, plan),
                look_text(content, last, NULL))
  }, "")
}

several_joint <- function(content) {
  joint <- content$values$power$joint
  sentences <- content$say("several_joint", power_text(joint$any),
                           power_text(joint$all))
  others <- setdiff(names(joint), c("any", "all"))
  c(sentences, vapply(others, function(name) {
    content$say("several_success", name, power_text(joint[[name]]))
  }, ""))
}

several_end <- function(content) {
  values <- content$values
  end <- values$power$duration_months
  date <- date_after(values, end$estimate)
  content$say("several_end",
              with_error(end$estimate, end$mcse, 2),
              if (is.null(date)) "" else content$say("on_date", date))
}

several_size <- function(content) {
  values <- content$values
  c(content$say("several_size", short_number(values$scenario$participants),
                count_text(values$replicates)),
    several_powers(content), calibration_sentence(content),
    several_joint(content), several_end(content))
}

# A chunk of the document for each of `names`, in which `name` is its name.
for_each <- function(content, names, code, options = "") {
  text <- vapply(names, function(name) {
    here <- list2env(list(content = content, name = name),
                     parent = asNamespace("rehearse"))
    knitr::knit_child(text = c(sprintf("```{r%s}", options), code, "```"),
                      envir = here, quiet = TRUE)
  }, "")
  knitr::asis_output(paste0("\n\n", paste(text, collapse = "\n\n"), "\n\n"))
}

survival_of <- function(content, name) {
  Find(function(one) one$hypothesis == name, content$values$survival)
}

survival_caption <- function(content, name) {
  survival <- survival_of(content, name)
  stated <- length(survival$arms[[1]]$assumed) > 0
  figure_caption(content, "f_survival_of", name,
                 endpoint_text(content, planned_of(content, name)),
                 survival$look, survival$trials,
                 content$say(if (stated) "as_assumed" else "not_assumed"))
}

# The control is second, so that it has one colour in all figures.
hypothesis_survival_plot <- function(content, name) {
  plan <- planned_of(content, name)
  survival <- survival_of(content, name)
  is_control <- vapply(survival$arms, `[[`, "", "arm") == plan$control
  survival$arms <- survival$arms[order(is_control)]
  report_survival_plot(content, survival, endpoint_text(content, plan))
}

# What a report of one hypothesis has and this one hasn't.
several_lacks <- function(content) {
  paste0(content$say("several_lacks"),
         if (is.null(content$values$power$familywise_error)) {
           content$say("no_familywise")
         })
}

# ---- tables ----

hypotheses_table <- function(content) {
  say <- content$say
  hypotheses <- content$values$scenario$hypotheses
  table_of(content, hypotheses, list(
    c_hypothesis = function(one) one$name,
    c_endpoint = function(one) endpoint_text(content, one),
    c_population = function(one) population_words(content, one),
    c_comparison = compared_text,
    c_alpha = function(one) level_text(one$alpha),
    c_test = function(one) {
      if (is.null(one$test_words)) "\u2013" else content$words(one$test_words)
    }))
}

# Weights of the graph: a row for each that passes on, a column for each that
# receives.
transitions_table <- function(content) {
  plan <- content$values$scenario
  if (!length(plan$multiplicity$transitions)) return(NULL)
  names <- names_in(plan$hypotheses)
  weight <- function(from, to) {
    of <- Find(function(one) one$from == from && one$to == to,
               plan$multiplicity$transitions)
    if (is.null(of)) "0" else short_number(of$weight)
  }
  columns <- lapply(names, function(to) {
    vapply(names, function(from) {
      if (from == to) "\u2013" else weight(from, to)
    }, "", USE.NAMES = FALSE)
  })
  named_table(stats::setNames(
    c(list(names, vapply(plan$hypotheses, function(one) level_text(one$alpha),
                         "")), columns),
    c(content$say("c_rejected"), content$say("c_alpha"),
      vapply(names, function(name) content$say("c_to", name), ""))))
}

# Each look at each level; among: the others of an intersection.
level_bounds_table <- function(content, name) {
  levels <- designed_of(content, name)$alphas
  looks <- do.call(c, lapply(levels, function(level) {
    lapply(seq_along(level$looks), function(i) {
      # Of a level's looks the first tells it.
      c(level$looks[[i]], list(
        level = if (i == 1) level_text(level$alpha) else "",
        among = if (i == 1) among_text(content, level$among) else ""))
    })
  }))
  has_among <- !is.null(levels[[1]]$among)
  before <- c(list(c_at_alpha = function(look) look$level),
              if (has_among) list(c_among = function(look) look$among))
  table_of(content, looks, c(before, efficacy_columns()),
           without = "c_information")
}

among_text <- function(content, others) {
  if (!length(others)) return(content$say("among_none"))
  listed(content, others)
}

hypothesis_power_table <- function(content) {
  table_of(content, content$values$power$hypotheses, list(
    c_hypothesis = function(one) one$name,
    c_alpha = function(one) level_text(one$alpha),
    c_mean_alpha = function(one) {
      level <- one$alpha_at_last_test
      # Of one and the same level the error is rounding.
      if (is.null(level$mcse) || level$mcse < 1e-12) {
        return(level_text(signif(level$estimate, 6)))
      }
      with_error(level$estimate, level$mcse)
    },
    c_power = function(one) power_text(one$power),
    c_rejected_at = function(one) {
      with_error(one$rejection_months$estimate, one$rejection_months$mcse, 2)
    },
    c_rejected_date = function(one) {
      date <- date_after(content$values, one$rejection_months$estimate)
      if (is.null(date)) "\u2013" else date
    }), without = if (!nzchar(content$values$scenario$start_date)) {
      "c_rejected_date"
    })
}

# What holds of several together.
joint_table <- function(content) {
  power <- content$values$power
  labels <- c(vapply(names(power$joint), joint_label, "", content = content),
              vapply(names(power$conditional), conditional_label, "",
                     content = content))
  shares <- c(power$joint, power$conditional)
  named_table(stats::setNames(list(unname(labels),
                                   unname(vapply(shares, power_text, ""))),
                              c(content$say("c_joint"),
                                content$say("c_probability"))))
}

familywise_table <- function(content) {
  errors <- content$values$power$familywise_error
  if (is.null(errors)) return(NULL)
  table_of(content, errors, list(
    c_true_null = function(one) listed(content, one$null),
    c_familywise = power_text))
}

switching_table <- function(content) {
  rows <- content$values$power$switching
  if (is.null(rows)) return(NULL)
  # Of what isn't one's own comparison: of itself there is none.
  error <- function(name, itself) {
    function(row) {
      if (row$analysis == itself) return("\u2013")
      with_error(row[[name]]$mean, row[[name]]$mcse, 4)
    }
  }
  table_of(content, rows, list(
    c_hypothesis = function(row) row$hypothesis,
    c_switchers = function(row) {
      content$say(paste0("switch_", gsub("-", "_", row$analysis)))
    },
    c_hr = function(row) {
      ratio <- row$geometric_mean_hazard_ratio
      with_error(ratio, ratio * row$log_hazard_ratio$mcse, 3)
    },
    c_bias = error("bias", "without-switching"),
    c_less_as_randomized = error("difference", "as-randomized"),
    c_coverage = function(row) share_of(row, "coverage")))
}

# ---- the document's own ----

set_bounds <- function(content, name) {
  among <- content$values$scenario$multiplicity$parametric
  set_table(content, level_bounds_table(content, name),
            content$say(if (among) "t_bounds_among" else "t_bounds_of", name),
            left = if (among) 3 else 2)
}

set_characteristics <- function(content, name) {
  set_table(content,
            characteristics_table(content, powered_of(content, name)$looks),
            content$say("t_characteristics_of", name))
}

# ---- figures ----

# When the looks are: means, and the middle nine tenths.
report_looks_plot <- function(content) {
  say <- content$say
  rows <- do.call(rbind, lapply(content$values$power$hypotheses, function(one) {
    time <- lapply(one$looks, `[[`, "analysis_time_months")
    data.frame(
      hypothesis = one$name, look = names_in(one$looks),
      time = numbers_in(lapply(time, `[[`, "mean")),
      lower = numbers_in(lapply(time, `[[`, "q05")),
      upper = numbers_in(lapply(time, `[[`, "q95")),
      power = numbers_in(lapply(one$looks, `[[`, "cumulative_reject")))
  }))
  rows <- rows[!is.na(rows$time), ]
  if (!nrow(rows)) return(NULL)
  rows$hypothesis <- factor(rows$hypothesis, rev(simulated_names(content)))
  rows$label <- sprintf("%s: %.3f", rows$look, rows$power)
  ggplot2::ggplot(rows, ggplot2::aes(.data$time, .data$hypothesis)) +
    ggplot2::geom_segment(ggplot2::aes(.data$lower, .data$hypothesis,
                                       xend = .data$upper,
                                       yend = .data$hypothesis),
                          rows[!is.na(rows$upper), ], linewidth = 0.8,
                          colour = "grey60") +
    ggplot2::geom_point(size = 2) +
    ggplot2::geom_text(ggplot2::aes(label = .data$label), size = 2.9,
                       vjust = -1.1) +
    ggplot2::scale_x_continuous(breaks = month_breaks,
                                expand = ggplot2::expansion(c(0.08, 0.08))) +
    ggplot2::scale_y_discrete(expand = ggplot2::expansion(add = c(0.5, 0.8))) +
    ggplot2::expand_limits(x = 0) +
    ggplot2::labs(x = say("a_time"), y = NULL) + theme_rh()
}

# Of the figure, by its rows.
looks_height <- function(content) {
  1.2 + 0.6 * length(content$values$power$hypotheses)
}

# What a report says, made of the JSON of `rehearse report`: texts, and tables
# as data frames of text. The R Markdown file only puts it in order.

report_content <- function(values, language, ending) {
  say <- report_words(language)
  content <- list(values = values, language = language, ending = ending,
                  say = say, count = numbered(say),
                  words = scenario_translator(values, language))
  content$title <- sprintf("%s: %s", values$trial, say("document"))
  content
}

# A function from a key, and what its text holds, to the text.
report_words <- function(language) {
  texts <- jsonlite::read_json(report_file("text.json"))
  function(key, ...) {
    text <- texts[[key]][[language]]
    if (is.null(text)) stop("the report has no text '", key, "'")
    if (...length()) sprintf(text, ...) else text
  }
}

# Captions with their numbers.
numbered <- function(say) {
  counts <- c(table = 0, figure = 0)
  function(kind, text) {
    counts[[kind]] <<- counts[[kind]] + 1
    say(kind, counts[[kind]], text)
  }
}

# From the words that the program has for a scenario to the language: phrases
# around names and numbers, each replaced in turn.
scenario_translator <- function(values, language) {
  if (language == "en") return(identity)
  phrases <- jsonlite::fromJSON(
    report_file(sprintf("phrases-%s.json", language)), simplifyVector = FALSE)
  names <- own_names(values)
  function(text) {
    text <- hide_names(text, names)
    for (phrase in phrases) {
      text <- gsub(phrase[[1]], phrase[[2]], text, perl = TRUE)
    }
    show_names(text, names)
  }
}

# What the config names, longest first: it is nobody's to translate.
own_names <- function(values) {
  scenario <- values$scenario
  tested <- analyses_of(scenario)
  looks <- do.call(c, lapply(tested, `[[`, "looks"))
  names <- unique(c(scenario$title, scenario$id, scenario$endpoint,
                    vapply(looks, `[[`, "", "name"),
                    unlist(lapply(tested, `[[`, "strata")),
                    vapply(scenario$arms, `[[`, "", "id"),
                    unlist(values$randomization$strata),
                    unlist(scenario$names)))
  names <- names[grepl("[A-Za-z]{2}", names)]
  names[order(-nchar(names))]
}

# The hypotheses, or the one analysis, as the scenario has them.
analyses_of <- function(scenario) {
  if (is.null(scenario$hypotheses)) list(scenario) else scenario$hypotheses
}

# A character of Unicode's private use for each. An arm may be called by a role
# of arms: only what stands where an arm does is its name then.
hide_names <- function(text, names) {
  for (i in seq_along(names)) {
    place <- if (names[i] %in% c("control", "experimental")) {
      sprintf("(?<=control |experimental )%s\\b|\\b%s(?= [0-9.]+%% a year)",
              names[i], names[i])
    } else {
      sprintf("(?<![A-Za-z])\\Q%s\\E(?![A-Za-z])", names[i])
    }
    text <- gsub(place, intToUtf8(0xE000 + i), text, perl = TRUE)
  }
  text
}

show_names <- function(text, names) {
  for (i in seq_along(names)) {
    text <- gsub(intToUtf8(0xE000 + i), names[i], text, fixed = TRUE)
  }
  text
}

# ---- numbers ----

# A number with as many decimals as its error has in its first two digits.
error_decimals <- function(error, most = 6) {
  if (is.null(error) || is.na(error) || error <= 0) return(min(4, most))
  pmax(0, pmin(most, 1 - floor(log10(error))))
}

fixed <- function(value, decimals) {
  if (is.null(value) || is.na(value)) return("\u2013")
  formatC(value, digits = decimals, format = "f", big.mark = "")
}

# Two digits of the error, one where that is too many, never none.
with_error <- function(value, error, most = 6) {
  if (is.null(value)) return("\u2013")
  if (is.null(error) || is.na(error)) {
    return(fixed(value, error_decimals(error, most)))
  }
  if (error <= 0) return(short_number(value))
  decimals <- max(error_decimals(error, most), -floor(log10(error)), 0)
  sprintf("%s \u00b1 %s", fixed(value, decimals), fixed(error, decimals))
}

# A share of `look`, under its name and with its error; where it never or
# always happened, with its interval, for the error is 0 then.
share_of <- function(look, name) {
  error <- look[[paste0(name, "_mcse")]]
  limits <- unlist(c(look[[paste0(name, "_ci95")]],
                     look[[paste0(name, "_ci95_lower")]],
                     look[[paste0(name, "_ci95_upper")]]))
  share_text(look[[name]], error, limits)
}

share_text <- function(share, error, limits) {
  if (is.null(share)) return("\u2013")
  if (!is.null(error) && !is.na(error) && error > 0) {
    return(with_error(share, error, 4))
  }
  if (length(limits) < 2) return(fixed(share, 4))
  sprintf("%s [%s, %s]", fixed(share, 4), fixed(limits[1], 4),
          fixed(limits[2], 4))
}

power_text <- function(power) {
  share_text(power$estimate, power$mcse, unlist(power$ci95))
}

probability <- function(p) {
  if (is.null(p)) return("\u2013")
  if (p > 0 && p < 5e-5) return(sprintf("%.1e", p))
  fixed(p, 4)
}

short_number <- function(value) {
  if (is.null(value)) "\u2013" else sprintf("%.6g", value)
}

# A hazard ratio as protocols write it: two decimals, more where it has more.
ratio_text <- function(value) {
  text <- short_number(value)
  if (nchar(sub(".*[.]|^[^.]*$", "", text)) < 2) fixed(value, 2) else text
}

# Mean with its error, and the middle nine tenths.
spread <- function(of, decimals, mean = of$mean, error = of$mcse) {
  if (is.null(mean)) return("NR")
  limit <- function(value) if (is.null(value)) "NR" else fixed(value, decimals)
  if (identical(of$q05, of$q95)) return(fixed(mean, decimals))
  sprintf("%s (%s\u2013%s)",
          if (is.null(error)) fixed(mean, decimals) else
            with_error(mean, error, decimals + 1),
          limit(of$q05), limit(of$q95))
}

listed <- function(content, names) {
  paste(unlist(names), collapse = content$say("and"))
}

# ---- paragraphs ----

# Of each look: the number, where nothing else triggers it.
planned_events <- function(values) {
  vapply(values$scenario$looks, function(look) {
    if (is.null(look$events)) NA_real_ else as.numeric(look$events)
  }, 1)
}

test_name <- function(content) {
  scenario <- content$values$scenario
  kind <- sub("[(].*", "", scenario$test)
  test <- content$say(paste0("test_", gsub("-", "_", kind)),
                      sub("^[^(]*", "", scenario$test))
  content$say(if (length(scenario$strata)) "stratified" else "unstratified",
              test)
}

# Level and side as they are stated.
stated_level <- function(scenario) {
  scenario$alpha * if (scenario$two_sided) 2 else 1
}

sides <- function(content) {
  content$say(if (content$values$scenario$two_sided) "two_sided" else
    "one_sided")
}

effect_text <- function(content, scenario = content$values$scenario) {
  if (is.null(scenario$hazard_ratio)) {
    return(content$say("an_effect", content$words(scenario$effect)))
  }
  text <- ratio_text(scenario$hazard_ratio)
  margin <- scenario$null_hazard_ratio
  if (margin != 1) return(content$say("a_margin", ratio_text(margin), text))
  content$say("a_hazard_ratio", text)
}

# What the formulas know nothing of; empty if they know all.
unknown_to_theory <- function(content) {
  scenario <- content$values$scenario
  paste(c(if (scenario$is_assessed) content$say("without_scans"),
          if (scenario$has_conduct_errors) content$say("without_conduct")),
        collapse = "")
}

formula_sentence <- function(content) {
  design <- content$values$design
  if (is.null(design$power)) return(content$say("no_formula"))
  content$say("by_formula", fixed(design$power, 4),
              content$words(design$approximation), unknown_to_theory(content))
}

size_sentence <- function(content) {
  values <- content$values
  scenario <- values$scenario
  power <- values$power$power
  events <- utils::tail(planned_events(values), 1)
  common <- list(
    paste0(fixed(100 * power$estimate,
                 error_decimals(100 * power$mcse, 1)), "%"),
    effect_text(content), sides(content), test_name(content),
    short_number(stated_level(scenario)), power_text(power),
    count_text(values$replicates))
  if (is.na(events)) {
    last <- utils::tail(scenario$looks, 1)[[1]]
    return(do.call(content$say, c("size_otherwise", common, scenario$endpoint,
                                  content$words(last$trigger))))
  }
  do.call(content$say, c("size", short_number(events), scenario$endpoint,
                         common))
}

# What a calibration solved for; empty without one.
calibration_sentence <- function(content) {
  of <- content$values$power$calibration
  if (is.null(of)) return("")
  content$say("calibrated",
              with_error(of$latent_hazard_ratio$estimate,
                         of$latent_hazard_ratio$mcse, 4),
              with_error(of$latent_median_months$estimate,
                         of$latent_median_months$mcse, 3))
}

# Each reason to stop early has its own probability.
interim_sentence <- function(content) {
  looks <- content$values$power$looks
  if (length(looks) < 2) return("")
  interim <- looks[-length(looks)]
  stops <- function(key, name) {
    share <- sum(vapply(interim, `[[`, 1, name))
    error <- sqrt(share * (1 - share) / content$values$replicates)
    if (share > 0) content$say(key, with_error(share, error, 4))
  }
  reasons <- c(stops("stop_reject", "reject"),
               stops("stop_futility", "stop_futility"),
               stops("stop_harm", "stop_harm"))
  if (!length(reasons)) return("")
  content$say("interims", listed(content, reasons))
}

assurance_sentence <- function(content) {
  of <- content$values$design$assurance
  if (is.null(of)) return("")
  content$say("assurance", fixed(of$power, 4))
}

# The calendar date of a look's mean time; NULL without a first day.
look_date <- function(values, look) {
  date_after(values, look$analysis_time_months$mean)
}

# So many months after the first day.
date_after <- function(values, time) {
  start <- values$scenario$start_date
  if (!nzchar(start) || is.null(time)) return(NULL)
  as.character(as.Date(start) + floor(time * days_per_month))
}

enrolment_sentence <- function(content) {
  last <- utils::tail(content$values$power$looks, 1)[[1]]
  time <- last$analysis_time_months
  date <- look_date(content$values, last)
  content$say("enrol", short_number(content$values$scenario$participants),
              with_error(time$mean, time$mcse, 2), fixed(time$q05, 1),
              fixed(time$q95, 1),
              if (is.null(date)) "" else content$say("on_date", date))
}

assessed_sentence <- function(content) {
  if (!content$values$scenario$is_assessed) return("")
  last <- utils::tail(content$values$power$looks, 1)[[1]]
  content$say("assessed", with_error(last$hazard_ratio$geometric_mean,
                                     ratio_error(last), 3))
}

# Of a geometric mean, by that of the mean logarithm.
ratio_error <- function(look) {
  error <- look$estimation$log_hazard_ratio$mcse
  if (!is.null(error)) look$hazard_ratio$geometric_mean * error
}

size_paragraph <- function(content) {
  sentences <- if (is_several(content)) several_size(content) else
    c(size_sentence(content), formula_sentence(content),
                 calibration_sentence(content), interim_sentence(content),
                 assurance_sentence(content), enrolment_sentence(content),
                 assessed_sentence(content))
  paste(sentences[nzchar(sentences)],
        collapse = if (content$language == "zh") "" else " ")
}

look_text <- function(content, look, share) {
  at <- if (is.null(look$events)) {
    content$say("a_look_otherwise", look$name, content$words(look$trigger))
  } else {
    content$say("a_look", look$name, short_number(look$events))
  }
  paste0(at, if (!is.null(share)) content$say("fraction",
                                              fixed(100 * share, 1)))
}

looks_paragraph <- function(content) {
  if (is_several(content)) return(several_looks(content))
  values <- content$values
  plan <- values$scenario
  looks <- plan$looks
  if (length(looks) == 1) {
    only <- looks[[1]]
    return(if (is.null(only$events)) {
      content$say("one_look_otherwise", content$words(only$trigger))
    } else {
      content$say("one_look", short_number(only$events))
    })
  }
  shares <- lapply(values$design$looks, `[[`, "information_fraction")
  length(shares) <- length(looks)
  text <- content$say(
    "looks", length(looks),
    listed(content, Map(function(look, share) look_text(content, look, share),
                        looks, shares)),
    content$words(plan$efficacy))
  paste0(text, stop_text(content, plan))
}

# What else than efficacy stops it.
stop_text <- function(content, plan) {
  if (!is.null(plan$futility)) {
    content$say(if (plan$binding) "futility_binding" else "futility_free",
                content$words(plan$futility))
  }
}

multiplicity_paragraph <- function(content) {
  if (is_several(content)) return(several_multiplicity(content))
  values <- content$values
  scenario <- values$scenario
  spent <- probability(utils::tail(values$design$looks, 1)[[1]]$alpha_spent)
  level <- short_number(stated_level(scenario))
  if (scenario$two_sided) {
    return(content$say("multiplicity_two", level, short_number(scenario$alpha),
                       spent))
  }
  content$say("multiplicity", level, spent)
}

general_paragraph <- function(content) {
  values <- content$values
  margins <- unique(unlist(lapply(analyses_of(values$scenario), `[[`,
                                  "null_hazard_ratio")))
  content$say("general", count_text(values$replicates), values$version,
              format(values$seed),
              listed(content, lapply(margins, short_number)),
              if (length(values$scenario$arms) > 2) {
                content$say("experimental_arms")
              } else {
                experimental_arm(values)
              })
}

experimental_arm <- function(values) values$scenario$arms[[1]]$id

control_arm <- function(values) {
  arms <- values$scenario$arms
  roles <- vapply(arms, `[[`, "", "role")
  arms[[which(roles == "control")]]$id
}

method_paragraph <- function(content) {
  if (is_several(content)) return(several_method(content))
  values <- content$values
  content$say("method", values$scenario$endpoint,
              content$words(values$scenario$test_words),
              experimental_arm(values), control_arm(values),
              content$say(paste0("ties_", values$scenario$ties)))
}

# The program's own paragraphs, below their first heading; or the same facts.
randomization_paragraphs <- function(content) {
  values <- content$values
  if (content$language == "en") {
    lines <- strsplit(values$randomization$text, "\n", fixed = TRUE)[[1]]
    keep <- grep("^#|^[(]Headings of", lines, invert = TRUE)
    # Its headings are bold; all else stands for itself.
    return(paste(gsub("\\\\[*]\\\\[*]", "**", escaped_text(lines[keep])),
                 collapse = "\n"))
  }
  arms <- values$scenario$arms
  minimized <- values$randomization$procedure == "minimization"
  ratio <- paste(vapply(arms, `[[`, 1L, "allocation"), collapse = ":")
  strata <- values$randomization$strata
  text <- function(key, ...) escaped_text(content$say(key, ...))
  paste0(
    text("randomize_zh", short_number(values$scenario$participants), ratio,
         listed(content, lapply(arms, `[[`, "id")),
         content$words(values$randomization$procedure),
         if (length(strata)) content$say("stratified_by_zh",
                                         listed(content, strata)) else ""),
    text(if (minimized) "randomize_minimize_zh" else "randomize_list_zh",
         values$version),
    "\n\n", text("randomize_conceal_zh"),
    text(if (minimized) "randomize_held_zh" else "randomize_lists_held_zh"))
}

expected_paragraph <- function(content) {
  expected <- content$values$power$expected
  number <- function(name) {
    with_error(expected[[name]], expected[[paste0(name, "_mcse")]], 2)
  }
  content$say("expected", number("events"), number("participants"),
              number("duration_months"))
}

appendix_paragraph <- function(content) {
  values <- content$values
  content$say("appendix", values$version, format(values$seed),
              count_text(values$replicates), values$open_config_sha256,
              paste(R.version$major, R.version$minor, sep = "."),
              as.character(utils::packageVersion("rmarkdown")))
}

# Those that the design makes use of.
report_references <- function(values) {
  scenario <- values$scenario
  tested <- analyses_of(scenario)
  stated <- unlist(lapply(tested, `[`, c("efficacy", "test", "ties", "futility",
                                         "harm")))
  plan <- scenario$multiplicity
  used <- c(stated, scenario$rules, values$design$approximation,
            values$randomization$procedure,
            if (any(vapply(tested, function(one) length(one$looks) > 1, NA))) {
              "looks"
            },
            if (any(grepl("^fh|^maxcombo", stated))) "Fleming-Harrington",
            if (length(plan$transitions)) "graph",
            if (length(plan$transitions) && !plan$parametric) "graph of looks",
            if (isTRUE(plan$parametric)) "parametric",
            unique(unlist(lapply(values$power$switching, `[[`, "analysis"))),
            if (any(vapply(tested, function(one) {
              identical(one$endpoint, "os")
            }, NA))) "illness-death")
  all <- jsonlite::read_json(report_file("references.json"))
  holds <- vapply(all, function(one) {
    any(grepl(one$when, used, fixed = TRUE)) || !nzchar(one$when)
  }, NA)
  vapply(all[holds], `[[`, "", "text")
}

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
  function(text) {
    for (phrase in phrases) {
      text <- gsub(phrase[[1]], phrase[[2]], text, perl = TRUE)
    }
    text
  }
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

with_error <- function(value, error, most = 6) {
  if (is.null(value)) return("\u2013")
  decimals <- error_decimals(error, most)
  if (is.null(error) || error == 0) return(fixed(value, decimals))
  sprintf("%s \u00b1 %s", fixed(value, decimals), fixed(error, decimals))
}

# A share of `look`, under its name and with its error.
share_of <- function(look, name) {
  with_error(look[[name]], look[[paste0(name, "_mcse")]], 4)
}

probability <- function(p) {
  if (is.null(p)) return("\u2013")
  if (p > 0 && p < 5e-5) return(sprintf("%.1e", p))
  fixed(p, 4)
}

percent_text <- function(share) paste0(fixed(100 * share, 1), "%")

short_number <- function(value) {
  if (is.null(value)) "\u2013" else sprintf("%.6g", value)
}

# A hazard ratio as protocols write it: two decimals, more where it has more.
ratio_text <- function(value) {
  text <- short_number(value)
  if (nchar(sub(".*[.]|^[^.]*$", "", text)) < 2) fixed(value, 2) else text
}

# Mean and middle nine tenths.
spread <- function(of, decimals, mean = of$mean) {
  if (is.null(mean)) return("NR")
  limit <- function(value) if (is.null(value)) "NR" else fixed(value, decimals)
  if (identical(of$q05, of$q95)) return(fixed(mean, decimals))
  sprintf("%s (%s\u2013%s)", fixed(mean, decimals), limit(of$q05),
          limit(of$q95))
}

listed <- function(content, names) {
  paste(unlist(names), collapse = content$say("and"))
}

# ---- paragraphs ----

planned_events <- function(values) {
  vapply(values$power$looks, function(look) {
    if (is.null(look$planned_events)) NA_real_ else look$planned_events
  }, 1)
}

test_name <- function(content) {
  scenario <- content$values$scenario
  test <- if (scenario$test == "logrank") "log-rank" else scenario$test
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

effect_text <- function(content) {
  scenario <- content$values$scenario
  if (is.null(scenario$hazard_ratio)) {
    return(content$say("an_effect", content$words(scenario$effect)))
  }
  content$say("a_hazard_ratio", ratio_text(scenario$hazard_ratio))
}

formula_text <- function(content) {
  design <- content$values$design
  if (is.null(design$power)) return("")
  power <- fixed(design$power, 4)
  name <- content$words(design$approximation)
  if (content$language == "zh") return(content$say("by_formula", name, power))
  content$say("by_formula", power, name)
}

size_sentence <- function(content) {
  values <- content$values
  scenario <- values$scenario
  power <- values$power$power
  events <- utils::tail(planned_events(values), 1)
  common <- list(percent_text(power$estimate), effect_text(content),
                 sides(content), test_name(content),
                 short_number(stated_level(scenario)),
                 with_error(power$estimate, power$mcse, 4),
                 count_text(values$replicates), formula_text(content))
  if (is.na(events)) {
    return(do.call(content$say, c("size_otherwise", common,
                                  scenario$endpoint)))
  }
  do.call(content$say, c("size", short_number(events), scenario$endpoint,
                         common))
}

interim_sentence <- function(content) {
  looks <- content$values$power$looks
  if (length(looks) < 2) return("")
  interim <- looks[-length(looks)]
  events <- utils::head(planned_events(content$values), -1)
  if (anyNA(events)) return("")
  stops <- sum(vapply(interim, function(look) {
    look$reject + look$stop_futility + look$stop_harm
  }, 1))
  content$say(if (length(interim) == 1) "interim_too" else "interims_too",
              listed(content, events), percent_text(stops))
}

# The calendar date of a look's mean time; NULL without a first day.
look_date <- function(values, look) {
  start <- values$scenario$start_date
  time <- look$analysis_time_months$mean
  if (!nzchar(start) || is.null(time)) return(NULL)
  as.character(as.Date(start) + floor(time * days_per_month))
}

enrolment_sentence <- function(content) {
  last <- utils::tail(content$values$power$looks, 1)[[1]]
  time <- last$analysis_time_months
  date <- look_date(content$values, last)
  content$say("enrol", short_number(content$values$scenario$participants),
              fixed(time$mean, 1), fixed(time$q05, 1), fixed(time$q95, 1),
              if (is.null(date)) "" else content$say("on_date", date))
}

assessed_sentence <- function(content) {
  if (!content$values$scenario$is_assessed) return("")
  last <- utils::tail(content$values$power$looks, 1)[[1]]
  content$say("assessed", fixed(last$hazard_ratio$geometric_mean, 3))
}

size_paragraph <- function(content) {
  sentences <- c(size_sentence(content), interim_sentence(content),
                 enrolment_sentence(content), assessed_sentence(content))
  paste(sentences[nzchar(sentences)],
        collapse = if (content$language == "zh") "" else " ")
}

looks_paragraph <- function(content) {
  values <- content$values
  events <- planned_events(values)
  if (length(events) == 1) {
    if (is.na(events)) return("")
    return(content$say("one_look", short_number(events)))
  }
  looks <- Map(function(look, events) {
    at <- if (is.na(events)) content$say("a_look_otherwise", look$name) else
      content$say("a_look", look$name, short_number(events))
    share <- look$information_fraction
    paste0(at, if (!is.null(share)) content$say("fraction",
                                                fixed(100 * share, 1)))
  }, values$design$looks, events[seq_along(values$design$looks)])
  content$say("looks", length(events), listed(content, looks),
              content$words(values$scenario$efficacy), 1)
}

multiplicity_paragraph <- function(content) {
  values <- content$values
  spent <- utils::tail(values$design$looks, 1)[[1]]$alpha_spent
  content$say("multiplicity", sides(content),
              short_number(stated_level(values$scenario)), probability(spent))
}

general_paragraph <- function(content) {
  values <- content$values
  content$say("general", count_text(values$replicates), values$version,
              format(values$seed), experimental_arm(values))
}

experimental_arm <- function(values) values$scenario$arms[[1]]$id

control_arm <- function(values) {
  arms <- values$scenario$arms
  roles <- vapply(arms, `[[`, "", "role")
  arms[[which(roles == "control")]]$id
}

method_paragraph <- function(content) {
  values <- content$values
  content$say("method", values$scenario$endpoint,
              content$words(values$scenario$test_words),
              experimental_arm(values), control_arm(values),
              values$scenario$ties)
}

# The program's own paragraphs, below their first heading; or the same facts.
randomization_paragraphs <- function(content) {
  values <- content$values
  if (content$language == "en") {
    lines <- strsplit(values$randomization$text, "\n", fixed = TRUE)[[1]]
    keep <- grep("^#|^[(]Headings of", lines, invert = TRUE)
    return(paste(lines[keep], collapse = "\n"))
  }
  arms <- values$scenario$arms
  minimized <- values$randomization$procedure == "minimization"
  ratio <- paste(vapply(arms, `[[`, 1L, "allocation"), collapse = ":")
  strata <- values$randomization$strata
  paste(content$say(
    "randomize_zh", short_number(values$scenario$participants), ratio,
    listed(content, lapply(arms, `[[`, "id")),
    content$words(values$randomization$procedure),
    if (length(strata)) content$say("stratified_by_zh",
                                    listed(content, strata)) else "",
    values$version),
    content$say(if (minimized) "randomize_minimize_zh" else
      "randomize_list_zh"), "\n\n", content$say("randomize_conceal_zh"),
    sep = "")
}

expected_paragraph <- function(content) {
  expected <- content$values$power$expected
  number <- function(name, decimals) fixed(expected[[name]], decimals)
  months <- error_decimals(expected$duration_months_mcse, 2)
  events <- error_decimals(expected$events_mcse, 2)
  content$say("expected", number("events", events),
              number("events_mcse", events), number("participants", 1),
              number("duration_months", months),
              number("duration_months_mcse", months))
}

appendix_paragraph <- function(content) {
  values <- content$values
  sweep <- values$sensitivity$sweep_sha256
  content$say("appendix", values$version, format(values$seed),
              count_text(values$replicates), values$config_sha256,
              paste(R.version$major, R.version$minor, sep = "."),
              as.character(utils::packageVersion("rmarkdown")),
              if (is.null(sweep)) "" else content$say("sweep_hash", sweep))
}

# Those that the design makes use of.
report_references <- function(values) {
  scenario <- values$scenario
  used <- c(scenario$efficacy, scenario$test, scenario$ties,
            values$randomization$procedure,
            if (length(values$power$looks) > 1) "looks",
            if (scenario$is_assessed) "assessed")
  all <- jsonlite::read_json(report_file("references.json"))
  holds <- vapply(all, function(one) {
    any(grepl(one$when, used, fixed = TRUE)) || !nzchar(one$when)
  }, NA)
  vapply(all[holds], `[[`, "", "text")
}

# A config may be a file or a list. A list is written as JSON; what must be an
# array is read from the program's own schema, so that `block_sizes = 4` and
# `looks = list(events = 164)` mean what they say.

# How the two dialects join a key and its value.
json_style <- ": "
toml_style <- " = "

schemas <- new.env()

# The config's JSON Schema, asked of each binary once.
config_schema <- function(binary) {
  binary <- rh_binary(binary)
  if (is.null(schemas[[binary]])) {
    schemas[[binary]] <- read_json(run_rehearse("schema", binary)$stdout)
  }
  schemas[[binary]]
}

# The part of the schema that describes a key of a table; NULL if none does.
schema_child <- function(schema, key) {
  child <- schema$properties[[key]]
  if (is.null(child) && is.list(schema$additionalProperties)) {
    child <- schema$additionalProperties
  }
  child
}

# The part that describes a dotted path such as "analysis.looks[0].events".
schema_at <- function(schema, path) {
  for (step in regmatches(path, gregexpr("[^].[]+", path))[[1]]) {
    schema <- if (identical(schema$type, "array")) schema$items else
      schema_child(schema, step)
  }
  schema
}

# A value as JSON or as inline TOML.
value_text <- function(value, schema = NULL, style = json_style) {
  if (is.data.frame(value)) value <- records_of(value)
  if (identical(schema$type, "array")) {
    return(array_text(value, schema$items, style))
  }
  if (is.list(value)) {
    if (is.null(names(value))) return(array_text(value, schema$items, style))
    return(table_text(value, schema, style))
  }
  texts <- scalar_texts(value)
  if (length(texts) == 1) return(texts)
  paste0("[", paste(texts, collapse = ", "), "]")
}

# One table where a list of tables is wanted is a list of that one.
array_text <- function(value, items, style) {
  if (is.list(value) && !is.null(names(value))) value <- list(value)
  elements <- vapply(as.list(value), value_text, "", items, style)
  paste0("[", paste(elements, collapse = ", "), "]")
}

table_text <- function(value, schema, style) {
  value <- Filter(Negate(is.null), value)
  entries <- vapply(names(value), function(key) {
    paste0(quote_text(key), style,
           value_text(value[[key]], schema_child(schema, key), style))
  }, "")
  paste0("{", paste(entries, collapse = ", "), "}")
}

records_of <- function(frame) {
  lapply(seq_len(nrow(frame)), function(row) {
    record <- lapply(frame, function(column) column[[row]])
    Filter(function(cell) !(length(cell) == 1 && is.na(cell)), record)
  })
}

# Dates and difftimes are written as a config writes them.
scalar_texts <- function(value) {
  if (inherits(value, "difftime")) {
    days <- as.numeric(value, units = "days")
    value <- paste(number_text(days), "days")
  }
  if (inherits(value, c("Date", "factor"))) value <- as.character(value)
  if (!is.atomic(value)) {
    stop_rehearse(sprintf("a config can't hold a value of class '%s'",
                          class(value)[1]), "rehearse_usage_error")
  }
  if (anyNA(value) || is.numeric(value) && any(!is.finite(value))) {
    stop_rehearse("a config can't hold NA or an infinite number: leave it out",
                  "rehearse_usage_error")
  }
  if (is.logical(value)) return(tolower(as.character(value)))
  if (is.numeric(value)) return(number_text(as.numeric(value)))
  quote_text(as.character(value))
}

# A relative file of sites is relative to the config's folder: for a list, to
# the working directory.
absolute_sites <- function(config) {
  file <- config$sites$file
  if (is.character(file)) {
    config$sites$file <- normalizePath(file, mustWork = FALSE)
  }
  config
}

#' A config as JSON
#'
#' Shows, and writes, what the program is given for a config that is an R
#' list. Vectors of length one become arrays where the config's schema wants
#' arrays; numbers keep every digit, whole numbers stay whole; data frames
#' become lists of tables, dates text, `difftime`s durations in days; `NULL`
#' is left out. Durations are text with a unit, such as `"6.8 months"`.
#'
#' @inheritParams rh_power
#' @param config A config as an R list.
#' @param file Where to write it, or `NULL`.
#' @return The JSON text, invisibly if it was written.
#' @examples
#' if (rh_available()) {
#'   rh_config_json(list(
#'     trial = list(id = "demo", participants = 200),
#'     randomization = list(block_sizes = 4),
#'     analysis = list(looks = list(events = 150))))
#' }
#' @export
rh_config_json <- function(config, file = NULL, binary = NULL) {
  text <- value_text(config, config_schema(binary), json_style)
  if (is.null(file)) return(text)
  writeLines(enc2utf8(text), file, useBytes = TRUE)
  invisible(text)
}

#' The example config
#'
#' The trial NCT07008976, which comes with the package: 246 participants, two
#' arms, progression-free survival.
#'
#' @return The path of a TOML file.
#' @examples
#' rh_example()
#' @export
rh_example <- function() {
  system.file("extdata", "nct07008976.toml", package = "rehearse",
              mustWork = TRUE)
}

# The config's file: the one given, or a list's, written into `folder`.
config_file <- function(config, folder, binary) {
  if (is.character(config) && length(config) == 1) return(path.expand(config))
  if (!is.list(config)) {
    stop_rehearse("a config is the name of a file or a list",
                  "rehearse_usage_error")
  }
  file <- file.path(folder, "config.json")
  rh_config_json(absolute_sites(config), file, binary)
  file
}

# Arguments for changed keys: named values, or unnamed "KEY=VALUE" as they are.
set_arguments <- function(changes, binary) {
  keys <- names(changes)
  if (is.null(keys)) keys <- rep("", length(changes))
  texts <- Map(function(key, value) {
    if (!nzchar(key)) return(value)
    node <- schema_at(config_schema(binary), key)
    paste0(key, "=", value_text(value, node, toml_style))
  }, keys, changes)
  option("--set", unlist(texts, use.names = FALSE))
}

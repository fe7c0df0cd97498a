# Exit statuses of the program and the conditions that they become.
status_classes <- c(
  "64" = "rehearse_usage_error", "65" = "rehearse_data_error",
  "66" = "rehearse_input_error", "69" = "rehearse_unavailable",
  "71" = "rehearse_memory_error", "73" = "rehearse_output_error",
  "74" = "rehearse_output_error", "75" = "rehearse_interrupted",
  "78" = "rehearse_config_error")

stop_rehearse <- function(message, class = NULL, ...) {
  stop(structure(class = c(class, "rehearse_error", "error", "condition"),
                 list(message = message, call = NULL, ...)))
}

# One row for each located error; what a message doesn't state is NA.
# Grammar: [FILE[:LINE:COLUMN | :/json/pointer]: ]error: [KEY: ]MESSAGE
parse_errors <- function(lines) {
  grammar <- paste0("^(?:(.*?)(?::([0-9]+):([0-9]+)|:(/[^ :]*))?: )?error: ",
                    "(?:((?:[a-z_]+)(?:[.][A-Za-z0-9_\"-]+|\\[[0-9]+\\])*): )?",
                    "(.*)$")
  parts <- regmatches(lines, regexec(grammar, lines, perl = TRUE))
  parts <- Filter(length, parts)
  field <- function(i) {
    text <- vapply(parts, `[[`, "", i)
    ifelse(nzchar(text), text, NA_character_)
  }
  data.frame(file = field(2), line = as.integer(field(3)),
             column = as.integer(field(4)), pointer = field(5),
             key = field(6), message = field(7))
}

# Raises the condition of exit status `status`; `stderr` are the lines that
# the program wrote.
stop_for_status <- function(status, stderr) {
  errors <- parse_errors(stderr)
  class <- status_classes[as.character(status)]
  if (is.na(class)) class <- "rehearse_failure"
  text <- stderr[!grepl("^[0-9]+ errors?$", stderr)]
  if (!length(text)) text <- sprintf("the program ended with status %d", status)
  first <- if (nrow(errors)) as.list(errors[1, ]) else
    list(file = NA, line = NA, column = NA, pointer = NA, key = NA)
  first$message <- NULL
  do.call(stop_rehearse, c(
    list(paste(text, collapse = "\n"), unname(class), status = status,
         errors = errors), first))
}

#' Errors
#'
#' What goes wrong in the program becomes an R error of class
#' `rehearse_error`, to be caught with `tryCatch()`. Its subclass says what
#' kind it is:
#'
#' | class | exit status | what |
#' |---|---|---|
#' | `rehearse_config_error` | 78 | faults of the config, all together |
#' | `rehearse_usage_error` | 64 | an argument that can't be |
#' | `rehearse_data_error` | 65 | faults of a data set |
#' | `rehearse_input_error` | 66 | a file that can't be read |
#' | `rehearse_unavailable` | 69 | a program or package that is missing |
#' | `rehearse_memory_error` | 71 | more memory than there is |
#' | `rehearse_output_error` | 73, 74 | a file that can't be written |
#' | `rehearse_interrupted` | 75 | the user interrupted it |
#' | `rehearse_binary_error` | none | the program is not found |
#' | `rehearse_failure` | any other | a bug |
#'
#' The condition holds `message` (the program's words), `status`, the first
#' error's `file`, `line`, `column`, `pointer` (JSON Pointer, for configs that
#' are lists or JSON files) and `key`, and `errors`: a data frame with a row
#' for each error. What an error doesn't have is `NA`.
#'
#' @name rehearse_error
#' @examples
#' if (rh_available()) {
#'   fault <- tryCatch(
#'     rh_design(rh_example(), endpoint.effect.harzard_ratio = 0.6),
#'     rehearse_config_error = identity)
#'   fault$errors
#' }
NULL

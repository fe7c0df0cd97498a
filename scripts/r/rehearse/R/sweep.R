#' Power over a grid of assumptions
#'
#' Every combination of the varied keys' values is simulated on the same
#' random numbers.
#'
#' @inheritParams rh_power
#' @param vary Named list: for each key its values. Values are numbers, text
#'   (durations with their unit; one text `"0.5:0.75:0.05"` is a range), or a
#'   list of vectors for a key that is itself an array.
#' @param reference Named list: the cell with which the others are compared,
#'   by the values of its keys.
#' @param zip Names of varied keys that move together instead of being
#'   crossed.
#' @param precision Monte Carlo standard error down to which replicates are
#'   added, or `NULL`.
#' @param rows,columns Keys that name the rows and columns of the printed
#'   power table.
#' @param out A folder: each finished cell is kept there, and the same call
#'   goes on where it was interrupted. `NULL`: nothing is kept.
#' @return An `rh_sweep`: `cells`, a data frame with a row for each cell and
#'   test (the varied keys, then power, its error, the difference from the
#'   reference cell, expected events and duration, …); `keys`; `trial`,
#'   `seed`, `config_sha256`, `sweep_sha256`; see also [rh_result].
#' @seealso [autoplot.rh_sweep()], [rh_read_sweep()]
#' @examples
#' if (rh_available()) {
#'   sweep <- rh_sweep(rh_example(), replicates = 1000, vary = list(
#'     endpoint.effect.hazard_ratio = c(0.5, 0.6, 0.7),
#'     endpoint.control.median = c("5.5 months", "6.8 months")))
#'   sweep
#'   as.data.frame(sweep)[1:5]
#' }
#' @export
rh_sweep <- function(config, vary = list(), ..., reference = list(),
                     zip = NULL, precision = NULL, rows = NULL,
                     columns = NULL, seed = NULL, replicates = NULL,
                     threads = NULL, out = NULL, progress = interactive(),
                     binary = NULL) {
  folder <- call_folder()
  on.exit(unlink(folder, recursive = TRUE))
  schema <- config_schema(binary)
  args <- c(
    config_arguments(config, folder, list(...), binary, seed, replicates),
    vary_arguments("--vary", vary, schema),
    vary_arguments("--reference", reference, schema),
    option("--zip", zip), option("--precision", precision),
    option("--threads", threads))
  view <- c(key_list("--rows", rows), key_list("--columns", columns))
  run <- run_with_folder("sweep", c(args, view, with_progress(progress)),
                         folder, binary, progress, out)
  # The finished cells are only read here.
  json <- run_rehearse(c("sweep", args, "--format", "json", "--out",
                         run$results, "--quiet"), binary,
                       names = config_names(folder))$stdout
  new_sweep(run$table, json)
}

new_sweep <- function(table, json) {
  raw <- read_json(json)
  cells <- read_json_rows(json)$cells
  keys <- unlist(raw$keys)
  cells[keys] <- lapply(cells[keys], numbers_if_all)
  do.call(new_result, c(
    list("rh_sweep", table, json, cells = cells, frame = cells, keys = keys,
         sweep_sha256 = raw$sweep_sha256), run_facts(raw)))
}

numbers_if_all <- function(text) {
  number <- "^-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?$"
  if (all(grepl(number, text))) read_numbers(text) else text
}

key_list <- function(name, keys) {
  if (length(keys)) c(name, paste(keys, collapse = ","))
}

# "KEY=V1,V2": a comma that is no separator stands in quotes or brackets.
vary_arguments <- function(name, values, schema = NULL) {
  named <- !is.null(names(values)) && all(nzchar(names(values)))
  if (length(values) && !named) {
    stop_rehearse("each varied key needs its name, as in list(alpha = 0.01)",
                  "rehearse_usage_error")
  }
  texts <- vapply(names(values), function(key) {
    node <- schema_at(schema, key)
    cells <- vapply(as.list(values[[key]]), cell_text, "", node)
    paste0(key, "=", paste(cells, collapse = ","))
  }, "")
  option(name, if (length(texts)) unname(texts))
}

# Text that is one value stays as it is: it may be a range.
cell_text <- function(value, node) {
  if (inherits(value, "factor")) value <- as.character(value)
  array <- identical(node$type, "array") || length(value) > 1
  if (array || !is.character(value)) return(value_text(value, node, toml_style))
  comma <- grepl(",", gsub("\\([^)]*\\)|\\[[^]]*\\]", "", value))
  if (comma) quote_text(value) else value
}

#' A sweep from its files
#'
#' Reads the folder that `rehearse sweep --out` wrote, or a `table.csv` alone.
#'
#' @param path The folder, or a CSV file. What the run was (seed, replicates)
#'   is read from `summary.json` beside the table, if it is there.
#' @return An `rh_sweep`, see [rh_sweep()], without the printed table.
#' @examples
#' if (rh_available()) {
#'   folder <- tempfile()
#'   rh_sweep(rh_example(), list(endpoint.effect.hazard_ratio = c(0.5, 0.6)),
#'            replicates = 500, out = folder)
#'   rh_read_sweep(folder)$cells$power
#' }
#' @export
rh_read_sweep <- function(path) {
  file <- if (dir.exists(path)) file.path(path, "table.csv") else path
  cells <- read_csv_exact(file, text = c("test", "config_sha256"))
  first <- match("test", names(cells))
  if (is.na(first) || !all(c("cell", "power") %in% names(cells))) {
    stop_rehearse(sprintf(paste(
      "%s: no columns 'cell', 'test' and 'power' (it is not a sweep's table):",
      "give the table.csv of `rehearse sweep --out`"), file),
      "rehearse_data_error", status = 65)
  }
  facts <- file.path(dirname(file), "summary.json")
  raw <- if (file.exists(facts)) read_json(read_text(facts))
  if (!identical(raw$command, "sweep")) raw <- NULL
  structure(c(list(cells = cells, frame = cells,
                   keys = names(cells)[seq_len(first - 1)][-1],
                   sweep_sha256 = raw$sweep_sha256), run_facts(raw)),
            class = c("rh_sweep", "rh_result"))
}

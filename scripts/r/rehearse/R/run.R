# Calls the program once.

# Runs it and returns list(stdout =, stderr =): its standard output as one
# text, byte for byte, and the lines of its standard error. Warnings become R
# warnings, a failure a condition. `names` are files whose names in messages
# are replaced, as c(path = "name").
run_rehearse <- function(args, binary = NULL, progress = FALSE, names = NULL) {
  output <- tempfile("rehearse-", fileext = ".out")
  on.exit(unlink(output))
  process <- processx::process$new(rh_binary(binary), args, stdout = output,
                                   stderr = "|", encoding = "UTF-8")
  on.exit(process$kill(), add = TRUE)
  stderr <- tryCatch(watch(process, progress), interrupt = function(e) {
    process$interrupt()  # the program ends by itself: a sweep can be resumed
    process$wait(30000)
    process$read_all_error_lines()
  })
  stderr <- rename(stderr, names)
  process$wait()
  status <- process$get_exit_status()
  if (status != 0) stop_for_status(status, stderr)
  for (line in grep("warning: ", stderr, value = TRUE)) {
    warning(line, call. = FALSE)
  }
  list(stdout = read_text(output), stderr = stderr)
}

# The text with files' names in the place of their paths.
rename <- function(text, names) {
  for (path in base::names(names)) {
    text <- gsub(path, names[[path]], text, fixed = TRUE)
  }
  text
}

# A report of progress: what is counted, and of how many.
progress_report <- paste0("\"(replicates|futures|trials)_done\":([0-9]+),",
                          ".*\"\\1\":([0-9]+)")

# The lines of standard error until it is closed; lines of progress move a bar.
watch <- function(process, progress) {
  bar <- progress_bar(progress)
  on.exit(bar$close())
  lines <- character()
  while (process$is_incomplete_error()) {
    process$poll_io(-1)
    new <- process$read_error_lines()
    reports <- grepl("^\\{.*_done\"", new)
    # Of a calibration of bounds nobody knows how much there will be.
    counted <- regmatches(
      new[reports], regexec(progress_report, new[reports], perl = TRUE))
    counted <- Filter(length, counted)
    if (length(counted)) bar$show(as.numeric(utils::tail(counted, 1)[[1]][3:4]))
    lines <- c(lines, new[!reports])
  }
  lines
}

# A text bar that appears with the first report; nothing if not wanted.
progress_bar <- function(progress) {
  bar <- NULL
  show <- function(done_of) {
    if (!progress) return()
    if (is.null(bar)) {
      bar <<- utils::txtProgressBar(style = 3, file = stderr())
    }
    utils::setTxtProgressBar(bar, done_of[1] / done_of[2])
  }
  list(show = show, close = function() if (!is.null(bar)) close(bar))
}

read_text <- function(file) {
  text <- rawToChar(readBin(file, "raw", file.size(file)))
  Encoding(text) <- "UTF-8"
  text
}

# An option and its value; nothing for NULL. Vectors repeat the option.
option <- function(name, value) {
  if (is.null(value)) return(character())
  text <- if (is.numeric(value)) number_text(value) else as.character(value)
  as.vector(rbind(name, text))
}

flag <- function(name, value) if (isTRUE(value)) name else character()

# The arguments that commands with a config share.
config_arguments <- function(config, folder, changes, binary, seed = NULL,
                             replicates = NULL) {
  c(config_file(config, folder, binary), set_arguments(changes, binary),
    option("--seed", seed), option("--replicates", replicates))
}

# A folder for the files of one call.
call_folder <- function() {
  folder <- tempfile("rehearse-")
  dir.create(folder)
  folder
}

# A list's config is 'config' in messages, whatever its file was.
config_names <- function(folder) {
  stats::setNames("config", file.path(folder, "config.json"))
}

with_progress <- function(progress) {
  c("--color", "never", "--progress", if (progress) "json" else "none")
}

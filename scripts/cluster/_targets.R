# The shares of a sweep as targets, on Slurm by crew.cluster; from this
# repository's folder:
#   TAR_CONFIG= Rscript -e 'targets::tar_make(script = "scripts/cluster/_targets.R")'
library(targets)

shares <- 4
sweep <- c("configs/w1.toml", "--vary",
           "endpoint.effect.hazard_ratio=0.5:0.7:0.01")
out <- "results/targets"

rehearse <- function(...) {
  words <- c(...)
  status <- system2("build/rehearse", shQuote(words), stdout = FALSE)
  if (status != 0) stop("rehearse ", words[[1]], " ended with ", status)
}

share <- function(i) {
  folder <- file.path(out, "shards", i)
  rehearse("sweep", sweep, "--threads", "1", "--quiet",
           "--shard", paste0(i, "/", shares), "--out", folder)
  folder
}

merged <- function(folders) {
  rehearse("merge", folders, "--out", file.path(out, "result"), "--quiet")
  file.path(out, "result", "table.csv")
}

tar_option_set(
  controller = crew.cluster::crew_controller_slurm(
    workers = shares, slurm_cpus_per_task = 1, seconds_idle = 60),
  storage = "worker", retrieval = "worker")

list(
  tar_target(index, seq_len(shares)),
  tar_target(folder, share(index), pattern = map(index)),
  tar_target(table, merged(folder), format = "file"))

#include <fmt/format.h>

#include <memory>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/power_shards.hpp"
#include "cli/stopwatch.hpp"
#include "cli/sweep.hpp"
#include "cli/sweep_shards.hpp"

namespace rehearse::cli {
namespace {

struct MergeOptions {
  std::vector<std::string> folders;
  std::string out;
  SweepView view;
};

void run_merge(const MergeOptions& options, Session& session) {
  const Stopwatch watch;
  if (has_power_shard(options.folders)) {
    const std::string flags = table_flags(options.view.table);
    if (!flags.empty())
      throw UsageError{flags +
                       ": these are shards of a power run (which has no "
                       "cells): leave it out"};
    return merge_power(options.folders, options.out, options.view.format,
                       session);
  }
  const MergedCells merged = read_shards(options.folders);
  const SweepIdentity& identity = merged.identity;
  check_view(options.view, identity);
  std::string csv = sweep_header(identity.keys, identity.analytic);
  for (const std::string& rows : merged.rows) csv += rows;
  const SweepFolder folder{options.out, identity, merged.resolved_toml};
  for (std::size_t cell = 0; cell < merged.rows.size(); ++cell)
    folder.cells().write(cell, merged.rows[cell]);
  for (const std::filesystem::path shard : options.folders) {
    const std::string file = (shard / "sweep.json").string();
    (void)read_and_record(file, session);
  }
  write_tables(
      folder, csv, identity,
      record_of(identity.seed, identity.config_sha256, 1, watch, session));
  print(view_text(options.view, csv, identity));
  note(session, "results are in " + folder.run().text() + "/\n");
}

}  // namespace

void add_merge(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("merge", "Join the shards of a sweep or a power run");
  const auto options = std::make_shared<MergeOptions>();
  command->add_option("DIR", options->folders, "The shards' folders")
      ->required();
  command->add_option("--out", options->out, "The whole result's folder")
      ->type_name("DIR")
      ->required();
  add_repeatable(*command, session);
  add_view(*command, options->view);
  add_terminal(*command, session);
  hide(*command, {"--color"});
  command->footer(
      "Examples:\n"
      "  rehearse merge part1 part2 part3 --out sweep");
  command->callback([options, &session] { run_merge(*options, session); });
}

}  // namespace rehearse::cli

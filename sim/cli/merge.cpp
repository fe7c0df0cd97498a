#include <fmt/format.h>

#include <map>
#include <memory>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/stopwatch.hpp"
#include "cli/sweep.hpp"

namespace rehearse::cli {
namespace {

struct MergeOptions {
  std::vector<std::string> folders;
  std::string out;
  SweepView view;
};

using Shards = std::map<std::size_t, std::string>;  // folders by index

IoError bad_shards(const std::string& message) {
  return IoError{IoFault::bad_data, message};
}

// Shards of one sweep, each once.
Shards shards_of(const std::vector<std::string>& folders,
                 const SweepIdentity& first) {
  Shards shards;
  for (const std::string& folder : folders) {
    const SweepIdentity identity = read_identity(folder);
    if (identity_sha256(identity) != identity_sha256(first) ||
        identity.shard.count != first.shard.count)
      throw bad_shards(fmt::format(
          "{}: the shard is of another sweep than {} (config, cells, seed, "
          "version or number of shards differ): leave it out",
          folder, folders.front()));
    const auto [at, is_new] = shards.try_emplace(identity.shard.index, folder);
    if (!is_new)
      throw bad_shards(fmt::format(
          "{}: shard {}/{} is given twice ({} holds it too): leave one out",
          folder, identity.shard.index, identity.shard.count, at->second));
  }
  for (std::size_t index = 1; index <= first.shard.count; ++index)
    if (!shards.contains(index))
      throw bad_shards(fmt::format("shard {}/{} is missing: add its folder",
                                   index, first.shard.count));
  return shards;
}

// The rows of all cells, in order.
std::vector<std::string> cells_of(const Shards& shards,
                                  const SweepIdentity& first) {
  std::map<std::size_t, CellFiles> files;
  for (const auto& [index, folder] : shards)
    files.try_emplace(index, folder, first);
  std::vector<std::string> cells;
  for (std::size_t cell = 0; cell < first.cells_sha256.size(); ++cell) {
    const std::size_t index = cell % first.shard.count + 1;
    CellFile file = files.at(index).read(cell);
    if (file.state == CellFile::State::absent)
      throw bad_shards(
          fmt::format("{}: cell {} is missing (the shard isn't "
                      "complete): run it again, it goes on",
                      shards.at(index), cell + 1));
    if (file.state == CellFile::State::damaged)
      throw bad_shards(fmt::format(
          "{}: the cell was changed or cut (its hash isn't that of its rows, "
          "or it is another's): run the shard again, it makes it anew",
          files.at(index).file(cell).string()));
    cells.push_back(std::move(file.rows));
  }
  return cells;
}

void run_merge(const MergeOptions& options, Session& session) {
  const Stopwatch watch;
  SweepIdentity identity = read_identity(options.folders.front());
  const auto cells = cells_of(shards_of(options.folders, identity), identity);
  identity.shard = {};
  check_view(options.view, identity.keys);
  std::string csv = sweep_header(identity.keys, identity.analytic);
  for (const std::string& rows : cells) csv += rows;
  const SweepFolder folder{options.out, identity,
                           read_resolved(options.folders.front(), identity)};
  for (std::size_t cell = 0; cell < cells.size(); ++cell)
    folder.cells().write(cell, cells[cell]);
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
  CLI::App* command = app.add_subcommand("merge", "Join the shards of a sweep");
  const auto options = std::make_shared<MergeOptions>();
  command->add_option("DIR", options->folders, "The shards' folders")
      ->required();
  command->add_option("--out", options->out, "The joined sweep's folder")
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

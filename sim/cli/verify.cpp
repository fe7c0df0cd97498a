#include "cli/verify.hpp"

#include <algorithm>
#include <memory>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/secrets.hpp"

namespace rehearse::cli {
namespace {

struct VerifyOptions {
  VerifyRequest request;
  std::string key_file;
  std::string passphrase_file;
  Format format = Format::table;
  ProgressChoice progress = ProgressChoice::automatic;
};

void run(const VerifyOptions& options, Session& session) {
  VerifyRequest request = options.request;
  request.opening = read_opening(options.key_file, options.passphrase_file);
  ProgressDisplay display{options.progress, session};
  if (!session.quiet)
    request.progress = [&display](const ProgressState& state) {
      display.show(state);
    };
  const auto report = verify_result(request);
  display.erase();
  if (!report)
    return end_interrupted(session, "verify: interrupted: start it again");
  show(report_of(*report), options.format, session);
  if (!is_equal(*report)) session.status = ExitStatus::gate_not_met;
}

}  // namespace

void add_verify(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "verify", "Make a result again from its folder, and compare");
  const auto options = std::make_shared<VerifyOptions>();
  command
      ->add_option("DIR", options->request.folder,
                   "A folder that --out made, of power, design, size, sweep, "
                   "merge, randomize, simulate or forecast")
      ->required()
      ->type_name("");
  command
      ->add_option("--seed-file", options->request.seed_file,
                   "Of a list: a file whose first line is its seed (seed.txt "
                   "in the folder)")
      ->type_name("FILE");
  add_opening(*command, options->key_file, options->passphrase_file);
  add_threads(*command, options->request.threads);
  add_format(*command, options->format);
  add_progress(*command, options->progress);
  add_terminal(*command, session);
  command->footer(
      "First each file is held against the SHA-256 in manifest.json: was it "
      "changed since? Then the run is made again in a folder for temporary "
      "files, from config.resolved.toml and the manifest's arguments, and "
      "every file compared: JSON by member, CSV by cell, text by line. Data "
      "of a forecast must be where they were, from the current folder, and "
      "unchanged. What is sealed is opened by --key or --passphrase-file. Of "
      "a list's files it is said where they differ, not what they hold.\n"
      "Exit status: 0 equal, 1 not, or not made again.\n"
      "Examples:\n"
      "  rehearse power trial.toml --out result\n"
      "  rehearse verify result\n"
      "  rehearse verify result --format json\n"
      "  rehearse verify list --key unblinded.key");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli

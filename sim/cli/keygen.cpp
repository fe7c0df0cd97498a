#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/store/sealed_file.hpp"

namespace rehearse::cli {
namespace {

struct KeygenOptions {
  std::string file;
  bool force = false;
};

void run(const KeygenOptions& options) {
  const Existing existing =
      existing_of(options.file, options.force,
                  "what is sealed for its key could never be opened again");
  const KeyPair pair = new_key_pair();
  write_file_atomically(options.file,
                        fmt::format("# Opens what was sealed for {}\n{}\n",
                                    pair.public_key, pair.secret_key),
                        Access::owner_only, existing);
  print(pair.public_key + '\n');
}

}  // namespace

void add_keygen(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "keygen", "A key for sealed lists: the public one is printed");
  const auto options = std::make_shared<KeygenOptions>();
  command
      ->add_option("FILE", options->file,
                   "File of the secret key, readable by its owner alone")
      ->required()
      ->type_name("");
  command->add_flag("--force", options->force, "Replace a file that exists");
  add_terminal(*command, session);
  hide(*command, {"--quiet", "--color"});
  command->footer(
      "Whoever keeps the list makes the key and gives away the public one "
      "alone.\n\n"
      "Example:\n"
      "  rehearse keygen unblinded.key > unblinded.pub\n"
      "  rehearse randomize trial.toml --out list --encrypt-to unblinded.pub\n"
      "  rehearse open list/list.csv.sealed --key unblinded.key");
  command->callback([options] { run(*options); });
}

}  // namespace rehearse::cli

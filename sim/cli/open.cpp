#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/secrets.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/system/file.hpp"
#include "rehearse/system/terminal.hpp"
#include "rehearse/text/input_file.hpp"

namespace rehearse::cli {
namespace {

struct OpenOptions {
  std::string file;
  std::string key_file;
  std::string passphrase_file;
  std::string out;
  bool force = false;
};

Opening opening_of(const OpenOptions& options) {
  if (auto opening = read_opening(options.key_file, options.passphrase_file))
    return *opening;
  if (is_terminal(standard_input)) return {std::nullopt, ask_passphrase()};
  throw UsageError{
      "nothing is given to open it with: add --key FILE or --passphrase-file "
      "FILE"};
}

// Files that were exchanged are not taken for each other.
void check_name(const std::string& file, const SealedAs& as) {
  const std::string name = std::filesystem::path{file}.filename().string();
  if (file == "-" || as.name.empty() || name == as.name + ".sealed") return;
  throw IoError{IoFault::bad_data,
                fmt::format("{}: it was sealed as {}.sealed ({}) and has "
                            "another name now (it may have been taken for "
                            "another file): give it that name again",
                            file, as.name, as.purpose)};
}

void run(const OpenOptions& options, const Session& session) {
  const Existing existing =
      options.out.empty()
          ? Existing::kept
          : existing_of(options.out, options.force, "it would be lost");
  const Opened opened =
      open_sealed(read_input(options.file), opening_of(options), options.file);
  check_name(options.file, opened.as);
  if (!opened.as.name.empty())
    note(session, fmt::format("{}, {}\n", opened.as.name, opened.as.purpose));
  if (options.out.empty()) return print(opened.bytes);
  write_file_atomically(options.out, opened.bytes, Access::owner_only,
                        existing);
}

}  // namespace

void add_open(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("open", "What is in a sealed file");
  const auto options = std::make_shared<OpenOptions>();
  command->add_option("FILE", options->file, "A sealed file")
      ->required()
      ->type_name("");
  add_opening(*command, options->key_file, options->passphrase_file);
  command
      ->add_option("--out", options->out,
                   "Write it to a file, readable by its owner alone (stdout)")
      ->type_name("FILE");
  command->add_flag("--force", options->force, "Replace a file that exists");
  add_terminal(*command, session);
  hide(*command, {"--color"});
  command->footer(
      "Without --key and --passphrase-file a terminal is asked for the "
      "passphrase.\n\n"
      "Example:\n"
      "  rehearse open list/list.csv.sealed --key unblinded.key > list.csv");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli

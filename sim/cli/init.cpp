#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "rehearse/config/schema.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/text/shell_word.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::cli {
namespace {

struct InitOptions {
  std::string file = "-";
  std::string graph = {};
  bool force = false;
};

// The graph that a word means; none was asked for where there is none.
std::optional<ExampleGraph> graph_of(const std::string& word) {
  if (word.empty()) return std::nullopt;
  if (const auto graph = meant_by<ExampleGraph>(word)) return graph;
  std::vector<std::string_view> words;
  for (const auto& known : words_of(ExampleGraph{}))
    words.push_back(known.text);
  throw UsageError{fmt::format("--multiplicity: no such choice '{}'{}", word,
                               suggestion(word, words))};
}

void run(const InitOptions& options, const Session& session) {
  const auto graph = graph_of(options.graph);
  if (options.file == "-") return print(starter_config(Dialect::toml, graph));
  const std::filesystem::path file = options.file;
  const Existing existing =
      existing_of(file, options.force, "it would be lost");
  const bool json = file.extension() == ".json";
  write_file_atomically(
      file, starter_config(json ? Dialect::json : Dialect::toml, graph),
      Access::common, existing);
  const std::string word = shell_word(options.file);
  note(session, fmt::format("{} is written{}: edit it, then\n"
                            "  rehearse check {}\n"
                            "  rehearse power {}\n",
                            options.file,
                            json ? " (JSON has no comments: 'rehearse init' "
                                   "prints the TOML with what each key means)"
                                 : "",
                            word, word));
}

}  // namespace

void add_init(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("init", "Write a commented config to start from");
  const auto options = std::make_shared<InitOptions>();
  command
      ->add_option("FILE", options->file,
                   "Where to (stdout); JSON if its name ends in .json")
      ->type_name("");
  command
      ->add_option("--multiplicity", options->graph,
                   "With hypotheses on PFS and overall survival that share "
                   "alpha: fixed-sequence, fallback, holm or gatekeeping")
      ->type_name("GRAPH");
  command->add_flag("--force", options->force, "Overwrite FILE if it exists");
  command->add_flag("--quiet", session.quiet, "Nothing on stderr but errors");
  command->footer(
      "Examples:\n"
      "  rehearse init trial.toml\n"
      "  rehearse init trial.toml --multiplicity fixed-sequence\n"
      "  rehearse init | less");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli

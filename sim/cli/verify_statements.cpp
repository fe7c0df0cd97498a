#include "cli/verify_statements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/options.hpp"
#include "cli/rerun.hpp"
#include "cli/verify_plan.hpp"
#include "rehearse/config/load.hpp"
#include "rehearse/text/shell_word.hpp"

namespace rehearse::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Statements {
  Json there = Json::object();
  Json here = Json::object();

  void add(const std::string& name, const std::string& theirs,
           const std::string& ours) {
    there[name] = theirs;
    here[name] = ours;
  }
};

// The config that a command line makes, of its file or of what it was resolved
// to.
struct StatedConfig {
  std::string file;
  Overrides overrides;
};

bool is_one_version(const Versions& versions) {
  return versions.there == versions.here;
}

// The config file itself, where it and all that it reads are as they were, and
// this version reads it as the run did.
bool is_readable(const std::string& config, const VerifyReport& report) {
  return is_one_version(versions_of(report)) && !report.inputs.empty() &&
         report.inputs.front().name == config &&
         std::ranges::all_of(report.inputs, [](const VerifiedInput& input) {
           return input.kept == Kept::unchanged;
         });
}

StatedConfig stated_config(const VerifyReport& report, const fs::path& config) {
  StatedConfig stated{config.string(), {}};
  std::vector<std::string> set;
  for (const GivenOption& option : given_options(report.manifest)) {
    if (option.values.empty()) continue;
    const std::string& value = option.values.front();
    if (option.name == "CONFIG" && is_readable(value, report))
      stated.file = value;
    if (option.name == "--set") set = option.values;
    if (option.name == "--seed") stated.overrides.seed = value;
    if (option.name == "--replicates" && value.find('-', 1) == value.npos)
      read_replicates(value, stated.overrides);
  }
  // On what was resolved with them they may have another meaning.
  if (stated.file != config.string()) stated.overrides.set = std::move(set);
  return stated;
}

// Lines of the resolved config that the arguments state otherwise. A list's
// are held by its seed and rows.
void add_arguments(const VerifyReport& report, const fs::path& config,
                   Statements& all) {
  if (is_list(report.manifest)) return;
  constexpr const char* place = "arguments";
  try {
    const StatedConfig stated = stated_config(report, config);
    const std::string ours = load_config(config).resolved_toml;
    const std::string theirs =
        load_config(stated.file, stated.overrides).resolved_toml;
    for (const auto& [where, there, here] :
         compare_files("config.resolved.toml", theirs, ours, {}).first) {
      all.there[place][where + " of config.resolved.toml"] = there;
      all.here[place][where + " of config.resolved.toml"] = here;
    }
  } catch (const std::runtime_error& error) {  // of another version's line
    if (is_one_version(versions_of(report)))
      all.add(place, command_line(report.manifest.arguments), error.what());
  }
}

}  // namespace

VerifiedFile verified_manifest(const VerifyReport& report,
                               const fs::path& again, const fs::path& config) {
  const Manifest& there = report.manifest;
  const Manifest here = read_manifest(again);
  const Versions versions = versions_of(report);
  Statements all;
  all.add("version", there.version, here.version);
  // A list's is a sentence on where its seed came from.
  if (!is_list(there)) all.add("seed", there.seed, here.seed);
  all.add("config_sha256", there.config_sha256, here.config_sha256);
  if (is_one_version(versions))
    all.add("command_line", there.command_line, command_line(there.arguments));
  add_arguments(report, config, all);
  VerifiedFile file;
  file.name = manifest_name;
  file.comparison =
      compare_files(file.name, all.there.dump(), all.here.dump(), versions);
  file.made = file.comparison.equal() ? MadeAgain::equal : MadeAgain::differs;
  return file;
}

std::vector<VerifiedInput> kept_inputs(const Manifest& manifest) {
  std::vector<VerifiedInput> inputs;
  for (const auto& [name, hash] : manifest.inputs)
    inputs.push_back({name, kept(name, hash)});
  return inputs;
}

}  // namespace rehearse::cli

#include "cli/verify_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "cli/exit_status.hpp"
#include "cli/own_program.hpp"
#include "cli/rerun.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/text/input_file.hpp"

namespace rehearse::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array known_commands{"power",    "design",  "size",
                                    "sweep",    "merge",   "randomize",
                                    "simulate", "forecast"};
const InputLimit file_limit{8'000'000'000, "a result"};

fs::path sealed_path(const fs::path& folder, const std::string& name) {
  return folder / (name + std::string{sealed_end});
}

std::string config_obstacle(const Original& original, const Manifest& manifest,
                            const fs::path& config) {
  if (original.is_closed(resolved_config))
    return "its config and list are sealed: add --key FILE or "
           "--passphrase-file FILE";
  if (manifest.config_sha256.empty())
    return "the manifest has no config_sha256 (nothing says of which config "
           "the run was made): get the manifest that was written";
  const auto text = original.content(resolved_config);
  if (!text)
    return fmt::format(
        "{} is missing (the run is made again of it): get the one that was "
        "written",
        resolved_config);
  if (sha256_hex(*text) != manifest.config_sha256)
    return fmt::format(
        "{} is changed (it isn't what the run was made of): get the one that "
        "was written",
        resolved_config);
  write_file_atomically(config, *text, Access::owner_only);
  return "";
}

std::string file_obstacle(const std::string& name, const Manifest& manifest) {
  if (name == "-")
    return "its data were standard input (which isn't there any more): run "
           "the command again with a file";
  const auto known =
      std::ranges::find(manifest.inputs, name, &InputRecord::name);
  const Kept now =
      kept(name, known == manifest.inputs.end() ? "" : known->sha256);
  if (now == Kept::missing)
    return fmt::format(
        "{} isn't there (it was read by the run): run verify in "
        "the folder from which it has this name",
        name);
  if (now == Kept::changed && known != manifest.inputs.end())
    return fmt::format(
        "{} was changed since (its SHA-256 is another): get "
        "the one that the run read",
        name);
  return "";
}

std::string needed_obstacle(const Manifest& manifest) {
  for (const std::string& name : needed_files(manifest))
    if (std::string why = file_obstacle(name, manifest); !why.empty())
      return why;
  return "";
}

std::string checked_text(int status, const char* name) {
  switch (static_cast<ExitStatus>(status)) {
    case ExitStatus::done:
      return fmt::format("finds nothing wrong in {}", name);
    case ExitStatus::gate_not_met:
      return fmt::format("finds faults in {}", name);
    default:
      return fmt::format("can't check {} (exit status {})", name, status);
  }
}

// Whether what is left of a list agrees with its config, in words.
std::string checked_list(const Original& original, const fs::path& config) {
  for (const char* name : {"list.csv", "dummy-list.csv"}) {
    if (!is_there(original.path() / name)) continue;
    const Ran ran =
        run_own_program({"randomize", config.string(), "--check",
                         fs::absolute(original.path() / name).string()},
                        ".");
    return "; `randomize --check` " + checked_text(ran.status, name);
  }
  return "";
}

std::string seed_obstacle(const VerifyRequest& request,
                          const Original& original, const fs::path& config,
                          const fs::path& seed) {
  const std::optional<std::string> text =
      request.seed_file.empty()
          ? original.content("seed.txt")
          : std::optional<std::string>{read_input(request.seed_file)};
  if (!text)
    return "the list's seed isn't in the folder (it is kept elsewhere): add "
           "--seed-file FILE" +
           checked_list(original, config);
  write_file_atomically(seed, *text, Access::owner_only);
  return "";
}

// [scenarios] are in the config file alone, as are their changes.
VerifyPlan plan_of_scenarios(const Manifest& manifest,
                             const SweepIdentity& sweep, RerunPlace place) {
  if (manifest.command != "sweep" || manifest.inputs.empty())
    return {{},
            "it varies scenarios, and which config file had them isn't known: "
            "run the sweep again"};
  const std::string& config = manifest.inputs.front().name;
  if (std::string why = file_obstacle(config, manifest); !why.empty())
    return {{}, std::move(why)};
  place.config = config;
  return {scenario_arguments(manifest, sweep, place), ""};
}

VerifyPlan plan_of_sweep(const fs::path& folder, const Manifest& manifest,
                         const RerunPlace& place) {
  const fs::path file = folder / "sweep.json";
  if (!is_there(file)) return {{}, "sweep.json is missing: get it again"};
  const SweepIdentity sweep = described_sweep(read_result(file), file.string());
  if (varies_scenarios(sweep)) return plan_of_scenarios(manifest, sweep, place);
  write_file_atomically(place.config,
                        read_result(place.config) + sweep_table(sweep),
                        Access::owner_only);
  return {sweep_arguments(sweep, place), ""};
}

}  // namespace

std::optional<std::string> Original::content(const std::string& name) const {
  if (is_there(folder_ / name)) return read_result(folder_ / name);
  const fs::path sealed = sealed_path(folder_, name);
  if (!opening_ || !is_there(sealed)) return std::nullopt;
  return open_sealed(read_result(sealed), *opening_, sealed.string()).bytes;
}

bool Original::is_closed(const std::string& name) const {
  return !opening_ && is_there(sealed_path(folder_, name));
}

bool is_there(const fs::path& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored);
}

std::string read_result(const fs::path& file) {
  return read_input(file.string(), file_limit);
}

bool is_sweep(const Manifest& manifest) {
  return manifest.command == "sweep" || manifest.command == "merge";
}

bool is_list(const Manifest& manifest) {
  return manifest.command == "randomize";
}

namespace {

VerifyPlan plan_in(const VerifyRequest& request, const Manifest& manifest,
                   const Original& original, const fs::path& scratch) {
  if (std::ranges::find(known_commands, manifest.command) ==
      known_commands.end())
    return {{},
            fmt::format("this version doesn't make results of `rehearse "
                        "{}` again",
                        manifest.command)};
  RerunPlace place{scratch / resolved_config, scratch / "again", std::nullopt,
                   request.threads, static_cast<bool>(request.progress)};
  std::string why = config_obstacle(original, manifest, place.config);
  if (why.empty() && !is_sweep(manifest)) why = needed_obstacle(manifest);
  if (why.empty() && is_list(manifest)) {
    place.seed_file = scratch / "seed.txt";
    why = seed_obstacle(request, original, place.config, *place.seed_file);
  }
  if (!why.empty()) return {{}, std::move(why)};
  if (is_sweep(manifest))
    return plan_of_sweep(original.path(), manifest, place);
  return {rerun_arguments(manifest, place), ""};
}

}  // namespace

VerifyPlan verify_plan(const VerifyRequest& request, const Manifest& manifest,
                       const Original& original, const fs::path& scratch) {
  VerifyPlan plan = plan_in(request, manifest, original, scratch);
  plan.environment = {"XDG_CACHE_HOME=" + (scratch / "cache").string()};
  return plan;
}

}  // namespace rehearse::cli

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/exit_status.hpp"
#include "cli/own_program.hpp"
#include "cli/verify.hpp"
#include "cli/verify_plan.hpp"
#include "cli/verify_statements.hpp"
#include "rehearse/store/folder_lock.hpp"
#include "rehearse/system/interrupt.hpp"
#include "rehearse/text/shown_text.hpp"

namespace rehearse::cli {
namespace {

namespace fs = std::filesystem;

std::string without_seal(const std::string& name) {
  return name.ends_with(sealed_end)
             ? name.substr(0, name.size() - sealed_end.size())
             : name;
}

std::vector<VerifiedFile> kept_files(const fs::path& folder,
                                     const Manifest& manifest) {
  std::vector<InputRecord> hashes = manifest.outputs;
  if (is_sweep(manifest))
    hashes.push_back({resolved_config, manifest.config_sha256});
  std::vector<VerifiedFile> files;
  for (const auto& [name, hash] : hashes) {
    VerifiedFile& file = files.emplace_back();
    file.name = name;
    if (!hash.empty()) file.kept = kept(folder / name, hash);
    if (is_list(manifest)) file.shown = FileShown::places;
  }
  return files;
}

// Gives each whole line of what comes in pieces.
class Lines {
 public:
  explicit Lines(const std::function<void(const ProgressState&)>& progress)
      : progress_(progress) {}
  void operator()(std::string_view piece) {
    rest_ += piece;
    for (auto end = rest_.find('\n'); end != std::string::npos;
         end = rest_.find('\n')) {
      if (const auto state = progress_of_line(rest_.substr(0, end)))
        progress_(*state);
      rest_.erase(0, end + 1);
    }
  }

 private:
  const std::function<void(const ProgressState&)>& progress_;
  std::string rest_;
};

std::string without_progress(const std::string& error) {
  std::string words;
  for (std::size_t begin = 0; begin < error.size();) {
    const auto end = std::min(error.find('\n', begin), error.size() - 1) + 1;
    const std::string line = error.substr(begin, end - begin);
    if (!progress_of_line(line)) words += line;
    begin = end;
  }
  return words;
}

// False if it was interrupted.
bool make_again(const VerifyRequest& request, const Manifest& manifest,
                const VerifyPlan& plan) {
  std::function<void(std::string_view)> hear;
  if (request.progress) hear = Lines{request.progress};
  const Ran ran = run_own_program(plan.arguments, ".", plan.environment, hear);
  if (catch_interrupts()) return false;
  // A list that is made again has the findings that it had.
  const bool done = ran.status == static_cast<int>(ExitStatus::done) ||
                    ran.status == static_cast<int>(ExitStatus::gate_not_met);
  if (done) return true;
  print_error(without_progress(ran.error));
  throw IoError{
      IoFault::bad_data,
      fmt::format("{}: it can't be made again (exit status {}, and the words "
                  "above): if another version wrote it, verify it by rehearse "
                  "{}",
                  request.folder, ran.status, manifest.version)};
}

std::string without_first_line(const std::string& text) {
  return text.substr(std::min(text.find('\n'), text.size() - 1) + 1);
}

void replace_first(std::string& text, const std::string& old,
                   const std::string& other) {
  const auto at = text.find(old);
  if (at != std::string::npos) text.replace(at, old.size(), other);
}

// What can't be alike isn't compared: where the seed came from, how the config
// was called, and hashes of what holds the version.
void leave_out_own(const std::string& name, const Manifest& manifest,
                   const Versions& versions, std::string& there,
                   std::string& here) {
  if (is_list(manifest) && name == "sealed.md")
    for (const char* bits : {"256", "64"})
      replace_first(here, fmt::format("- Seed: given, {} bits;", bits),
                    fmt::format("- Seed: {};", manifest.seed));
  if (manifest.command == "size" && name == "table.md") {
    there = without_advice(there);
    here = without_advice(here);
  }
  if (name.starts_with("cells/") && versions.there != versions.here) {
    there = without_first_line(there);
    here = without_first_line(here);
  }
}

void compare(const Original& original, const Manifest& manifest,
             const fs::path& again, const Versions& versions,
             VerifiedFile& file) {
  const std::string name = without_seal(file.name);
  auto there = original.content(name);
  const bool here_too = is_there(again / name);
  if (!there || !here_too) {
    file.made = there ? MadeAgain::only_there : MadeAgain::only_here;
    return;
  }
  std::string here = read_result(again / name);
  leave_out_own(name, manifest, versions, *there, here);
  file.comparison = compare_files(name, *there, here, versions);
  file.made = file.comparison.equal() ? MadeAgain::equal : MadeAgain::differs;
}

// But for the manifest, which is compared by what it states.
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator{
           folder, fs::directory_options::skip_permission_denied}) {
    std::string name = entry.path().lexically_relative(folder).generic_string();
    if (!entry.is_directory() && name != manifest_name && name != ".lock")
      names.push_back(std::move(name));
  }
  std::ranges::sort(names);
  return names;
}

// Files that the manifest has no hash of: a sweep's, or another version's.
void add_further(const fs::path& again, VerifyReport& report) {
  for (std::string& name : names_in(again)) {
    const bool known =
        std::ranges::any_of(report.files, [&name](const VerifiedFile& file) {
          return without_seal(file.name) == name;
        });
    if (known) continue;
    VerifiedFile& file = report.files.emplace_back();
    file.name = std::move(name);
    if (is_list(report.manifest)) file.shown = FileShown::places;
  }
}

void compare_all(const Original& original, const fs::path& scratch,
                 VerifyReport& report) {
  const fs::path again = scratch / "again";
  add_further(again, report);
  for (const std::string& name : names_in(original.path()))
    if (std::ranges::find(report.files, name, &VerifiedFile::name) ==
        report.files.end())
      report.strangers.push_back(shown_text(name));
  const Versions versions = versions_of(report);
  for (VerifiedFile& file : report.files)
    compare(original, report.manifest, again, versions, file);
  report.files.push_back(
      verified_manifest(report, again, scratch / resolved_config));
}

}  // namespace

std::optional<ProgressState> progress_of_line(const std::string& line) {
  const auto json = nlohmann::ordered_json::parse(line, nullptr, false);
  if (!json.is_object() || !json.contains("elapsed_seconds"))
    return std::nullopt;
  constexpr std::string_view done = "_done";
  ProgressState state;
  for (const auto& [key, value] : json.items()) {
    if (!value.is_number_unsigned()) continue;
    const auto number = value.get<std::uint64_t>();
    if (key == "cells_done")
      state.cells_done = number;
    else if (key == "cells")
      state.cells = number;
    else if (!key.ends_with(done))
      state.replicates = number;
    else {
      state.done = number;
      state.unit = key.substr(0, key.size() - done.size());
    }
  }
  constexpr std::string_view task_end = "_replicates";
  if (state.replicates == 0 && state.unit.ends_with(task_end)) {
    state.task = state.unit.substr(0, state.unit.size() - task_end.size());
    state.unit = "replicates";
  }
  return state;
}

std::optional<VerifyReport> verify_result(const VerifyRequest& request) {
  const Original original{request.folder, request.opening};
  VerifyReport report{
      request.folder, read_manifest(request.folder), build_info(), {}, {}};
  report.files = kept_files(original.path(), report.manifest);
  report.inputs = kept_inputs(report.manifest);
  const ScratchFolder scratch;
  VerifyPlan plan =
      verify_plan(request, report.manifest, original, scratch.path());
  report.not_made = std::move(plan.obstacle);
  if (catch_interrupts()) return std::nullopt;
  if (!report.not_made.empty()) return report;
  if (!make_again(request, report.manifest, plan)) return std::nullopt;
  compare_all(original, scratch.path(), report);
  return report;
}

}  // namespace rehearse::cli

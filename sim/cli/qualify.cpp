#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/own_program.hpp"
#include "cli/progress.hpp"
#include "cli/word_option.hpp"
#include "rehearse/qualification/qualification_report.hpp"
#include "rehearse/store/run_origin.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/system/interrupt.hpp"
#include "rehearse/text/input_file.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* example = "nct07008976.toml";
constexpr const char* command_name = "qualify";

struct QualifyOptions {
  std::string out;
  std::string config;
  std::string installation;
  std::optional<QualificationPart> only;
  bool record = false;
  bool force = false;
  Format format = Format::table;
  ProgressChoice progress = ProgressChoice::automatic;
};

// A program that isn't in a folder `bin` was built, not installed.
fs::path installation_file(const QualifyOptions& options) {
  if (!options.installation.empty()) return options.installation;
  const fs::path folder = own_place().parent_path();
  if (folder.empty())
    throw UnavailableError{fmt::format(
        "{} can't be read (the program finds itself there): mount /proc",
        own_file().string())};
  const fs::path data = folder.filename() == "bin"
                            ? folder.parent_path() / "share/rehearse"
                            : folder;
  return data / "installation.json";
}

void record(const QualifyOptions& options, const Session& session) {
  const fs::path file = installation_file(options);
  std::error_code failed;  // said when it is written
  fs::create_directories(file.parent_path(), failed);
  write_file_atomically(file, installation_record());
  note(session,
       fmt::format("the installation is recorded in {}\n", file.string()));
}

// Empty if no folder of PATH has it.
Program program_in(const fs::path& folder, const fs::path& file) {
  // The user's own calibrations are neither read nor added to.
  const std::string cache = "XDG_CACHE_HOME=" + (folder / "cache").string();
  return [folder, file, cache](const Arguments& arguments) {
    return run_program(file, arguments, folder, {cache, "REHEARSE_SIMD="});
  };
}

QualificationRun run_of(const QualifyOptions& options, const fs::path& folder,
                        ProgressDisplay& display) {
  QualificationRun run{folder, program_in(folder, own_file()),
                       installation_file(options)};
  run.only = options.only;
  run.config =
      options.config.empty() ? fs::path{example} : fs::absolute(options.config);
  const fs::path r = program_on_path("Rscript");
  if (!r.empty()) run.r = program_in(folder, r);
  run.progress = [&display](std::size_t done, std::size_t all) {
    ProgressState state;
    state.done = done;
    state.replicates = all;
    state.task = "qualification";
    state.unit = "tests";
    display.show(state);
    return !catch_interrupts();
  };
  return run;
}

Qualification qualified(const QualifyOptions& options, const Session& session) {
  const ScratchFolder scratch;
  ProgressDisplay display{options.progress, session};
  Qualification result =
      qualify(built_in_catalogue(), run_of(options, scratch.path(), display));
  result.origin = run_origin();
  return result;
}

std::vector<RunFile> evidence_files(const Qualification& result,
                                    const Report& report) {
  std::vector<RunFile> files{
      {"results.json", print(report, Format::json)},
      {"junit.xml", junit_xml(result)},
      {"qualification.html", print(report, Format::html)}};
  std::string sums;
  for (const RunFile& file : files)
    sums += fmt::format("{}  {}\n", sha256_hex(file.bytes), file.name);
  files.push_back({"SHA256SUMS", sums});
  return files;
}

void check_request(const QualifyOptions& options) {
  const bool more =
      !options.out.empty() || !options.config.empty() || options.only;
  if (options.record && more)
    throw UsageError{
        "--record: writes the record alone: leave --out, --config "
        "and --only out"};
  if (options.record) return;
  if (options.out.empty())
    throw UsageError{
        "--out: no folder is named (what is found is to be "
        "signed and kept): add --out DIR"};
  if (options.config.empty()) return;
  (void)read_input(options.config, {64'000'000, "a config"});
  if (!fs::is_regular_file(options.config))
    throw UsageError{
        "--config: this is no file (it is read many times): name "
        "one"};
}

// An earlier one may have been signed.
void check_free(const QualifyOptions& options) {
  (void)existing_of(fs::path{options.out} / "results.json", options.force,
                    "an earlier qualification, which may have been signed");
}

void run(const QualifyOptions& options, Session& session) {
  check_request(options);
  if (options.record) return record(options, session);
  const FolderLock lock{options.out, Access::common};
  check_owner(options.out, command_name);
  check_free(options);
  const Qualification result = qualified(options, session);
  if (catch_interrupts()) {
    note(session, "interrupted: start it again\n");
    session.status = ExitStatus::interrupted;
    return;
  }
  const Report report = report_of(result);
  for (const RunFile& file : evidence_files(result, report))
    write_file_atomically(fs::path{options.out} / file.name, file.bytes);
  show(report, options.format, session);
  note(session, fmt::format("the qualification is in {}/\n", options.out));
  if (verdict_of(result) != Verdict::pass)
    session.status = ExitStatus::gate_not_met;
}

}  // namespace

void add_qualify(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      command_name,
      "Installation, operation and performance tried out on this machine");
  const auto options = std::make_shared<QualifyOptions>();
  command
      ->add_option("--out", options->out,
                   "Folder of qualification.html, results.json, junit.xml and "
                   "their SHA256SUMS")
      ->type_name("DIR");
  command
      ->add_option("--config", options->config,
                   "Your trial, of which performance is tried out (an example)")
      ->type_name("CONFIG");
  add_word<QualificationPart>(*command, "--only", options->only,
                              "One part alone; the others are deviations");
  command
      ->add_option("--installation", options->installation,
                   "The record of the installation "
                   "(share/rehearse/installation.json beside the program's "
                   "bin, or installation.json beside the program)")
      ->type_name("FILE");
  command->add_flag("--force", options->force,
                    "Replace an earlier qualification");
  command->add_flag("--record", options->record,
                    "Write that record, of the program and its libraries as "
                    "they are now; `cmake --install` does");
  add_format(*command, options->format);
  add_progress(*command, options->progress);
  add_terminal(*command, session);
  command->footer(
      "Requirements, tests and what must come out are in the program: neither "
      "network nor R is needed; where R has the package survival, its log-rank "
      "test is one more check.\n\n"
      "Exit status: 0 the verdict is pass, 1 it is fail.\n\n"
      "Examples:\n"
      "  rehearse qualify --out qualification\n"
      "  rehearse qualify --out qualification --config trial.toml");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli

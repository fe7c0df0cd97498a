// A report for the protocol. What it says is computed here; R sets it, which
// knows R Markdown, Word and figures.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "cli/null_option.hpp"
#include "cli/output.hpp"
#include "cli/own_program.hpp"
#include "cli/progress.hpp"
#include "rehearse/report/scenario_summary.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/study/protocol.hpp"
#include "rehearse/system/interrupt.hpp"
#include "rehearse/text/input_file.hpp"
#include "rehearse/text/text.hpp"
#include "rehearse/text/trimmed.hpp"
#include "rehearse/version.hpp"

namespace rehearse::cli {
namespace {

namespace fs = std::filesystem;

struct ReportOptions {
  ConfigOptions config;
  std::string out;
  std::string language = "en";
  unsigned threads = 0;
  std::uint64_t wait = 300;  ///< for R [s]
  std::string null;          ///< true null hypotheses; empty: none
  bool force = false;
  ProgressChoice progress = ProgressChoice::automatic;
};

constexpr std::string_view values_alone = "json";
constexpr std::array<std::string_view, 4> endings{"html", "docx", "pdf",
                                                  values_alone};
constexpr std::array<std::string_view, 2> languages{"en", "zh"};

std::string ending_of(const std::string& file) {
  if (file.empty())
    throw UsageError{
        "--out is missing (its ending says what is written): write e.g. --out "
        "design.docx"};
  if (file == "-") return std::string{values_alone};
  std::string ending = fs::path{file}.extension().string();
  if (!ending.empty()) ending.erase(0, 1);
  if (std::ranges::find(endings, ending) == endings.end())
    throw UsageError{fmt::format(
        "--out: '{}' doesn't end in .{}: write e.g. --out design.docx", file,
        fmt::join(endings, ", ."))};
  return ending;
}

// R, found before anything is simulated.
class Setter {
 public:
  explicit Setter(const ReportOptions& options)
      : wait_(options.wait), program_(program_on_path("Rscript")) {
    if (program_.empty())
      throw UnavailableError{
          "Rscript isn't on the PATH (R sets the document): install R (Debian: "
          "r-base-core), or write the values alone, --out FILE.json"};
  }

  // Ends with what R says is wrong, if it does. False: interrupted.
  [[nodiscard]] bool run(const std::string& call,
                         const std::vector<std::string>& arguments,
                         const fs::path& folder) const {
    std::vector<std::string> words{"--no-init-file", "-e", call};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const Ran ran = run_program(program_, words, folder, {"LC_ALL=C.UTF-8"}, {},
                                std::chrono::seconds{wait_});
    if (ran.status == timed_out)
      throw UnavailableError{
          fmt::format("R didn't end within {} s (it was stopped): "
                      "see whether {} works, or raise --wait",
                      wait_, program_.string())};
    // Whoever interrupts us ends R, which then says what it likes.
    if (catch_interrupts()) return false;
    if (ran.status != 0) throw UnavailableError{said(ran.error)};
    return true;
  }

 private:
  // R's own words, but for its "Error in f(x) :" and what was halted.
  [[nodiscard]] std::string said(const std::string& error) const {
    const auto says = [&](const char* words) {
      return error.find(words) != std::string::npos;
    };
    if (says("no package called ‘rehearse’") ||
        says("no package called 'rehearse'"))
      return fmt::format(
          "the R package 'rehearse' isn't installed for {} (it sets the "
          "document): run scripts/r/install",
          program_.string());
    if (says("object 'need_for_files' not found"))
      return fmt::format(
          "the R package 'rehearse' of {} is older than this program, {} (it "
          "sets the document): run scripts/r/install",
          program_.string(), REHEARSE_VERSION);
    std::string text{trimmed(error.substr(0, error.find("Execution halted")))};
    const auto begins = text.rfind("Error");
    if (begins != std::string::npos) text.erase(0, begins);
    if (text.starts_with("Error: ")) text.erase(0, 7);
    return text.empty() ? "R ended without a word: see whether it works" : text;
  }

  std::uint64_t wait_;
  fs::path program_;
};

void check_language(const std::string& language) {
  if (std::ranges::find(languages, language) != languages.end()) return;
  throw UsageError{fmt::format("--language: no such choice '{}'{}", language,
                               suggestion(language, languages))};
}

constexpr const char* interrupted = "report: interrupted (no file was written)";

// Nothing: interrupted.
std::optional<std::string> values_of(const ReportOptions& options,
                                     Session& session) {
  const LoadedConfig config = load(options.config, session);
  warn(session, theory_warnings(config.scenario));
  const auto nulls = null_sets(options.null, config.scenario);
  ProgressDisplay display{options.progress, session};
  const auto report =
      study_protocol(config, reader_of(options.config),
                     study_run(options.threads, display, session), nulls);
  display.erase();
  if (!report) {
    end_interrupted(session, interrupted);
    return std::nullopt;
  }
  warn(session, power_warnings(report->power));
  return print({protocol_json(*report), {}, {}}, Format::json);
}

void run(const ReportOptions& options, Session& session) {
  const std::string ending = ending_of(options.out);
  check_language(options.language);
  const bool shown = options.out == "-";
  const Existing existing =
      shown ? Existing::kept
            : existing_of(options.out, options.force, "it would be lost");
  const ScratchFolder scratch;
  std::optional<Setter> setter;
  if (ending != values_alone) {
    setter.emplace(options);
    if (!setter->run("rehearse:::need_for_files(commandArgs(TRUE))",
                     {ending, options.language, REHEARSE_VERSION},
                     scratch.path()))
      return end_interrupted(session, interrupted);
  }
  auto values = values_of(options, session);
  if (!values) return;
  if (setter) {
    const fs::path bundle = scratch.path() / "report.json";
    const fs::path set = scratch.path() / ("report." + ending);
    write_file_atomically(bundle, *values);
    if (!setter->run("rehearse:::set_report_files(commandArgs(TRUE))",
                     {bundle.string(), set.string(), options.language},
                     scratch.path()))
      return end_interrupted(session, interrupted);
    values = read_input(set.string(), {1'000'000'000, "a report"});
  }
  if (shown) return print(*values);
  write_file_atomically(options.out, *values, Access::common, existing);
  note(session, options.out + " is written\n");
}

}  // namespace

void add_report(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "report", "The design as a document for the protocol; needs R");
  const auto options = std::make_shared<ReportOptions>();
  add_config(*command, options->config);
  command
      ->add_option("--out", options->out,
                   "The document: its ending says html, docx, pdf, or json, "
                   "the values alone, without R, which - prints")
      ->type_name("FILE");
  command
      ->add_option("--language", options->language,
                   "Language of the document: en or zh (en)")
      ->type_name("en|zh");
  add_number(*command, "--wait", options->wait, 1, 86'400,
             "Seconds that R may take (300)");
  add_null(*command, options->null);
  command->add_flag("--force", options->force, "Replace an existing file");
  add_threads(*command, options->threads);
  add_simd(*command);
  add_progress(*command, options->progress);
  add_terminal(*command, session);
  command->footer(
      "It has the paragraph on sample size, what is assumed and where it is "
      "from (source = \"...\" beside any assumption), bounds, power with its "
      "Monte Carlo error, the table of the config's [sweep], enrolment, events "
      "and survival as figures, the randomization, methods with references, "
      "versions, seed and hashes, under the headings of ICH M11. Of "
      "[[hypotheses]]: each, how they share alpha, bounds at every alpha, the "
      "power of each and of several together.\n"
      "It is set by the R package 'rehearse' (scripts/r/install) with R "
      "Markdown and pandoc; docx needs officer and flextable, pdf "
      "weasyprint.\n"
      "Examples:\n"
      "  rehearse report trial.toml --out design.docx\n"
      "  rehearse report trial.toml --out design.pdf --language zh "
      "--replicates 20000\n"
      "  rehearse report pfs-os.toml --out design.html --null each");
  command->callback([options, &session] { run(*options, session); });
}

}  // namespace rehearse::cli

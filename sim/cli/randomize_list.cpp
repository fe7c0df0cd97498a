#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "cli/output.hpp"
#include "cli/randomize.hpp"
#include "cli/secrets.hpp"
#include "cli/stopwatch.hpp"
#include "rehearse/lists/list_check.hpp"
#include "rehearse/lists/list_report.hpp"
#include "rehearse/lists/randomization_list.hpp"
#include "rehearse/report/randomization_documents.hpp"
#include "rehearse/store/random_bytes.hpp"
#include "rehearse/store/run_folder.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/system/file.hpp"
#include "rehearse/system/process.hpp"
#include "rehearse/system/terminal.hpp"
#include "rehearse/text/csv_table.hpp"
#include "rehearse/text/input_file.hpp"
#include "rehearse/text/number_text.hpp"
#include "rehearse/text/shell_word.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::cli {
namespace {

// A list's seed, as it is kept, and where it is from.
struct ListSeed {
  std::string text;
  std::string origin;
};

ListSeed drawn_seed(SeedUse use) {
  if (use == SeedUse::run)
    return {random_hex(32), "operating system, 256 bits"};
  const std::string hex = random_hex(8);
  return {std::to_string(std::stoull(hex, nullptr, 16)),
          "operating system, 64 bits"};
}

ListSeed seed_of(const RandomizeOptions& options, const Session& session) {
  const auto& given = options.config.overrides.seed;
  if (!given) return drawn_seed(options.use);
  const bool hex = given->size() == 64;
  if (options.use == SeedUse::dummy && hex)
    throw UsageError{
        "--dummy: a seed of 64 hex digits is that of a live list (a dummy is "
        "shown to those who must not see it): give a whole number, or none"};
  if (options.use == SeedUse::run && !hex)
    warn(session,
         {{"--seed",
           "a list from a seed of 64 bits can be found by trying seeds (and "
           "everybody who knows the number has the list): leave --seed out, "
           "and 256 bits are drawn",
           "", 0}});
  return {*given, hex ? "given, 256 bits" : "given, 64 bits"};
}

bool is_minimization(const Scenario& scenario) {
  return scenario.randomization.procedure.kind == ProcedureKind::minimization;
}

// Whether the list unblinds: the one of a trial, with its arms.
bool is_secret(const RandomizeOptions& options) {
  return options.use == SeedUse::run && !options.site_view;
}

void refuse_terminal() {
  if (!is_terminal(standard_output)) return;
  throw UsageError{
      "a live list would be shown on the terminal (whoever sees the screen, or "
      "scrolls back, is unblinded): write it with --out, try with --dummy, or "
      "say --stdout"};
}

// A file that the list is redirected to was made by the shell for all to read,
// as a rule: before the first row it becomes its owner's alone.
void tighten_stdout(const Session& session) {
  const Tightened tightened = tighten(standard_output);
  if (tightened == Tightened::done)
    note(session,
         "the list's file is now its owner's alone (--stdout leaves it as it "
         "is)\n");
  if (tightened == Tightened::failed)
    warn(session, {{"standard output",
                    "others can read the file that the list goes to (it is not "
                    "yours to change): use --out",
                    "", 0}});
}

// A live list's seed is never shown; a dummy's has no secret.
void tell_seed(const RandomizeOptions& options, const ListSeed& seed,
               const Session& session) {
  if (options.use == SeedUse::dummy)
    return print_error(fmt::format("seed ({}): {}\n", seed.origin, seed.text));
  warn(session,
       {{"",
         fmt::format("the list's seed ({}) is kept nowhere (it is as secret as "
                     "the list, which can't be made again without it): use "
                     "--out, which keeps it in a file of yours alone",
                     seed.origin),
         "", 0}});
}

std::filesystem::path folder_of(const RandomizeOptions& options,
                                const LoadedConfig& config) {
  if (!options.out->empty()) return *options.out;
  return default_run_folder(
      config.scenario.id,
      options.use == SeedUse::dummy ? "randomize-dummy" : "randomize",
      config.sha256);
}

// The files of a list's folder that must not be lost, or not be left beside
// another list.
std::vector<std::string> list_files() {
  std::vector<std::string> files = secret_list_names();
  for (const char* name :
       {"seed.txt", "sealed.md", "quality.json", "config.resolved.toml"})
    files.emplace_back(name);
  const std::size_t open = files.size();
  for (std::size_t i = 0; i < open; ++i) files.push_back(files[i] + ".sealed");
  for (const char* name : {"site-view.xlsx", "manifest.json"})
    files.emplace_back(name);
  return files;
}

void refuse_existing(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (const std::string& name : list_files())
    if (std::filesystem::exists(folder / name, ignored))
      throw IoError{IoFault::cannot_create,
                    fmt::format("{}: there is a list already, or what belongs "
                                "to one (participants may have been allocated "
                                "by it): choose another folder, or --force",
                                (folder / name).string())};
}

// A folder that was there stays as open as it was.
void warn_of_readers(const std::filesystem::path& folder,
                     const Session& session) {
  if (!others_may_read(folder)) return;
  warn(session, {{folder.string(),
                  "others can see what the folder holds (the list and its seed "
                  "are yours alone, but their names and sizes tell): chmod 700 "
                  "it",
                  "", 0}});
}

ListCheck checked(const std::string& csv, const LoadedConfig& config,
                  const RandomizationList& list) {
  ListCheckOptions options;
  options.made = &list;
  return check_list(parse_csv(csv, "list.csv"), config.scenario, options);
}

bool is_sealed(const RandomizeOptions& options) {
  return !options.encrypt_to.empty() || !options.passphrase_file.empty();
}

// What unblinds or tells block sizes is the owner's alone, or sealed.
std::vector<RunFile> list_files(const RandomizeOptions& options,
                                const MadeList& made, const ListSeed& seed,
                                const std::string& csv,
                                const ListCheck& quality) {
  const RandomizationList& list = made.list;
  std::vector<RunFile> secret = secret_lists(options, made, csv);
  const ListRecord record{list.list_id, sha256_hex(secret.front().bytes),
                          list.rows.size(), seed.origin};
  secret.insert(secret.begin(),
                {{"seed.txt", seed.text + '\n'},
                 {"sealed.md", sealed_text(made.config, record)},
                 {"quality.json", print(report_of(quality), Format::json)},
                 {"config.resolved.toml", made.config.resolved_toml}});
  std::vector<RunFile> files = site_views(options, made);
  files.insert(files.begin(), {"protocol.md", protocol_text(made.config)});
  const Sealing sealing =
      read_sealing(options.encrypt_to, options.passphrase_file);
  for (RunFile& file : secret) {
    if (is_sealed(options)) {
      file.bytes = seal(file.bytes, sealing,
                        {file.name, "randomization list " + list.list_id});
      file.name += ".sealed";
    }
    file.access = Access::owner_only;
    files.push_back(std::move(file));
  }
  return files;
}

// The command line without what was given as a seed.
std::vector<std::string> without_seed(std::vector<std::string> words) {
  constexpr std::string_view flag = "--seed";
  bool is_next = false;
  for (std::string& word : words) {
    if (is_next) word = hidden_word;
    is_next = word == flag;
    if (word.starts_with("--seed="))
      word = std::string{flag} + '=' + hidden_word;
  }
  return words;
}

void write_list(const RandomizeOptions& options, const MadeList& made,
                const ListSeed& seed, const Stopwatch& watch,
                Session& session) {
  const auto& [list, config, writing] = made;
  const bool live = options.use == SeedUse::run;
  const RunFolder folder{folder_of(options, config), "randomize",
                         live ? Access::owner_only : Access::common};
  if (!options.force) refuse_existing(folder.path());
  if (live) warn_of_readers(folder.path(), session);
  const std::string csv = list_csv(list, ListView::unblinded);
  const ListCheck quality = checked(csv, config, list);
  const std::vector<RunFile> files =
      list_files(options, made, seed, csv, quality);
  RunRecord record = record_of(seed.origin, config.sha256, 1, watch, session);
  record.arguments = without_seed(session.arguments);
  record.command_line = command_line(record.arguments);
  record.access = Access::owner_only;
  record.program_sha256 = sha256_hex(read_input(own_file().string()));
  // The whole report tells block sizes: beside a sealed list it is sealed too.
  record.quality_json =
      is_sealed(options)
          ? fmt::format(R"({{"rows": {}, "findings": {}}})", list.rows.size(),
                        quality.findings.size())
          : print(report_of(quality), Format::json);
  folder.write(record, files, list_files());
  print_error(list_findings_text(quality));
  if (!quality.findings.empty()) session.status = ExitStatus::gate_not_met;
  note(session, fmt::format("{} rows are in {}/ (site-view.csv and protocol.md "
                            "are for all, the rest is for whoever keeps the "
                            "list)\n",
                            grouped_text(list.rows.size()), folder.text()));
}

}  // namespace

RandomizationList list_of(const RandomizeOptions& options,
                          const LoadedConfig& config, const std::string& seed,
                          const Session& session) {
  Scenario scenario = config.scenario;
  set_seed(seed, options.use, scenario);
  // Of the trial, the config and, where nobody could search it, the seed.
  const std::string hash = sha256_hex("rehearse list" + config.sha256 +
                                      (seed.size() < 64 ? "" : seed));
  ListOptions list;
  list.list_id = options.list_id.empty()
                     ? fmt::format("{}-{}", scenario.id, hash.substr(0, 12))
                     : options.list_id;
  if (options.use == SeedUse::dummy) list.prefix = "DUMMY-";
  const bool minimization = is_minimization(scenario);
  if (minimization == options.arrivals.empty())
    throw UsageError{
        minimization
            ? "minimization has no list made ahead (an arm depends on who "
              "came before): give the participants with --arrivals FILE"
            : "--arrivals: the procedure's list is made ahead (participants "
              "change nothing in it): leave it out"};
  return minimization
             ? allocate_arrivals(
                   scenario,
                   parse_csv_file(read_and_record(options.arrivals, session),
                                  "", options.arrivals),
                   list)
             : make_randomization_list(scenario, list);
}

void run_list(const RandomizeOptions& options, Session& session) {
  const Stopwatch watch;
  if (!options.out) check_printable(options.format.value_or(Format::csv));
  if (is_secret(options) && !options.out && !options.to_stdout)
    refuse_terminal();
  if (options.site_view && !options.config.overrides.seed)
    throw UsageError{
        "--site-view: of which list? (a new one would be kept nowhere): add "
        "its --seed, or take site-view.csv of its folder"};
  const ListSeed seed = seed_of(options, session);
  if (options.out && options.use == SeedUse::run && seed.text.size() < 64 &&
      options.list_id.empty())
    throw UsageError{
        "--seed: a live list from a seed of 64 bits needs a name of its own "
        "(one made of the seed would tell it, and one without it is also that "
        "of every other seed's list): add --list-id ID"};
  ConfigOptions own = options.config;
  own.overrides.seed.reset();  // no part of the config, nor of its hash
  const LoadedConfig config = load(own, session, Reading::list);
  ListWriting writing = writing_of(options, config.scenario, session);
  const RandomizationList list = list_of(options, config, seed.text, session);
  if (!is_minimization(config.scenario))
    note(session,
         fmt::format("{}\n", runout_text(list_runout(list, config.scenario),
                                         config.scenario.participants)));
  const MadeList made{list, config, std::move(writing)};
  if (options.out) return write_list(options, made, seed, watch, session);
  if (is_secret(options) && !options.to_stdout) tighten_stdout(session);
  print(list_text(options, made));
  if (!options.config.overrides.seed) tell_seed(options, seed, session);
}

}  // namespace rehearse::cli

// A finished sweep's table, set anew from its folder.
#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/sweep.hpp"
#include "rehearse/store/manifest.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/text/input_file.hpp"

namespace rehearse::cli {
namespace {

struct TableOptions {
  std::string folder;
  SweepView view;
  std::string out;  // file; empty: standard output
  bool force = false;
};

const InputLimit table_limit{8'000'000'000, "a sweep's table"};

// The sweep of a folder, whatever version of the program wrote it.
struct FinishedSweep {
  SweepIdentity identity;
  std::string csv;
};

std::string unchanged_table(const std::filesystem::path& folder,
                            const Manifest& manifest) {
  const std::filesystem::path file = folder / "table.csv";
  const auto known =
      std::ranges::find(manifest.outputs, "table.csv", &InputRecord::name);
  if (manifest.command != "sweep" || known == manifest.outputs.end())
    throw IoError{
        IoFault::bad_data,
        fmt::format("{}: it holds the result of `{}`, which has no cells: name "
                    "the folder of `sweep --out` or of shards that were merged",
                    folder.string(), manifest.command)};
  std::string csv = read_input(file.string(), table_limit);
  if (input_record("table.csv", csv) != *known)
    throw IoError{IoFault::bad_data,
                  fmt::format("{}: it was changed (its SHA-256 isn't that of "
                              "the manifest): run the sweep again, its cells "
                              "are kept",
                              file.string())};
  return csv;
}

FinishedSweep finished_sweep(const std::filesystem::path& folder) {
  const Manifest manifest = read_manifest(folder);
  std::string csv = unchanged_table(folder, manifest);
  const std::string file = (folder / "sweep.json").string();
  return {described_sweep(read_input(file, table_limit), file), std::move(csv)};
}

void run_table(const CLI::App& command, const TableOptions& options,
               Session& session) {
  SweepView view = options.view;
  const bool to_file = !options.out.empty();
  if (command.count("--out") > 0 && !to_file)
    throw UsageError{
        "--out: the file's name is empty (an unset variable?): give it"};
  if (options.force && !to_file)
    throw UsageError{
        "--force: goes with --out (nothing else is written): add "
        "--out FILE"};
  if (to_file && command.count("--format") == 0)
    view.format = format_of_file(options.out);
  if (!to_file) check_printable(view.format);
  const FinishedSweep sweep = finished_sweep(options.folder);
  check_view(view, sweep.identity);
  const Existing existing =
      to_file ? existing_of(options.out, options.force, "it would be lost")
              : Existing::kept;
  const std::string text = view_text(view, sweep.csv, sweep.identity);
  if (!to_file) return print(text);
  write_file_atomically(options.out, text, Access::common, existing);
  note(session, options.out + " is written\n");
}

}  // namespace

void add_table(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "table", "A finished sweep's table, without running it again");
  const auto options = std::make_shared<TableOptions>();
  command
      ->add_option("SWEEP_DIR", options->folder,
                   "The folder of 'sweep --out', or of shards that were merged")
      ->required();
  add_view(*command, options->view);
  command
      ->add_option("--out", options->out,
                   "Write a file; its ending says the format, unless --format "
                   "does")
      ->type_name("FILE");
  command->add_flag("--force", options->force, "Replace an existing file");
  add_terminal(*command, session);
  hide(*command, {"--color"});
  command->footer(
      "Without --rows and --columns there is a row for each cell, each figure "
      "with its error; with them one figure, and the largest error below it "
      "unless --errors says otherwise. As many decimals are shown as are "
      "known.\n"
      "Examples:\n"
      "  rehearse table sweep --out power.docx\n"
      "  rehearse table sweep --rows endpoint.control.median --columns "
      "trial.participants --percent --out power.rtf\n"
      "  rehearse table sweep --rows endpoint.effect.hazard_ratio --columns "
      "trial.participants --label trial.participants=Randomized --label "
      "tab:power --caption \"Power\" --format latex");
  command->callback(
      [command, options, &session] { run_table(*command, *options, session); });
}

}  // namespace rehearse::cli

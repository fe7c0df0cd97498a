#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <new>
#include <stdexcept>

#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "cli/usage.hpp"
#include "rehearse/data/data_error.hpp"
#include "rehearse/system/file.hpp"
#include "rehearse/system/process.hpp"
#include "rehearse/text/shell_word.hpp"
#include "rehearse/text/shown_text.hpp"
#include "rehearse/version.hpp"

namespace rehearse::cli {
namespace {

// A message may quote what a file or a command line holds.
std::string fit_to_show(const std::string& message) {
  constexpr std::size_t most = 2000;
  return shown_text(shortened(message, most), LineEnds::kept);
}

ExitStatus fail(const CLI::App& command, const std::string& message,
                ExitStatus status) {
  print_error(fmt::format("{}: {}\n", name_of(command), fit_to_show(message)));
  return status;
}

ExitStatus fail_usage(const UsageFault& fault) {
  const std::string name = name_of(*fault.command);
  print_error(fmt::format("{}: {}\nSee '{} --help'.\n", name,
                          fit_to_show(fault.message), name));
  return ExitStatus::usage;
}

// Of a ConfigError or a DataError.
template <class Error>
ExitStatus fail_with_faults(const Error& error, const Session& session,
                            ExitStatus status) {
  const auto& faults = error.diagnostics();
  print_error(diagnostics_text(faults, Severity::error,
                               color_of(session, standard_error)));
  const std::size_t count = faults.size() + error.untold();
  print_error(
      fmt::format("{} error{}{}\n", count, count == 1 ? "" : "s",
                  error.untold() == 0
                      ? ""
                      : fmt::format(", of which {} are shown", faults.size())));
  return status;
}

// What ends the program without an error: the work done, or help.
ExitStatus run(CLI::App& app, const Session& session) {
  try {
    app.parse(std::vector<std::string>{session.arguments.rbegin(),
                                       session.arguments.rend()});
    if (!app.get_subcommands().empty()) return session.status;
    print_error(short_help(app));
    return ExitStatus::usage;
  } catch (const CLI::CallForHelp&) {
    print(help_text(chosen(app)));
  } catch (const CLI::CallForVersion& version) {
    print(std::string{version.what()} + '\n');
  } catch (const CLI::ParseError& error) {
    return fail_usage(usage_fault(app, error));
  } catch (const UsageError& error) {
    return fail_usage({&chosen(app), error.what()});
  }
  return ExitStatus::done;
}

ExitStatus fail_memory(CLI::App& app, const Session& session) {
  return fail(
      chosen(app),
      fmt::format("memory is exhausted (what is asked for is too large for "
                  "this machine or its limits{}): ask for fewer participants, "
                  "replicates or --threads, or raise the limit (ulimit -v)",
                  session.size),
      ExitStatus::no_memory);
}

ExitStatus guarded_run(CLI::App& app, const Session& session) {
  try {
    return run(app, session);
  } catch (const ConfigError& error) {
    return fail_with_faults(error, session, ExitStatus::bad_config);
  } catch (const DataError& error) {
    return fail_with_faults(error, session, ExitStatus::bad_data);
  } catch (const IoError& error) {
    return fail(chosen(app), error.what(), exit_status_of(error.fault()));
  } catch (const UnavailableError& error) {
    return fail(chosen(app), error.what(), ExitStatus::unavailable);
  } catch (const std::bad_alloc&) {
    return fail_memory(app, session);
  } catch (const std::length_error&) {  // more than any memory
    return fail_memory(app, session);
  } catch (const std::exception& error) {
    return fail(chosen(app),
                fmt::format("{} (this is a bug of rehearse {}): please report "
                            "it with the command line and the config",
                            error.what(), REHEARSE_VERSION),
                ExitStatus::internal);
  }
}

}  // namespace
}  // namespace rehearse::cli

int main(int argc, char** argv) {
  using namespace rehearse::cli;
  rehearse::prepare_streams();
  Session session;
  session.arguments = rehearse::command_line_words(argc, argv);
  session.command_line = rehearse::command_line(session.arguments);
  CLI::App app{"Rehearse a randomized trial before it runs.", "rehearse"};
  add_commands(app, session);
  use_simd_of_environment(session);
  return static_cast<int>(guarded_run(app, session));
}

#include <fmt/format.h>

#include "cli/output.hpp"
#include "cli/randomize.hpp"
#include "cli/secrets.hpp"
#include "rehearse/data/data_file.hpp"
#include "rehearse/lists/list_check.hpp"
#include "rehearse/lists/randomization_list.hpp"
#include "rehearse/text/input_file.hpp"

namespace rehearse::cli {

void run_list_check(const RandomizeOptions& options, Session& session) {
  ConfigOptions own = options.config;
  own.overrides.seed.reset();
  const LoadedConfig config = load(own, session, Reading::list);
  ListCheckOptions check;
  check.writing = writing_of(options, config.scenario, session);
  RandomizationList made;
  std::string bytes;
  if (options.config.overrides.seed) {
    bytes = read_input(options.check);
    check.bytes = bytes;
    made = list_of(options, config, *options.config.overrides.seed, session);
    check.made = &made;
  }
  const ListCheck found =
      check_list(parse_data_file(read_input(options.check), "", options.check),
                 config.scenario, check);
  show(report_of(found), options.format.value_or(Format::table), session);
  if (!found.findings.empty()) session.status = ExitStatus::gate_not_met;
}

}  // namespace rehearse::cli

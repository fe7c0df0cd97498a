#include <fmt/format.h>

#include <memory>

#include "cli/commands.hpp"
#include "cli/null_option.hpp"
#include "cli/output.hpp"
#include "cli/power.hpp"
#include "rehearse/text/text.hpp"

namespace rehearse::cli {
void add_power(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "power", "Power of one scenario, with its Monte Carlo error");
  const auto options = std::make_shared<PowerOptions>();
  add_config(*command, options->config);
  add_threads(*command, options->threads);
  add_simd(*command);
  add_format(*command, options->format);
  add_out(*command, options->out, session);
  add_shard(*command, options->shard,
            "Simulate the I-th of N shares of the replicates");
  add_slurm(*command, options->slurm);
  command
      ->add_option("--replicate-data", options->replicate_data,
                   "Write a CSV row for each replicate and look; - is stdout")
      ->type_name("FILE");
  add_null(*command, options->null);
  add_probability(*command, "--require-power", options->required,
                  "Exit 1 if the power, of [[hypotheses]] the first's, is "
                  "below P");
  add_progress(*command, options->progress);
  add_terminal(*command, session);
  command->footer(
      "Examples:\n"
      "  rehearse power trial.toml\n"
      "  rehearse power trial.toml --set endpoint.effect.hazard_ratio=0.65 "
      "--format json\n"
      "  rehearse power trial.toml --out --require-power 0.9\n"
      "  rehearse power trial.toml --null each\n"
      "  rehearse power trial.toml --replicates 1e9 --slurm tasks\n"
      "  rehearse power trial.toml --replicates 1e9 --shard 1/100 --out "
      "part001");
  command->callback([command, options, &session] {
    options->has_format = command->count("--format") > 0;
    run_power(*options, session);
  });
}

}  // namespace rehearse::cli

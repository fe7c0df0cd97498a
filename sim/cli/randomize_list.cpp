#include <fmt/format.h>
#include <unistd.h>

#include <array>

#include "cli/randomize.hpp"
#include "config/text.hpp"
#include "rehearse/config/csv_table.hpp"
#include "rehearse/config/randomization_list.hpp"
#include "rehearse/config/sha256.hpp"
#include "rehearse/report/list_report.hpp"

namespace rehearse::cli {
namespace {

// A list's seed, as it is kept, and where it is from.
struct ListSeed {
  std::string text;
  std::string origin;
};

std::string random_hex(std::size_t bytes) {
  std::array<unsigned char, 32> drawn{};
  if (getentropy(drawn.data(), bytes) != 0)
    throw IoError{ExitStatus::internal,
                  "the operating system gives no random bytes (getentropy "
                  "failed): give a --seed"};
  std::string hex;
  for (std::size_t i = 0; i < bytes; ++i)
    hex += fmt::format("{:02x}", drawn.at(i));
  return hex;
}

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

// Of the trial, the config and, where nobody can search it, the seed.
std::string list_id(const LoadedConfig& config, const ListSeed& seed) {
  const bool searchable = seed.text.size() < 64;
  const std::string hash = sha256_hex("rehearse list" + config.sha256 +
                                      (searchable ? std::string{} : seed.text));
  return fmt::format("{}-{}", config.scenario.id, hash.substr(0, 12));
}

RandomizationList make(const RandomizeOptions& options,
                       const LoadedConfig& config, const ListSeed& seed) {
  ListOptions list;
  list.list_id = list_id(config, seed);
  if (options.use == SeedUse::dummy) list.prefix = "DUMMY-";
  const bool minimization = config.scenario.randomization.procedure.kind ==
                            ProcedureKind::minimization;
  if (minimization == options.arrivals.empty())
    throw UsageError{
        minimization
            ? "minimization has no list made ahead (an arm depends on who "
              "came before): give the participants with --arrivals FILE"
            : "--arrivals: the procedure's list is made ahead (participants "
              "change nothing in it): leave it out"};
  return minimization ? allocate_arrivals(config.scenario,
                                          read_csv(options.arrivals), list)
                      : make_randomization_list(config.scenario, list);
}

std::string list_text(const RandomizeOptions& options,
                      const LoadedConfig& config, const RandomizationList& list,
                      ListView view) {
  return options.format == Format::json ? list_json(config, list, view)
                                        : list_csv(list, view);
}

}  // namespace

void run_list(const RandomizeOptions& options, Session& session) {
  const ListSeed seed = seed_of(options, session);
  ConfigOptions own = options.config;
  own.overrides.seed.reset();  // no part of the config, nor of its hash
  LoadedConfig config = load(own, session, Reading::list);
  config::set_seed(seed.text, options.use, config.scenario);
  const RandomizationList list = make(options, config, seed);
  const ListView view =
      options.site_view ? ListView::site : ListView::unblinded;
  if (!options.out) {
    print(list_text(options, config, list, view));
    // Without it the list could never be made again.
    print_error(fmt::format("seed ({}): {}\n", seed.origin, seed.text));
    return;
  }
}

}  // namespace rehearse::cli

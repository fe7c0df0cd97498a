#include "cli/power_shards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/known_shards.hpp"
#include "cli/output.hpp"
#include "cli/stopwatch.hpp"
#include "rehearse/config/load.hpp"
#include "rehearse/store/power_shard.hpp"
#include "rehearse/store/sha256.hpp"
#include "rehearse/store/shard_command.hpp"
#include "rehearse/study/power.hpp"
#include "rehearse/system/process.hpp"
#include "rehearse/text/number_text.hpp"

namespace rehearse::cli {
namespace {

namespace fs = std::filesystem;

std::uint64_t chunk_count(std::uint64_t replicates) {
  return (replicates + chunk_replicates - 1) / chunk_replicates;
}

// What no share of a run can give.
void refuse_of_whole(const PowerOptions& options, const char* flag) {
  if (!options.null.empty() || !options.replicate_data.empty() ||
      options.required)
    throw UsageError{fmt::format(
        "{}: --null, --replicate-data and --require-power are of a whole run "
        "(a share has none): leave them out",
        flag)};
}

void refuse_too_many(std::uint64_t replicates, const char* flag) {
  if (chunk_count(replicates) > most_part_chunks)
    throw UsageError{fmt::format(
        "{}: {} replicates are too many for shares (which have {} at most "
        "together): ask for fewer",
        flag, grouped_text(replicates),
        grouped_text(most_part_chunks * chunk_replicates))};
}

void check_share(const PowerOptions& options, const Shard& shard,
                 std::uint64_t replicates) {
  if (options.out.value_or("").empty())
    throw UsageError{
        "--shard: a share needs a folder (it is merged later): add --out DIR"};
  refuse_of_whole(options, "--shard");
  if (options.has_format)
    throw UsageError{
        "--format: a share prints nothing (its merge does): leave it out, or "
        "give it to `rehearse merge`"};
  refuse_too_many(replicates, "--shard");
  if (shard.count > chunk_count(replicates))
    throw UsageError{fmt::format(
        "--shard: {} replicates are {} chunks of {} (no share is smaller): "
        "ask for no more shares",
        grouped_text(replicates), chunk_count(replicates), chunk_replicates)};
}

PowerShard description(const TrialConfig& config, const Shard& shard) {
  return {config.scenario.id,         config.sha256, config.seed_text,
          config.scenario.replicates, shard,         ""};
}

// What shares of one run have in common.
bool is_of_run(PowerShard shard, const PowerShard& first) {
  shard.shard.index = first.shard.index;
  shard.part_sha256 = first.part_sha256;
  return power_shard_json(shard) == power_shard_json(first);
}

bool is_unfinished_power(const std::string& folder) {
  return lacks_share(folder, power_shard_name);
}

// The shares' descriptions by index, all there.
KnownShards known_shards(const std::vector<std::string>& folders,
                         const PowerShard& first) {
  KnownShards known{first.shard.count, {}};
  std::vector<std::string> unfinished;
  for (const std::string& folder : folders) {
    if (is_unfinished_power(folder)) {
      unfinished.push_back(folder);
      continue;
    }
    const PowerShard shard = read_power_shard(folder);
    if (!is_of_run(shard, first))
      throw bad_shards(fmt::format(
          "{}: the shard is of another run than the first (config, seed, "
          "replicates, version or number of shards differ): leave it out",
          folder));
    known.add(shard.shard.index, folder);
  }
  known.require_all(unfinished);
  if (!unfinished.empty())
    throw bad_shards(fmt::format("{}: there is no shard in it: leave it out",
                                 unfinished.front()));
  return known;
}

TrialConfig config_of(const std::string& folder, const PowerShard& shard) {
  const std::string file = (fs::path{folder} / "config.resolved.toml").string();
  TrialConfig config = load_config(file, {});
  if (config.sha256 != shard.config_sha256)
    throw bad_shards(fmt::format(
        "{}: it was changed (it isn't the config of the run): run the shard "
        "again, it makes it anew",
        file));
  return config;
}

PowerPart part_of(const std::string& folder, const TrialConfig& config) {
  try {
    const PowerShard shard = read_power_shard(folder);
    PowerPart part = read_power_part(config.scenario, part_origin(config),
                                     read_part(folder, shard));
    const ChunkRange own = chunks_of(shard.shard, config.scenario.replicates);
    if (part.first != own.first || part.chunks() != own.count)
      throw PartError{"its part is another shard's"};
    return part;
  } catch (const PartError& error) {
    throw bad_shards(
        fmt::format("{}: {}: run the shard again", folder, error.what()));
  }
}

PowerPart joined_part(const KnownShards& known, const TrialConfig& config) {
  std::vector<PowerPart> parts;
  for (const auto& [index, folder] : known.folders)
    parts.push_back(part_of(folder, config));
  try {
    return joined(std::move(parts));
  } catch (const PartError& error) {
    throw bad_shards(
        fmt::format("{}: give the shards of one run", error.what()));
  }
}

// What an earlier call that was ended has left of the share. That of another
// run, or damaged, is done anew.
std::optional<PowerPart> begun_part(const RunFolder& folder,
                                    const TrialConfig& config,
                                    const ChunkRange& own,
                                    const Session& session) {
  const std::string bytes = read_begun_part(folder.path());
  if (bytes.empty()) return std::nullopt;
  std::string why = "it is another share's";
  try {
    PowerPart part =
        read_power_part(config.scenario, part_origin(config), bytes);
    if (part.first == own.first && part.chunks() <= own.count &&
        part.replicates == part.chunks() * chunk_replicates)
      return part;
  } catch (const PartError& error) {
    why = error.what();
  }
  note(session, fmt::format("{}: it is not gone on with ({}): the share begins "
                            "anew\n",
                            (folder.path() / begun_part_name).string(), why));
  return std::nullopt;
}

// A share that goes on where it was ended, and can be ended again.
GrowingPart growing_part(const RunFolder& folder, const TrialConfig& config,
                         const ChunkRange& own, const Session& session) {
  GrowingPart part{begun_part(folder, config, own, session)};
  if (part.begun)
    note(session, fmt::format("{} replicates of the share are there: it goes "
                              "on from these\n",
                              grouped_text(part.begun->replicates)));
  part.keep = [file = folder.path() / begun_part_name](const PowerPart& done) {
    write_file_atomically(file, bytes_of(done));
  };
  return part;
}

// Processor seconds that a chunk takes; nothing: stopped.
std::optional<double> chunk_seconds(const TrialConfig& config,
                                    const StudyRun& run) {
  std::uint64_t chunks = 1;
  StudyRun alone;
  alone.threads = 1;
  alone.stop = run.stop;
  while (true) {
    const double start = processor_seconds();
    if (!study_power_part(config, {0, chunks}, alone)) return std::nullopt;
    const double taken = processor_seconds() - start;
    if (taken > 0.3 || chunks == chunk_count(config.scenario.replicates))
      return taken / static_cast<double>(chunks);
    chunks = std::min(2 * chunks, chunk_count(config.scenario.replicates));
  }
}

}  // namespace

ChunkRange chunks_of(const Shard& shard, std::uint64_t replicates) {
  const std::uint64_t chunks = chunk_count(replicates);
  const std::uint64_t begin = chunks * (shard.index - 1) / shard.count;
  return {begin, chunks * shard.index / shard.count - begin};
}

void run_power_shard(const PowerOptions& options, const TrialConfig& config,
                     const Shard& shard, Session& session) {
  const Stopwatch watch;
  check_share(options, shard, config.scenario.replicates);
  const auto folder = run_folder(options.out, "power", config);
  write_shard_command(folder->path(), session.arguments);
  const ChunkRange own = chunks_of(shard, config.scenario.replicates);
  GrowingPart growing = growing_part(*folder, config, own, session);
  ProgressDisplay display{options.progress, session};
  const auto part =
      study_power_part(config, own, std::move(growing),
                       study_run(options.threads, display, session));
  display.erase();
  if (!part)
    return end_interrupted(session,
                           "power: interrupted (the share isn't whole; what "
                           "was kept of it stays): start it again, it goes on");
  const std::string bytes = bytes_of(*part);
  PowerShard described = description(config, shard);
  described.part_sha256 = sha256_hex(bytes);
  write_run(*folder, options.threads, config,
            {{"config.resolved.toml", config.resolved_toml},
             {power_part_name, bytes},
             {power_shard_name, power_shard_json(described)}},
            watch, session,
            {begun_part_name, "summary.json", "table.csv", "table.md"});
}

void write_power_tasks(const PowerOptions& options, const TrialConfig& config,
                       Session& session) {
  refuse_of_whole(options, "--slurm");
  refuse_too_many(config.scenario.replicates, "--slurm");
  ProgressDisplay display{ProgressChoice::none, session};
  const std::uint64_t chunks = chunk_count(config.scenario.replicates);
  const auto each = chunk_seconds(config, study_run(1, display, session));
  if (!each) return end_unwritten("power", session);
  const double whole = *each * static_cast<double>(chunks);
  const auto most =
      static_cast<double>(std::min<std::uint64_t>(chunks, most_tasks));
  const double least =
      60.0 * options.slurm.task_minutes * std::max(1U, options.threads);
  WorkSplit split;
  split.shares = static_cast<std::size_t>(std::clamp(whole / least, 1.0, most));
  split.seconds = whole / static_cast<double>(split.shares);
  write_slurm(options.slurm, split, options.threads, {}, session);
}

bool has_power_shard(const std::vector<std::string>& folders) {
  return std::ranges::any_of(folders, [](const std::string& folder) {
    std::error_code ignored;
    return fs::exists(fs::path{folder} / power_shard_name, ignored);
  });
}

void merge_power(const std::vector<std::string>& folders,
                 const std::string& out, Format format, Session& session) {
  const Stopwatch watch;
  const auto begun = std::ranges::find_if_not(folders, is_unfinished_power);
  const PowerShard first = read_power_shard(*begun);
  const KnownShards known = known_shards(folders, first);
  const std::string& one = known.folders.begin()->second;
  const TrialConfig config = config_of(one, first);
  const PowerPart part = joined_part(known, config);
  ProgressDisplay display{ProgressChoice::none, session};
  const PowerReport report =
      study_power(config, part, study_run(1, display, session));
  const RunFolder folder{out, "power"};
  for (const auto& [index, shard] : known.folders)
    (void)read_and_record((fs::path{shard} / power_shard_name).string(),
                          session);
  show(report_of(report), format, session);
  warn(session, power_warnings(report));
  write_run(folder, 1, report.config,
            files_of(report_of(report), report.config), watch, session);
}

}  // namespace rehearse::cli

// Performance: the user's own config on the user's machine.
#include <fmt/format.h>

#include "comparison.hpp"
#include "rehearse/store/build_info.hpp"
#include "rehearse/store/output_file.hpp"
#include "rehearse/store/sha256.hpp"
#include "second_implementation.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

// A run that theory is compared with, and one that is repeated.
constexpr const char* many_replicates = "20000";
constexpr const char* some_replicates = "3000";

// The same power, by the test's asymptotic distribution.
Check theory_check(const QualificationRun& run) {
  const char* id = "PQ-02";
  const std::string what = fmt::format(
      "simulated power against theory, {} replicates", many_replicates);
  const std::string config = run.config.string();
  const Ran design = run.program({"design", config, "--format", "json"});
  const Ran power = run.program(
      {"power", config, "--replicates", many_replicates, "--format", "json"});
  for (const Ran& ran : {design, power})
    if (ran.status != 0) return without(id, what, ran);
  if (design.error.find("warning: theory") != std::string::npos)
    return not_run(id, what, "theory isn't of such a trial");
  const Json theory = Json::parse(design.out).value("power", Json{});
  if (!theory.is_number())
    return not_run(id, what, "there is no theory of such a trial");
  const Json simulated = Json::parse(power.out)["power"];
  return compared(
      {id, "", what, theory, simulated["estimate"],
       4.0 * simulated["mcse"].get<double>() + 0.02,
       "Schoenfeld 1981, Lakatos 1988; within four Monte Carlo "
       "standard errors and .02 for what is asymptotic: a coarse check"});
}

Check repetition(const char* id, const QualificationRun& run,
                 const Arguments& once, const Arguments& again) {
  const auto sha256 = [&](const Arguments& arguments) {
    const Ran ran = run.program(arguments);
    return ran.status == 0 ? sha256_hex(ran.out) : fault_of(ran);
  };
  return compared(
      {id, line_of(again), fmt::format("the same bytes as {}", line_of(once)),
       sha256(once), sha256(again), 0.0, "the same seed gives the same bytes"});
}

Check well_ended(const char* id, const QualificationRun& run,
                 const Arguments& arguments, const char* citation) {
  const Ran ran = run.program(arguments);
  return compared({id, line_of(arguments), "exit status", 0,
                   ran.status == 0 ? Json(0) : Json(fault_of(ran)), 0.0,
                   citation});
}

// Which instruction set the program says that it uses.
Check target_check(const QualificationRun& run, const std::string& target) {
  const Arguments info{"info", "--simd", target, "--format", "json"};
  const Json all = Json::parse(run.program(info).out, nullptr, false);
  const std::string said =
      all.is_object() ? all.value("SIMD", std::string{}) : "";
  return compared({"PQ-07", line_of(info), "the instruction set in use", target,
                   said.substr(0, said.find(' ')), 0.0, "the flag says which"});
}

Arguments with(Arguments arguments, const Arguments& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::vector<Check> repetitions(const QualificationRun& run) {
  const Arguments power{"power",   run.config.string(), "--format",     "json",
                        "--quiet", "--replicates",      some_replicates};
  std::vector<Check> checks{
      repetition("PQ-05", run, power, power),
      repetition("PQ-06", run, with(power, {"--threads", "1"}),
                 with(power, {"--threads", "2"}))};
  for (const std::string& target : simd_targets()) {
    checks.push_back(target_check(run, target));
    checks.push_back(
        repetition("PQ-07", run, power, with(power, {"--simd", target})));
  }
  return checks;
}

std::vector<Check> list_checks(const QualificationRun& run) {
  const std::string config = run.config.string();
  const Arguments make{"randomize", config,     "--seed",
                       "7",         "--stdout", "--quiet"};
  const Ran list = run.program(make);
  if (list.status != 0) return {without("PQ-08", line_of(make), list)};
  write_file_atomically(run.folder / "list.csv", list.out);
  const Arguments check{"randomize", config,   "--check",
                        "list.csv",  "--seed", "7"};
  return {repetition("PQ-08", run, make, make),
          well_ended("PQ-09", run, check,
                     "a list of the config and the seed has no finding")};
}

}  // namespace

std::vector<Check> performance_checks(const QualificationRun& run) {
  const Arguments check{"check", run.config.string()};
  std::vector<Check> checks{
      well_ended("PQ-01", run, check, "the config has no fault")};
  if (checks.front().verdict != Verdict::pass) return checks;
  checks.push_back(theory_check(run));
  for (const auto& more :
       {statistic_checks(run), repetitions(run), list_checks(run)})
    checks.insert(checks.end(), more.begin(), more.end());
  return checks;
}

}  // namespace rehearse

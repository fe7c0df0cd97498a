// What `analyze`, `forecast`, `randomize --check`, `--value-map`, `--arrivals`
// and the file of sites read: a result, or a fault with its status. The first
// line says which of them reads the rest.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "kind.hpp"
#include "program.hpp"
#include "table_mutation.hpp"

namespace rehearse::fuzz {
namespace {

const std::string factors = R"([[factors]]
name = "sex"
levels = ["f", "m"]
prevalence = [0.5, 0.5]
)";
const std::string trial_head = R"(schema_version = 1
[trial]
id = "T"
participants = 40
[[arms]]
id = "new"
role = "experimental"
[[arms]]
id = "old"
role = "control"
)";
const std::string outcomes = R"([enrolment]
model = "uniform"
duration = "12 months"
[endpoint.control]
distribution = "exponential"
median = "8 months"
[endpoint.effect]
hazard_ratio = 0.6
[analysis.efficacy]
spending = "lan-demets-pocock"
[[analysis.looks]]
name = "interim"
events = 15
[[analysis.looks]]
name = "final"
events = 30
)";
const std::string blocks = R"([randomization]
block_sizes = [4]
stratify_by = ["sex"]
)";
const std::string minimized = R"([randomization]
procedure = "minimization"
probability = 0.8
minimize_over = [{factor = "sex"}]
)";

const std::string graph = trial_head + R"([randomization]
block_sizes = [4]
[enrolment]
model = "uniform"
duration = "12 months"
[endpoint.control]
distribution = "exponential"
median = "8 months"
[endpoint.effect]
hazard_ratio = 0.6
[analysis.efficacy]
spending = "lan-demets-obrien-fleming"
[[hypotheses]]
name = "PFS"
endpoint = "external"
alpha = 0.02
looks = [{name = "first", events = 15}, {name = "final", events = 30}]
[[hypotheses]]
name = "OS"
endpoint = "external"
alpha = 0.005
looks = [{name = "first", events = 10}, {name = "final", events = 20}]
[multiplicity]
transitions = [{from = "PFS", to = "OS", weight = 1.0},
               {from = "OS", to = "PFS", weight = 1.0}]
)";
// A participant in a row, with a column for whatever a flag can name.
std::string data_csv() {
  Chance chance{1};
  std::string csv = "id,t,e,arm,sex,entry,w,l,r,dose\n";
  for (int i = 1; i <= 40; ++i) {
    const double time = 0.5 + 0.25 * static_cast<double>(chance.below(100));
    const bool event = !chance.one_in(3);
    csv += fmt::format("p{},{},{:d},{},{},{},{},{},{},{}\n", i, time, event,
                       i % 2 == 0 ? "new" : "old", chance.one_in(2) ? "f" : "m",
                       time / 4.0, 1 + chance.below(3), time / 2.0,
                       event ? fmt::to_string(time) : "Inf", chance.below(3));
  }
  return csv;
}

// A running trial's, at the end of 2026.
std::string ongoing_csv() {
  Chance chance{4};
  std::string csv =
      "id,site,randomized,arm,event,dropout,date,last_scan,pending\n";
  for (int i = 1; i <= 30; ++i) {
    const auto month = 1 + chance.below(6);
    const bool event = chance.one_in(3);
    csv += fmt::format(
        "p{},s{},2026-0{}-{:02},{},{:d},{:d},2026-{:02}-15,{},{:d}\n", i,
        chance.below(4), month, 1 + chance.below(14),
        i % 2 == 0 ? "new" : "old", event, !event && chance.one_in(6),
        month + 6,
        chance.one_in(2) ? fmt::format("2026-0{}-20", month + 1) : "", false);
  }
  return csv;
}

std::string adam_csv() {
  Chance chance{2};
  std::string csv = "STUDYID,USUBJID,PARAMCD,TRTP,AVAL,AVALU,CNSR\n";
  for (int i = 0; i < 40; ++i)
    csv += fmt::format("S,{},{},{},{},DAYS,{}\n", i / 2,
                       i % 2 == 0 ? "PFS" : "OS", i % 4 < 2 ? "new" : "old",
                       1 + chance.below(400), chance.below(2));
  return csv;
}

std::string arrivals_csv() {
  Chance chance{3};
  std::string csv = "participant_id,sex,site_id\n";
  for (int i = 1; i <= 20; ++i)
    csv += fmt::format("p{},{},{}\n", i, chance.one_in(2) ? "f" : "m",
                       chance.below(4));
  return csv;
}

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words(1);
  for (const char c : line) {
    if (c == ' ') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

// A command that reads a table, and a sound one.
struct Use {
  std::vector<std::string> words;
  std::string table;
};

class TableKind : public Kind {
 public:
  TableKind() {
    const auto put = [](const char* name, const std::string& text) {
      write_bytes(scratch() / name, text);
      return (scratch() / name).string();
    };
    file_ = (scratch() / "input.csv").string();
    const auto trial = put("list.toml", trial_head + factors + blocks);
    const auto sites = put("sites.toml", trial_head + factors + outcomes +
                                             "[sites]\nfile = \"input.csv\"\n");
    const auto design = put("design.toml", trial_head + outcomes);
    const auto arriving =
        put("arriving.toml", trial_head + factors + minimized);
    const std::string list =
        run_soundly({"randomize", trial, "--stdout", "--seed", "5"}).out;
    const auto made = put("list.csv", list);
    add_analyses(trial, design);
    add("forecast " + design + " --cutoff 2026-12-31 --futures 100 --data " +
            file_,
        ongoing_csv());
    add("forecast " + design +
            " --cutoff 2026-12-31 --futures 100 --unblinded --format json "
            "--data " +
            file_,
        ongoing_csv());
    add("randomize " + trial + " --check " + file_, list);
    add("randomize " + trial + " --seed 5 --format md --check " + file_, list);
    add("randomize " + trial + " --check " + made + " --value-map " + file_,
        "column,theirs,ours\narm,1,new\narm,2,old\nsex,0,f\nsex,1,m\n");
    add("randomize " + arriving + " --dummy --seed 3 --arrivals " + file_,
        arrivals_csv());
    add("check " + sites, "site_id,weight\na,1\nb,2.5\nc,1\nd,0.5\n");
    const auto layout = trial + " --layout generic-irt ";
    add("randomize " + layout + "--check " + file_,
        run_soundly({"randomize", trial, "--layout", "generic-irt", "--stdout",
                     "--seed", "5"})
            .out);
    add("analyze --graph " + put("graph.toml", graph) + " --p " + file_,
        "hypothesis,look,events,p\nPFS,first,15,0.004\nOS,1,10,0.03\n"
        "PFS,final,30,0.001\nOS,2,20,0.004\n");
  }

  [[nodiscard]] std::string input(Chance& chance) const override {
    const std::size_t at = chance.below(uses_.size());
    const std::string& other = chance.of(uses_).table;
    return std::to_string(at) + '\n' +
           changed_table(uses_[at].table, other, chance);
  }

  Fate run(const std::string& input) override {
    const auto end = std::min(input.find('\n'), input.size() - 1);
    std::size_t at = 0;
    std::from_chars(input.data(), input.data() + end, at);
    write_bytes(file_, input.substr(end + 1));
    const auto outcome = run_program(uses_.at(at).words);
    return outcome.status <= 1 ? Fate::accepted : Fate::refused;
  }

 private:
  void add(const std::string& line, const std::string& table) {
    uses_.push_back({words_of(line), table});
  }
  void add_analyses(const std::string& trial, const std::string& design) {
    const std::string command = "analyze " + file_ + ' ';
    const std::string arm = "--arm arm --experimental new ";
    const std::string times = "--time t --event e " + arm;
    for (const std::string& flags :
         {times + "--encoding windows-1252",
          times +
              "--stratum sex --ties exact --at 0:12:3 --format json --tests "
              "fh(0,1),maxcombo,rmst(5),milestone(5),mw(2)",
          times + "--entry entry --weight w --id id --format csv",
          times + "--randomization-test 50 --config " + trial,
          times + "--format html --look interim --design " + design,
          arm + "--left l --right r --format latex",
          std::string{"--time t --event e --arm dose --trend"}})
      add(command + flags, data_csv());
    add(command + "--adam --experimental new --where PARAMCD=PFS", adam_csv());
  }

  std::string file_;
  std::vector<Use> uses_;
};

}  // namespace

std::unique_ptr<Kind> table_kind() { return std::make_unique<TableKind>(); }

}  // namespace rehearse::fuzz

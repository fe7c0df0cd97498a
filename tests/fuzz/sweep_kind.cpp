// A folder of a sweep, or of a share of a power run, of which a file was
// changed, removed or replaced by another thing: merging it refuses or gives
// what the untouched shards give; going on with a sweep refuses or gives that
// too, and makes what is wrong with a cell anew.
#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "kind.hpp"
#include "program.hpp"
#include "table_mutation.hpp"
#include "text_mutation.hpp"
#include "tree_mutation.hpp"

namespace rehearse::fuzz {
namespace {

namespace fs = std::filesystem;
using Files = std::map<std::string, std::string>;  // bytes by name

// Of a run, with its times and machine; of a process.
constexpr std::array own{"manifest.json", ".lock"};

Files files_in(const fs::path& folder) {
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    const fs::path name = fs::relative(entry.path(), folder);
    if (entry.is_regular_file() &&
        std::ranges::find(own, name.string()) == own.end())
      files[name.string()] = read_bytes(entry.path());
  }
  return files;
}

void put_files(const Files& files, const fs::path& folder) {
  fs::create_directories(folder / "cells");
  for (const auto& [name, bytes] : files) write_bytes(folder / name, bytes);
}

// What was done to which file of a folder.
struct Change {
  std::string kind;  // "sweep" or "power": merged; "resume"
  std::string file;
  std::string what;  // "bytes", "gone", "folder" or "link"
  std::string bytes;
};

std::string text_of(const Change& change) {
  return change.kind + '\n' + change.file + '\n' + change.what + '\n' +
         change.bytes;
}

Change change_of(const std::string& text) {
  std::array<std::string, 3> head;
  std::size_t at = 0;
  for (std::string& line : head) {
    const auto end = std::min(text.find('\n', at), text.size());
    line = text.substr(at, end - at);
    at = std::min(end + 1, text.size());
  }
  return {head[0], head[1], head[2], text.substr(at)};
}

void make(const Change& change, const fs::path& folder) {
  const fs::path file = folder / change.file;
  fs::remove_all(file);
  if (change.what == "bytes") write_bytes(file, change.bytes);
  if (change.what == "folder") fs::create_directory(file);
  if (change.what == "link") fs::create_symlink("elsewhere", file);
}

class SweepKind : public Kind {
 public:
  SweepKind() {
    write_bytes(scratch() / "trial.toml", trial);
    run_soundly(sweep("whole", "1/1", "7"));
    run_soundly(sweep("stranger", "1/1", "8"));
    for (const std::string kind : {"sweep", "power"}) {
      const auto shard = kind == "sweep" ? sweep : power;
      run_soundly(shard(kind + "/first", "1/2", "7"));
      run_soundly(shard(kind + "/second", "2/2", "7"));
      run_soundly(merge(kind + "/first", kind + "/second", kind + "/joined"));
      for (const char* name : {"/first", "/second", "/joined"})
        folders_[kind + name] = files_in(scratch() / (kind + name));
    }
    for (const char* name : {"whole", "stranger"})
      folders_[name] = files_in(scratch() / name);
  }

  [[nodiscard]] std::string input(Chance& chance) const override {
    constexpr std::array kinds{"resume", "sweep", "power"};
    const std::string kind = chance.of(kinds);
    const Files& files =
        folders_.at(kind == "resume" ? "whole" : kind + "/first");
    Change change{kind, a_name(files, chance), "bytes", ""};
    if (chance.one_in(12)) {
      constexpr std::array others{"gone", "folder", "link"};
      change.what = chance.of(others);
      return text_of(change);
    }
    const std::string& bytes = files.at(change.file);
    const Files& stranger = folders_.at("stranger");
    const std::string& other = stranger.at(a_name(stranger, chance));
    change.bytes = changed(change.file, bytes, other, chance);
    return text_of(change);
  }

  Fate run(const std::string& input) override {
    const Change change = change_of(input);
    fs::remove_all(scratch() / "work");
    return change.kind == "resume" ? run_resume(change) : run_merge(change);
  }

 private:
  static constexpr const char* trial =
      "schema_version = 1\n[trial]\nid = \"T\"\nparticipants = 40\n"
      "[[arms]]\nid = \"a\"\nrole = \"experimental\"\n"
      "[[arms]]\nid = \"b\"\nrole = \"control\"\n"
      "[randomization]\nblock_sizes = [4]\n"
      "[enrolment]\nmodel = \"uniform\"\nduration = \"12 months\"\n"
      "[endpoint.control]\ndistribution = \"exponential\"\n"
      "median = \"8 months\"\n[endpoint.effect]\nhazard_ratio = 0.6\n"
      "[[analysis.looks]]\nname = \"final\"\nevents = 25\n";

  using Words = std::vector<std::string>;

  static Words run_of(Words words, const Words& more,
                      const std::string& folder) {
    words.insert(words.end(), more.begin(), more.end());
    for (const char* word : {"--threads", "1", "--quiet", "--out"})
      words.emplace_back(word);
    words.push_back((scratch() / folder).string());
    return words;
  }
  static Words sweep(const std::string& folder, const std::string& shard,
                     const std::string& seed) {
    return run_of({"sweep", (scratch() / "trial.toml").string()},
                  {"--vary", "endpoint.effect.hazard_ratio=0.5,0.6,0.7,0.8",
                   "--replicates", "20", "--seed", seed, "--shard", shard},
                  folder);
  }
  static Words power(const std::string& folder, const std::string& shard,
                     const std::string& seed) {
    return run_of({"power", (scratch() / "trial.toml").string()},
                  {"--replicates", "2048", "--seed", seed, "--shard", shard},
                  folder);
  }
  static Words merge(const std::string& first, const std::string& second,
                     const std::string& out) {
    return {"merge", (scratch() / first).string(),
            (scratch() / second).string(), "--out", (scratch() / out).string()};
  }

  static std::string a_name(const Files& files, Chance& chance) {
    std::vector<std::string> names;  // what is read mostly
    for (const auto& [name, bytes] : files)
      if (name == "sweep.json" || name == "power-shard.json" ||
          name == "part.bin" || name.starts_with("cells/") || chance.one_in(4))
        names.push_back(name);
    return chance.of(names);
  }

  static std::string changed(const std::string& name, const std::string& bytes,
                             const std::string& other, Chance& chance) {
    if (chance.one_in(10)) return chance.one_in(2) ? "" : other;
    if (name.ends_with(".csv")) return changed_table(bytes, other, chance);
    if (!name.ends_with(".json") || chance.one_in(4))
      return changed_text(bytes, other, chance);
    Tree tree = Tree::parse(bytes);
    ValuePool pool;
    add_values(tree, pool);
    change_tree(tree, pool, chance);
    return tree.dump(1, ' ', false, Tree::error_handler_t::replace);
  }

  Fate run_merge(const Change& change) const {
    put_files(folders_.at(change.kind + "/first"), scratch() / "work/first");
    put_files(folders_.at(change.kind + "/second"), scratch() / "work/second");
    make(change, scratch() / "work" / "first");
    const Outcome outcome =
        run_program(merge("work/first", "work/second", "work/joined"));
    if (outcome.status != 0) return Fate::refused;
    if (files_in(scratch() / "work/joined") !=
        folders_.at(change.kind + "/joined"))
      throw Broken{"merge believes " + change.file};
    return Fate::accepted;
  }

  Fate run_resume(const Change& change) const {
    const fs::path folder = scratch() / "work" / "whole";
    put_files(folders_.at("whole"), folder);
    make(change, folder);
    const Outcome outcome = run_program(sweep("work/whole", "1/1", "7"));
    const bool is_cell = change.file.starts_with("cells/");
    if (outcome.status == 0 && files_in(folder) != folders_.at("whole"))
      throw Broken{"sweep goes on from a changed " + change.file};
    if (outcome.status != 0 && is_cell &&
        (change.what == "bytes" || change.what == "gone"))
      throw Broken{"sweep doesn't make a cell anew: " + outcome.error};
    return outcome.status == 0 ? Fate::accepted : Fate::refused;
  }

  std::map<std::string, Files> folders_;
};

}  // namespace

std::unique_ptr<Kind> sweep_kind() { return std::make_unique<SweepKind>(); }

}  // namespace rehearse::fuzz

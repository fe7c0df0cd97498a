// A sealed file that was changed never opens, and one that wasn't does.
#include <array>

#include "kind.hpp"
#include "program.hpp"
#include "text_mutation.hpp"

namespace rehearse::fuzz {
namespace {

// A character of a sealed file's head becomes another that could stand there.
std::string changed_character(std::string sealed, Chance& chance) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ =\n";
  const auto head = sealed.find("\n\n");
  sealed[chance.below(head)] = chance.of(letters);
  return sealed;
}

// The head of one before the body of another.
std::string joined(const std::string& head, const std::string& body) {
  return head.substr(0, head.find("\n\n")) + body.substr(body.find("\n\n"));
}

class SealedKind : public Kind {
 public:
  SealedKind() {
    const auto at = [](const std::string& name) {
      return (scratch() / name).string();
    };
    write_bytes(at("trial.toml"),
                "schema_version = 1\n[trial]\nid = \"T\"\nparticipants = 8\n"
                "[[arms]]\nid = \"a\"\nrole = \"experimental\"\n[[arms]]\n"
                "id = \"b\"\nrole = \"control\"\n[randomization]\n"
                "block_sizes = [4]\n");
    for (const char* key : {"key", "other"}) run_soundly({"keygen", at(key)});
    run_soundly({"randomize", at("trial.toml"), "--out", at("list"),
                 "--encrypt-to", at("key"), "--encrypt-to", at("other")});
    for (const char* name : names) {
      sealed_.push_back(read_bytes(scratch() / "list" / name));
      opened_.push_back(open(name, sealed_.back()).out);
    }
  }

  [[nodiscard]] std::string input(Chance& chance) const override {
    const std::size_t at = chance.below(sealed_.size());
    const std::string& other = chance.of(sealed_);
    std::string text = sealed_[at];
    const std::size_t changes = chance.one_in(4) ? 1 + chance.below(3) : 1;
    for (std::size_t i = 0; i < changes; ++i) {
      const auto blank = text.find("\n\n");
      const std::size_t what = blank == std::string::npos ? 0 : chance.below(4);
      if (what == 0) text = changed_text(text, other, chance);
      if (what == 1) text = changed_character(text, chance);
      if (what == 2)  // the body alone
        text = text.substr(0, blank + 2) +
               changed_text(text.substr(blank + 2), other, chance);
      if (what == 3) text = joined(text, chance.of(sealed_));
    }
    return std::to_string(at) + '\n' + text;
  }

  Fate run(const std::string& input) override {
    const auto at = static_cast<std::size_t>(input.front() - '0');
    const std::string text = input.substr(2);
    const Outcome outcome = open(names.at(at), text);
    const bool is_whole = text == sealed_.at(at);
    if ((outcome.status == 0) != is_whole)
      throw Broken{is_whole ? "a sealed file doesn't open"
                            : "a changed file opens"};
    if (is_whole && outcome.out != opened_.at(at))
      throw Broken{"a sealed file opens to other bytes"};
    // The head was read, and one of its lines opened.
    const bool is_read =
        is_whole || outcome.error.find("seal is broken") != std::string::npos;
    return is_read ? Fate::accepted : Fate::refused;
  }

 private:
  static constexpr std::array names{"seed.txt.sealed", "list.csv.sealed",
                                    "quality.json.sealed"};

  static Outcome open(const std::string& name, const std::string& text) {
    const auto file = scratch() / "open" / name;
    std::filesystem::create_directories(file.parent_path());
    write_bytes(file, text);
    return run_program(
        {"open", file.string(), "--key", (scratch() / "key").string()});
  }

  std::vector<std::string> sealed_;
  std::vector<std::string> opened_;
};

}  // namespace

std::unique_ptr<Kind> sealed_kind() { return std::make_unique<SealedKind>(); }

}  // namespace rehearse::fuzz

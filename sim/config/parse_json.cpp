// JSON, the dialect of programs. Places are RFC 6901 pointers rather than
// lines: a generated file is often one line.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "faults.hpp"
#include "parse.hpp"
#include "rehearse/text/typed_number.hpp"

namespace rehearse::config {
namespace {

using UnorderedJson = nlohmann::json;

// RFC 6901, section 3.
std::string pointer_part(std::string_view key) {
  std::string part = "/";
  for (const char c : key)
    if (c == '~')
      part += "~0";
    else if (c == '/')
      part += "~1";
    else
      part += c;
  return part;
}

// Line and column of a byte (from 0) of a text.
Mark mark_of(std::string_view text, std::size_t byte, const std::string& name) {
  const std::string_view before = text.substr(0, byte);
  const auto line =
      static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
  const auto start = before.find_last_of('\n');
  const auto in_line =
      start == std::string_view::npos ? before : before.substr(start + 1);
  const auto column = static_cast<std::size_t>(std::ranges::count_if(
                          in_line, [](char c) { return (c & 0xC0) != 0x80; })) +
                      1;
  return {fmt::format("{}:{}:{}", name, line, column), 0, line, column};
}

/// Builds the tree in the order of the document. Unlike the library's own
/// documents it sees a key that is given twice.
/// They would keep one of the two without a word.
class Builder {
 public:
  Builder(std::string_view text, const std::string& name)
      : text_(text), name_(name), faults_(text) {}

  Node take() {
    faults_.throw_if_any();
    return std::move(root_);
  }

  bool null() { return add(std::monostate{}); }
  bool boolean(bool flag) { return add(flag); }
  bool number_integer(UnorderedJson::number_integer_t n) { return add(n); }
  bool number_unsigned(UnorderedJson::number_unsigned_t n) {
    const bool fits = n <= static_cast<std::uint64_t>(INT64_MAX);
    return fits ? add(static_cast<std::int64_t>(n)) : add(n);
  }
  bool number_float(UnorderedJson::number_float_t x,
                    const UnorderedJson::string_t&) {
    return add(x);
  }
  bool string(UnorderedJson::string_t& text) { return add(std::move(text)); }
  bool binary(UnorderedJson::binary_t&) { return false; }  // never in a text
  bool start_object(std::size_t) { return open(Table{}); }
  bool start_array(std::size_t) { return open(List{}); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(UnorderedJson::string_t& key) {
    if (key.size() > max_key) {
      faults_.error(marked(""), "", long_key);
      return false;
    }
    if (!keys_.back().insert(key).second) {
      faults_.error(
          marked(pointer_part(key)), "",
          "the key '{}' is given twice (one would be ignored): keep one", key);
    }
    key_ = std::move(key);
    return true;
  }
  bool parse_error(std::size_t byte, const std::string&,
                   const UnorderedJson::exception& error) {
    faults_ = Faults{text_};  // a syntax error is shown alone
    std::string_view what = error.what();
    what.remove_prefix(std::min(what.find("] ") + 2, what.size()));
    const Mark mark = mark_of(text_, byte == 0 ? 0 : byte - 1, name_);
    const std::string advice = office_advice(text_, mark.line);
    faults_.error(mark, "", "syntax: {}", advice.empty() ? what : advice);
    return false;
  }

 private:
  [[nodiscard]] Mark marked(const std::string& part) const {
    const std::string pointer = open_.empty() ? part : pointers_.back() + part;
    return {pointer.empty() ? name_ : name_ + ":" + pointer, order_, 0, 0};
  }

  template <typename Value>
  Node& place(Value&& value) {
    Node node;
    std::string part;
    Node* parent = open_.empty() ? nullptr : open_.back();
    if (as<Table>(parent) != nullptr) part = pointer_part(key_);
    if (const List* list = as<List>(parent))
      part = fmt::format("/{}", list->size());
    ++order_;
    node.mark = node.key_mark = marked(part);
    node.value = std::forward<Value>(value);
    last_pointer_ = open_.empty() ? part : pointers_.back() + part;
    if (parent == nullptr) return root_ = std::move(node);
    if (auto* list = std::get_if<List>(&parent->value))
      return list->emplace_back(std::move(node));
    auto& table = std::get<Table>(parent->value);
    return table.emplace_back(Member{key_, std::move(node)}).value;
  }
  template <typename Value>
  bool add(Value&& value) {
    place(std::forward<Value>(value));
    return true;
  }
  template <typename Value>
  bool open(Value&& value) {
    Node& node = place(std::forward<Value>(value));
    open_.push_back(&node);
    keys_.emplace_back();
    pointers_.push_back(last_pointer_);
    if (open_.size() <= max_depth) return true;
    faults_.error(
        node.mark, "",
        "the value is nested too deeply (no key is): check its brackets");
    return false;
  }
  bool close() {
    open_.pop_back();
    keys_.pop_back();
    pointers_.pop_back();
    return true;
  }

  std::string_view text_;
  const std::string& name_;
  Faults faults_;
  Node root_;
  // The containers around the place of reading. Their addresses hold: only
  // the innermost one grows.
  std::vector<Node*> open_;
  std::vector<std::unordered_set<std::string>> keys_;  // of each, so far
  std::vector<std::string> pointers_;
  std::string last_pointer_;
  std::string key_;
  std::uint64_t order_ = 0;
};

}  // namespace

// The library reads, the builder stops it at the first fault of the syntax.
Node parse_json(std::string_view text, const std::string& name) {
  Builder builder{text, name};
  UnorderedJson::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
}

}  // namespace rehearse::config

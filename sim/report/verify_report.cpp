#include "rehearse/report/verify_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "rehearse/text/shown_text.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

bool is_fine(const VerifiedFile& file) {
  return file.kept.value_or(Kept::unchanged) == Kept::unchanged &&
         file.made == MadeAgain::equal;
}

Json equal_json(MadeAgain made) {
  if (made == MadeAgain::not_tried) return nullptr;
  return made == MadeAgain::equal;
}

Json unchanged_json(const VerifiedFile& file) {
  if (!file.kept) return nullptr;
  return *file.kept == Kept::unchanged;
}

Json relative_json(const FileComparison& comparison) {
  if (comparison.numbers == 0) return nullptr;
  return comparison.largest_relative;
}

// The text of a place's value, if it may be shown.
Json value_json(const VerifiedFile& file, const std::string& text) {
  if (file.shown == FileShown::places) return nullptr;
  return text;
}

Json json_of(const VerifiedFile& file) {
  Json first = Json::array();
  for (const auto& [where, there, here] : file.comparison.first)
    first.push_back({{"where", where},
                     {"there", value_json(file, there)},
                     {"here", value_json(file, here)}});
  return {{"name", file.name},
          {"equal", equal_json(file.made)},
          {"unchanged", unchanged_json(file)},
          {"differences", file.comparison.count},
          {"last_digits", file.comparison.last_digits()},
          {"largest_relative", relative_json(file.comparison)},
          {"first", first}};
}

const char* word_of(Kept kept) {
  switch (kept) {
    case Kept::unchanged:
      return "unchanged";
    case Kept::changed:
      return "changed";
    case Kept::missing:
      return "missing";
  }
  return "";
}

Json json_of(const VerifyReport& report) {
  const Manifest& made = report.manifest;
  Json json = {{"command", "verify"},
               {"version", report.build.version},
               {"git_revision", report.build.git_revision},
               {"folder", report.folder},
               {"equal", is_equal(report)},
               {"of",
                {{"command", made.command},
                 {"version", made.version},
                 {"git_revision", made.git_revision},
                 {"date", made.origin.date},
                 {"user", made.origin.user},
                 {"host", made.origin.host}}},
               {"not_made", report.not_made},
               {"files", Json::array()},
               {"inputs", Json::array()},
               {"not_of_the_run", report.strangers},
               {"not_compared", not_compared(versions_of(report))}};
  for (const VerifiedFile& file : report.files)
    json["files"].push_back(json_of(file));
  for (const VerifiedInput& input : report.inputs)
    json["inputs"].push_back(
        {{"name", input.name}, {"now", word_of(input.kept)}});
  return json;
}

std::vector<Json> rows_of(const VerifyReport& report) {
  std::vector<Json> rows;
  for (const VerifiedFile& file : report.files) {
    const auto& places = file.comparison.first;
    const Difference first = places.empty() ? Difference{} : places.front();
    rows.push_back({{"name", file.name},
                    {"equal", equal_json(file.made)},
                    {"unchanged", unchanged_json(file)},
                    {"differences", file.comparison.count},
                    {"largest_relative", relative_json(file.comparison)},
                    {"first_where", first.where},
                    {"first_there", value_json(file, first.there)},
                    {"first_here", value_json(file, first.here)}});
  }
  return rows;
}

const char* kept_text(const VerifiedFile& file) {
  if (!file.kept) return "no hash";
  switch (*file.kept) {
    case Kept::unchanged:
      return "unchanged";
    case Kept::changed:
      return "CHANGED";
    case Kept::missing:
      return "MISSING";
  }
  return "";
}

std::string differing_text(const FileComparison& comparison) {
  std::string text = fmt::format("{} difference{}", comparison.count,
                                 comparison.count == 1 ? "" : "s");
  if (comparison.last_digits()) text += " of last digits";
  if (comparison.numbers > 0)
    text +=
        fmt::format(", up to {:.2g} of a number", comparison.largest_relative);
  return text;
}

std::string made_text(const VerifiedFile& file) {
  switch (file.made) {
    case MadeAgain::not_tried:
      return "not made again";
    case MadeAgain::equal:
      return "equal";
    case MadeAgain::differs:
      return differing_text(file.comparison);
    case MadeAgain::only_there:
      return "not among what was made again";
    case MadeAgain::only_here:
      return "made again, but not in the folder";
  }
  return "";
}

constexpr std::size_t most_quoted = 60;

std::string quoted(std::string_view value, std::size_t begin) {
  if (value.empty()) return "nothing";
  const std::string_view shown = value.substr(std::min(begin, value.size()));
  return fmt::format("`{}{}`", begin > 0 ? "… " : "",
                     shortened(shown, most_quoted));
}

// Where to begin, that of long lines the first difference is seen, and a
// little before it.
std::size_t begin_of(std::string_view there, std::string_view here) {
  constexpr std::size_t before = 12;
  if (std::max(there.size(), here.size()) <= most_quoted) return 0;
  const auto differing = std::ranges::mismatch(there, here).in1;
  auto begin = static_cast<std::size_t>(differing - there.begin());
  begin -= std::min(begin, before);
  const auto inside = [&](std::size_t at) {  // of a character in UTF-8
    return (static_cast<unsigned char>(there[at]) & 0xC0U) == 0x80U;
  };
  while (begin > 0 && begin < there.size() && inside(begin)) --begin;
  return begin;
}

std::string place_text(const VerifiedFile& file, const Difference& place) {
  if (file.shown == FileShown::places ||
      (place.there.empty() && place.here.empty()))
    return fmt::format("{}, {}", file.name, place.where);
  const std::size_t begin = begin_of(place.there, place.here);
  return fmt::format("{}, {}: {} there, {} here", file.name, place.where,
                     quoted(place.there, begin), quoted(place.here, begin));
}

Document::Items places_of(const VerifyReport& report) {
  Document::Items items;
  for (const VerifiedFile& file : report.files) {
    for (const Difference& place : file.comparison.first)
      items.items.push_back(place_text(file, place));
    const std::size_t more =
        file.comparison.count - file.comparison.first.size();
    if (more > 0)
      items.items.push_back(fmt::format("{}, {} more", file.name, more));
  }
  return items;
}

std::string build_text(const std::string& version,
                       const std::string& revision) {
  return fmt::format("rehearse {}, revision {}", version,
                     revision.empty() ? "unknown" : revision);
}

std::string origin_text(const RunOrigin& origin) {
  if (origin.date.empty()) return "";
  return fmt::format("; {}, {} on {}", origin.date, origin.user, origin.host);
}

// What the run read: it was made again of its resolved config all the same.
Document::Facts inputs_of(const VerifyReport& report) {
  std::string text;
  for (const VerifiedInput& input : report.inputs)
    text += fmt::format("{}{}: {}", text.empty() ? "" : "\n",
                        input.name == "-" ? "standard input" : input.name,
                        word_of(input.kept));
  if (text.empty()) return {};
  return {{{"Read", text}}};
}

Document::Facts strangers_of(const VerifyReport& report) {
  constexpr std::size_t most = 10;
  const auto& all = report.strangers;
  if (all.empty()) return {};
  const auto told = static_cast<std::ptrdiff_t>(std::min(all.size(), most));
  std::string text =
      fmt::format("{}", fmt::join(all.begin(), all.begin() + told, "\n"));
  if (all.size() > most) text += fmt::format("\n{} more", all.size() - most);
  return {{{"Not of it", text + "\n(nothing of the run made these)"}}};
}

// What another version may state otherwise of the same result.
Document::Note not_compared_of(const VerifyReport& report) {
  const auto members = not_compared(versions_of(report));
  if (members.empty() || !report.not_made.empty()) return {};
  return {
      {fmt::format("Of another version, this isn't compared: {} in JSON "
                   "and CSV; spaces and order of JSON; the version in "
                   "texts; first lines of cells; the manifest's command "
                   "line.",
                   fmt::join(members, ", "))}};
}

bool last_digits_alone(const VerifyReport& report) {
  return std::ranges::all_of(report.files, [](const VerifiedFile& file) {
    return is_fine(file) ||
           (file.kept.value_or(Kept::unchanged) == Kept::unchanged &&
            file.comparison.last_digits());
  });
}

Document::Answer answer_of(const VerifyReport& report) {
  if (is_equal(report))
    return {"Equal",
            report.strangers.empty() ? "every file" : "every file of the run"};
  if (!report.not_made.empty()) return {"Not made again", report.not_made};
  if (last_digits_alone(report))
    return {"Differs in last digits", "nothing else of it does"};
  const auto differing = std::ranges::count_if(
      report.files, [](const VerifiedFile& file) { return !is_fine(file); });
  return {"Differs",
          fmt::format("{} of {} files", differing, report.files.size())};
}

Document document_of(const VerifyReport& report) {
  const Manifest& made = report.manifest;
  Document document;
  document.add(Document::Heading{
      fmt::format("{}, of rehearse {}", report.folder, made.command)});
  document.add(answer_of(report));
  Document::Table table{{{"File", "Since it was written", "Made again"}, {}}};
  for (const VerifiedFile& file : report.files)
    table.cells.rows.push_back({file.name, kept_text(file), made_text(file)});
  document.add(table);
  document.add(Document::Facts{
      {{"There",
        build_text(made.version, made.git_revision) + origin_text(made.origin)},
       {"Here", build_text(report.build.version, report.build.git_revision)}}});
  document.add(inputs_of(report));
  document.add(strangers_of(report));
  document.add(places_of(report));
  document.add(not_compared_of(report));
  return document;
}

}  // namespace

Versions versions_of(const VerifyReport& report) {
  const std::string& there = report.manifest.version;
  return {there.empty() ? report.build.version : there, report.build.version};
}

bool is_equal(const VerifyReport& report) {
  return report.not_made.empty() && std::ranges::all_of(report.files, is_fine);
}

Report report_of(const VerifyReport& report) {
  return {json_of(report),
          rows_of(report),
          document_of(report),
          {"name", "equal", "unchanged", "differences", "largest_relative",
           "first_where", "first_there", "first_here"}};
}

}  // namespace rehearse

// CDISC Define-XML 2.1 (15 May 2019): elements in the order of its schema.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "rehearse/core/expect.hpp"
#include "rehearse/data/data_set.hpp"
#include "rehearse/text/xml_text.hpp"
#include "rehearse/version.hpp"
#include "set_tables.hpp"

namespace rehearse {
namespace {

using Json = nlohmann::ordered_json;

std::string description(std::string_view text, std::string_view indent) {
  return fmt::format(
      "{0}<Description>\n{0}  <TranslatedText xml:lang=\"en\">{1}"
      "</TranslatedText>\n{0}</Description>\n",
      indent, xml_text(text));
}

std::string item_oid(const DataSet& set, const Variable& variable) {
  return xml_attribute("IT." + set.name + '.' + variable.name);
}

std::string method_oid(const DataSet& set, const Variable& variable) {
  return xml_attribute("MT." + set.name + '.' + variable.name);
}

bool has_values_everywhere(const DataSet& set, std::size_t column) {
  return std::ranges::none_of(set.rows, [&](const auto& row) {
    return value_text(row[column]).empty();
  });
}

std::string item_refs(const DataSet& set) {
  std::string text;
  for (std::size_t c = 0; c < set.variables.size(); ++c) {
    const Variable& variable = set.variables[c];
    text += fmt::format(
        "        <ItemRef ItemOID=\"{}\" OrderNumber=\"{}\" Mandatory=\"{}\"",
        item_oid(set, variable), c + 1,
        has_values_everywhere(set, c) ? "Yes" : "No");
    if (variable.key > 0)
      text += fmt::format(" KeySequence=\"{}\"", variable.key);
    if (variable.origin == Origin::derived)
      text += fmt::format(" MethodOID=\"{}\"", method_oid(set, variable));
    text += "/>\n";
  }
  return text;
}

std::string group_def(const DataSet& set, const std::string& ending) {
  const std::string name = xml_attribute(set.name);
  const std::string file = xml_attribute(file_name(set, ending));
  std::string text = fmt::format(
      "      <ItemGroupDef OID=\"IG.{0}\" Name=\"{0}\" "
      "SASDatasetName=\"{0}\" Repeating=\"{1}\" IsReferenceData=\"No\" "
      "Purpose=\"Analysis\" def:StandardOID=\"STD.ADaMIG\" "
      "def:Structure=\"{2}\" def:ArchiveLocationID=\"LF.{0}\">\n",
      name,
      std::ranges::max(set.variables, {}, &Variable::key).key > 1 ? "Yes"
                                                                  : "No",
      xml_attribute(set.structure));
  text += description(set.label, "        ") + item_refs(set);
  text +=
      set.sub_class.empty()
          ? fmt::format("        <def:Class Name=\"{}\"/>\n",
                        xml_attribute(set.item_class))
          : fmt::format(
                "        <def:Class Name=\"{}\">\n"
                "          <def:SubClass Name=\"{}\"/>\n"
                "        </def:Class>\n",
                xml_attribute(set.item_class), xml_attribute(set.sub_class));
  text += fmt::format(
      "        <def:leaf ID=\"LF.{}\" xlink:href=\"{}\">\n"
      "          <def:title>{}</def:title>\n        </def:leaf>\n",
      name, file, xml_text(file_name(set, ending)));
  return text + "      </ItemGroupDef>\n";
}

// Digits after the point of the number that needs most.
std::size_t most_decimals(const DataSet& set, std::size_t column) {
  std::size_t most = 1;
  for (const auto& row : set.rows) {
    const std::string text = value_text(row[column]);
    const auto point = text.find('.');
    if (point != std::string::npos)
      most = std::max(most, text.size() - point - 1);
  }
  return most;
}

// A transport file has SAS's numbers of days, the others have dates.
std::string type_attributes(const DataSet& set, std::size_t column,
                            const std::string& ending) {
  switch (set.variables[column].type) {
    case VariableType::text:
      return fmt::format("DataType=\"text\" Length=\"{}\"",
                         longest_text(set, column));
    case VariableType::integer:
      return fmt::format("DataType=\"integer\" Length=\"{}\"",
                         longest_text(set, column));
    case VariableType::number:
      return fmt::format(
          "DataType=\"float\" Length=\"{}\" SignificantDigits=\"{}\"",
          longest_text(set, column), most_decimals(set, column));
    case VariableType::date:
      return ending == ".xpt" ? "DataType=\"integer\" Length=\"8\" "
                                "def:DisplayFormat=\"DATE9.\""
                              : "DataType=\"date\"";
  }
  return "";
}

std::string origin_element(const Variable& variable) {
  switch (variable.origin) {
    case Origin::assigned:
      return "        <def:Origin Type=\"Assigned\" Source=\"Sponsor\"/>\n";
    case Origin::derived:
      return "        <def:Origin Type=\"Derived\" Source=\"Sponsor\"/>\n";
    case Origin::predecessor:
      return "        <def:Origin Type=\"Predecessor\">\n" +
             description(variable.source, "          ") +
             "        </def:Origin>\n";
  }
  return "";
}

std::string item_def(const DataSet& set, std::size_t column,
                     const std::string& ending) {
  const Variable& variable = set.variables[column];
  const std::string name = xml_attribute(variable.name);
  std::string text = fmt::format(
      "      <ItemDef OID=\"{}\" Name=\"{}\" {} SASFieldName=\"{}\">\n",
      item_oid(set, variable), name, type_attributes(set, column, ending),
      name);
  text += description(variable.label, "        ");
  if (!variable.codes.empty())
    text += fmt::format("        <CodeListRef CodeListOID=\"CL.{}\"/>\n", name);
  return text + origin_element(variable) + "      </ItemDef>\n";
}

std::string code_item(const CodedTerm& term, std::size_t order) {
  const std::string value = xml_attribute(term.value);
  if (term.meaning.empty())
    return fmt::format(
        "        <EnumeratedItem CodedValue=\"{}\" OrderNumber=\"{}\"/>\n",
        value, order);
  return fmt::format(
      "        <CodeListItem CodedValue=\"{}\" OrderNumber=\"{}\">\n"
      "          <Decode>\n"
      "            <TranslatedText xml:lang=\"en\">{}</TranslatedText>\n"
      "          </Decode>\n        </CodeListItem>\n",
      value, order, xml_text(term.meaning));
}

// Of a name that several data sets have the first's.
std::string code_lists(const std::vector<DataSet>& sets) {
  std::string text;
  std::vector<std::string_view> done;
  for (const DataSet& set : sets)
    for (const Variable& variable : set.variables) {
      if (variable.codes.empty() ||
          std::ranges::find(done, variable.name) != done.end())
        continue;
      done.push_back(variable.name);
      text += fmt::format(
          "      <CodeList OID=\"CL.{0}\" Name=\"{1}\" DataType=\"{2}\" "
          "def:IsNonStandard=\"Yes\">\n",
          xml_attribute(variable.name), xml_attribute(variable.label),
          variable.type == VariableType::integer ? "integer" : "text");
      std::size_t order = 0;
      for (const CodedTerm& term : variable.codes)
        text += code_item(term, ++order);
      text += "      </CodeList>\n";
    }
  return text;
}

std::string methods(const std::vector<DataSet>& sets) {
  std::string text;
  for (const DataSet& set : sets)
    for (const Variable& variable : set.variables)
      if (variable.origin == Origin::derived)
        text += fmt::format(
                    "      <MethodDef OID=\"{}\" Name=\"{}\" "
                    "Type=\"Computation\">\n",
                    method_oid(set, variable),
                    xml_attribute("Algorithm to derive " + set.name + '.' +
                                  variable.name)) +
                description(variable.source, "        ") +
                "      </MethodDef>\n";
  return text;
}

constexpr const char* define_head =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<ODM xmlns=\"http://www.cdisc.org/ns/odm/v1.3\" "
    "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
    "xmlns:def=\"http://www.cdisc.org/ns/def/v2.1\" ODMVersion=\"1.3.2\" "
    "FileType=\"Snapshot\" FileOID=\"{0}.define\" CreationDateTime=\"{1}\" "
    "SourceSystem=\"rehearse\" SourceSystemVersion=\"{2}\" "
    "def:Context=\"Other\">\n"
    "  <Study OID=\"{0}\">\n"
    "    <GlobalVariables>\n"
    "      <StudyName>{3}</StudyName>\n"
    "      <StudyDescription>Simulated trial: nobody took part in it"
    "</StudyDescription>\n"
    "      <ProtocolName>{3}</ProtocolName>\n"
    "    </GlobalVariables>\n"
    "    <MetaDataVersion OID=\"MDV.{0}\" Name=\"{0}, data definitions\" "
    "def:DefineVersion=\"2.1.0\">\n"
    "      <def:Standards>\n"
    "        <def:Standard OID=\"STD.ADaMIG\" Name=\"ADaMIG\" Type=\"IG\" "
    "Version=\"1.3\" Status=\"Final\"/>\n"
    "      </def:Standards>\n";

}  // namespace

std::string define_xml(const std::vector<DataSet>& sets, const DataStudy& study,
                       const std::string& ending) {
  expect(!sets.empty(), "a define.xml describes data sets");
  std::string text =
      fmt::format(define_head, xml_attribute(study.id), study.created,
                  REHEARSE_VERSION, xml_text(study.id));
  for (const DataSet& set : sets) text += group_def(set, ending);
  for (const DataSet& set : sets)
    for (std::size_t c = 0; c < set.variables.size(); ++c)
      text += item_def(set, c, ending);
  return text + code_lists(sets) + methods(sets) +
         "    </MetaDataVersion>\n  </Study>\n</ODM>\n";
}

}  // namespace rehearse

#include "core/agent/tool_arguments.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

std::unexpected<Error> wrong(const QString& sentence)
{
    return failure(ErrorCode::Usage, sentence);
}

Result<void> checkChoice(const QString& field, const QJsonValue& value, const QJsonArray& choices)
{
    if (choices.contains(value))
        return {};
    return wrong(u"%1 must be one of: %2."_s.arg(field, QJsonValue(choices).toVariant().toStringList().join(", "_L1)));
}

Result<void> checkText(const QString& field, const QJsonValue& value, const QJsonObject& schema)
{
    if (!value.isString())
        return wrong(u"%1 must be a string."_s.arg(field));
    const auto text = value.toString();
    if (text.size() < schema.value("minLength"_L1).toInteger())
        return wrong(u"%1 must not be empty."_s.arg(field));
    if (text.size() > schema.value("maxLength"_L1).toInteger())
        return wrong(
            u"%1 must not be longer than %2 characters."_s.arg(field).arg(schema.value("maxLength"_L1).toInteger()));
    if (text.contains(QChar::Null))
        return wrong(u"%1 must not contain a NUL character."_s.arg(field));
    return {};
}

Result<void> checkNumber(const QString& field, const QJsonValue& value, const QJsonObject& schema)
{
    const auto number = value.toDouble(NAN);
    const auto minimum = schema.value("minimum"_L1).toDouble();
    const auto maximum = schema.value("maximum"_L1).toDouble();
    if (!(number >= minimum && number <= maximum) || number != std::floor(number))
        return wrong(
            u"%1 must be a whole number from %2 to %3."_s.arg(field).arg(minimum, 0, 'f', 0).arg(maximum, 0, 'f', 0));
    return {};
}

Result<QJsonObject> checkObject(const QString& place, QJsonObject values, const QJsonObject& schema);

Result<void> check(const QString& field, const QJsonValue& value, const QJsonObject& schema);

Result<void> checkList(const QString& field, const QJsonValue& value, const QJsonObject& schema)
{
    const auto most = schema.value("maxItems"_L1).toInteger();
    if (!value.isArray() || value.toArray().size() > most)
        return wrong(u"%1 must be a list of at most %2."_s.arg(field).arg(most));
    const auto items = value.toArray();
    for (qsizetype at = 0; at < items.size(); ++at)
        if (const auto checked =
                check(u"%1[%2]"_s.arg(field).arg(at), items.at(at), schema.value("items"_L1).toObject());
            !checked)
            return checked;
    return {};
}

Result<void> check(const QString& field, const QJsonValue& value, const QJsonObject& schema)
{
    const auto type = schema.value("type"_L1).toString();
    if (schema.contains("enum"_L1))
        return checkChoice(field, value, schema.value("enum"_L1).toArray());
    if (type == "string"_L1)
        return checkText(field, value, schema);
    if (type == "integer"_L1)
        return checkNumber(field, value, schema);
    if (type == "array"_L1)
        return checkList(field, value, schema);
    if (type == "object"_L1)
        return value.isObject() ? checkObject(field + u'.', value.toObject(), schema).transform([](const auto&) {})
                                : wrong(u"%1 must be an object."_s.arg(field));
    if (!value.isBool())
        return wrong(u"%1 must be true or false."_s.arg(field));
    return {};
}

/// `place` stands before the names in what is said: "" or "steps[2].".
Result<QJsonObject> checkObject(const QString& place, QJsonObject values, const QJsonObject& schema)
{
    const auto properties = schema.value("properties"_L1).toObject();
    const auto given = values.keys();
    for (const auto& name : given) {
        if (!properties.contains(name))
            return wrong(u"There is no argument %1; the arguments are %2."_s.arg(place + name.left(100),
                                                                                 properties.keys().join(", "_L1)));
        if (values.value(name).isNull()) { // some models send null for what they leave out
            values.remove(name);
            continue;
        }
        if (const auto checked = check(place + name, values.value(name), properties.value(name).toObject()); !checked)
            return std::unexpected(checked.error());
    }
    const auto required = schema.value("required"_L1).toArray();
    for (const auto& name : required)
        if (!values.contains(name.toString()))
            return wrong(u"%1 is missing."_s.arg(place + name.toString()));
    return values;
}

} // namespace

Result<QJsonObject> checkedArguments(const QString& arguments, const QJsonObject& schema)
{
    QJsonParseError problem;
    const auto text = arguments.trimmed().isEmpty() ? "{}"_ba : arguments.toUtf8();
    const auto json = QJsonDocument::fromJson(text, &problem);
    if (!json.isObject())
        return wrong(problem.error == QJsonParseError::NoError
                         ? u"The arguments must be a JSON object."_s
                         : u"The arguments are not valid JSON: %1 at offset %2."_s.arg(problem.errorString())
                               .arg(problem.offset));
    return checkObject({}, json.object(), schema);
}

Result<QString> checkedPath(const QString& path)
{
    if (std::ranges::any_of(path, [](QChar c) { return c.category() == QChar::Other_Control; }))
        return wrong(u"path must not contain control characters."_s);
    const auto clean = QDir::cleanPath(path);
    if (path.startsWith(u'/') || path == "~"_L1 || path.startsWith("~/"_L1))
        return wrong(u"path must be relative to the workspace's folder, such as src/main.c."_s);
    if (clean == ".."_L1 || clean.startsWith("../"_L1))
        return wrong(u"path must not lead outside the workspace's folder."_s);
    return clean.isEmpty() ? u"."_s : clean;
}

} // namespace kalpana::agent

#include "remote/bridge/client/paths.h"

#include <QByteArray>
#include <QStringDecoder>

namespace kalpana::bridge::client {

namespace {

bool isUtf8(const std::string& text)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decoded = decoder.decode(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    return !decoder.hasError();
}

} // namespace

std::string pathIn(protocol::Fields& fields, const std::string& name)
{
    const auto bytes = fields.optionalText((name + "Bytes").c_str());
    auto shown = fields.text(name.c_str());
    return bytes ? QByteArray::fromBase64(QByteArray::fromStdString(*bytes)).toStdString() : shown;
}

void addPaths(Payload& payload, const std::vector<std::string>& paths)
{
    std::vector<std::string> texts;
    std::vector<std::string> bytes;
    for (const auto& path : paths)
        if (isUtf8(path))
            texts.push_back(path);
        else
            bytes.push_back(QByteArray::fromStdString(path).toBase64().toStdString());
    payload.withSome("paths", std::move(texts)).withSome("pathsBytes", std::move(bytes));
}

} // namespace kalpana::bridge::client

#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>

#include <memory>

namespace kalpana::test {

/// Writes one streamed reply of a model as a provider's API does. Finish reasons and usage are told in the names of
/// /chat/completions.
class ModelWire {
public:
    ModelWire() = default;
    ModelWire(const ModelWire&) = delete;
    ModelWire& operator=(const ModelWire&) = delete;
    virtual ~ModelWire() = default;

    /// By the path of the request; null where no API has such a one.
    [[nodiscard]] static std::unique_ptr<ModelWire> forPath(const QByteArray& path);

    [[nodiscard]] virtual QByteArray contentType() const { return "text/event-stream"; }
    [[nodiscard]] virtual QByteArray begin(const QJsonObject& usage) = 0;
    [[nodiscard]] virtual QByteArray text(const QString& text) = 0;
    [[nodiscard]] virtual QByteArray thinking(const QString& text) = 0;
    /// Parallel calls, their arguments in so many pieces.
    [[nodiscard]] virtual QList<QByteArray> tools(const QJsonArray& tools, int fragments) = 0;
    [[nodiscard]] virtual QByteArray finish(const QString& reason) = 0;
    [[nodiscard]] virtual QByteArray error(const QJsonValue& error) = 0;
    [[nodiscard]] virtual QByteArray comment(const QString& text) = 0;
    [[nodiscard]] virtual QByteArray end(const QJsonObject& usage) = 0;
};

} // namespace kalpana::test

#pragma once

#include "core/base/error.h"

#include <QJsonObject>
#include <QJsonValue>

#include <mutex>

namespace kalpana::settings {

/// What the user chose, in settings.json of the data folder: one JSON object with dotted keys. Usable from any thread,
/// and by several programs at once: a write reads the file again first, changes one key and replaces the file in one
/// step. Keys it does not know are kept. Never holds a secret.
class Settings final {
public:
    /// Reads the file; a missing one is all defaults. A damaged one is ErrorCode::Config, naming file, line and column,
    /// and stays as it is.
    [[nodiscard]] static Result<Settings> load(const QString& dataFolder);
    /// Moves a damaged settings.json to settings.json.damaged-<n>, for starting over; returns the new path.
    [[nodiscard]] static Result<QString> setAside(const QString& dataFolder);
    /// The path that setAside() would choose now: the first of them that is free.
    [[nodiscard]] static QString pathAside(const QString& dataFolder);
    Settings(Settings&& other) noexcept;

    /// The value of a key; undefined when it was never set.
    [[nodiscard]] QJsonValue value(const QString& key) const;
    /// Sets a key and saves; undefined removes it. Config when the file was damaged meanwhile (it is not overwritten),
    /// Storage when it can't be written.
    [[nodiscard]] Result<void> setValue(const QString& key, const QJsonValue& value);

    /// "release", an https address of a mirror, or a file: useCodeServerSource(), else KALPANA_CODE_SERVER_SOURCE, else
    /// the key "codeServer.source", else "release".
    [[nodiscard]] QString codeServerSource() const;
    /// For this run only, before every other choice: the option --code-server-source.
    void useCodeServerSource(const QString& source);

    /// Base address of the model's API: "model.address"; OpenRouter where not set.
    [[nodiscard]] QString modelAddress() const;
    /// "model.name".
    [[nodiscard]] QString modelName() const;
    /// Which API it is, "model.api": openai, anthropic, ollama; empty to tell by the address.
    [[nodiscard]] QString modelApi() const;
    /// How many tokens the model may think, "model.thinkingTokens"; 0 leaves it to the provider.
    [[nodiscard]] int modelThinkingTokens() const;
    /// Names the API's key in the secret store: "openrouter", "openai", "anthropic", or the address's host (and port), so that a key
    /// never goes to an address that it was not entered for.
    [[nodiscard]] QString modelProvider() const;

    [[nodiscard]] const QString& file() const { return m_file; }

private:
    Settings(QString file, QJsonObject values) : m_file(std::move(file)), m_values(std::move(values)) {}
    [[nodiscard]] QString text(const QString& key, const QString& otherwise) const;

    QString m_file;
    mutable std::mutex m_mutex; ///< Guards what follows.
    QJsonObject m_values;
    QString m_codeServerSource;
};

} // namespace kalpana::settings

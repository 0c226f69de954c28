#pragma once

#include "app/desktop/preferences/fields.h"

#include <QWidget>

class QCheckBox;

namespace kalpana::settings {
class Settings;
}

namespace kalpana::desktop::preferences {

/// How the model's provider is reached, "network.…" of the settings, and whether the agent may read the web,
/// "agent.fetch".
class NetworkPage final : public QWidget {
    Q_OBJECT
public:
    explicit NetworkPage(const settings::Settings& settings);
    /// Reads the file of certificates.
    [[nodiscard]] Checked<Values> values() const;
    /// What was typed as the proxy's password, and the keychain's key for it; empty: what is stored stays.
    [[nodiscard]] std::pair<QString, QByteArray> password() const;

private:
    void chooseFile();

    QLineEdit* m_proxy;
    QLineEdit* m_password;
    QLineEdit* m_caFile;
    QCheckBox* m_fetch;
};

} // namespace kalpana::desktop::preferences

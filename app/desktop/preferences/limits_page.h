#pragma once

#include "app/desktop/preferences/fields.h"

#include <QWidget>

namespace kalpana::settings {
class Settings;
}

namespace kalpana::desktop::preferences {

/// What the agent may use up: "limits.…" of the settings.
class LimitsPage final : public QWidget {
    Q_OBJECT
public:
    explicit LimitsPage(const settings::Settings& settings);
    [[nodiscard]] Checked<Values> values() const;

private:
    QLineEdit* m_steps;
    QLineEdit* m_minutes;
    QLineEdit* m_chat;
    QLineEdit* m_day;
    QLineEdit* m_calls;
};

} // namespace kalpana::desktop::preferences

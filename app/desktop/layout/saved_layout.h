#pragma once

#include <QByteArray>
#include <QObject>

namespace kalpana::settings {
class Settings;
}
namespace kalpana::desktop::background {
class Background;
}

namespace kalpana::desktop::layout {

/// Sizes and splits as the user left them, in the settings. GUI thread.
class SavedLayout final {
public:
    SavedLayout(settings::Settings& settings, background::Background& background)
        : m_settings(settings), m_background(background)
    {
    }

    /// As Qt's saveGeometry() and saveState() gave it; empty where nothing was kept.
    [[nodiscard]] QByteArray value(const QString& key) const;
    /// Returns at once. What can't be written is logged: a layout is not worth a question.
    void save(const QString& key, const QByteArray& value);

private:
    settings::Settings& m_settings;
    background::Background& m_background;
    QObject m_context;
};

} // namespace kalpana::desktop::layout

#pragma once

#include "app/desktop/look/theme.h"
#include "app/desktop/preferences/fields.h"

#include <QDialog>

class QComboBox;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QTabBar;

namespace kalpana::settings {
class Settings;
}
namespace kalpana::secrets {
class SecretStore;
}
namespace kalpana::desktop::background {
class Background;
}

namespace kalpana::desktop::preferences {

class LimitsPage;
class ModelPage;
class NetworkPage;

/// The model and its provider, what it may use up, how it is reached, where code-server comes from, light or dark. The
/// key goes to the secret store and nowhere else.
class PreferencesDialog final : public QDialog {
    Q_OBJECT
public:
    PreferencesDialog(settings::Settings& settings, secrets::SecretStore& secrets, background::Background& background,
                      QWidget* parent = nullptr);

Q_SIGNALS:
    /// Stored; the model may be another now.
    void modelChanged();
    void appearanceChanged(kalpana::desktop::look::Appearance appearance);

private:
    void addPage(const QString& title, QWidget* page);
    QWidget* makeEditor();
    QWidget* makeButtons();
    void refreshKeyHint();
    [[nodiscard]] Checked<Values> values() const;
    void save();
    void showProblem(const QString& sentence);

    settings::Settings& m_settings;
    secrets::SecretStore& m_secrets;
    background::Background& m_background;
    QTabBar* m_tabs;
    QStackedWidget* m_pages;
    ModelPage* m_model;
    LimitsPage* m_limits;
    NetworkPage* m_network;
    QLineEdit* m_source;
    QPlainTextEdit* m_extensions;
    QComboBox* m_appearance;
    QLabel* m_problem;
    QPushButton* m_save;
};

} // namespace kalpana::desktop::preferences

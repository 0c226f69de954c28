#pragma once

#include "app/desktop/look/theme.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

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

/// The model (address, name, key), where code-server comes from, light or dark. The key goes to the secret store and
/// nowhere else; the field only ever shows that there is one.
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
    QWidget* makeModel();
    QWidget* makeEditor();
    QWidget* makeButtons();
    void useProvider(int index);
    void refreshKeyHint();
    void save();
    void showProblem(const QString& sentence);

    settings::Settings& m_settings;
    secrets::SecretStore& m_secrets;
    background::Background& m_background;
    QComboBox* m_provider;
    QLineEdit* m_address;
    QLineEdit* m_model;
    QLineEdit* m_key;
    QLabel* m_keyHint;
    QLineEdit* m_source;
    QComboBox* m_appearance;
    QLabel* m_problem;
    QPushButton* m_save;
};

} // namespace kalpana::desktop::preferences

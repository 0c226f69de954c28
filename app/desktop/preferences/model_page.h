#pragma once

#include "app/desktop/preferences/fields.h"

#include <QWidget>

class QComboBox;

namespace kalpana::settings {
class Settings;
}

namespace kalpana::desktop::preferences {

/// The model and its provider: "model.…" of the settings, and the key's field, which only ever shows that there is one.
class ModelPage final : public QWidget {
    Q_OBJECT
public:
    explicit ModelPage(const settings::Settings& settings);
    [[nodiscard]] Checked<Values> values() const;
    /// What was typed as the key; empty: what is stored stays.
    [[nodiscard]] QByteArray key() const;
    void showKeyState(const QString& hint, bool isStored);

private:
    void useProvider(int index);
    void addChoice(QGridLayout& grid);
    void addMore(QGridLayout& grid);
    [[nodiscard]] Checked<QJsonValue> ownPrices() const;

    const settings::Settings& m_settings;
    QComboBox* m_provider;
    QComboBox* m_api;
    QLineEdit* m_address;
    QLineEdit* m_model;
    QLineEdit* m_planning;
    QLineEdit* m_thinking;
    QLineEdit* m_key;
    QLabel* m_keyHint;
    QLineEdit* m_priceIn;
    QLineEdit* m_priceOut;
};

} // namespace kalpana::desktop::preferences

#pragma once

#include <QJsonValue>
#include <QList>
#include <QString>

#include <expected>

class QFrame;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QWidget;

namespace kalpana::desktop::preferences {

/// Keys of the settings with their new values; undefined takes a key away.
using Values = QList<std::pair<QString, QJsonValue>>;

/// A field that holds what can't be stored: a sentence, and where to mend it.
struct Wrong {
    QString sentence;
    QWidget* field = nullptr;
};
template <typename T>
using Checked = std::expected<T, Wrong>;

/// A frame with rows of a title and a field.
[[nodiscard]] QFrame* card(QGridLayout*& grid);
void addRow(QGridLayout& grid, const QString& title, QWidget* field, QLabel* hint = nullptr);
[[nodiscard]] QLineEdit* field(const char* name, const QString& text, const QString& placeholder = {});

/// A text; undefined where it is empty.
[[nodiscard]] QJsonValue textIn(const QLineEdit& field);
/// A whole number from 1 to `most`, undefined where the field is empty; `title` names it in the sentence.
[[nodiscard]] Checked<QJsonValue> countIn(QLineEdit& field, const QString& title, int most);
/// Dollars from `least` to 10,000 likewise; a comma is read as a point.
[[nodiscard]] Checked<QJsonValue> dollarsIn(QLineEdit& field, const QString& title, double least);
/// Extensions for code-server, one a line, as a list; undefined where there are none.
[[nodiscard]] Checked<QJsonValue> extensionsIn(QPlainTextEdit& field);
/// A number of the settings as a field shows it.
[[nodiscard]] QString shown(const QJsonValue& number);

} // namespace kalpana::desktop::preferences

#pragma once

#include <QLatin1StringView>
#include <QString>

class QLabel;
class QPushButton;
class QWidget;

namespace kalpana::desktop::look {

// Small makers, so that pages read as what they show. `role` is what the style sheet goes by.

[[nodiscard]] QLabel* label(const QString& text, QLatin1StringView role, QWidget* parent = nullptr);
/// Wraps, and its text can be selected: for sentences.
[[nodiscard]] QLabel* sentence(const QString& text, QLatin1StringView role, QWidget* parent = nullptr);
[[nodiscard]] QPushButton* button(const QString& text, QLatin1StringView role, QWidget* parent = nullptr);
/// Gives an existing widget another role and redraws it.
void setRole(QWidget* widget, QLatin1StringView role);

} // namespace kalpana::desktop::look

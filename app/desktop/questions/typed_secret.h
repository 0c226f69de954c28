#pragma once

#include <QByteArray>

class QBoxLayout;
class QDialog;
class QLineEdit;

namespace kalpana::desktop::questions {

/// What was typed, in UTF-8; the field is emptied.
[[nodiscard]] QByteArray takeTyped(QLineEdit& field);

/// Adds Cancel and, as the default, Continue to the end of a dialog: its children "cancel" and "accept".
void addAnswerButtons(QDialog& dialog, QBoxLayout& column);

} // namespace kalpana::desktop::questions

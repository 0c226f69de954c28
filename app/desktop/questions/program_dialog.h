#pragma once

#include "remote/workspaces/program_questions.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;

namespace kalpana::desktop::questions {

/// What a program on a workspace's host asks: where it runs, for what it asks, and in its own words, which may be
/// anybody's. Cancel refuses the answer.
class ProgramDialog final : public QDialog {
    Q_OBJECT
public:
    /// `kept` is filled in; empty where the keychain has none.
    ProgramDialog(const workspaces::ProgramQuestion& question, const workspaces::ProgramAnswer& kept, QWidget* parent);

    [[nodiscard]] QString username() const;
    /// What was typed, in UTF-8; the field is emptied.
    [[nodiscard]] QByteArray takeSecret();
    /// To be kept in the keychain.
    [[nodiscard]] bool keep() const;

private:
    QLineEdit* m_username;
    QLineEdit* m_secret;
    QCheckBox* m_keep;
};

} // namespace kalpana::desktop::questions

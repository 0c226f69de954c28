#pragma once

#include "remote/ssh/questions.h"

#include <QDialog>

namespace kalpana::desktop::questions {

/// An unknown host key, with its fingerprint to compare. Cancel is the default.
class HostKeyDialog final : public QDialog {
    Q_OBJECT
public:
    explicit HostKeyDialog(const ssh::HostKeyQuestion& question, QWidget* parent = nullptr);
};

} // namespace kalpana::desktop::questions

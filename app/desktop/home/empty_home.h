#pragma once

#include <QWidget>

namespace kalpana::desktop::home {

/// What home shows before the first workspace: what one is, and the button that makes it.
class EmptyHome final : public QWidget {
    Q_OBJECT
public:
    explicit EmptyHome(QWidget* parent = nullptr);

Q_SIGNALS:
    void newRequested();
};

} // namespace kalpana::desktop::home

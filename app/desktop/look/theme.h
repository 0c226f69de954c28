#pragma once

#include "app/desktop/look/appearance.h"

#include <QObject>

class QApplication;

namespace kalpana::desktop::look {

/// Dresses the application: Fusion with our palette and style sheet, light or dark, and again each time that the
/// desktop changes its mind. GUI thread; one for the life of the application.
class Theme final : public QObject {
    Q_OBJECT
public:
    explicit Theme(QApplication& application, Appearance appearance = Appearance::Desktop);

    void setAppearance(Appearance appearance);
    [[nodiscard]] bool dark() const;

Q_SIGNALS:
    void changed(bool dark);

private:
    void apply();
    QApplication& m_application;
    Appearance m_appearance;
};

} // namespace kalpana::desktop::look

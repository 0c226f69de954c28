#pragma once

#include "app/desktop/look/appearance.h"

#include <QObject>

class QApplication;

namespace kalpana::desktop::look {

class DesktopScheme;

/// Dresses the application: Fusion with our palette and style sheet, light or dark, and again each time that the
/// desktop changes its mind. GUI thread; one for the life of the application.
class Theme final : public QObject {
    Q_OBJECT
public:
    /// Undressed until the first setAppearance(): widgets that are there by then are styled once, not at each step of
    /// putting them together.
    explicit Theme(QApplication& application);

    void setAppearance(Appearance appearance);
    [[nodiscard]] bool dark() const;

Q_SIGNALS:
    void changed(bool dark);

private:
    void apply();
    QApplication& m_application;
    Appearance m_appearance = Appearance::Desktop;
    DesktopScheme* m_desktop = nullptr; ///< Where Qt does not know.
};

} // namespace kalpana::desktop::look

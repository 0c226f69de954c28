#pragma once

#include <QObject>

class QApplication;

namespace kalpana::desktop::look {

/// Whether it is light or dark: as the desktop says, or as the user wants it whatever the desktop says.
enum class Appearance { Desktop, Light, Dark };

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

#include "app/desktop/look/theme.h"

#include "app/desktop/look/colours.h"
#include "app/desktop/look/desktop_scheme.h"

#include <QApplication>
#include <QFile>
#include <QStyle>
#include <QStyleFactory>
#include <QStyleHints>

namespace kalpana::desktop::look {

Theme::Theme(QApplication& application) : m_application(application)
{
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    connect(application.styleHints(), &QStyleHints::colorSchemeChanged, this, &Theme::apply);
    if (application.styleHints()->colorScheme() == Qt::ColorScheme::Unknown && DesktopScheme::canAsk()) {
        m_desktop = new DesktopScheme(this);
        connect(m_desktop, &DesktopScheme::changed, this, &Theme::apply);
    }
}

void Theme::setAppearance(Appearance appearance)
{
    m_appearance = appearance;
    // For what asks Qt and not us: a platform's own dialogs. A bare X server can't be told.
    auto* hints = m_application.styleHints();
    if (appearance == Appearance::Desktop)
        hints->unsetColorScheme();
    else
        hints->setColorScheme(appearance == Appearance::Dark ? Qt::ColorScheme::Dark : Qt::ColorScheme::Light);
    apply();
}

bool Theme::dark() const
{
    if (m_appearance != Appearance::Desktop)
        return m_appearance == Appearance::Dark;
    const auto scheme = m_application.styleHints()->colorScheme();
    if (scheme == Qt::ColorScheme::Unknown && m_desktop)
        return m_desktop->dark().value_or(false);
    return scheme == Qt::ColorScheme::Dark;
}

void Theme::apply()
{
    const auto& c = colours(dark());
    QApplication::setPalette(palette(c));
    QFile sheet(QStringLiteral(":/look/kalpana.qss"));
    if (sheet.open(QFile::ReadOnly))
        m_application.setStyleSheet(withColours(sheet.readAll(), c));
    Q_EMIT changed(dark());
}

} // namespace kalpana::desktop::look

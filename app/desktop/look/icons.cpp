#include "app/desktop/look/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace kalpana::desktop::look {

namespace {

/// Draws at the moment of painting, so that the colour is the theme's of then.
class ThemedEngine final : public QIconEngine {
public:
    ThemedEngine(QLatin1StringView name, ColourRole role) : m_name(name), m_role(role) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        painter->drawPixmap(rect.topLeft(), drawing(m_name, colour(mode), std::min(rect.width(), rect.height()),
                                                    painter->device()->devicePixelRatio()));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override
    {
        return drawing(m_name, colour(mode), std::min(size.width(), size.height()), 1);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        return drawing(m_name, colour(mode), qRound(std::min(size.width(), size.height()) / scale), scale);
    }
    [[nodiscard]] QIconEngine* clone() const override { return new ThemedEngine(m_name, m_role); }

private:
    [[nodiscard]] QColor colour(QIcon::Mode mode) const
    {
        if (mode == QIcon::Disabled)
            return colours().faint;
        return m_role ? colours().*m_role : QColor(Qt::white);
    }
    QLatin1StringView m_name;
    ColourRole m_role;
};

} // namespace

QPixmap drawing(QLatin1StringView name, const QColor& colour, int size, qreal pixelRatio)
{
    const auto key = QStringLiteral("kalpana/%1/%2/%3/%4").arg(name, colour.name()).arg(size).arg(pixelRatio);
    QPixmap result;
    if (QPixmapCache::find(key, &result))
        return result;
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    result = QPixmap(QSize(size, size) * pixelRatio);
    result.fill(Qt::transparent);
    if (file.open(QFile::ReadOnly)) {
        QSvgRenderer renderer(file.readAll().replace("currentColor", colour.name().toLatin1()));
        QPainter painter(&result);
        renderer.render(&painter);
    }
    result.setDevicePixelRatio(pixelRatio);
    QPixmapCache::insert(key, result);
    return result;
}

QIcon icon(QLatin1StringView name, ColourRole role)
{
    return QIcon(new ThemedEngine(name, role));
}

} // namespace kalpana::desktop::look

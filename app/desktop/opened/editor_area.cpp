#include "app/desktop/opened/editor_area.h"

#include "app/desktop/look/spinner.h"
#include "app/desktop/look/widgets.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace kalpana::desktop::opened {

using namespace Qt::StringLiterals;

EditorArea::EditorArea(const views::EditorPlace& where, views::WebViews& web, QWidget* parent)
    : QWidget(parent), m_view(web.makeEditor(where, *this, this))
{
    m_view->setObjectName(u"editor"_s);
    setFocusProxy(m_view);
    makeCover();
    makeBanner();
    showCover(tr("Opening the editor"));
}

void EditorArea::makeCover()
{
    m_cover = new QFrame(this);
    m_cover->setObjectName(u"cover"_s);
    m_coverSpinner = new look::Spinner(30);
    m_coverText = look::sentence({}, "muted"_L1);
    m_coverText->setAlignment(Qt::AlignCenter);
    m_coverText->setMinimumWidth(320);
    m_coverReload = look::button(tr("Load again"), "primary"_L1);
    connect(m_coverReload, &QPushButton::clicked, this, [this] {
        showCover(tr("Opening the editor"));
        Q_EMIT addressWanted();
    });
    auto* column = new QVBoxLayout(m_cover);
    column->setSpacing(16);
    column->addStretch();
    column->addWidget(m_coverSpinner, 0, Qt::AlignHCenter);
    column->addWidget(m_coverText, 0, Qt::AlignHCenter);
    column->addWidget(m_coverReload, 0, Qt::AlignHCenter);
    column->addStretch();
}

void EditorArea::makeBanner()
{
    m_banner = new QFrame(this);
    m_banner->setObjectName(u"banner"_s);
    m_bannerText = look::label({}, ""_L1);
    auto* now = look::button(tr("Try now"), ""_L1);
    connect(now, &QPushButton::clicked, this, &EditorArea::tryNowRequested);
    auto* row = new QHBoxLayout(m_banner);
    row->setContentsMargins(14, 8, 8, 8);
    row->setSpacing(12);
    row->addWidget(new look::Spinner(18));
    row->addWidget(m_bannerText, 1);
    row->addWidget(now);
    m_banner->hide();
}

void EditorArea::open(const QUrl& enterAddress)
{
    m_view->open(enterAddress);
}

void EditorArea::showCover(const QString& text)
{
    m_coverText->setText(text);
    m_coverSpinner->show();
    m_coverReload->hide();
    m_cover->show();
    m_cover->raise();
    m_banner->raise();
}

void EditorArea::setBanner(const QString& text)
{
    m_bannerText->setText(text);
    m_banner->setVisible(!text.isEmpty());
    place();
}

void EditorArea::editorShown()
{
    m_cover->hide();
    Q_EMIT shown();
}

void EditorArea::editorFailed(const QString& sentence)
{
    showCover(sentence);
    m_coverSpinner->hide();
    m_coverReload->show();
}

void EditorArea::resizeEvent(QResizeEvent*)
{
    place();
}

void EditorArea::place()
{
    m_view->setGeometry(rect());
    m_cover->setGeometry(rect());
    const auto wanted = m_banner->sizeHint().boundedTo(QSize(width() - 24, height()));
    m_banner->setGeometry((width() - wanted.width()) / 2, 14, wanted.width(), wanted.height());
}

} // namespace kalpana::desktop::opened

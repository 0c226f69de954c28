#include "app/desktop/steps/log_fold.h"

#include "app/desktop/look/icons.h"
#include "app/desktop/look/widgets.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace kalpana::desktop::steps {

using namespace Qt::StringLiterals;

QPlainTextEdit* makeLogText()
{
    auto* text = new QPlainTextEdit;
    look::setRole(text, "log"_L1);
    text->setReadOnly(true);
    text->setLineWrapMode(QPlainTextEdit::NoWrap);
    text->setMaximumBlockCount(5000);
    text->setAccessibleName(LogFold::tr("Log"));
    return text;
}

LogFold::LogFold(QWidget* parent) : QWidget(parent)
{
    m_toggle = look::button(tr("Log"), "quiet"_L1);
    m_toggle->setObjectName(u"logToggle"_s);
    m_text = makeLogText();
    m_text->setObjectName(u"log"_s);
    m_text->setFixedHeight(230);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(6);
    column->addWidget(m_toggle, 0, Qt::AlignLeft);
    column->addWidget(m_text);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connect(m_toggle, &QPushButton::clicked, this, [this] { setOpen(!isOpen()); });
    setOpen(false);
}

void LogFold::append(const QString& line)
{
    m_text->appendPlainText(line);
}

void LogFold::clear()
{
    m_text->clear();
}

void LogFold::setOpen(bool open)
{
    m_text->setVisible(open);
    m_toggle->setIcon(look::icon(QLatin1StringView(open ? "down" : "right"), &look::Colours::muted));
    m_toggle->setAccessibleDescription(open ? tr("The log is open.") : tr("The log is folded away."));
}

bool LogFold::isOpen() const
{
    return m_text->isVisibleTo(this);
}

QString LogFold::text() const
{
    return m_text->toPlainText();
}

} // namespace kalpana::desktop::steps

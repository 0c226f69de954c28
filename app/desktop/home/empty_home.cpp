#include "app/desktop/home/empty_home.h"

#include "app/desktop/look/icons.h"
#include "app/desktop/look/paragraph.h"
#include "app/desktop/look/widgets.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace kalpana::desktop::home {

using namespace Qt::StringLiterals;

EmptyHome::EmptyHome(QWidget* parent) : QWidget(parent)
{
    auto* picture = new QLabel;
    picture->setPixmap(look::drawing("kalpana"_L1, Qt::black, 88, devicePixelRatioF()));
    picture->setAlignment(Qt::AlignCenter);
    auto* title = look::label(tr("Open your first workspace"), "heading"_L1);
    title->setAlignment(Qt::AlignCenter);
    auto* text = new look::Paragraph(
        tr("A workspace is a folder on a machine: this computer, or any host you reach with SSH. Kalpana "
           "puts VS Code on the left and an agent on the right; both work on that machine."),
        "muted"_L1, 460);
    text->setAlignment(Qt::AlignHCenter);
    auto* fresh = look::button(tr("New workspace"), "primary"_L1);
    fresh->setObjectName(u"first"_s);
    connect(fresh, &QPushButton::clicked, this, &EmptyHome::newRequested);

    auto* column = new QVBoxLayout(this);
    column->setSpacing(14);
    column->addStretch(2);
    column->addWidget(picture, 0, Qt::AlignHCenter);
    column->addWidget(title);
    column->addWidget(text, 0, Qt::AlignHCenter);
    column->addSpacing(6);
    column->addWidget(fresh, 0, Qt::AlignHCenter);
    column->addStretch(3);
}

} // namespace kalpana::desktop::home

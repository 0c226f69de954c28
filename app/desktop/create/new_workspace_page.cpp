#include "app/desktop/create/new_workspace_page.h"

#include "app/desktop/create/field.h"
#include "app/desktop/look/widgets.h"
#include "app/desktop/values/readable.h"

#include <QAction>
#include <QComboBox>
#include <QCompleter>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace kalpana::desktop::create {

using namespace Qt::StringLiterals;

namespace {
const auto local = u"local"_s;
}

NewWorkspacePage::NewWorkspacePage(QWidget* parent) : QWidget(parent)
{
    m_host = new QComboBox;
    m_host->setObjectName(u"host"_s);
    m_host->setEditable(true);
    m_host->setInsertPolicy(QComboBox::NoInsert);
    m_host->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_folder = new QLineEdit;
    m_folder->setObjectName(u"folder"_s);
    m_folder->setPlaceholderText(u"~/project"_s);
    m_name = new QLineEdit;
    m_name->setObjectName(u"name"_s);
    m_hostField =
        new Field(tr("Host"), m_host, tr("This computer, an alias of your SSH configuration, or user@host:port."));
    m_folderField = new Field(tr("Folder"), m_folder,
                              tr("On that host; it is made if it is not there. Left empty, one is made for you."));
    m_nameField = new Field(tr("Name"), m_name, tr("How the workspace is called here."));

    auto* create = look::button(tr("Create"), "primary"_L1);
    create->setObjectName(u"create"_s);
    auto* cancel = look::button(tr("Cancel"), ""_L1);
    cancel->setObjectName(u"cancel"_s);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(create);

    auto* card = new QFrame;
    card->setObjectName(u"card"_s);
    auto* fields = new QVBoxLayout(card);
    fields->setContentsMargins(24, 22, 24, 20);
    fields->setSpacing(18);
    for (auto* field : {m_hostField, m_folderField, m_nameField})
        fields->addWidget(field);
    fields->addLayout(buttons);

    auto* column = new QWidget;
    column->setMaximumWidth(600);
    auto* inside = new QVBoxLayout(column);
    inside->setContentsMargins(32, 40, 32, 24);
    inside->setSpacing(12);
    inside->addWidget(look::label(tr("New workspace"), "title"_L1));
    inside->addWidget(
        look::sentence(tr("Kalpana needs nothing on the host but an account: it brings VS Code along."), "muted"_L1));
    inside->addSpacing(4);
    inside->addWidget(card);
    inside->addStretch();
    auto* outside = new QHBoxLayout(this);
    outside->setContentsMargins({});
    outside->addStretch(1);
    outside->addWidget(column, 100);
    outside->addStretch(1);

    auto* leave = new QAction(this);
    leave->setShortcut(Qt::Key_Escape);
    leave->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(leave);
    connect(leave, &QAction::triggered, this, &NewWorkspacePage::cancelled);
    connect(cancel, &QPushButton::clicked, this, &NewWorkspacePage::cancelled);
    connect(create, &QPushButton::clicked, this, &NewWorkspacePage::submit);
    for (auto* edit : {m_host->lineEdit(), m_folder, m_name})
        connect(edit, &QLineEdit::returnPressed, this, &NewWorkspacePage::submit);
    connect(m_host, &QComboBox::currentTextChanged, this, [this] { m_hostField->setProblem({}); });
    connect(m_folder, &QLineEdit::textChanged, this, [this] {
        m_folderField->setProblem({});
        suggestName();
    });
    connect(m_name, &QLineEdit::textChanged, this, [this] { m_nameField->setProblem({}); });
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString& text) { m_nameIsOurs = text.isEmpty(); });
    setHosts({});
}

void NewWorkspacePage::setHosts(const QStringList& aliases)
{
    const auto typed = m_host->currentText();
    m_host->clear();
    m_host->addItem(values::readableHost(local));
    m_host->addItems(aliases);
    if (!typed.isEmpty())
        m_host->setCurrentText(typed);
}

void NewWorkspacePage::begin()
{
    m_nameIsOurs = true;
    m_host->setCurrentIndex(0);
    m_folder->clear();
    m_name->clear();
    showProblems({});
    m_host->setFocus();
    m_host->lineEdit()->selectAll();
}

void NewWorkspacePage::beginAgain(const Form& form, const FormProblems& problems)
{
    m_host->setCurrentText(values::readableHost(form.host));
    m_folder->setText(form.folder);
    m_nameIsOurs = false;
    m_name->setText(form.name);
    showProblems(problems);
}

Form NewWorkspacePage::form() const
{
    const auto host = m_host->currentText().trimmed();
    return {.host = host == values::readableHost(local) ? local : host,
            .folder = m_folder->text().trimmed(),
            .name = m_name->text().simplified()};
}

void NewWorkspacePage::showProblems(const FormProblems& problems)
{
    m_hostField->setProblem(problems.host);
    m_folderField->setProblem(problems.folder);
    m_nameField->setProblem(problems.name);
    if (!problems.host.isEmpty())
        m_host->setFocus();
    else if (!problems.folder.isEmpty())
        m_folder->setFocus();
    else if (!problems.name.isEmpty())
        m_name->setFocus();
}

void NewWorkspacePage::suggestName()
{
    if (m_nameIsOurs)
        m_name->setText(suggestedName(m_folder->text().trimmed(), m_namesInUse));
}

void NewWorkspacePage::submit()
{
    const auto filled = form();
    const auto problems = check(filled, m_namesInUse);
    showProblems(problems);
    if (problems.none())
        Q_EMIT createRequested(filled);
}

} // namespace kalpana::desktop::create

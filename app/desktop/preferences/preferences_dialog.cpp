#include "app/desktop/preferences/preferences_dialog.h"

#include "app/desktop/background/background.h"
#include "app/desktop/look/widgets.h"
#include "app/desktop/preferences/limits_page.h"
#include "app/desktop/preferences/model_page.h"
#include "app/desktop/preferences/network_page.h"
#include "core/secrets/keys.h"
#include "core/secrets/secret_store.h"
#include "core/settings/settings.h"

#include <QComboBox>
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>

namespace kalpana::desktop::preferences {

using namespace Qt::StringLiterals;

namespace {

const auto appearanceKey = u"window.appearance"_s;

/// What was typed as passwords: of the model's provider, and (with its key) of the proxy.
struct Typed {
    QByteArray apiKey;
    std::pair<QString, QByteArray> proxy;
};

Result<void> store(const Values& values, const Typed& typed, settings::Settings& settings,
                   secrets::SecretStore& secrets)
{
    for (const auto& [name, value] : values)
        if (settings.value(name) != value)
            if (const auto saved = settings.setValue(name, value); !saved)
                return saved;
    // After the address: the key belongs to the provider that it names.
    const auto stored = typed.apiKey.isEmpty()
                            ? Result<void>()
                            : secrets.write(secrets::providerKey(settings.modelProvider()), Secret(typed.apiKey));
    return !stored || typed.proxy.second.isEmpty() ? stored
                                                   : secrets.write(typed.proxy.first, Secret(typed.proxy.second));
}

} // namespace

PreferencesDialog::PreferencesDialog(settings::Settings& settings, secrets::SecretStore& secrets,
                                     background::Background& background, QWidget* parent)
    : QDialog(parent), m_settings(settings), m_secrets(secrets), m_background(background), m_tabs(new QTabBar),
      m_pages(new QStackedWidget), m_model(new ModelPage(settings)), m_limits(new LimitsPage(settings)),
      m_network(new NetworkPage(settings))
{
    setWindowTitle(tr("Settings"));
    setMinimumWidth(620);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(26, 22, 26, 18);
    column->setSpacing(10);
    column->addWidget(look::label(tr("Settings"), "heading"_L1));
    m_tabs->setObjectName(u"tabs"_s);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    column->addWidget(m_tabs);
    column->addSpacing(2);
    column->addWidget(m_pages);
    addPage(tr("Model"), m_model);
    addPage(tr("Limits"), m_limits);
    addPage(tr("Network"), m_network);
    addPage(tr("Editor and window"), makeEditor());
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    m_problem = look::sentence({}, "error"_L1);
    m_problem->setObjectName(u"problem"_s);
    m_problem->hide();
    column->addWidget(m_problem);
    column->addWidget(makeButtons());
    refreshKeyHint();
}

void PreferencesDialog::addPage(const QString& title, QWidget* page)
{
    m_tabs->addTab(title);
    m_pages->addWidget(page);
}

QWidget* PreferencesDialog::makeEditor()
{
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins({});
    QGridLayout* grid = nullptr;
    column->addWidget(card(grid));
    m_source = field("source", m_settings.value(u"codeServer.source"_s).toString(), u"release"_s);
    m_appearance = new QComboBox;
    m_appearance->addItem(tr("As the desktop"), QString());
    m_appearance->addItem(tr("Light"), u"light"_s);
    m_appearance->addItem(tr("Dark"), u"dark"_s);
    m_appearance->setCurrentIndex(static_cast<int>(look::appearance(m_settings)));
    addRow(*grid, tr("code-server"), m_source,
           look::label(tr("release, the address of a mirror, or a file on this computer."), "small"_L1));
    m_extensions =
        new QPlainTextEdit(m_settings.value(u"codeServer.extensions"_s).toVariant().toStringList().join(u'\n'));
    m_extensions->setObjectName(u"extensions"_s);
    m_extensions->setPlaceholderText(u"ms-python.python"_s);
    m_extensions->setTabChangesFocus(true);
    m_extensions->setFixedHeight(84);
    addRow(*grid, tr("Extensions"), m_extensions,
           look::label(tr("One a line: an id, or a .vsix file on the host. Installed when a workspace comes up."),
                       "small"_L1));
    addRow(*grid, tr("Colours"), m_appearance);
    column->addStretch();
    return page;
}

QWidget* PreferencesDialog::makeButtons()
{
    auto* buttons = new QWidget;
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins({});
    m_save = look::button(tr("Save"), "primary"_L1);
    m_save->setObjectName(u"save"_s);
    m_save->setDefault(true);
    auto* cancel = look::button(tr("Cancel"), ""_L1);
    cancel->setAutoDefault(false);
    connect(m_save, &QPushButton::clicked, this, &PreferencesDialog::save);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    row->addStretch();
    row->addWidget(cancel);
    row->addWidget(m_save);
    return buttons;
}

void PreferencesDialog::refreshKeyHint()
{
    m_model->showKeyState(tr("Goes into your keychain, never into a file."), false);
    m_background.run(
        this,
        [this, key = secrets::providerKey(m_settings.modelProvider())](std::stop_token) -> Result<bool> {
            return m_secrets.read(key).transform([](const std::optional<Secret>& found) { return found.has_value(); });
        },
        [this](const Result<bool>& stored) {
            if (!stored)
                m_model->showKeyState(stored.error().sentence, false);
            else if (*stored)
                m_model->showKeyState(tr("Goes into your keychain, never into a file."), true);
        });
}

Checked<Values> PreferencesDialog::values() const
{
    Values all{{u"codeServer.source"_s, textIn(*m_source)}};
    const auto appearance = m_appearance->currentData().toString();
    all.append({appearanceKey, appearance.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(appearance)});
    const auto extensions = extensionsIn(*m_extensions);
    if (!extensions)
        return std::unexpected(extensions.error());
    all.append({u"codeServer.extensions"_s, *extensions});
    for (const auto& page : {m_model->values(), m_limits->values(), m_network->values()}) {
        if (!page)
            return page;
        all += *page;
    }
    return all;
}

void PreferencesDialog::save()
{
    auto checked = values();
    if (!checked) {
        auto* wrong = checked.error().field;
        for (int page = 0; page < m_pages->count(); ++page)
            if (m_pages->widget(page)->isAncestorOf(wrong))
                m_tabs->setCurrentIndex(page);
        showProblem(checked.error().sentence);
        wrong->setFocus();
        return;
    }
    m_save->setEnabled(false);
    m_background.run(
        this,
        [this, values = *std::move(checked), typed = Typed{m_model->key(), m_network->password()}](std::stop_token) {
            return store(values, typed, m_settings, m_secrets);
        },
        [this](const Result<void>& stored) {
            m_save->setEnabled(true);
            Q_EMIT appearanceChanged(look::appearance(m_settings));
            Q_EMIT modelChanged();
            if (stored)
                accept();
            else
                showProblem(stored.error().sentence);
        });
}

void PreferencesDialog::showProblem(const QString& sentence)
{
    m_problem->setText(sentence);
    m_problem->show();
}

} // namespace kalpana::desktop::preferences

#pragma once

#include "app/desktop/background/door.h"
#include "remote/bridge/client/terminals.h"
#include "remote/workspaces/observer.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QObject>

#include <memory>
#include <optional>
#include <utility>

namespace kalpana::desktop::background {
class Background;
}
namespace kalpana::desktop::session {
class Session;
}

namespace kalpana::desktop::terminals {

/// What the terminals' page talks to: its public slots are all that the page can ask for, its signals all that it
/// hears. One for each open workspace. GUI thread; nothing here blocks.
class TerminalsBackend final : public QObject {
    Q_OBJECT
public:
    /// `host`: as it is named in a sentence. The session outlives this.
    TerminalsBackend(session::Session& session, const QString& host, background::Background& background);
    ~TerminalsBackend() override;

    void setDark(bool dark);
    /// The panel has come into view.
    void shown();
    /// Puts a command line into a new terminal, where the user may run it. The panel is in view.
    void propose(const QString& command);

public Q_SLOTS:
    /// Theme, language and words: what the page needs before it draws.
    [[nodiscard]] QJsonObject setup() const;
    /// The page listens from now on.
    void pageStarted();
    void create(int columns, int rows);
    /// Shows a terminal on the page: redrawn(), then written().
    void attach(qint64 id, int columns, int rows);
    void type(qint64 id, const QString& text);
    /// Base64, for what isn't UTF-8: old mouse reports.
    void typeBytes(qint64 id, const QString& bytes);
    void resize(qint64 id, int columns, int rows);
    /// So many bytes of written() are on the screen.
    void taken(qint64 id, int bytes);
    void startAgain(qint64 id, int columns, int rows);
    void end(qint64 id);
    void openLink(const QString& address);
    void copy(const QString& text);
    [[nodiscard]] QString clipboardText() const;
    /// What propose() was given, once; empty where there is nothing.
    [[nodiscard]] QString takeProposed() { return std::exchange(m_proposed, {}); }
    void hide() { Q_EMIT hideRequested(); }

Q_SIGNALS:
    void terminalsChanged(const QJsonArray& rows);
    void created(qint64 id);
    /// What follows is drawn on an empty terminal of this size.
    void redrawn(qint64 id, int columns, int rows);
    /// What follows is drawn in this size, which this page or another client has given the terminal.
    void resized(qint64 id, int columns, int rows);
    /// Base64.
    void written(qint64 id, const QString& bytes);
    void ended(qint64 id, const QString& sentence);
    /// Without a connection the sentence says so.
    void connectionChanged(bool connected, const QString& sentence);
    void problem(const QString& sentence);
    void opened();
    void proposed();
    void themeChanged(const QString& theme);
    void hideRequested();

private:
    struct Live;
    void phaseChanged(workspaces::Phase phase);
    [[nodiscard]] Live* live();
    void letGo();
    void detach(std::uint32_t number);
    void listed(std::vector<bridge::client::Terminal> list);
    void takeOutput(std::uint32_t number);
    void hasEnded(std::uint32_t number, const Result<bridge::client::TerminalEnd>& end);
    [[nodiscard]] const bridge::client::Terminal* find(std::uint32_t number) const;
    template <typename Call, typename Then>
    void ask(Call call, Then then);

    session::Session& m_session;
    const QString m_host;
    background::Background& m_background;
    bool m_dark = false;
    bool m_connected = false;
    bool m_shown = false;
    QString m_proposed;
    std::optional<std::vector<bridge::client::Terminal>> m_list; ///< None until the host has told.
    std::shared_ptr<background::Door<TerminalsBackend>> m_door;
    std::shared_ptr<Live> m_live; ///< Empty unless the workspace is held.
};

} // namespace kalpana::desktop::terminals

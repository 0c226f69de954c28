#pragma once

#include "app/desktop/views/web_views.h"

class QLabel;
class QFrame;
class QPushButton;

namespace kalpana::desktop::opened {

/// The left side: the editor's page, under a cover until it has painted, with a banner above it while the line is down.
/// Never blank.
class EditorArea final : public QWidget, private views::EditorWatcher {
    Q_OBJECT
public:
    EditorArea(const views::EditorPlace& place, views::WebViews& web, QWidget* parent = nullptr);

    void open(const QUrl& enterAddress);
    void showCover(const QString& text);
    /// An empty text takes the banner away.
    void setBanner(const QString& text);
    [[nodiscard]] views::EditorView& view() const { return *m_view; }

Q_SIGNALS:
    void shown();
    /// The page is gone and wants a new address.
    void addressWanted();
    void tryNowRequested();

protected:
    void resizeEvent(QResizeEvent*) override;

private:
    void editorShown() override;
    void editorFailed(const QString& sentence) override;
    void makeCover();
    void makeBanner();
    void place();

    views::EditorView* m_view;
    QFrame* m_cover;
    QWidget* m_coverSpinner;
    QLabel* m_coverText;
    QPushButton* m_coverReload;
    QFrame* m_banner;
    QLabel* m_bannerText;
};

} // namespace kalpana::desktop::opened

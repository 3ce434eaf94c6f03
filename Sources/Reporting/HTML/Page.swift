import GradientChecking

/// A page of its own: nothing of it comes from elsewhere, and nothing of it runs.
package struct Page {
  package let title: String
  package let content: HTML
  /// Rules of its own, after those of all pages.
  package let ownStyle: HTML
  /// Whether it has pictures of pixels, which are in it as data.
  package let hasImages: Bool

  package init(title: String, content: HTML, ownStyle: HTML = .none, hasImages: Bool = false) {
    (self.title, self.content) = (title, content)
    (self.ownStyle, self.hasImages) = (ownStyle, hasImages)
  }

  package var html: HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'\(hasImages ? "; img-src data:" : "")">
    <title>\(title)</title>
    <style>
    \(HTML([Page.style, ownStyle]))
    </style>
    </head>
    <body>
    <main>
    \(content)
    </main>
    </body>
    </html>

    """
  }

  /// - Parameter word: What it says, where that is not the outcome's own word.
  package static func badge(_ outcome: Outcome, _ word: String? = nil) -> HTML {
    let style = [Outcome.pass: "pass", .open: "open", .fail: "fail"][outcome] ?? ""
    return "<span class=\"verdict \(style)\">\(word ?? outcome.rawValue)</span>"
  }

  /// For pages with curves of batches, and what is between good and bad.
  package static let curves: HTML = """
    polyline.fair { stroke: var(--fair); } polyline.faint { stroke-width: 1; opacity: .45; }
    circle.fair { fill: var(--fair); }
    i.faint { background: var(--blue); opacity: .45; } i.thin { background: var(--soft); }
    img.filters { display: block; width: 100%; height: auto; image-rendering: pixelated; }
    """

  /// For pages with samples of the data.
  package static let samples: HTML = """
    .samples { display: flex; flex-wrap: wrap; gap: .6rem; }
    .samples figcaption { margin: .3rem 0 0; text-align: center; }
    img.sample { display: block; width: 5rem; height: auto; image-rendering: pixelated; }
    """

  private static let style: HTML = """
    :root {
      --paper: #fff; --card: #f6f7f9; --ink: #16191d; --soft: #5a6470; --line: #d5dae0;
      --good: #17743b; --fair: #8a5a00; --bad: #b3261e; --blue: #1f5fa8; --band: #17743b22;
      --heat1: #f3d27a; --heat2: #e99a3c; --heat3: #cf5a2a; --heat4: #8c1c13; --right: #dfe6ee;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14171a; --card: #1d2125; --ink: #e8eaed; --soft: #a3adb8; --line: #3a424b;
        --good: #5fc987; --fair: #e0b050; --bad: #ff8a80; --blue: #7db3f2; --band: #5fc98726;
        --heat1: #6b5a1e; --heat2: #a8641a; --heat3: #dd6b3a; --heat4: #ffb4a8; --right: #2b333b;
      }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; }
    main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: anywhere; }
    h1 { font-size: 1.5rem; line-height: 1.25; margin: .25rem 0 .75rem; }
    h2 { font-size: 1.15rem; line-height: 1.35; margin: 0 0 .5rem; }
    main > h2 { margin-top: 1.75rem; }
    h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
    p { margin: .4rem 0; }
    a { color: var(--blue); }
    .verdict { display: inline-block; font-weight: 700; font-size: .8rem; letter-spacing: .04em;
      padding: .05rem .5rem; border-radius: .3rem; border: 2px solid; margin-right: .5rem; }
    .pass { color: var(--good); } .open { color: var(--fair); } .fail { color: var(--bad); }
    .soft { color: var(--soft); }
    .whole { white-space: nowrap; }
    article, details { border: 1px solid var(--line); border-radius: .6rem; padding: 1rem;
      margin: 1rem 0; background: var(--card); }
    article article { background: var(--paper); }
    details { padding: .5rem 1rem; margin: .4rem 0; }
    summary { cursor: pointer; }
    .diagnosis { border-left: .3rem solid var(--bad); padding: .1rem 0 .1rem .8rem; margin: .6rem 0; }
    article.diagnosis { padding: .7rem 1rem; }
    .diagnosis.warn { border-color: var(--fair); }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; margin: .6rem 0; font-variant-numeric: tabular-nums;
      font-size: .9rem; overflow-wrap: normal; }
    th, td { text-align: left; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--line);
      vertical-align: top; white-space: nowrap; }
    th { color: var(--soft); font-weight: 600; }
    td.number, th.number { text-align: right; }
    td.words { white-space: normal; min-width: 12rem; }
    code, pre { font: .9em ui-monospace, "Liberation Mono", Menlo, monospace; }
    pre { background: var(--card); border: 1px solid var(--line); border-radius: .4rem;
      padding: .6rem .8rem; white-space: pre-wrap; margin: .4rem 0; }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
      gap: 1rem; margin-top: .8rem; align-items: start; }
    figure { margin: 0; background: var(--paper); border: 1px solid var(--line);
      border-radius: .5rem; padding: .7rem; min-width: 0; }
    figcaption { font-size: .85rem; color: var(--soft); margin-bottom: .4rem; }
    figcaption b { color: var(--ink); display: block; }
    svg { display: block; width: 100%; height: auto; }
    svg text { fill: var(--soft); font-size: 11px; }
    svg text.title { fill: var(--ink); font-size: 12px; }
    @media (max-width: 30rem) {
      /* A chart is made smaller to fit here; its words are not. */
      svg text { font-size: 14px; } svg text.title { font-size: 15px; }
      figure { padding: .5rem .3rem; }
    }
    .grid line { stroke: var(--line); stroke-width: 1; }
    polyline { fill: none; stroke-width: 2; stroke: var(--blue); }
    polyline.good { stroke: var(--good); } polyline.bad { stroke: var(--bad); }
    polyline.thin { stroke-width: 1; stroke-dasharray: 4 3; stroke: var(--soft); }
    .dashed { stroke-dasharray: 6 3; }
    circle { fill: var(--blue); } circle.good { fill: var(--good); } circle.bad { fill: var(--bad); }
    rect.good, i.good { fill: var(--good); background: var(--good); }
    rect.fair, i.fair { fill: var(--fair); background: var(--fair); }
    rect.bad, i.bad { fill: var(--bad); background: var(--bad); }
    rect.plain, i.plain { fill: var(--blue); background: var(--blue); }
    rect.band, i.band { fill: var(--band); background: var(--band); }
    rect.heat0, i.heat0 { fill: var(--right); background: var(--right); }
    rect.heat1, i.heat1 { fill: var(--heat1); background: var(--heat1); }
    rect.heat2, i.heat2 { fill: var(--heat2); background: var(--heat2); }
    rect.heat3, i.heat3 { fill: var(--heat3); background: var(--heat3); }
    rect.heat4, i.heat4 { fill: var(--heat4); background: var(--heat4); }
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1rem; padding: 0;
      margin: .4rem 0 0; font-size: .8rem; color: var(--soft); }
    .legend i { display: inline-block; width: .8rem; height: .8rem; margin-right: .35rem;
      border: 1px solid var(--line); vertical-align: -.1rem; }
    footer { color: var(--soft); font-size: .85rem; margin-top: 2rem; }
    @media print {
      :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --good: #17743b;
        --fair: #8a5a00; --bad: #b3261e; --blue: #1f5fa8; --right: #e4e9ef; --heat1: #f3d27a;
        --heat2: #e99a3c; --heat3: #cf5a2a; --heat4: #8c1c13; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      main { max-width: none; padding: 0; }
      figure, tr, .diagnosis { break-inside: avoid; }
      article { border: 0; padding: 0; }
      .charts { grid-template-columns: 1fr 1fr; }
    }
    """
}

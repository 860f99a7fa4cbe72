/** The look of a report: the colours of the app by their names, light and dark; on paper always light. */
const LIGHT = `
--pane:#FFFFFF;--sunk:#F5F7F9;--line:#DCE1E7;--line2:#C2CAD4;--ink:#141A21;--ink2:#465160;--ink3:#5F6B7A;
--ok:#166B3C;--okT:#E3F3E9;--warn:#855000;--warnT:#FCF1DC;--err:#B3261E;--errT:#FCE9E7;--acT:#E4EDFD;--ac:#1B56CF;`;

const DARK = `
--pane:#161A20;--sunk:#12161B;--line:#262D36;--line2:#3A4450;--ink:#E7EBF1;--ink2:#B1BAC6;--ink3:#909BAA;
--ok:#62CC90;--okT:#13291D;--warn:#EAB65B;--warnT:#2C2312;--err:#FF9188;--errT:#331918;--acT:#1A2845;--ac:#8AB2FF;`;

export const REPORT_STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
@media print{:root{color-scheme:light;${LIGHT}}}
*{box-sizing:border-box}
html{background:var(--pane)}
body{margin:0 auto;max-width:1120px;padding:32px 24px 48px;background:var(--pane);color:var(--ink);
font:13px/20px Inter,"Noto Sans CJK SC","Noto Sans SC",system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:anywhere}
h1{font-size:20px;line-height:28px;font-weight:600;margin:0}
h2{font-size:15px;line-height:22px;font-weight:600;margin:32px 0 8px;padding-bottom:6px;border-bottom:1px solid var(--line2)}
h3{font-size:13px;line-height:20px;font-weight:600;margin:0}
h4{font-size:12px;line-height:18px;font-weight:600;color:var(--ink2);margin:12px 0 4px}
p{margin:4px 0}
.mono,code,pre,.hex{font-family:"JetBrains Mono",ui-monospace,"SFMono-Regular",Menlo,Consolas,"Noto Sans Mono CJK SC",monospace;
font-variant-ligatures:none;font-size:12px}
.muted{color:var(--ink2)}
.masthead{display:flex;flex-wrap:wrap;gap:4px 16px;justify-content:space-between;align-items:baseline;color:var(--ink2);margin-bottom:16px}
.masthead strong{color:var(--ink);font-weight:600}
.verdict{display:flex;gap:16px;padding:16px 20px;border:1px solid var(--line2);border-left-width:4px;border-radius:6px}
.verdict .glyph{width:28px;height:28px;flex:none}
.verdict.ok{border-left-color:var(--ok)}.verdict.warning{border-left-color:var(--warn)}.verdict.error{border-left-color:var(--err)}
.verdict p{margin:4px 0 0}
.glyph{width:16px;height:16px;flex:none;vertical-align:-3px}
.ok>.glyph,.glyph.ok{color:var(--ok)}.warning>.glyph,.glyph.warning{color:var(--warn)}
.error>.glyph,.glyph.error{color:var(--err)}.notReached>.glyph,.glyph.notReached,.info>.glyph,.glyph.info{color:var(--ink3)}
.word.ok{color:var(--ok)}.word.warning{color:var(--warn)}.word.error{color:var(--err)}.word{white-space:nowrap}
.shown{background:var(--errT);color:var(--err);padding:8px 12px;border-radius:6px;font-weight:600;margin:0 0 16px}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:2px 16px;margin:0}
dt{color:var(--ink2)}dd{margin:0;min-width:0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(340px,1fr));gap:2px 32px}
.facts>div{display:grid;grid-template-columns:80px minmax(0,1fr);gap:16px}
table{width:100%;border-collapse:collapse}
th{text-align:left;font-weight:500;color:var(--ink2);font-size:12px;padding:4px 12px 4px 0;border-bottom:1px solid var(--line2);vertical-align:bottom}
td{padding:4px 12px 4px 0;border-bottom:1px solid var(--line);vertical-align:top}
th:last-child,td:last-child{padding-right:0}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums}
td.fix,th.fix{white-space:nowrap;overflow-wrap:normal}
tr.group th{padding-top:12px;color:var(--ink);font-weight:600}
.finding{padding:12px 0 14px;border-bottom:1px solid var(--line)}
.finding>header{display:grid;grid-template-columns:24px minmax(0,1fr);align-items:start}
.finding>header .glyph{margin-top:2px}
.finding>.body{margin-left:24px}
.finding .meta{color:var(--ink2);font-size:12px;line-height:18px}
.finding .meta code{color:var(--ink)}
.finding dl{margin-top:6px}
.follows{margin:10px 0 0 24px;padding-left:16px;border-left:2px solid var(--line2)}
.follows h4{margin:0}
.follows .finding:last-child{border-bottom:0;padding-bottom:0}
.hex{margin:10px 0 0;padding:8px 12px;background:var(--sunk);border:1px solid var(--line);border-radius:5px;white-space:pre-wrap;line-height:20px;overflow-wrap:normal}
.hex .at{color:var(--ink3)}
.hex .ascii{color:var(--ink2)}
.hex mark{background:var(--errT);color:var(--err);text-decoration:underline 2px;text-underline-offset:3px;border-radius:2px}
.hex.warning mark{background:var(--warnT);color:var(--warn)}.hex.info mark{background:var(--acT);color:var(--ac)}
.hex .caption{color:var(--ink2)}
pre.xml{margin:0;padding:12px 16px;background:var(--sunk);border:1px solid var(--line);border-radius:5px;white-space:pre-wrap;line-height:18px}
footer{margin-top:32px;padding-top:8px;border-top:1px solid var(--line2);color:var(--ink2);font-size:12px}
@media (max-width:640px){body{padding:16px 12px}.facts{grid-template-columns:1fr}.wide{display:block}.wide thead{display:none}
.wide tbody,.wide tr,.wide td{display:block}.wide td{border:0;padding:0}.wide tr{padding:6px 0;border-bottom:1px solid var(--line)}
.finding>.body{margin-left:0}}
@media print{@page{margin:16mm 14mm}
body{max-width:none;padding:0;font-size:9.5pt;line-height:14pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.mono,code,pre,.hex{font-size:8.5pt}.hex,pre.xml{line-height:13pt}
h2{break-after:avoid}h3,h4{break-after:avoid}tr,.hex,.verdict{break-inside:avoid}.finding>header{break-after:avoid;break-inside:avoid}
thead{display:table-header-group}}
`;

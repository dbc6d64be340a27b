/** The report's style sheet: light and dark, wide and narrow, screen and paper. */
export const style = `
:root{color-scheme:light dark;--ink:#182230;--soft:#5d6b82;--faint:#98a2b3;--line:#e6eaf0;--paper:#fff;--back:#f4f6f9;--track:#eef1f6;--calls:#3a6fe2;--good:#1f9d78;--ask:#d9930d;--block:#e2702f;--no:#d0404a}
@media (prefers-color-scheme:dark){:root{--ink:#e9edf4;--soft:#9eabc0;--faint:#6b788e;--line:#283142;--paper:#161c27;--back:#0e131b;--track:#222b3a;--calls:#6d9bff;--good:#4cc49c;--ask:#ecb54a;--block:#f0935a;--no:#f0757d}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;-webkit-font-smoothing:antialiased}
main{max-width:1120px;margin:0 auto;padding:40px 24px 72px}
header p{margin:0}.brand{color:var(--calls);font-size:13px;font-weight:600;letter-spacing:.08em;text-transform:uppercase}
h1{font-size:32px;line-height:1.2;letter-spacing:-.02em;margin:4px 0 2px}.range{color:var(--soft)}
.lede{font-size:18px;line-height:1.55;margin:22px 0 26px;max-width:68ch}
h2{font-size:20px;letter-spacing:-.01em;margin:40px 0 4px}h2+p{margin:0 0 14px;color:var(--soft);max-width:72ch}h3{font-size:14px;font-weight:600;margin:0 0 14px}
.card{background:var(--paper);border:1px solid var(--line);border-radius:14px;padding:22px;min-width:0}
.grid{display:grid;gap:16px;grid-template-columns:repeat(2,minmax(0,1fr))}.wide{grid-column:1/-1}
.figures{display:grid;grid-template-columns:repeat(6,1fr);padding:0;margin-bottom:16px}
.figure{padding:20px 18px;border-left:1px solid var(--line)}.figure:first-child{border-left:0}
.figure b{display:block;font-size:28px;line-height:1.15;letter-spacing:-.02em;font-variant-numeric:tabular-nums}.figure span{display:block;font-size:13px;font-weight:600;margin-top:6px}.figure i{display:block;font-size:13px;font-style:normal;color:var(--soft)}
.stack{display:flex;gap:2px;height:34px;border-radius:8px;overflow:hidden;background:var(--track)}.stack div{min-width:3px}
.legend{display:flex;flex-wrap:wrap;gap:8px 28px;margin:14px 0 0;padding:0;list-style:none;color:var(--soft);font-size:14px}.legend b{color:var(--ink);font-variant-numeric:tabular-nums}.dot{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:8px}
.bars{display:grid;grid-template-columns:minmax(0,42%) minmax(40px,1fr) auto;gap:9px 12px;align-items:center;margin:0}
.bars dt{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-size:14px}.bars dd{margin:0;font-variant-numeric:tabular-nums;font-size:14px;text-align:right;color:var(--soft)}
.bar{height:12px;border-radius:6px;background:var(--track);overflow:hidden}.bar div{height:100%;border-radius:6px;min-width:4px}
svg{display:block;width:100%;height:auto}svg text{fill:var(--soft);font:12px ui-sans-serif,system-ui,sans-serif}svg .name{fill:var(--ink);font-weight:600;font-size:13px}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px}th,td{text-align:left;padding:9px 16px 9px 0;border-bottom:1px solid var(--line);vertical-align:top}tr:last-child td{border-bottom:0}
th{color:var(--soft);font-weight:500;font-size:13px;white-space:nowrap}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.zero{color:var(--faint)}td.bad{color:var(--no);font-weight:600}td .bar{width:160px;margin-top:5px}
code{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}.rule{background:var(--track);border-radius:6px;padding:3px 8px;display:inline-block}
.none{color:var(--soft);margin:0}footer{margin-top:44px;padding-top:18px;border-top:1px solid var(--line);color:var(--soft);font-size:13px}
@media (max-width:900px){.figures{grid-template-columns:repeat(3,1fr)}.figure:nth-child(4){border-left:0}.figure:nth-child(n+4){border-top:1px solid var(--line)}}
@media (max-width:680px){main{padding:24px 14px 48px}.grid{grid-template-columns:minmax(0,1fr)}.figures{grid-template-columns:repeat(2,1fr)}.figure:nth-child(odd){border-left:0}.figure:nth-child(even){border-left:1px solid var(--line)}.figure:nth-child(n+3){border-top:1px solid var(--line)}.lede{font-size:16px}}
@media print{body{background:#fff}.card{break-inside:avoid}}
`;

// Adds comfort to pages that work without it: leave, blur, lock warning, drafts, one entry in the history. No content passes through here.
'use strict';
const by = id => document.getElementById(id);
const meta = name => document.querySelector(`meta[name=${name}]`)?.content;
const soon = (run, ms) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(run, ms); }; };

// Leave: cover first, then the server ends the sign-in and sends the browser on.
const leave = by('leave');
const go = () => {
  const cover = document.createElement('div');
  cover.className = 'cover';
  document.body.replaceChildren(cover);
  document.title = '';
  location.replace(leave.href);
};
for (const link of document.querySelectorAll(`a[href="${leave.getAttribute('href')}"]`)) {
  link.addEventListener('click', event => { event.preventDefault(); go(); });
}
let shifts = [];
addEventListener('keydown', event => {
  shifts = event.key === 'Shift' ? [...shifts.filter(at => event.timeStamp - at < 5000), event.timeStamp] : [];
  if (shifts.length > 2 && !event.repeat) go();
});
addEventListener('pageshow', event => { if (event.persisted) location.reload(); });

// Blur: out of sight and out of the speech output.
const main = document.querySelector('main');
const link = by('blur');
if (link) {
  const button = document.createElement('button');
  let wanted = false;
  const show = () => {
    main.inert = wanted || document.hidden;
    button.setAttribute('aria-pressed', wanted);
  };
  button.className = link.className;
  button.id = link.id;
  button.textContent = link.textContent;
  button.addEventListener('click', () => { wanted = !wanted; show(); });
  document.addEventListener('visibilitychange', show);
  link.replaceWith(button);
  show();
}

// Lock: every tab counts from the last time any of them spoke with the server.
const limit = meta('lock') * 1000;
if (limit) {
  const tabs = new BroadcastChannel('stay');
  const warning = by('lock').firstElementChild;
  let heard = Date.now();
  const stay = () => { heard = Date.now(); warning.hidden = true; };
  const alive = async () => {
    if (Date.now() - heard < 30000 && warning.hidden) return;
    stay();
    if ((await fetch('/stay')).ok) tabs.postMessage(0); else location.reload();
  };
  tabs.onmessage = stay;
  tabs.postMessage(0);
  for (const kind of ['keydown', 'pointerdown', 'scroll']) addEventListener(kind, alive, { passive: true });
  setInterval(() => {
    const idle = Date.now() - heard;
    warning.hidden = idle < limit - 60000;
    if (idle > limit) location.reload();
  }, 1000);
}

// Drafts: kept after two seconds of rest, at the address of the button that does it by hand.
const draft = by('draft');
if (draft) {
  const [saved, waiting] = by('draft-status').children;
  const fields = () => new URLSearchParams(new FormData(draft.form));
  let kept = String(fields());
  const keep = async () => {
    const now = String(fields());
    if (now === kept) return;
    try {
      const answer = await fetch(draft.formAction, { method: 'POST', body: fields(), redirect: 'manual' });
      if (answer.status === 401) return location.reload();
      if (answer.type !== 'opaqueredirect' && !answer.ok) throw answer;
      kept = now;
      saved.querySelector('time').textContent = new Date().toLocaleTimeString(document.documentElement.lang);
    } catch { again(); }
    saved.hidden = kept !== now;
    waiting.hidden = kept === now;
  };
  const again = soon(keep, 2000);
  draft.form.addEventListener('input', again);
}

// Ctrl and Enter press the button that seals.
const seal = by('seal');
seal?.form.addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) seal.form.requestSubmit(seal);
});

// One entry in the history.
if (meta('entries')) {
  addEventListener('click', event => {
    const to = event.target.closest('a[href^="/"]');
    if (!to || event.defaultPrevented) return;
    event.preventDefault();
    location.replace(to.href);
  });
}

const print = by('print');
print.hidden = false;
print.addEventListener('click', () => window.print());

// Comfort for pages that work without it. It stores nothing.
'use strict';
const by = id => document.getElementById(id);
// In one entry an answer takes the place of the page, and what it says of itself counts.
let shown = document, sent = -Infinity, pressed, closed;
const meta = name => shown.querySelector(`meta[name=${name}]`)?.content;
const main = () => document.querySelector('main');
// No reload: it sends again what a page answered.
const anew = () => location.replace(location.pathname + location.search);

// Leave: cover first, then the server ends the sign-in and sends the browser on. Nothing else does.
const out = by('leave').href;
const leave = () => {
  closed = true;
  const cover = document.createElement('div');
  cover.className = 'cover';
  document.body.replaceChildren(cover);
  document.title = '\u00a0';
  location.replace(out);
};
let shifts = [];
addEventListener('keydown', event => {
  if (event.repeat) return;
  shifts = event.key === 'Shift' ? [...shifts.filter(at => event.timeStamp - at < 5000), event.timeStamp] : [];
  if (shifts.length > 2) leave();
});
addEventListener('pageshow', event => { if (event.persisted) anew(); });

// One entry in the history: links and forms replace the page.
let one = meta('entries');
addEventListener('click', event => {
  const link = event.target.closest?.('a[href^="/"]');
  if (!link || event.defaultPrevented) return;
  if (one || link.href === out) event.preventDefault();
  if (link.href === out) leave();
  else if (one) location.replace(link.href);
});
const send = (form, button) => {
  const fields = new FormData(form, button);
  const call = new XMLHttpRequest();
  // Without the attribute `formAction` is the address of the page.
  call.open('POST', button?.hasAttribute('formaction') ? button.formAction : form.action);
  call.setRequestHeader('X-Entries', 'one');
  call.responseType = 'document';
  call.onload = () => {
    if (!main()) return;
    const next = call.getResponseHeader('Location');
    if (next) return location.replace(next);
    const content = call.response?.querySelector('main');
    if (!content) return anew();
    shown = call.response;
    sent = -Infinity;
    closed = !meta('lock'); // a lock stays: it carries what was sent
    document.title = shown.title;
    content.inert = main().inert;
    main().replaceWith(content);
    (by('summary') || main()).focus();
    scrollTo(0, 0);
  };
  // What closed by itself tries again. What was pressed goes without the script: the browser says what is wrong.
  call.onerror = () => {
    sent = -Infinity;
    if (closed) return setTimeout(send, 3000, form, button);
    one = '';
    form.requestSubmit(button);
  };
  call.send(form.enctype.startsWith('multipart') ? fields : new URLSearchParams(fields));
};
// What was sent is on its way, once, and may have ended its sign-in: the answer comes with a new one.
const waits = () => performance.now() - sent < 10000;
addEventListener('submit', event => {
  if (event.target.target) return;
  const twice = waits() && pressed === event.submitter;
  if (one || twice) event.preventDefault();
  if (twice) return;
  sent = performance.now();
  pressed = event.submitter;
  if (one) send(event.target, event.submitter);
});

// Blur: out of sight and of the speech output.
const link = by('blur');
if (link) {
  const button = document.createElement('button');
  let wanted = false;
  const show = () => {
    main().inert = wanted || document.hidden;
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
  let heard = Date.now(), due = 0;
  const stay = () => { heard = Date.now(); warning.hidden = true; };
  const alive = async () => {
    if (Date.now() - heard < 30000 && warning.hidden) return;
    stay();
    if ((await fetch('/stay')).status === 401) close(); else tabs.postMessage(0);
  };
  // Locked first: what is sent then meets the lock alone.
  const locked = () => fetch('/locked', { method: 'POST', redirect: 'manual' }).then(() => fetch('/stay')).then(answer => answer.status === 401, () => false);
  tabs.onmessage = stay;
  tabs.postMessage(0);
  for (const kind of ['keydown', 'pointerdown', 'scroll', 'input', 'click']) addEventListener(kind, alive, { passive: true });
  setInterval(async () => {
    const idle = Date.now() - heard;
    warning.hidden = closed || idle < limit - 60000;
    if (closed || idle < limit || waits()) return due = 0;
    if (++due !== 2) return; // a tab that slept hears the others first
    if (await locked() && unsent()) close(); else if (!closed) location.reload();
  }, 1000);
}

// A page closes once its reader was signed out, stopped or kept from a part. Asking is no use: the lock comes all the same.
const look = async () => {
  const page = shown, open = meta('open');
  if (!open || closed || waits()) return;
  const answer = await fetch(open).catch(() => 0);
  const now = answer.ok ? Number(await answer.text()) : answer.status === 403 ? 0 : page.first;
  page.first ??= now;
  if (page === shown && now !== undefined && (!now || page.first & ~now)) close();
};
setTimeout(look, 900); // after what the page needs
setInterval(look, 3000);
addEventListener('visibilitychange', look);

// What was typed and not sent goes along: the page that comes instead carries it, sealed, and nothing is done with it.
const unsent = () => [...document.forms].find(form => form.method === 'post' && !form.contains(by('draft')) && [...form.elements].some(one =>
  'defaultValue' in one && !/password|file|hidden|radio|box/.test(one.type) && one.value !== (by('summary') ? '' : one.defaultValue)));
const close = () => {
  if (closed || waits()) return;
  closed = true;
  const form = unsent();
  if (unkept()) by('draft').form.requestSubmit(by('draft'));
  else if (form) {
    const typed = document.createElement('input');
    Object.assign(typed, { type: 'hidden', name: 'kept.typed', value: 'yes' });
    form.append(typed);
    form.noValidate = true;
    form.requestSubmit();
  } else anew();
  main().replaceChildren();
};

// Drafts: kept after two seconds of rest, where the button keeps them.
let kept, rest;
const typed = () => String(new URLSearchParams(new FormData(by('draft').form)));
const unkept = () => (rest || by('summary')) && by('draft') && typed() !== kept;
const again = () => { clearTimeout(rest); rest = setTimeout(keep, 2000); };
const keep = async () => {
  const draft = by('draft');
  if (!draft) return;
  if (waits()) return again(); // it may seal these words
  const now = typed();
  if (now === kept) return;
  try {
    const answer = await fetch(draft.formAction, { method: 'POST', body: new URLSearchParams(now), redirect: 'manual' });
    if (answer.status === 401) return draft.form.requestSubmit(draft); // the lock carries it
    if (answer.type !== 'opaqueredirect' && !answer.ok) throw answer;
    kept = now;
  } catch { again(); }
  const [saved, waiting] = by('draft-status').children;
  saved.querySelector('time').textContent = new Date().toLocaleTimeString(document.documentElement.lang);
  saved.hidden = kept !== now;
  waiting.hidden = !saved.hidden;
};
addEventListener('input', event => { if (by('draft')?.form.contains(event.target)) again(); });

// Ctrl and Enter seal.
addEventListener('keydown', event => {
  const seal = by('seal');
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && seal?.form.contains(event.target)) seal.form.requestSubmit(seal);
});

const print = by('print');
print.hidden = false;
print.addEventListener('click', () => window.print());

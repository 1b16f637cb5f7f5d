// Adds comfort to pages that work without it: leave, blur, lock warning, drafts, one entry in the history. It stores nothing.
'use strict';
const by = id => document.getElementById(id);
const meta = name => document.querySelector(`meta[name=${name}]`)?.content;
const main = () => document.querySelector('main');

// Leave: cover first, then the server ends the sign-in and sends the browser on.
const out = by('leave').href;
const leave = () => {
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
addEventListener('pageshow', event => { if (event.persisted) location.reload(); });

// One entry in the history: links and forms replace the page instead of adding to it.
const one = meta('entries');
addEventListener('click', event => {
  const link = event.target.closest?.('a[href^="/"]');
  if (!link || event.defaultPrevented) return;
  if (link.href === out) { event.preventDefault(); leave(); }
  else if (one) { event.preventDefault(); location.replace(link.href); }
});
const send = (form, button) => {
  const fields = new FormData(form, button);
  const call = new XMLHttpRequest();
  // Asked for by its attribute: without one, `formAction` gives the address of the page and not the form's.
  call.open('POST', button?.hasAttribute('formaction') ? button.formAction : form.action);
  call.setRequestHeader('X-Entries', 'one');
  call.responseType = 'document';
  call.onload = () => {
    const next = call.getResponseHeader('Location');
    if (next) return location.replace(next);
    const page = call.response;
    if (!page) return location.reload();
    document.title = page.title;
    main().replaceWith(document.importNode(page.querySelector('main'), true));
    (by('summary') || main()).focus();
    scrollTo(0, 0);
  };
  call.onerror = () => form.submit();
  call.send(form.enctype.startsWith('multipart') ? fields : new URLSearchParams(fields));
};
if (one) addEventListener('submit', event => {
  if (event.target.target) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

// Blur: out of sight and out of the speech output.
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
  let heard = Date.now();
  const stay = () => { heard = Date.now(); warning.hidden = true; };
  const alive = async () => {
    if (Date.now() - heard < 30000 && warning.hidden) return;
    stay();
    if ((await fetch('/stay')).ok) tabs.postMessage(0); else close();
  };
  // Locked first: what is sent then meets the lock and nothing else.
  const locked = () => fetch('/locked', { method: 'POST', redirect: 'manual' }).then(() => fetch('/stay')).then(answer => answer.status === 401, () => false);
  tabs.onmessage = stay;
  tabs.postMessage(0);
  for (const kind of ['keydown', 'pointerdown', 'scroll']) addEventListener(kind, alive, { passive: true });
  setInterval(async () => {
    const idle = Date.now() - heard;
    warning.hidden = idle < limit - 60000;
    if (idle < limit) return;
    heard = Infinity;
    if (unsent() && await locked()) close(); else location.reload();
  }, 1000);
}

// A page closes once its reader was signed out, and one of a chart once they were stopped or kept from a part of it. It asks often, and asking is no use: the lock
// comes all the same.
const open = meta('open');
if (open) {
  let first;
  const look = async () => {
    if (waits()) return;
    const answer = await fetch(open).catch(() => 0);
    const now = answer.ok ? Number(await answer.text()) : answer.status === 403 ? 0 : first;
    first ??= now;
    if (now === undefined || (now && !(first & ~now))) return;
    close();
  };
  setTimeout(look, 900); // after what the page itself needs
  setInterval(look, 3000);
  addEventListener('visibilitychange', look);
}

// What was typed and not sent goes along when a page closes: the page that comes instead carries it, sealed, and nothing is done with it.
const texts = form => [...form.elements].filter(one => 'defaultValue' in one && !['password', 'file', 'hidden'].includes(one.type));
const unsent = () => [...document.forms].find(form =>
  form.method === 'post' && !form.contains(by('draft')) && texts(form).some(one => one.value !== one.defaultValue));
// What was sent a moment ago is on its way, and may itself have ended the sign-in it was sent with: its answer comes, with a new one.
let closed, sent = -Infinity;
const waits = () => performance.now() - sent < 10000;
addEventListener('submit', () => { sent = performance.now(); }, true);
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
  } else location.replace(location.pathname + location.search);
  main().replaceChildren();
};

// Drafts: kept after two seconds of rest, at the address of the button that does it by hand.
let kept, rest;
const typed = () => String(new URLSearchParams(new FormData(by('draft').form)));
const unkept = () => rest && by('draft') && typed() !== kept;
const again = () => { clearTimeout(rest); rest = setTimeout(keep, 2000); };
const keep = async () => {
  const draft = by('draft');
  const now = typed();
  if (now === kept) return;
  try {
    const answer = await fetch(draft.formAction, { method: 'POST', body: new URLSearchParams(now), redirect: 'manual' });
    if (answer.status === 401) return draft.form.requestSubmit(draft); // the unlock page carries the text
    if (answer.type !== 'opaqueredirect' && !answer.ok) throw answer;
    kept = now;
  } catch { again(); }
  const [saved, waiting] = by('draft-status').children;
  saved.querySelector('time').textContent = new Date().toLocaleTimeString(document.documentElement.lang);
  saved.hidden = kept !== now;
  waiting.hidden = kept === now;
};
addEventListener('input', event => { if (by('draft')?.form.contains(event.target)) again(); });

// Ctrl and Enter press the button that seals.
addEventListener('keydown', event => {
  const seal = by('seal');
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && seal?.form.contains(event.target)) seal.form.requestSubmit(seal);
});

const print = by('print');
print.hidden = false;
print.addEventListener('click', () => window.print());

// The query page: no libraries, nothing loaded from elsewhere.
import { clearGraph, drawGraph, element, metricText, swatch } from './graph.js';

const API = new URL('api/v1/', document.baseURI);
const MOST_ROWS = 1000;
const HINT = 'Write a query, such as up. Enter runs it, Shift and Enter begin a new line.';
const at = (id) => document.getElementById(id);

async function ask(path, parameters, signal) {
  const options = parameters
    ? { method: 'POST', body: new URLSearchParams(parameters), signal }
    : { signal };
  const answer = await fetch(new URL(path, API), options);
  let body;
  try {
    body = await answer.json();
  } catch {
    throw new Error(`${answer.status} ${answer.statusText}`);
  }
  if (body.status !== 'success') throw new Error(`${body.errorType}: ${body.error}`);
  return body;
}

let running;

async function run() {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const query = at('text').value.trim();
  const range = Number(at('range').value);
  const end = at('end').value ? new Date(at('end').value).getTime() / 1000 : Date.now() / 1000;
  const step = Math.max(1, Math.ceil(range / 300));
  const common = { query, dedup: at('dedup').checked, partial_response: at('partial').checked };
  say('Running …');
  clear();
  if (!query) {
    say(HINT);
    return;
  }
  const began = performance.now();
  try {
    const parsed = await ask('parse_query', { query }, signal);
    const ranged = !['matrix', 'string'].includes(typeOf(parsed.data));
    const instant = await ask('query', { ...common, time: end }, signal);
    const drawn = ranged
      ? await ask('query_range', { ...common, start: end - range, end, step }, signal)
      : undefined;
    show(instant, drawn, { start: end - range, end, step });
    const took = Math.round(performance.now() - began);
    const rows = at('result').tBodies[0].rows.length;
    say(rows ? `${rows} ${rows === 1 ? 'row' : 'rows'} in ${took} ms.` : 'Nothing matches in this time.');
  } catch (failure) {
    if (failure.name !== 'AbortError') say(failure.message, true);
  }
}

/** The type of an expression by its tree, as far as the page must know it. */
function typeOf(tree) {
  if (tree.type === 'matrixSelector' || tree.type === 'subquery') return 'matrix';
  if (tree.type === 'stringLiteral') return 'string';
  return tree.type === 'parenExpr' ? typeOf(tree.expr) : 'other';
}

function say(text, bad = false) {
  at('state').textContent = text;
  at('state').classList.toggle('bad', bad);
}

function clear() {
  at('remarks').replaceChildren();
  clearGraph();
  at('result').tHead.replaceChildren();
  at('result').tBodies[0].replaceChildren();
}

function show(instant, drawn, times) {
  const remarks = new Set([...(instant.warnings ?? []), ...(drawn?.warnings ?? [])]);
  const infos = new Set([...(instant.infos ?? []), ...(drawn?.infos ?? [])]);
  for (const text of remarks) at('remarks').append(element('li', text));
  for (const text of infos) at('remarks').append(element('li', text, { class: 'info' }));
  table(instant.data, drawGraph(drawn?.data.result ?? [], times));
}

/** What there is at the end of the range; then what was drawn and has ended before. */
function table({ resultType, result }, lines) {
  const alone = resultType === 'scalar' || resultType === 'string';
  const rows = alone ? [{ metric: {}, value: result }] : result;
  const place = new Map(lines.map((line, i) => [metricText(line.metric), i]));
  for (const { metric, value, values, histogram, histograms } of rows.slice(0, MOST_ROWS)) {
    const name = metricText(metric);
    const text =
      value?.[1] ??
      (histogram && `count ${histogram[1].count}, sum ${histogram[1].sum}`) ??
      [...(values ?? []), ...(histograms ?? [])].map(([time, v]) => `${v.count ?? v} @${time}`).join('\n');
    addRow(alone ? resultType : name, text, place.get(name));
    place.delete(name);
  }
  if (!alone) for (const [name, i] of place) addRow(name, 'ended', i);
  if (at('result').tBodies[0].rows.length === 0) return;
  const head = element('tr');
  const value = element('th', 'Value', { scope: 'col', class: 'number' });
  head.append(element('th', 'Series', { scope: 'col' }), value);
  at('result').tHead.append(head);
}

function addRow(name, text, line) {
  const row = element('tr');
  const cell = element('td');
  if (line !== undefined) cell.append(swatch(line));
  cell.append(name);
  row.append(cell, element('td', text, { class: 'number' }));
  at('result').tBodies[0].append(row);
}

const timeText = (millis) =>
  Math.abs(millis) > 8.64e15 || millis === 0 ? '–' : `${new Date(millis).toISOString().slice(0, 19)}Z`;

async function stores() {
  const body = at('stores').tBodies[0];
  try {
    const { data } = await ask('stores');
    const rows = Object.entries(data).flatMap(([kind, list]) => list.map((store) => [kind, store]));
    body.replaceChildren(
      ...rows.map(([kind, store]) => {
        const row = element('tr');
        const state = element('td', store.lastError ?? 'answers', store.lastError ? { class: 'bad' } : {});
        const sets = store.labelSets.map((set) => metricText(set)).join('\n');
        row.append(element('td', store.name), element('td', kind), state, element('td', timeText(Date.parse(store.lastCheck))), element('td', timeText(store.minTime)), element('td', timeText(store.maxTime)), element('td', sets));
        return row;
      }),
    );
    if (rows.length === 0) body.append(emptyRow('No store is named. Start the querier with --endpoint.'));
  } catch (failure) {
    body.replaceChildren(emptyRow(failure.message));
  }
}

function emptyRow(text) {
  const row = element('tr');
  row.append(element('td', text, { colspan: '7' }));
  return row;
}

/** What is asked stands in the address, so that it can be shared. */
function remember() {
  const state = new URLSearchParams({
    q: at('text').value,
    range: at('range').value,
    end: at('end').value,
    dedup: at('dedup').checked,
    partial: at('partial').checked,
  });
  const address = `#query?${state}`;
  if (location.hash !== address) history.replaceState(null, '', address);
}

function open() {
  const [page, state] = location.hash.slice(1).split('?', 2);
  const onStores = page === 'stores';
  at('query-page').hidden = onStores;
  at('stores-page').hidden = !onStores;
  for (const link of document.querySelectorAll('nav a')) {
    const current = link.getAttribute('href') === (onStores ? '#stores' : '#query');
    if (current) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  if (onStores) {
    stores();
  } else if (state) {
    const asked = new URLSearchParams(state);
    at('text').value = asked.get('q') ?? '';
    at('range').value = asked.get('range') ?? '3600';
    at('end').value = asked.get('end') ?? '';
    at('dedup').checked = asked.get('dedup') !== 'false';
    at('partial').checked = asked.get('partial') !== 'false';
    run();
  } else {
    say(HINT);
    at('text').focus();
  }
}

at('form').addEventListener('submit', (event) => {
  event.preventDefault();
  remember();
  run();
});
at('text').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    at('form').requestSubmit();
  }
});
window.addEventListener('hashchange', open);
open();
